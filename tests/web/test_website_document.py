"""WEBSITE.md is true: its JSON is what the API answers; attributes, properties and parts are those of the widget."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from appliance.domain.announcement import Wording
from appliance.domain.office_hours import Hours
from appliance.domain.ticket import Channel
from appliance.environment import CHECKOUT
from appliance.operations import announcements, estimates
from appliance.store import diaries
from appliance.web.api import public
from appliance.web.i18n import LANGUAGES
from tests.fakes import SettableClock
from tests.town import Musterstadt
from tests.web.conftest import Client
from tests.web.test_public import MONDAY_NINE, PLAN

DOCUMENT = (CHECKOUT / "appliance" / "web" / "WEBSITE.md").read_text()
WIDGET = public.WIDGET.read_text()
CLOCK = re.compile(r"\d\d:\d\d")
SAID = "Heute fehlt jemand aus unserem Team. Sie warten länger als sonst."


def block(language: str, number: int = 0) -> str:
    return re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)[number]


def table(heading: str) -> list[str]:
    """First words of the rows of the table under this column name."""
    rows = DOCUMENT[DOCUMENT.index(f"| {heading} |") :].partition("\n\n")[0].splitlines()[2:]
    return [row.split("`")[1] for row in rows]


def shape(value: Any) -> Any:
    """Times that are estimated leave their form only."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items()}
    if isinstance(value, list):
        return [shape(one) for one in value]
    return CLOCK.sub("hh:mm", value) if isinstance(value, str) else value


@pytest.fixture
def as_described(town: Musterstadt, clock: SettableClock, admin: Client, yildiz_signed_in: Client) -> None:
    """A Monday at nine: three wait, somebody works, one service can be booked."""
    clock.set(MONDAY_NINE)
    admin.put("/api/offices/1/hours", PLAN)
    diary = town.store.write(diaries.add, "Platz 1", None, [town.residence.id])
    town.store.write(diaries.add_staffing, diary, 1, 0, Hours(480, 720), [Channel.VIDEO])
    said = Wording((1,), SAID, "", MONDAY_NINE + timedelta(hours=1))
    town.do(announcements.make, said, town.clerk_id("kaya"))
    for _ in range(3):
        town.take()
    town.store.write(estimates.finish, town.ask(estimates.Estimators().plan, 1, clock.now()))


def test_the_json_is_what_the_api_answers(citizen: Client, as_described: None):
    written = json.loads(block("json"))
    answered = citizen.get("/api/public/offices").json
    [office] = written["offices"]
    real = answered["offices"][0]
    real["services"] = [one for one in real["services"] if one["id"] == office["services"][0]["id"]]
    real["hours"] = [{**one, "days": one["days"][:1]} for one in real["hours"] if one["channel"] == "on_site"]
    assert shape({**answered, "offices": [real]}) == shape(written)


def test_the_hours_for_search_engines_are_as_written(citizen: Client, as_described: None):
    graph = citizen.get("/api/public/offices.jsonld").json["@graph"]
    hours = next(one for one in graph if one["@type"] == "GovernmentOffice")["openingHoursSpecification"]
    assert hours[0] == json.loads(block("json", 1))


def test_every_attribute_is_understood_and_described():
    read = set(re.findall(r'getAttribute\("(\w+)"\)', WIDGET)) | {"theme"}
    assert set(table("attribute")) == read
    assert ':host([theme="dark"])' in WIDGET
    assert all(f"`{language}`" in DOCUMENT for language in LANGUAGES)


def test_every_property_is_described_with_its_colours():
    properties = set(re.findall(r"var\((--vorzimmer-[a-z-]+)", WIDGET))
    assert set(table("property")) == properties
    for name, light, dark in re.findall(r"(--vorzimmer-[a-z-]+), light-dark\((#\w+), (#\w+)\)", WIDGET):
        row = next(line for line in DOCUMENT.splitlines() if line.startswith(f"| `{name}`"))
        assert f"`{light}` `{dark}`" in row
        assert f"var({name}, {light})" in WIDGET  # what old browsers take


def test_every_part_is_described():
    made = {part for names in re.findall(r'element\(\s*"\w+", "([a-z ]+)"', WIDGET) for part in names.split()}
    made.add("name")  # its tag depends on the level
    written = set(re.findall(r"`([a-z]+)`", DOCUMENT[DOCUMENT.index("Parts for `::part()`") :].partition("\n\n")[0]))
    assert written - {"part"} == made


def test_the_policy_is_two_permissions():
    [policy] = re.findall(r"^script-src .*$", DOCUMENT, re.MULTILINE)
    assert re.fullmatch(r"script-src (\S+); connect-src \1", policy)


def test_it_holds_no_visible_text():
    """Every word comes from the server's catalogue: letters between quotes are names of things in the page."""
    code = re.sub(r"`.*?`|/\*.*?\*/|//[^\n]*", "", WIDGET, flags=re.DOTALL)
    assert [text for text in re.findall(r'"([^"]*)"', code) if re.search(r"[A-ZÄÖÜa-zäöüß]+ [a-zäöüß]+ ", text)] == []
