"""What the API of the reception is asked and what it answers."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from appliance.domain.ticket import MOST_PERSONS, Channel, Origin, Priority
from appliance.web.api.inputs import Input, Language, Persons
from appliance.web.api.shapes import AnnouncementView, NamedView, OfficeBrief, Shape, TakenTicket, WaitView

Deed = Literal["priority", "ordinary", "return", "cancel", "show"]
"""To give priority or another reason for it, to take it away, to put whom a clerk has left alone back in the queue, to
give the number back, to show or print its code.
"""


class Sought(Input):
    """`find`: words of a number, a name, a code or a telephone number; left out: all who are here."""

    find: Annotated[str, Field(max_length=80)] = ""


class NumberForSomebody(Input):
    """`priority`: why they come before their turn."""

    service_id: int
    channel: Channel
    at_terminal: bool = False
    persons: Persons = 1
    language: Language = "de"
    priority: Priority | None = None


class PriorityChoice(Input):
    """Null: it comes in its turn again."""

    reason: Priority | None


class DeedChoice(Input):
    deed: int


class ReceptionService(NamedView):
    """`waiting`: tickets for it; `window`: when it would be the turn of somebody who comes now."""

    minutes: int
    channels: list[Channel]
    takes_numbers: bool
    waiting: int
    window: WaitView


class ReceptionOffice(OfficeBrief):
    """`terminals`: whether somebody in the building may talk by video here."""

    waiting: int
    counters_open: int
    terminals: bool
    services: list[ReceptionService]
    announcements: list[AnnouncementView]


class ReceptionRow(Shape):
    """A number of today, or an appointment of today that is no number yet.

    `state` is the ticket's or the appointment's, `since` when that began; of an appointment when it begins. `where`:
    counter or terminal. `alone_since`: the console of the counter, which is `where`, has not been seen since then.
    `name` and `code` are the appointment's, "" without one.
    """

    kind: Literal["ticket", "appointment"]
    id: int
    number: str
    name: str
    code: str
    office: NamedView
    services: str
    persons: int
    channel: Channel
    at_terminal: bool
    state: str
    since: datetime
    where: str
    alone_since: datetime | None
    priority: Priority | None
    appointment_at: datetime | None


class ReceptionView(Shape):
    """`rows`: those who were called, wait, are parked or being served; or what was found, `more` than is shown.
    `left_alone`: whose clerk's console has vanished, longest first, whatever is sought.
    """

    at: datetime
    offices: list[ReceptionOffice]
    rows: list[ReceptionRow]
    left_alone: list[ReceptionRow]
    more: bool
    most_persons: int = MOST_PERSONS
    journal_id: int


class ReceptionTicket(ReceptionRow):
    """`ticket_code`: the six digits for a terminal. `may`: what the reception can do with it now."""

    taken_at: datetime
    language: str
    origin: Origin
    ticket_code: str
    window: WaitView | None
    next_up: bool
    why: str | None
    may: list[Deed]
    journal_id: int


class UndoableDeed(Shape):
    action: int
    kind: Literal["priority", "cancel", "return"]
    until: datetime


class ReceptionAnswer(Shape):
    ticket: ReceptionTicket
    undo: UndoableDeed | None


class TakenForSomebody(TakenTicket):
    """The number with its address and QR code, to show or to print."""


class TicketAddress(Shape):
    """`qr`: the address as an SVG image (data URI)."""

    url: str
    qr: str
