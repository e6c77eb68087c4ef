"""What the API answers: the shapes of its output. Times are RFC 3339 in UTC."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from appliance.domain.device import Function, TerminalState
from appliance.domain.message import AtClosing
from appliance.domain.opening import Lateness, OfficeState
from appliance.domain.paper import JobState, PrinterKind, PrinterState
from appliance.domain.ticket import Channel, Media, Outcome, TicketState


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
    """`at` by the house's clock; `clock_speed`: of a simulation, how much faster it goes than the machine's."""

    status: Literal["ok"] = "ok"
    version: str
    at: datetime
    clock_speed: float | None


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


class AnnouncementView(Shape):
    """What everybody who waits there should know. `en` is "" where nobody wrote it: then German is all there is."""

    id: int
    de: str
    en: str
    until: datetime


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
    announcements: list[AnnouncementView]


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
    which its holder is called, "" where nobody knows it. `may_ask_for_steps`: by mail, when it is over.
    `seen_every_seconds`: so often an open page tells so (`/api/ticket/seen`).
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
    may_give_feedback: bool
    may_ask_for_steps: bool
    announcements: list[AnnouncementView]
    seen_every_seconds: int
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


class HelpView(Shape):
    """The call of this device. `taken_by`: who comes. `is_heard`: whether it rings anywhere at all."""

    id: int
    called_at: datetime
    taken_at: datetime | None
    taken_by: str | None
    is_heard: bool


class DevicePrinter(Shape):
    """`address` of a network printer; `state` as the agent last said (domain.paper)."""

    kind: PrinterKind
    address: str
    state: PrinterState
    can_print: bool


class DevicePrint(Shape):
    """How the newest job of the device's printer went. `reason`: the state that kept it from being printed."""

    id: int
    ticket_id: int
    state: JobState
    reason: str


class DeviceView(Shape):
    """`takes_appointments`: the office has a staffing plan, so people check in here and may book.

    `looks_for_code`: number of a look, while the page wants its agent to look for the QR code of an appointment.
    `code_shown`: the agent has seen one, which the page may check in with.
    `printer`: where tickets are printed; `to_print`: the job that the agent is to begin.
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
    help: HelpView | None = None
    printer: DevicePrinter | None
    print: DevicePrint | None
    to_print: int | None
    live_url: str
    assignment: AssignmentView | None
    journal_id: int


class Enrolled(Shape):
    token: str
    device: DeviceView


class TerminalView(Shape):
    name: str
    state: TerminalState


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
