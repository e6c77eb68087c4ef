"""Values of forms: what may be typed, what is wanting at the end, and which fields are asked at all."""

import pytest

from appliance.domain.form import Condition, Field, FieldType, Form, Option, usual_length
from appliance.domain.form_values import fits, objection, objections, printed, shown

OPTIONS = (Option("a", "A"), Option("b", "B"))


def field(type: FieldType, **details: object) -> Field:
    options = OPTIONS if type in (FieldType.CHOICE, FieldType.CHOICES) else ()
    return usual_length(Field("it", type, "It", options=options, **details))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("type", "value", "code"),
    [
        (FieldType.NAME, "Łukasz Şağlam", ""),
        (FieldType.NAME, "Łukasz 2", "letters"),
        (FieldType.TEXT, "Straße 5 ½", ""),
        (FieldType.TEXT, "Straße 😀", "letters"),
        (FieldType.LONG_TEXT, "eins\nzwei", ""),
        (FieldType.DATE, "2026-02-28", ""),
        (FieldType.DATE, "2026-02-30", "date"),
        (FieldType.DATE, "20260228", "date"),
        (FieldType.DATE, "28.02.26", "date"),
        (FieldType.NUMBER, "-12,50", ""),
        (FieldType.NUMBER, "1e9", "number"),
        (FieldType.EMAIL, "oezge@müller.example", ""),
        (FieldType.EMAIL, "oezge@example", "email"),
        (FieldType.PHONE, "+49 (0)30 1234-56", ""),
        (FieldType.PHONE, "12a", "phone"),
        (FieldType.IBAN, "DE89 3704 0044 0532 0130 00", ""),
        (FieldType.IBAN, "DE89 3704 0044 0532 0130 01", "iban"),
        (FieldType.CHOICE, "a", ""),
        (FieldType.CHOICE, "c", "type"),
        (FieldType.CHOICES, ["a", "b"], ""),
        (FieldType.CHOICES, ["a", "a"], "type"),
        (FieldType.CHOICES, ["a", 1], "type"),
        (FieldType.CHECKBOX, True, ""),
        (FieldType.CHECKBOX, "yes", "type"),
        (FieldType.TEXT, 5.0, "type"),
        (FieldType.TEXT, "x" * 201, "type"),
        (FieldType.HEADING, "x", "type"),
    ],
)
def test_a_complete_value_is_of_its_kind(type: FieldType, value: object, code: str) -> None:
    assert objection(field(type), value) == code


@pytest.mark.parametrize("empty", [None, "", "  ", [], False])
def test_only_what_is_required_is_wanting(empty: object) -> None:
    assert objection(field(FieldType.TEXT), empty) == ""
    assert objection(field(FieldType.TEXT, required=True), empty) == "required"


def test_while_somebody_types_half_a_value_fits_but_nothing_unseen_or_endless() -> None:
    assert fits(field(FieldType.DATE), "2026-")
    assert fits(field(FieldType.IBAN), "DE8")
    assert fits(field(FieldType.CHOICE), "")
    assert not fits(field(FieldType.TEXT), "a\x00b")
    assert not fits(field(FieldType.TEXT), "\ud800")
    assert not fits(field(FieldType.TEXT, longest=3), "abcd")


FORM = Form("F", (
    Field("has_car", FieldType.CHECKBOX, "Auto?"),
    Field("kinds", FieldType.CHOICES, "Welche?", required=True, options=OPTIONS, shown_if=Condition("has_car", True)),
    usual_length(Field("plate", FieldType.TEXT, "Kennzeichen", required=True, shown_if=Condition("kinds", "b"))),
))  # fmt: skip


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({}, "has_car"),
        ({"has_car": True}, "has_car kinds"),
        ({"has_car": True, "kinds": ["a", "b"]}, "has_car kinds plate"),
        ({"has_car": False, "kinds": ["b"]}, "has_car"),  # what hangs on a field that is not asked is not asked
    ],
)
def test_conditional_parts_are_asked_when_their_condition_holds(values: dict[str, object], names: str) -> None:
    assert [one.name for one in shown(FORM, values)] == names.split()


def test_what_is_not_asked_is_neither_wanting_nor_printed() -> None:
    assert objections(FORM, {"has_car": True}) == {"kinds": "required"}
    assert objections(FORM, {"plate": "x" * 999}) == {}
    assert printed(FORM, {"has_car": False, "kinds": ["b"], "plate": "MU-1"}) == {}


def test_what_is_printed_has_one_spelling_and_only_values_that_fit() -> None:
    values = {"has_car": True, "kinds": ["b"], "plate": " S\u0327 ", "unknown": "x"}
    assert printed(FORM, values) == {"has_car": True, "kinds": ["b"], "plate": "Ş"}
    assert printed(FORM, {"has_car": True, "kinds": ["z"]}) == {"has_car": True}
