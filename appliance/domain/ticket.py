"""Ticket (Vorgang): one concern of one citizen, from the number to the outcome."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

CODE_DIGITS = 6
MOST_PERSONS = 12
"""Who come together with one concern."""
TOKEN_BYTES = 32  # 256 bits; the design asks for at least 128


class TicketState(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    FINISHED = "finished"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


ACTIVE = (TicketState.CALLED, TicketState.SERVING)
"""A counter or a terminal has at most one ticket in these states."""

OPEN = (TicketState.WAITING, TicketState.CALLED, TicketState.SERVING, TicketState.PARKED)
"""Not over yet."""


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


class ParkReason(StrEnum):
    """What a parked ticket waits for."""

    DOCUMENTS = "documents"
    PHOTO = "photo"
    PAYMENT = "payment"
    COLLEAGUE = "colleague"
    OTHER = "other"


class Priority(StrEnum):
    """Why somebody comes before their turn."""

    DISABILITY = "disability"
    CHILD = "child"
    PREGNANCY = "pregnancy"
    EMERGENCY = "emergency"
    STAFF = "staff"


@dataclass(frozen=True)
class Ticket:
    """`number` is the Wartenummer (A001). `code` (six digits) confirms the call at a terminal.

    `at_terminal`: a video consultation at a terminal in the building, as opposed to the citizen's own device.
    `terminal_id` is held from the call until the consultation is closed: no two tickets hold one terminal.
    `device_id` is the kiosk that issued the ticket. `persons` come with it, each with the time of the service;
    with an appointment (`appointment_id`) each with that of all its services. `listed`: ids of all its services, where
    it is for those of an appointment or a clerk has changed them.
    `due_at`: when it is due as an appointment (`domain.queue.due`), None for a walk-in. `absent_since`: when the page
    of somebody who waits at their own device was last seen, None while they are there.
    `version` grows with every change and decides races: a change names the version that it saw.

    `parked_at`, `parked_for`: since when and for what it is parked. `resumed_at`: when it came to a counter again after
    that, having been at one for `worked_seconds` before. `waiting_since`: when it came back into a queue.
    `for_counter_id`, `for_clerk_id`: for whom alone it waits. `split_from`: the ticket of which it was one of several
    concerns.
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
    listed: tuple[int, ...] = ()
    due_at: datetime | None = None
    absent_since: datetime | None = None
    parked_at: datetime | None = None
    parked_for: ParkReason | None = None
    waiting_since: datetime | None = None
    resumed_at: datetime | None = None
    worked_seconds: int = 0
    for_counter_id: int | None = None
    for_clerk_id: int | None = None
    priority: Priority | None = None
    split_from: int | None = None

    @property
    def services(self) -> tuple[int, ...]:
        """Ids of all that it is for."""
        return self.listed or (self.service_id,)

    @property
    def queued_at(self) -> datetime:
        """Since when it waits in the queue in which it is, or waited until it was called."""
        return self.waiting_since or self.taken_at

    @property
    def at_counter_since(self) -> datetime | None:
        """Since when it would be at a counter, had all its time there been in one piece."""
        began = self.resumed_at or self.called_at
        return began - timedelta(seconds=self.worked_seconds) if began else None

    @property
    def rung_at(self) -> datetime | None:
        """When the citizen was last told to come: the call or its latest recall."""
        return self.recalled_at or self.called_at


def ticket_number(prefix: str, sequence: int) -> str:
    """`A001`; from the thousandth on the number simply grows a digit."""
    return f"{prefix}{sequence:03d}"


def new_code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
