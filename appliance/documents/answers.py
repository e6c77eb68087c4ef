"""What stands on paper for a value."""

from dataclasses import dataclass
from datetime import date

from appliance.domain.form import Field, FieldType
from appliance.domain.form_values import Value

NOTHING = "–"


@dataclass(frozen=True)
class Words:
    """What we print beside what people wrote. `page` names {page} and {pages}; `annex` the {title} of the form;
    `date` is a pattern of strftime; `language` is BCP 47.
    """

    language: str
    yes: str
    no: str
    page: str
    annex: str
    see_annex: str
    date: str


def in_words(field: Field, value: Value | None, words: Words) -> str:
    """As people read it, NOTHING for an empty field."""
    if field.type is FieldType.CHECKBOX:
        return words.yes if value else words.no
    if value is None or value == [] or value == "":
        return NOTHING
    if field.type in (FieldType.CHOICE, FieldType.CHOICES):
        chosen = value if isinstance(value, list) else [str(value)]
        return "\n".join(option.label for option in field.options if option.value in chosen)
    return _day(str(value), words) if field.type is FieldType.DATE else str(value)


def _day(text: str, words: Words) -> str:
    """What is not a date yet is printed as it was typed."""
    try:
        return date.fromisoformat(text).strftime(words.date)
    except ValueError:
        return text
