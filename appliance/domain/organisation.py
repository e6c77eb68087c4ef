"""Organisation (Träger) > Department (Amt) > Office (virtuelles Büro) with its services (Leistungen)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from appliance.domain.ticket import Channel


class LateTickets(StrEnum):
    """What becomes of a ticket that cannot be served before closing, by the estimate."""

    TAKE = "take"
    WARN = "warn"
    REFUSE = "refuse"


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


@dataclass(frozen=True)
class Office:
    """`prefix` begins every ticket number and is unique in the organisation, so that a transferred ticket keeps its
    number. `capacity` is the greatest number of tickets that may wait; `confirm_seconds` is how long a citizen who was
    called to a terminal has before the recall, and once more before the no-show.

    `is_open` is how it was switched by hand last; an office with planned hours (`by_hours`) heeds that until
    `hand_until` only (see `domain.opening`).
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


def is_prefix(text: str) -> bool:
    """One or two capital letters: with a digit in it, office `A1` would give out numbers of office `A`."""
    return len(text) in (1, 2) and all("A" <= letter <= "Z" for letter in text)


@dataclass(frozen=True)
class Service:
    """`minutes` is the configured processing time; `documents` is what a citizen should bring, in plain words."""

    id: int
    office_id: int
    name: str
    description: str
    documents: str
    fim_key: str
    minutes: int
    channels: tuple[Channel, ...]
