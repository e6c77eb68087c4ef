"""The fields of a form in the file: how they are read, put together with those that are there, and written.

Where a PDF prints a value is not in the file: a field that is there keeps its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from appliance.domain.form import (
    LONGEST_HELP,
    LONGEST_LABEL,
    LONGEST_VALUE,
    Condition,
    Field,
    FieldType,
    Form,
    Option,
    Writers,
    usual_length,
)
from appliance.set_up_file import readers
from appliance.set_up_file.findings import Finding, finding
from appliance.set_up_file.sections import Findings, Given, Section
from appliance.set_up_file.tree import Node, Scalar

OPTION = Section(
    {"value": readers.text(LONGEST_LABEL, needed=True), "label": readers.text(LONGEST_LABEL, needed=True)},
    needed=("value",),
)
CONDITION = Section({"field": readers.text(60), "equals": readers.text(LONGEST_LABEL)}, needed=("field", "equals"))


def _options(node: Node, findings: Findings) -> tuple[Option, ...]:
    """One that is a single word is its own label."""
    return tuple(_option(item, findings) for item in readers.items(node))


def _option(node: Node, findings: Findings) -> Option:
    if isinstance(node, Scalar):
        return Option(node.text.strip(), node.text.strip())
    given = OPTION.read(node, findings)
    value = str(given.get("value") or "")
    return Option(value, str(given.get("label") or value))


def _condition(node: Node, findings: Findings) -> Mapping[str, str] | None:
    """Left empty: the field is always asked."""
    if isinstance(node, Scalar) and node.is_left_empty:
        return None
    return CONDITION.read(node, findings).values


FIELD = Section(
    {
        "name": readers.text(60, needed=True),
        "type": readers.choice(FieldType),
        "label": readers.long_text(LONGEST_HELP),
        "help": readers.long_text(LONGEST_HELP),
        "required": readers.yes_or_no,
        "writers": readers.choice(Writers),
        "longest": readers.number(0, LONGEST_VALUE),
    },
    {"options": _options, "shown_if": _condition},
    needed=("name",),
)


def put_together(given: Sequence[Given], before: Sequence[Field]) -> tuple[Field, ...]:
    """The fields that the file lists, each with what is known of it already."""
    known = {field.name: field for field in before}
    fields: list[Field] = []
    for one in given:
        fields.append(_field(one, known.get(one.values["name"]), fields))
    return tuple(fields)


def faults(form: Form, given: Given) -> list[Finding]:
    """With the lines of the fields."""
    lines = [one.line for one in given.get("fields") or ()]
    return [
        finding(
            given.line if fault.index is None or fault.index >= len(lines) else lines[fault.index],
            "form_empty" if fault.part == "fields" else "form_fault",
            part=fault.part,
        )
        for fault in form.faults()
    ]


def as_entries(field: Field) -> dict[str, Any]:
    """Every key, in the order in which people read."""
    condition = field.shown_if
    return {
        "name": field.name, "type": field.type.value, "label": field.label, "help": field.help,
        "required": field.required, "writers": field.writers.value,
        "options": [_written(option) for option in field.options],
        "shown_if": None if condition is None else {"field": condition.field, "equals": condition.equals},
        "longest": field.longest,
    }  # fmt: skip


def _written(option: Option) -> str | dict[str, str]:
    return option.value if option.value == option.label else {"value": option.value, "label": option.label}


def _field(given: Given, base: Field | None, above: Sequence[Field]) -> Field:
    values = dict(given.values)
    field = base or Field(values["name"], FieldType.TEXT, "")
    if "options" in values:
        values["options"] = tuple(_with_place(option, field) for option in values["options"])
    if "shown_if" in values:
        values["shown_if"] = _meant(values["shown_if"], above)
    if values.get("type", field.type) is not field.type:
        field = replace(field, longest=0)
    return usual_length(replace(field, **values))


def _with_place(option: Option, field: Field) -> Option:
    known = next((one for one in field.options if one.value == option.value), None)
    return replace(option, pdf=known.pdf) if known is not None else option


def _meant(written: Mapping[str, str] | None, above: Sequence[Field]) -> Condition | None:
    """`true` is a tick where the field above is a box, and a word elsewhere."""
    if not written:
        return None
    name, equals = written.get("field", ""), written.get("equals", "")
    is_box = any(field.name == name and field.type is FieldType.CHECKBOX for field in above)
    return Condition(name, equals.lower() in readers.YES if is_box else equals)
