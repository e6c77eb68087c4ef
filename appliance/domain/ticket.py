"""Ticket (Vorgang): one concern of one citizen, from the number to the outcome."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

CODE_DIGITS = 6
MOST_PERSONS = 12
"""Who come together with one concern."""
TOKEN_BYTES = 32  # 256 bits; the design asks for at least 128


class TicketState(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    FINISHED = "finished"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


ACTIVE = (TicketState.CALLED, TicketState.SERVING)
"""A counter or a terminal has at most one ticket in these states."""


class Channel(StrEnum):
    ON_SITE = "on_site"
    VIDEO = "video"
    TELEPHONE = "telephone"


class Media(StrEnum):
    """What a remote citizen talks with."""

    CAMERA = "camera"
    VOICE = "voice"
    TEXT = "text"


class Origin(StrEnum):
    KIOSK = "kiosk"
    WEB = "web"
    RECEPTION = "reception"


class Outcome(StrEnum):
    DONE = "done"
    FOLLOW_UP = "follow_up"
    NOT_POSSIBLE = "not_possible"


@dataclass(frozen=True)
class Ticket:
    """`number` is the Wartenummer (A001). `code` (six digits) confirms the call at a terminal.

    `at_terminal`: a video consultation at a terminal in the building, as opposed to the citizen's own device.
    `terminal_id` is held from the call until the consultation is closed: no two tickets hold one terminal.
    `device_id` is the kiosk that issued the ticket. `persons` come with it, each with the time of the service;
    with an appointment (`appointment_id`) each with that of all its services.
    `version` grows with every change and decides races: a change names the version that it saw.
    """

    id: int
    office_id: int
    service_id: int
    number: str
    code: str
    state: TicketState
    channel: Channel
    at_terminal: bool
    media: Media
    origin: Origin
    language: str
    taken_at: datetime
    queue_key: datetime
    called_at: datetime | None
    admitted_at: datetime | None
    finished_at: datetime | None
    recalls: int
    recalled_at: datetime | None
    counter_id: int | None
    clerk_id: int | None
    terminal_id: int | None
    outcome: Outcome | None
    device_id: int | None
    version: int
    persons: int = 1
    appointment_id: int | None = None

    @property
    def rung_at(self) -> datetime | None:
        """When the citizen was last told to come: the call or its latest recall."""
        return self.recalled_at or self.called_at


def ticket_number(prefix: str, sequence: int) -> str:
    """`A001`; from the thousandth on the number simply grows a digit."""
    return f"{prefix}{sequence:03d}"


def new_code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
