"""What the API answers: the shapes of its output. Times are RFC 3339 in UTC."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from appliance.domain.device import Function, TerminalState
from appliance.domain.message import AtClosing
from appliance.domain.opening import Lateness, OfficeState
from appliance.domain.ticket import Channel, Media, Origin, Outcome, TicketState


class Shape(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Problem(Shape):
    """RFC 9457, with a stable code."""

    type: str
    title: str
    status: int
    code: str
    detail: str


class Health(Shape):
    status: Literal["ok"] = "ok"
    version: str


class WaitView(Shape):
    """A clock window; `reason` stands where there is none."""

    model_config = ConfigDict(from_attributes=True, serialize_by_alias=True)
    people_ahead: int
    opens: datetime | None = Field(serialization_alias="from")
    closes: datetime | None = Field(serialization_alias="to")
    reason: str | None


class ChannelView(Shape):
    """One channel of a service now. `late`: whether somebody who joins now is served before closing."""

    channel: Channel
    is_open: bool
    opens_at: datetime | None
    late: Lateness


class LanguageView(Shape):
    """ISO 639 code, and the name in the language of the request."""

    code: str
    name: str


class ServiceView(Shape):
    """`languages` that are spoken there; `form`: https address of an online form, or ""."""

    id: int
    name: str
    description: str
    documents: str
    minutes: int
    fim_key: str
    channels: list[Channel]
    channel_states: list[ChannelView]
    takes_numbers: bool
    takes_appointments: bool
    window: WaitView
    languages: list[LanguageView]
    form: str


class OpeningView(Shape):
    """`closes_at` of an open office, `opens_at` of a closed one: null where nobody knows."""

    state: OfficeState
    gives_numbers: bool
    closes_at: datetime | None
    opens_at: datetime | None
    closed_because: str


class OfficeView(OpeningView):
    id: int
    name: str
    prefix: str
    department: str
    place: str
    waiting: int
    counters_open: int
    terminals: int
    services: list[ServiceView]


class OrganisationView(Shape):
    name: str


class OfficesView(Shape):
    organisation: OrganisationView
    offices: list[OfficeView]


class PlaceView(Shape):
    kind: Literal["counter", "terminal"]
    name: str


class NamedView(Shape):
    id: int
    name: str


class OfficeBrief(OpeningView, NamedView):
    """An office in one line."""


class ServiceBrief(NamedView):
    documents: str


class ConsultationView(Shape):
    id: int
    state: str


class ClosingView(Shape):
    """What becomes of a ticket that still waits when its office closes."""

    told: AtClosing
    closes_at: datetime


class TicketView(Shape):
    """`qr`: the ticket's own address as an SVG image (data URI), to be shown to a terminal's camera.

    `channels` between which it can be switched until the service begins; `address` of the office, and the `phone` at
    which its holder is called, "" where nobody knows it.
    """

    id: int
    number: str
    state: TicketState
    channel: Channel
    channels: list[Channel]
    address: str
    phone: str
    at_terminal: bool
    media: Media
    code: str
    language: str
    service: ServiceBrief
    office: OfficeBrief
    taken_at: datetime
    window: WaitView | None
    next_up: bool
    place: PlaceView | None
    called_at: datetime | None
    recalls: int
    outcome: Outcome | None
    persons: int
    appointment_at: datetime | None
    closing: ClosingView | None
    consultation: ConsultationView | None
    qr: str | None = None
    journal_id: int


class TakenTicket(Shape):
    """`token` is the capability; `url` carries it in the fragment; `qr` is that address as an SVG image (data URI)."""

    ticket: TicketView
    token: str
    url: str
    qr: str


class CheckedInHere(TakenTicket):
    """`in_time`: whether the number counts as an appointment; whoever is late waits like everybody who comes now."""

    begins_at: datetime
    in_time: bool


class AssignmentView(Shape):
    ticket_id: int
    number: str
    state: TicketState
    language: str
    service: str
    media: Media
    called_at: datetime
    recalls: int
    confirm_until: datetime
    consultation: ConsultationView | None


class DeviceView(Shape):
    """`takes_appointments`: the office has a staffing plan, so people check in here and may book.

    `looks_for_code`: number of a look, while the page wants its agent to look for the QR code of an appointment.
    `code_shown`: the agent has seen one, which the page may check in with.
    """

    id: int
    name: str
    place: str
    function: Function
    version: str
    organisation: str
    default_language: str
    office: OfficeView
    agent_present: bool
    takes_appointments: bool
    looks_for_code: int | None = None
    code_shown: bool = False
    live_url: str
    assignment: AssignmentView | None
    journal_id: int


class Enrolled(Shape):
    token: str
    device: DeviceView


class CallView(Shape):
    ticket_id: int
    number: str
    place: PlaceView
    called_at: datetime
    recalls: int
    state: TicketState


class TerminalView(Shape):
    name: str
    state: TerminalState


class ServiceWindowView(WaitView):
    service: str


class BoardView(Shape):
    organisation: str
    office: OfficeBrief
    calls: list[CallView]
    terminals: list[TerminalView]
    waiting: int
    windows: list[ServiceWindowView]
    journal_id: int


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


class RowView(Shape):
    """`channels` that its service may be talked about on. `appointment_at`: when it was booked for, if it was."""

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
    appointment_at: datetime | None
    why: str
    callable: bool
    reason: str | None


class HistoryLine(Shape):
    at: datetime
    type: str


class CurrentService(ServiceBrief):
    minutes: int


class BookedView(Shape):
    """The appointment that somebody at a counter came with. `services`: names of all that it is for."""

    begins_at: datetime
    name: str
    phone: str
    services: list[str]


class CurrentView(Shape):
    id: int
    number: str
    state: TicketState
    service: CurrentService
    channel: Channel
    channels: list[Channel]
    at_terminal: bool
    media: Media
    language: str
    persons: int
    phone: str
    appointment: BookedView | None
    taken_at: datetime
    called_at: datetime | None
    admitted_at: datetime | None
    recalls: int
    place: PlaceView | None
    consultation: ConsultationView | None
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
    """`at` is the server's time, by which a page counts down."""

    at: datetime
    clerk: ClerkView
    counter: CounterView
    office: OfficeBrief
    waiting: list[RowView]
    waiting_count: int
    current: CurrentView | None
    next: NextView | None
    passed_over: list[PassedOverView]
    undo: UndoView | None
    terminals: list[TerminalView]
    longest_wait_seconds: int
    journal_id: int


class Done(Shape):
    """The short answer to an action at a counter (`Prefer: return=minimal`)."""

    action: int
    ticket_id: int
    number: str


class TodoView(Shape):
    """Something that somebody has to do: who or what needs it, what is wrong, and the next step."""

    subject: str
    text: str
    next: str


class IssuedCode(Shape):
    code: str
    expires_at: datetime


class RegisteredDevice(IssuedCode):
    device: NamedView
