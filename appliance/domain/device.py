"""Device (Gerät): a small PC in the building: takes tickets, hosts consultations, or shows the calls."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

PRESENT_FOR = timedelta(seconds=60)
"""A device is present while it was seen within this time: a timestamp with a lifetime, so a crash needs no clean-up."""

ENROLMENT_LIFETIME = timedelta(minutes=15)


class Function(StrEnum):
    TICKET = "ticket"
    TERMINAL = "terminal"
    BOTH = "both"
    BOARD = "board"

    @property
    def takes_tickets(self) -> bool:
        return self in (Function.TICKET, Function.BOTH)

    @property
    def hosts_consultations(self) -> bool:
        return self in (Function.TERMINAL, Function.BOTH)


class TerminalState(StrEnum):
    FREE = "free"
    CALLED = "called"
    BUSY = "busy"
    MISSING = "missing"


@dataclass(frozen=True)
class Equipment:
    """What the agent found: lists of `{"id", "name", "kind"}`; `version` is the agent's; `printer` is {} or has its
    `state` (`domain.paper.PrinterState`).
    """

    cameras: tuple[dict[str, str], ...] = ()
    microphones: tuple[dict[str, str], ...] = ()
    version: str = ""
    printer: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Device:
    id: int
    office_id: int
    name: str
    place: str
    function: Function
    enrolled: bool
    revoked: bool
    browser_seen_at: datetime | None
    agent_seen_at: datetime | None
    equipment: Equipment = field(default_factory=Equipment)

    def browser_present(self, at: datetime) -> bool:
        return _seen(self.browser_seen_at, at)

    def agent_present(self, at: datetime) -> bool:
        return _seen(self.agent_seen_at, at)


def _seen(seen_at: datetime | None, at: datetime) -> bool:
    return seen_at is not None and at - seen_at < PRESENT_FOR
