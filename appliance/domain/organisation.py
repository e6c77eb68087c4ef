"""Organisation (Träger) > Department (Amt) > Office (virtuelles Büro) with its services (Leistungen)."""

from dataclasses import dataclass
from enum import StrEnum

from appliance.domain.ticket import Channel


class OfficeState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    FULL = "full"


@dataclass(frozen=True)
class Organisation:
    id: int
    name: str
    time_zone: str


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
    """

    id: int
    department_id: int
    name: str
    prefix: str
    place: str
    is_open: bool
    capacity: int
    confirm_seconds: int

    def state(self, waiting: int) -> OfficeState:
        if not self.is_open:
            return OfficeState.CLOSED
        return OfficeState.FULL if waiting >= self.capacity else OfficeState.OPEN


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
