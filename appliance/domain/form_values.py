"""The values of a form: which field is asked, what fits while somebody types, and what is wanting at the end.

A value is a string, a bool (`checkbox`) or a list of strings (`choices`). A field without a value is empty.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from appliance.domain import latin
from appliance.domain.form import WITH_OPTIONS, Field, FieldType, Form

Value = str | bool | list[str]
Values = Mapping[str, object]
"""By the name of the field."""

_NUMBER = re.compile(r"-?\d{1,15}([.,]\d{1,9})?")
_EMAIL = re.compile(r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+")
_PHONE = re.compile(r"\+?\d{4,20}")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""Control characters: nobody types them, and no page can print them."""


def shown(form: Form, values: Values) -> list[Field]:
    """The fields that are asked with these values. One that depends on a field which is not asked is not asked."""
    asked: list[Field] = []
    names: set[str] = set()
    for field in form.fields:
        condition = field.shown_if
        if condition is None or (condition.field in names and _holds(values.get(condition.field), condition.equals)):
            asked.append(field)
            names.add(field.name)
    return asked


def fits(field: Field, value: object) -> bool:
    """May this be in the field while it is filled in? Its kind, length and options; half a date is half a date."""
    if field.type is FieldType.CHECKBOX:
        return isinstance(value, bool)
    if field.type is FieldType.CHOICES:
        return isinstance(value, list) and len(set(map(str, value))) == len(value) and all(
            _is_option(field, one) for one in value
        )  # fmt: skip
    if not field.has_value or not isinstance(value, str):
        return False
    if field.type is FieldType.CHOICE:
        return value == "" or _is_option(field, value)
    return len(value) <= field.longest and _UNSEEN.search(value) is None


def objection(field: Field, value: object) -> str:
    """What is wrong with a value that is meant to be complete, "" for nothing.

    `required`, `type`, `letters`, `date`, `number`, `email`, `phone` or `iban`.
    """
    if is_empty(value):
        return "required" if field.required else ""
    if not fits(field, value):
        return "type"
    return _OBJECTIONS[field.type](value) if isinstance(value, str) and field.type in _OBJECTIONS else ""


def objections(form: Form, values: Values) -> dict[str, str]:
    """Of all fields that are asked, by name; without any, the citizen may confirm."""
    found = {field.name: objection(field, values.get(field.name)) for field in shown(form, values) if field.has_value}
    return {name: code for name, code in found.items() if code}


def is_empty(value: object) -> bool:
    return value is None or value is False or value == [] or (isinstance(value, str) and not value.strip())


def printed(form: Form, values: Values) -> dict[str, Value]:
    """What goes on paper: the values of the fields that are asked, in the one spelling of their letters."""
    kept: dict[str, Value] = {}
    for field in shown(form, values):
        value = values.get(field.name)
        if field.has_value and not is_empty(value) and fits(field, value):
            kept[field.name] = _spelled(value)
    return kept


def _spelled(value: object) -> Value:
    if isinstance(value, list):
        return [str(one) for one in value]
    return latin.composed(value).strip() if isinstance(value, str) else bool(value)


def _holds(value: object, equals: str | bool) -> bool:
    if isinstance(value, list):
        return equals in value
    return bool(value) is equals if isinstance(equals, bool) else value == equals


def _is_option(field: Field, value: object) -> bool:
    return field.type in WITH_OPTIONS and any(option.value == value for option in field.options)


def _is_date(text: str) -> bool:
    """As `<input type="date">` gives it."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_iban(text: str) -> bool:
    """ISO 13616: letters count from 10, the first four places are moved to the end, and the remainder of 97 is 1."""
    plain = re.sub(r"\s", "", text).upper()
    if _IBAN.fullmatch(plain) is None:
        return False
    return int("".join(str(int(one, 36)) for one in plain[4:] + plain[:4])) % 97 == 1


def _is_phone(text: str) -> bool:
    return _PHONE.fullmatch(re.sub(r"[\s()/.-]", "", text)) is not None


def _unless(is_right: Callable[[str], bool], code: str) -> Callable[[str], str]:
    return lambda text: "" if is_right(text.strip()) else code


_OBJECTIONS: dict[FieldType, Callable[[str], str]] = {
    FieldType.TEXT: _unless(latin.is_text, "letters"),
    FieldType.LONG_TEXT: _unless(lambda text: latin.is_text(text, lines=True), "letters"),
    FieldType.NAME: _unless(latin.is_name, "letters"),
    FieldType.DATE: _unless(_is_date, "date"),
    FieldType.NUMBER: _unless(lambda text: _NUMBER.fullmatch(text) is not None, "number"),
    FieldType.EMAIL: _unless(lambda text: _EMAIL.fullmatch(text) is not None and latin.is_text(text), "email"),
    FieldType.PHONE: _unless(_is_phone, "phone"),
    FieldType.IBAN: _unless(_is_iban, "iban"),
}
