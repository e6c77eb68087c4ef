"""Every broken file gives the line and what to do; all of its mistakes at once, and nothing is changed."""

import ast
from pathlib import Path

import pytest

from appliance.environment import CHECKOUT
from appliance.set_up_file.findings import BadFile
from appliance.set_up_file.reading import decoded
from appliance.web.set_up_texts import FINDINGS
from tests.set_up_file.conftest import Server

BROKEN = Path(__file__).with_name("broken")

EXPECTED: dict[str, list[tuple[int, str]]] = {
    "alias.yaml": [(4, "no_aliases")],
    "another.xml": [(2, "not_xzufi")],
    "another_kind.yaml": [(1, "not_a_set_up")],
    "at_sign.yaml": [(4, "quote_needed")],
    "bracket.yaml": [(6, "bracket_open")],
    "broken.xml": [(4, "bad_xml")],
    "columns.csv": [(1, "unknown_column_near"), (1, "unknown_column")],
    "days.yaml": [(6, "no_day"), (8, "days_backwards"), (9, "missing_key")],
    "entities.xml": [(2, "xml_with_doctype")],
    "forms.yaml": [
        (5, "unknown_service_near"),
        (8, "form_fault"),
        (9, "form_fault"),
        (10, "form_fault"),
        (11, "form_empty"),
    ],
    "hours.yaml": [
        (9, "no_hours"),
        (10, "hours_backwards"),
        (11, "overlapping_hours"),
        (12, "no_hours"),
        (13, "unknown_choice_near"),
    ],
    "indentation.yaml": [(5, "indentation")],
    "key_twice.yaml": [(6, "key_twice")],
    "messages.yaml": [
        (6, "unknown_placeholder"),
        (11, "placeholder_missing"),
        (14, "unknown_choice"),
        (16, "unknown_choice_near"),
    ],
    "missing_colon.yaml": [(4, "colon_missing")],
    "missing_keys.yaml": [(6, "missing_key"), (9, "missing_key")],
    "misspelt_key.yaml": [(8, "unknown_key_near")],
    "nameless.xml": [(3, "service_without_name"), (11, "bad_fim_key")],
    "newer_format.yaml": [(2, "other_format")],
    "no_name.csv": [(1, "no_name_column")],
    "nobody_administers.yaml": [(3, "no_admin")],
    "not_closed.csv": [(3, "bad_table")],
    "numbers.yaml": [
        (7, "no_number"),
        (8, "number_out_of_range"),
        (10, "no_number"),
        (11, "unknown_choice"),
        (14, "number_out_of_range"),
        (15, "not_true_or_false"),
    ],
    "people.yaml": [(5, "bad_sign_in"), (6, "unknown_choice_near")],
    "prefix.yaml": [(7, "bad_prefix"), (9, "bad_prefix")],
    "quotation_mark.yaml": [(4, "quote_open")],
    "renamed.yaml": [(5, "unknown_was_near"), (8, "unknown_was")],
    "rows.csv": [
        (4, "row_without_name"),
        (5, "no_number"),
        (5, "unknown_choice"),
        (5, "name_twice"),
        (6, "too_many_cells"),
    ],
    "same_names.yaml": [(9, "name_twice"), (10, "name_twice")],
    "same_offices.yaml": [(9, "name_twice"), (11, "missing_key")],
    "same_prefix.yaml": [(8, "prefix_twice")],
    "service_values.yaml": [
        (9, "bad_fim_key"),
        (10, "unknown_choice_near"),
        (12, "bad_address"),
        (13, "bad_language"),
        (14, "list_empty"),
    ],
    "staffing.yaml": [(8, "unknown_clerk_near"), (10, "shift_of_nobody"), (11, "unknown_place")],
    "tab.yaml": [(4, "tab")],
    "text_with_colon.yaml": [(4, "colon")],
    "time_zone.yaml": [(6, "unknown_time_zone")],
    "unknown_region.yaml": [(5, "time_zone_fixed"), (6, "unknown_region")],
    "unknown_skills.yaml": [(8, "unknown_service_near"), (9, "unknown_office_near")],
    "weekdays.yaml": [(9, "unknown_weekday_near"), (12, "weekday_twice"), (14, "weekdays_backwards")],
    "wrong_shapes.yaml": [
        (3, "keys_expected"),
        (5, "list_expected"),
        (7, "keys_expected"),
        (9, "one_value_expected"),
        (11, "keys_expected"),
    ],
}


def test_every_broken_file_is_expected_to_be_so():
    assert {path.name for path in BROKEN.iterdir()} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_broken_file_gives_lines_and_what_to_do(server: Server, name: str):
    before = server.export()
    with pytest.raises(BadFile) as caught:
        server.try_out(decoded((BROKEN / name).read_bytes()), office_id=1)
    assert [(one.line, one.code) for one in caught.value.findings] == EXPECTED[name]
    for one in caught.value.findings:
        wrong, to_do = FINDINGS[one.code]
        assert wrong % one.facts and to_do % one.facts
    assert server.export() == before


def test_whatever_is_found_has_its_text():
    assert found_in_sources() - set(FINDINGS) == set()


def found_in_sources() -> set[str]:
    """Codes as the sources name them; `unknown` suggests where it can, which is a code of its own."""
    codes: set[str] = set()
    for path in (CHECKOUT / "appliance" / "set_up_file").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in ("Fault", "finding", "_say", "unknown", "matching"):
                    codes |= {node.args[1].value} | ({f"{node.args[1].value}_near"} if name == "unknown" else set())
    assert len(codes) > 50
    return codes
