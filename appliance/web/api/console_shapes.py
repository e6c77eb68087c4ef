"""What a clerk's session and console are answered. Times are RFC 3339."""

from datetime import datetime

from appliance.domain.calling import Mode
from appliance.domain.staff import PauseReason
from appliance.domain.ticket import Channel, Media, Origin, ParkReason, Priority, TicketState
from appliance.web.api.guest_shapes import AskedView, GuestView
from appliance.web.api.shapes import (
    ConsultationView,
    NamedView,
    OfficeBrief,
    PlaceView,
    ServiceBrief,
    Shape,
    TerminalView,
)


class ClerkView(NamedView):
    roles: list[str]


class CounterView(Shape):
    id: int
    name: str
    home: bool
    office_id: int


class CounterOption(Shape):
    id: int
    name: str
    home: bool
    office: NamedView
    clerk: str | None


class SessionView(Shape):
    clerk: ClerkView
    counter: CounterView | None
    counters: list[CounterOption]


class BoundView(Shape):
    """For whom alone a ticket waits."""

    counter: str | None
    clerk: str | None


class RowView(Shape):
    """`service`: names of all that it is for, one by one in `services`; `added`: a clerk has changed them. `channels`
    that all of it may be talked about on. `appointment_at`: when it was booked for, if it was. `phone_known`: whether
    there is a number to call. `priority`: why it comes before its turn. `absent`: nobody looks at its page.
    """

    id: int
    number: str
    service: str
    channel: Channel
    channels: list[Channel]
    at_terminal: bool
    media: Media
    origin: Origin
    taken_at: datetime
    persons: int
    phone_known: bool
    appointment_at: datetime | None
    why: str
    callable: bool
    reason: str | None
    services: list[NamedView]
    added: bool
    priority: Priority | None
    absent: bool
    bound_to: BoundView | None


class KeptView(Shape):
    """A ticket that is at no counter and does not wait. `callable`: whether this clerk could go on with it here;
    `obstacle`: why not.
    """

    id: int
    number: str
    service: str
    services: list[NamedView]
    channel: Channel
    at_terminal: bool
    persons: int
    taken_at: datetime
    priority: Priority | None
    callable: bool
    obstacle: str | None


class ParkedView(KeptView):
    """`reason`: what it waits for, `since` when; `clerk` who parked it."""

    reason: ParkReason
    since: datetime
    clerk: str | None


class OtherView(KeptView):
    """Being served by a `clerk` whose console has vanished, at a `counter`; `since` it was last seen."""

    counter: str
    clerk: str | None
    since: datetime | None


class PauseView(Shape):
    reason: PauseReason
    since: datetime


class SkillView(NamedView):
    """A service that this clerk can serve, and whether they do so today at this counter."""

    on: bool


class HistoryLine(Shape):
    """`why`: of a call that did not follow from the order alone."""

    at: datetime
    type: str
    why: str


class CurrentService(ServiceBrief):
    minutes: int


class BookedView(Shape):
    """The appointment that somebody at a counter came with. `services`: names of all that it is for."""

    begins_at: datetime
    name: str
    phone: str
    services: list[str]


class CurrentView(Shape):
    """`recall_at`: from when on it can be called again; `calls_left`: so often it is called before nobody came.
    `services`: all that it is for. `phone`: the number to dial, "" unless the person waits for that.
    `device_key`: fingerprint of the key of the terminal, if it was adopted: it vouches for its document camera's
    connections.
    """

    id: int
    number: str
    state: TicketState
    service: CurrentService
    channel: Channel
    channels: list[Channel]
    at_terminal: bool
    device_key: str | None
    media: Media
    language: str
    persons: int
    phone: str
    phone_known: bool
    appointment: BookedView | None
    taken_at: datetime
    called_at: datetime | None
    admitted_at: datetime | None
    recalls: int
    recall_at: datetime
    calls_left: int
    services: list[NamedView]
    priority: Priority | None
    place: PlaceView | None
    consultation: ConsultationView | None
    knocking: list[GuestView]
    history: list[HistoryLine]


class NextView(Shape):
    ticket_id: int
    number: str
    why: str


class PassedOverView(Shape):
    number: str
    reason: str


class UndoView(Shape):
    action: int
    kind: str
    number: str
    until: datetime


class ConsoleView(Shape):
    """`at` is the server's time, by which a page counts down. `mode`: whether clerks may call out of turn.
    `asked`: to what a colleague asks this clerk to come. `pause` of this counter; `others`: tickets whose clerk has
    vanished.
    """

    at: datetime
    clerk: ClerkView
    counter: CounterView
    office: OfficeBrief
    mode: Mode
    waiting: list[RowView]
    waiting_count: int
    current: CurrentView | None
    next: NextView | None
    passed_over: list[PassedOverView]
    undo: UndoView | None
    asked: AskedView | None
    parked: list[ParkedView]
    others: list[OtherView]
    pause: PauseView | None
    skills: list[SkillView]
    terminals: list[TerminalView]
    longest_wait_seconds: int
    journal_id: int


class Done(Shape):
    """The short answer to an action at a counter (`Prefer: return=minimal`). Some are about no ticket."""

    action: int
    ticket_id: int | None = None
    number: str = ""
