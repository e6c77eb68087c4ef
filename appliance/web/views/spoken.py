"""Calls as a voice says them: a number letter by letter and digit by digit, then where to go.

In two phrases, each a sound of its own: numbers return every day and places hardly change, so that nearly all of what
will be said tomorrow lies ready.
"""

import re

from appliance.domain.ticket import Ticket
from appliance.store import devices, staff
from appliance.web.api.shapes import PlaceView
from appliance.web.i18n import translations


def _(message: str) -> str:
    """Marks a text for the catalogue."""
    return message


DIGITS = _("zero one two three four five six seven eight nine")
NUMBER = _("Number %(number)s,")
PART = _("%(number)s, part %(part)s")
PLACE = _("please go to %(place)s.")

PLACES_IN_ENGLISH = {
    "Schalter": "counter", "Zimmer": "room", "Raum": "room", "Platz": "desk", "Arbeitsplatz": "desk", "Tisch": "desk",
    "Kabine": "booth", "Tresen": "reception", "Empfang": "reception", "Information": "information desk",
    "Videoterminal": "video terminal",
}  # fmt: skip
"""The town names its places in German; an English voice would read `Schalter` as nobody knows it."""

_NUMBER = re.compile(r"([A-Z]+)(\d+)(?:/(\d+))?")


def call_phrases(number: str, place: str, language: str) -> list[str]:
    return [number_phrase(number, language), place_phrase(place, language)]


def number_phrase(number: str, language: str) -> str:
    return _said(NUMBER, language, number=_spelt(number, language))


def place_phrase(place: str, language: str) -> str:
    return _said(PLACE, language, place=_named(place, language))


def place_of(ticket: Ticket) -> PlaceView | None:
    """Where somebody who was called on site goes or went: a terminal or a counter."""
    if ticket.terminal_id is not None:
        return PlaceView(kind="terminal", name=devices.by_id(ticket.terminal_id).name)
    if ticket.counter_id is not None:
        return PlaceView(kind="counter", name=staff.counter(ticket.counter_id).name)
    return None


def _spelt(number: str, language: str) -> str:
    found = _NUMBER.fullmatch(number)
    if found is None:
        return number
    letters, digits, part = found.groups()
    # A single A is an article in English; with a comma it is a letter.
    spelt = f"{' '.join(letters)}{',' if language == 'en' else ''} {_digits(digits, language)}"
    return spelt if part is None else _said(PART, language, number=spelt, part=_digits(part, language))


def _digits(digits: str, language: str) -> str:
    words = _said(DIGITS, language).split()
    return " ".join(words[int(digit)] for digit in digits)


def _named(place: str, language: str) -> str:
    first, space, rest = place.partition(" ")
    return PLACES_IN_ENGLISH.get(first, first) + space + rest if language == "en" else place


def _said(message: str, language: str, **values: str) -> str:
    text = translations(language).gettext(message)
    return text % values if values else text
