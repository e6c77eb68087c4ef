"""The document of the format is true: its examples are brought, its keys are all the keys there are."""

import re
from pathlib import Path

import pytest

from appliance.set_up_file import form_fields, schema
from appliance.set_up_file.sections import Section
from tests.set_up_file.conftest import Server, said
from tests.town import Musterstadt

DOCUMENT = (Path(schema.__file__).with_name("FORMAT.md")).read_text()
EXAMPLES = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)
TABLE = re.findall(r"```csv\n(.*?)```", DOCUMENT, re.DOTALL)[0]
KNOWN = {**vars(schema), **vars(form_fields)}
SECTIONS = {name: found for name, found in KNOWN.items() if isinstance(found, Section)}


def test_the_town_of_the_document_is_set_up_on_an_empty_server(empty_server: Server):
    empty_server.bring(EXAMPLES[0])
    assert said(empty_server.try_out(EXAMPLES[0])) == []
    assert said(empty_server.try_out(empty_server.export())) == []


@pytest.mark.parametrize("text", EXAMPLES[1:])
def test_further_examples_are_understood(server: Server, text: str):
    assert server.try_out(text).obstacles == []


def test_the_table_of_the_document_brings_a_service(server: Server, town: Musterstadt):
    plan = server.try_out(TABLE, town.citizens_office.id)
    assert said(plan) == [("add", "service", "Fundsachen")]
    details = {one.key: one.after for one in plan.changes[0].details}
    assert (details["minutes"], details["channels"], details["languages"]) == ("10", "on_site, video", "de, en")
    assert details["documents"] == "Ausweis\nKaufbeleg"
    assert details["takes_appointments"] == "false"


@pytest.mark.parametrize("section", [name for name in SECTIONS if name != "BOOKING"])
def test_every_key_stands_in_the_document(section: str):
    for key in SECTIONS[section].names():
        assert re.search(rf"\b{key}:", DOCUMENT), key
