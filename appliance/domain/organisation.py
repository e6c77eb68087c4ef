"""Organisation (Träger) > Department (Amt) > Office (virtuelles Büro) with its services (Leistungen).

What has a history is never deleted: it is retired, keeps its name for those who were served, and appears nowhere else.
"""

import re
import unicodedata
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import product
from string import ascii_uppercase

from appliance.domain.calling import ORDINARY, CallingRules
from appliance.domain.ticket import Channel


class LateTickets(StrEnum):
    """What becomes of a ticket that cannot be served before closing, by the estimate."""

    TAKE = "take"
    WARN = "warn"
    REFUSE = "refuse"


MOST_WAITING = 100_000
CONFIRM_SECONDS = (10, 900)


@dataclass(frozen=True)
class Organisation:
    """`land`: the region whose public holidays close its offices (see `adapters.public_holidays`); "": none."""

    id: int
    name: str
    time_zone: str
    land: str = ""


@dataclass(frozen=True)
class Department:
    id: int
    organisation_id: int
    name: str
    retired: bool = False


@dataclass(frozen=True)
class OfficeSettings:
    """What the administration sets of an office beside its hours and booking rules (see `Office`)."""

    name: str
    prefix: str
    place: str = ""
    capacity: int = 200
    confirm_seconds: int = 60

    def faults(self) -> list[str]:
        """Names of the fields that are not as they must be."""
        fits = {
            "name": bool(self.name.strip()),
            "prefix": is_prefix(self.prefix),
            "capacity": 1 <= self.capacity <= MOST_WAITING,
            "confirm_seconds": CONFIRM_SECONDS[0] <= self.confirm_seconds <= CONFIRM_SECONDS[1],
        }
        return [field for field, is_right in fits.items() if not is_right]


@dataclass(frozen=True)
class Office:
    """`prefix` begins every ticket number and is unique in the organisation, so that a transferred ticket keeps its
    number. `capacity` is the greatest number of tickets that may wait; `confirm_seconds` is how long a citizen who was
    called to a terminal has before the recall, and once more before the no-show.

    `is_open` is how it was switched by hand last; an office with planned hours (`by_hours`) heeds that until
    `hand_until` only (see `domain.opening`). Before it is `published`, only the administration sees it.
    """

    id: int
    department_id: int
    name: str
    prefix: str
    place: str
    is_open: bool
    capacity: int
    confirm_seconds: int
    by_hours: bool = False
    hand_until: datetime | None = None
    closing_soon_minutes: int = 30
    late_tickets: LateTickets = LateTickets.WARN
    published: bool = True
    retired: bool = False
    calling: CallingRules = ORDINARY

    @property
    def is_public(self) -> bool:
        return self.published and not self.retired


def is_prefix(text: str) -> bool:
    """One or two capital letters: with a digit in it, office `A1` would give out numbers of office `A`."""
    return len(text) in (1, 2) and all("A" <= letter <= "Z" for letter in text)


def suggested_prefix(name: str, taken: Container[str]) -> str:
    """The first free one: letters of the name as they come, then any letter, then two letters. "" when none is free."""
    return next((prefix for prefix in _prefixes(name) if prefix not in taken), "")


def _prefixes(name: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFD", name.upper())
    letters = [letter for letter in plain if letter in ascii_uppercase]
    yield from letters
    yield from ascii_uppercase
    yield from (first + second for first in letters[:1] for second in letters[1:])
    yield from map("".join, product(ascii_uppercase, repeat=2))


MOST_MINUTES = 24 * 60
"""Of one service: the longest appointment is a day."""

_FIM_KEY = re.compile(r"(\d{14})?")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_FORM = re.compile(r"(https://[^\s/]+(/\S*)?)?")


@dataclass(frozen=True)
class ServiceSettings:
    """What the administration sets of a service.

    `minutes` is the configured processing time; `documents` is what a citizen should bring, in plain words, one thing a
    line. `fim_key`: 14 digits of the LeiKa, "" where there is none. `channels` say how it may be talked about, and
    between which of them somebody may switch. `languages`: ISO 639 codes, the first is the one that is always there.
    `form`: https address of an online form, or "".
    """

    name: str
    description: str = ""
    documents: str = ""
    fim_key: str = ""
    minutes: int = 15
    channels: tuple[Channel, ...] = (Channel.ON_SITE, Channel.VIDEO)
    languages: tuple[str, ...] = ("de",)
    form: str = ""
    takes_numbers: bool = True
    takes_appointments: bool = True

    def faults(self) -> list[str]:
        """Names of the fields that are not as they must be."""
        fits = {
            "name": bool(self.name.strip()),
            "fim_key": _FIM_KEY.fullmatch(self.fim_key) is not None,
            "minutes": 0 < self.minutes <= MOST_MINUTES,
            "channels": len(self.channels) > 0,
            "languages": len(self.languages) > 0 and all(map(_LANGUAGE.fullmatch, self.languages)),
            "form": _FORM.fullmatch(self.form) is not None,
        }
        return [field for field, is_right in fits.items() if not is_right]


@dataclass(frozen=True)
class Service(ServiceSettings):
    """Without `takes_numbers` nobody can come without an appointment, without `takes_appointments` only so."""

    id: int = 0
    office_id: int = 0
    retired: bool = False
