"""Forms (Formulare): what a citizen and a clerk fill in together, defined by the administration.

A form is a list of fields in the order in which they are filled in. A form that came from a PDF says of each field
where its value is printed there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

MOST_FIELDS, MOST_OPTIONS = 200, 60
LONGEST_LABEL, LONGEST_HELP = 300, 1000
LONGEST_VALUE = 10_000
"""Characters of one value."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


class FieldType(StrEnum):
    """The kind of a value. A `heading` and a `note` have none: they are read, not filled in."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NAME = "name"
    DATE = "date"
    NUMBER = "number"
    EMAIL = "email"
    PHONE = "phone"
    IBAN = "iban"
    CHOICE = "choice"
    CHOICES = "choices"
    CHECKBOX = "checkbox"
    HEADING = "heading"
    NOTE = "note"


class Writers(StrEnum):
    BOTH = "both"
    CITIZEN = "citizen"
    CLERK = "clerk"


USUAL_LENGTH = {
    FieldType.TEXT: 200, FieldType.LONG_TEXT: 4000, FieldType.NAME: 120, FieldType.DATE: 10, FieldType.NUMBER: 24,
    FieldType.EMAIL: 254, FieldType.PHONE: 40, FieldType.IBAN: 42,
}  # fmt: skip
"""Characters at most where the administration says nothing else."""

WITHOUT_VALUE = (FieldType.HEADING, FieldType.NOTE)
WITH_OPTIONS = (FieldType.CHOICE, FieldType.CHOICES)


@dataclass(frozen=True)
class Place:
    """Where a value is printed: `page` from 0, `rect` (left, bottom, right, top) in points from its lower left."""

    page: int
    rect: tuple[float, float, float, float]


@dataclass(frozen=True)
class Option:
    """`value` is what is kept, `label` what is read. `pdf`: the circle or box that is crossed for it in a PDF."""

    value: str
    label: str
    pdf: Place | None = None


@dataclass(frozen=True)
class Condition:
    """The field is asked only when another one, above it, has this value (or has it among its choices)."""

    field: str
    equals: str | bool


@dataclass(frozen=True)
class Field:
    """`name` identifies the value and is never shown. `longest`: characters at most; 0 for what is no text. `copies`:
    further places where a PDF prints the same value.
    """

    name: str
    type: FieldType
    label: str
    help: str = ""
    required: bool = False
    writers: Writers = Writers.BOTH
    options: tuple[Option, ...] = ()
    shown_if: Condition | None = None
    longest: int = 0
    pdf: Place | None = None
    copies: tuple[Place, ...] = ()

    @property
    def has_value(self) -> bool:
        return self.type not in WITHOUT_VALUE

    def may_be_written_by(self, role: str) -> bool:
        """`role`: `citizen` or `clerk`; nobody else writes in a form."""
        return self.has_value and role in _ROLES[self.writers]


_ROLES = {
    Writers.BOTH: ("citizen", "clerk"),
    Writers.CITIZEN: ("citizen",),
    Writers.CLERK: ("clerk",),
}


@dataclass(frozen=True)
class Fault:
    """What is not as it must be: a `part` of the field at `index`, or of the form itself (None)."""

    index: int | None
    part: str

    def __str__(self) -> str:
        return self.part if self.index is None else f"fields.{self.index + 1}.{self.part}"


@dataclass(frozen=True)
class Form:
    """`version` grows with every change; whoever fills one in keeps the version that was opened."""

    title: str
    fields: tuple[Field, ...]
    id: int = 0
    version: int = 0

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)

    def faults(self) -> list[Fault]:
        found = [Fault(None, "title")] if not 0 < len(self.title.strip()) <= LONGEST_LABEL else []
        if not any(field.has_value for field in self.fields) or len(self.fields) > MOST_FIELDS:
            found.append(Fault(None, "fields"))
        return [*found, *(fault for index in range(len(self.fields)) for fault in self._faults_of(index))]

    def _faults_of(self, index: int) -> list[Fault]:
        field, above = self.fields[index], self.fields[:index]
        fits = {
            "name": _NAME.fullmatch(field.name) is not None and field.name not in [other.name for other in above],
            "label": 0 < len(field.label.strip()) <= (LONGEST_HELP if not field.has_value else LONGEST_LABEL),
            "help": len(field.help) <= LONGEST_HELP,
            "required": field.has_value or not field.required,
            "options": _options_fit(field),
            "shown_if": field.shown_if is None or _condition_fits(field.shown_if, above),
            "longest": field.longest in _lengths(field.type),
            "pdf": field.has_value or (field.pdf is None and not field.copies),
        }
        return [Fault(index, part) for part, is_right in fits.items() if not is_right]


def _options_fit(field: Field) -> bool:
    if field.type not in WITH_OPTIONS:
        return not field.options
    values = [option.value for option in field.options]
    texts = (*values, *(option.label for option in field.options))
    alike = len(set(values)) < len(values)
    return 0 < len(values) <= MOST_OPTIONS and not alike and all(0 < len(one) <= LONGEST_LABEL for one in texts)


def _condition_fits(condition: Condition, above: tuple[Field, ...]) -> bool:
    """Only fields above: so no two can wait for each other."""
    field = next((field for field in above if field.name == condition.field), None)
    if field is None or not field.has_value:
        return False
    if field.type is FieldType.CHECKBOX:
        return isinstance(condition.equals, bool)
    if field.type in WITH_OPTIONS:
        return condition.equals in [option.value for option in field.options]
    return isinstance(condition.equals, str) and condition.equals != ""


def _lengths(type: FieldType) -> range:
    return range(1, LONGEST_VALUE + 1) if type in USUAL_LENGTH else range(1)


def usual_length(field: Field) -> Field:
    """With the length of its type where it has none."""
    return field if field.longest else replace(field, longest=USUAL_LENGTH.get(field.type, 0))


def to_json(form: Form) -> dict[str, Any]:
    """As it is kept, and as browsers and the live process know it."""
    fields = [field_to_json(field) for field in form.fields]
    return {"id": form.id, "version": form.version, "title": form.title, "fields": fields}


def field_to_json(field: Field) -> dict[str, Any]:
    options = [{"value": one.value, "label": one.label, "pdf": _place_to_json(one.pdf)} for one in field.options]
    condition = field.shown_if
    return {
        "name": field.name, "type": field.type.value, "label": field.label, "help": field.help,
        "required": field.required, "writers": field.writers.value, "options": options,
        "shown_if": None if condition is None else {"field": condition.field, "equals": condition.equals},
        "longest": field.longest, "pdf": _place_to_json(field.pdf), "copies": list(map(_place_to_json, field.copies)),
    }  # fmt: skip


def from_json(form: Mapping[str, Any]) -> Form:
    """Its shape is as `to_json` makes it; what may be left out has its usual value. It may have faults."""
    fields = tuple(map(field_from_json, form["fields"]))
    return Form(form["title"], fields, int(form.get("id", 0)), int(form.get("version", 0)))


def field_from_json(field: Mapping[str, Any]) -> Field:
    options = tuple(Option(one["value"], one["label"], _place(one.get("pdf"))) for one in field.get("options") or ())
    condition = field.get("shown_if")
    return usual_length(
        Field(
            field["name"], FieldType(field["type"]), field["label"], field.get("help", ""),
            bool(field.get("required", False)), Writers(field.get("writers", "both")), options,
            None if condition is None else Condition(condition["field"], condition["equals"]),
            int(field.get("longest") or 0), _place(field.get("pdf")),
            tuple(_known_place(copy) for copy in field.get("copies") or ()),
        )
    )  # fmt: skip


def _place_to_json(place: Place | None) -> dict[str, Any] | None:
    return None if place is None else {"page": place.page, "rect": list(place.rect)}


def _place(place: Mapping[str, Any] | None) -> Place | None:
    return None if place is None else _known_place(place)


def _known_place(place: Mapping[str, Any]) -> Place:
    left, bottom, right, top = map(float, place["rect"])
    return Place(int(place["page"]), (left, bottom, right, top))
