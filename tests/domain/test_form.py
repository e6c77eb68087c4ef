"""Definitions of forms: what they may say, and that nothing of them is lost on the way."""

from dataclasses import replace
from typing import Any

import pytest

from appliance.domain.form import (
    LONGEST_VALUE,
    MOST_FIELDS,
    Condition,
    Field,
    FieldType,
    Form,
    Option,
    Place,
    Writers,
    from_json,
    to_json,
    usual_length,
)
from appliance.musterstadt import MOVING_IN

NAME = usual_length(Field("name", FieldType.NAME, "Name"))
MOVES_IN = Field("moves_in", FieldType.CHOICE, "Sie ziehen ein", options=(Option("alone", "allein"),
                                                                          Option("family", "mit Familie")))  # fmt: skip
ADDRESS = Form("Anmeldung", (
    Field("who", FieldType.HEADING, "Wer zieht um?"),
    NAME,
    MOVES_IN,
    usual_length(Field("persons", FieldType.LONG_TEXT, "Wer noch?", "Alle Namen", True, Writers.CITIZEN,
                       shown_if=Condition("moves_in", "family"), pdf=Place(0, (50, 60, 250.5, 80)),
                       copies=(Place(1, (0, 0, 9, 9)),))),
), 3, 2)  # fmt: skip


def test_a_good_form_has_no_faults() -> None:
    assert ADDRESS.faults() == []


def test_a_form_comes_back_from_json_as_it_went() -> None:
    assert from_json(to_json(ADDRESS)) == ADDRESS


def test_what_json_leaves_out_has_its_usual_value() -> None:
    form = from_json({"title": "Kurz", "fields": [{"name": "name", "type": "name", "label": "Name"}]})
    assert form.fields == (NAME,)
    assert NAME.longest == 120


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"name": "Vor Name"}, "name"),
        ({"name": "name"}, "name"),  # there is one above
        ({"label": " "}, "label"),
        ({"label": "x" * 301}, "label"),
        ({"help": "x" * 1001}, "help"),
        ({"options": (Option("a", "A"),)}, "options"),
        ({"type": FieldType.CHOICE, "longest": 0}, "options"),
        ({"type": FieldType.CHOICE, "longest": 0, "options": (Option("a", "A"), Option("a", "B"))}, "options"),
        ({"longest": LONGEST_VALUE + 1}, "longest"),
        ({"longest": 0}, "longest"),
        ({"type": FieldType.NOTE, "longest": 0, "required": True}, "required"),
        ({"type": FieldType.NOTE, "longest": 0, "pdf": Place(0, (0, 0, 1, 1))}, "pdf"),
        ({"shown_if": Condition("further", "x")}, "shown_if"),  # itself
        ({"shown_if": Condition("later", True)}, "shown_if"),  # below
        ({"shown_if": Condition("moves_in", "castle")}, "shown_if"),
        ({"shown_if": Condition("moves_in", True)}, "shown_if"),
        ({"shown_if": Condition("who", "x")}, "shown_if"),
    ],
)
def test_a_fault_names_the_field_and_its_part(change: dict[str, Any], part: str) -> None:
    further = replace(usual_length(Field("further", FieldType.TEXT, "Weiteres")), **change)
    later = Field("later", FieldType.CHECKBOX, "Später")
    form = replace(ADDRESS, fields=(*ADDRESS.fields, further, later))
    assert [str(fault) for fault in form.faults()] == [f"fields.5.{part}"]


def test_a_form_has_a_title_and_something_to_fill_in_but_not_without_end() -> None:
    assert [str(fault) for fault in Form(" ", ADDRESS.fields[:1]).faults()] == ["title", "fields"]
    many = tuple(usual_length(Field(f"f{number}", FieldType.TEXT, "F")) for number in range(MOST_FIELDS + 1))
    assert [str(fault) for fault in Form("Viel", many).faults()] == ["fields"]


@pytest.mark.parametrize(
    ("writers", "roles"), [(Writers.BOTH, "citizen clerk"), (Writers.CITIZEN, "citizen"), (Writers.CLERK, "clerk")]
)
def test_only_the_writers_of_a_field_write_in_it(writers: Writers, roles: str) -> None:
    field = replace(NAME, writers=writers)
    everybody = ("citizen", "clerk", "interpreter", "colleague", "agent", "guest1")
    assert [role for role in everybody if field.may_be_written_by(role)] == roles.split()


def test_nobody_writes_in_a_heading() -> None:
    assert not Field("who", FieldType.HEADING, "Wer?").may_be_written_by("clerk")


def test_the_form_of_the_demo_town_has_no_faults() -> None:
    assert MOVING_IN.faults() == []
