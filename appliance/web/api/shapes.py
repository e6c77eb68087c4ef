"""What the API answers: the shapes of its output. Times are RFC 3339 in UTC."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from appliance.domain.device import Function, TerminalState
from appliance.domain.organisation import OfficeState
from appliance.domain.ticket import Channel, Media, Origin, Outcome, TicketState
from appliance.privileged.installation import Stage


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


class ServiceView(Shape):
    id: int
    name: str
    description: str
    documents: str
    minutes: int
    fim_key: str
    channels: list[Channel]
    window: WaitView


class OfficeView(Shape):
    id: int
    name: str
    prefix: str
    department: str
    place: str
    state: OfficeState
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


class OfficeBrief(NamedView):
    state: OfficeState


class ServiceBrief(NamedView):
    documents: str


class ConsultationView(Shape):
    id: int
    state: str


class TicketView(Shape):
    """`qr`: the ticket's own address as an SVG image (data URI), to be shown to a terminal's camera."""

    id: int
    number: str
    state: TicketState
    channel: Channel
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
    consultation: ConsultationView | None
    qr: str | None = None
    journal_id: int


class TakenTicket(Shape):
    """`token` is the capability; `url` carries it in the fragment; `qr` is that address as an SVG image (data URI)."""

    ticket: TicketView
    token: str
    url: str
    qr: str


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
    id: int
    name: str
    place: str
    function: Function
    version: str
    organisation: str
    default_language: str
    office: OfficeView
    agent_present: bool
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
    id: int
    number: str
    service: str
    channel: Channel
    at_terminal: bool
    media: Media
    origin: Origin
    taken_at: datetime
    why: str
    callable: bool
    reason: str | None


class HistoryLine(Shape):
    at: datetime
    type: str


class CurrentService(ServiceBrief):
    minutes: int


class CurrentView(Shape):
    id: int
    number: str
    state: TicketState
    service: CurrentService
    channel: Channel
    at_terminal: bool
    media: Media
    language: str
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


class AdminCounter(Shape):
    name: str
    clerk: str | None


class AdminOffice(Shape):
    id: int
    name: str
    department: str
    state: OfficeState
    open: bool
    waiting: int
    capacity: int
    counters: list[AdminCounter]


class AdminDevice(Shape):
    id: int
    name: str
    place: str
    function: Function
    office: NamedView
    enrolled: bool
    revoked: bool
    browser_present: bool
    agent_present: bool
    agent_expected: bool
    managed: bool
    last_seen_at: datetime | None
    cameras: list[dict[str, str]]
    microphones: list[dict[str, str]]
    agent_version: str
    state: TerminalState | None


class AddressView(Shape):
    face: str
    url: str


class TodoView(Shape):
    """Something that somebody has to do: who or what needs it, what is wrong, and the next step."""

    subject: str
    text: str
    next: str


class CertificateTroubleView(Shape):
    """`code`: not_received, not_renewed, ends_soon, over; `days` that the certificate is valid still."""

    code: str
    days: int


class AdminView(Shape):
    """`managed` devices run our image; what they need is in `fleet_todo`."""

    organisation: str
    version: str
    offices: list[AdminOffice]
    devices: list[AdminDevice]
    addresses: list[AddressView]
    fleet_todo: list[TodoView] = []
    backup_trouble: str | None = None
    certificate_trouble: CertificateTroubleView | None = None


class IssuedCode(Shape):
    code: str
    expires_at: datetime


class RegisteredDevice(IssuedCode):
    device: NamedView


class BackupView(Shape):
    """`problem` is "" when the last attempt succeeded; `reason` is what the target's system said."""

    kind: str
    path: str
    address: str
    user: str
    hour: int
    keep: int
    has_key: bool
    running: bool
    overdue: bool
    attempted_at: datetime | None
    made_at: datetime | None
    name: str
    size: int
    problem: str
    reason: str


class BackupKeyView(Shape):
    secret: str


class OfferedService(Shape):
    name: str
    minutes: int


class SetUpView(Shape):
    needed: bool
    services: list[OfferedService]


class SetUpDone(Shape):
    """`backup_key` is shown this once."""

    backup_key: str
    admin: str


class InternalDisk(Shape):
    """`size` in bytes; `refusal`: why the system cannot be installed to it, empty if it can."""

    path: str
    model: str
    size: int
    holds: Literal["vorzimmer", "windows", "linux", "other", "nothing"]
    refusal: str


class InstallationView(Shape):
    """`code`: why it failed."""

    stage: Stage
    disk: InternalDisk | None
    percent: int
    code: str


class InternalDisks(Shape):
    """No disks where the system does not run from a removable stick."""

    disks: list[InternalDisk]
    installation: InstallationView


class RestoredView(Shape):
    organisation: str
    created_at: datetime


class HeldRollout(Shape):
    """The device that goes first does not get on, so all others wait. `code`: gave_up, not_taken or silent.

    `problem` is the device's own code for what went wrong, `reason` its text; `since` goes with silent.
    """

    device_id: int
    code: str
    problem: str
    reason: str
    since: datetime | None


class FailedVersion(Shape):
    """Given up by this server itself. `check` is the one that failed; `log` are the system log's lines."""

    version: str
    at: datetime
    code: str
    text: str
    check: str
    log: list[str]


class UpdatesView(Shape):
    """`busy`: looking, installing or ""; `open`: devices that do not have `available` yet; `installed`: starts next."""

    source: str
    automatic: bool
    start: int
    end: int
    first: int | None
    busy: str
    running: str
    available: str | None
    notes: str
    looked_at: datetime | None
    problem: str
    reason: str
    open: int
    held: HeldRollout | None
    installed: str | None
    failures: list[FailedVersion]


class CertificateTermsView(Shape):
    """`terms` is the address of the directory's terms of service, "" where it has none."""

    terms: str


class AutomaticCertificateView(Shape):
    """`step` of an order that runs: waiting, asked, ordered, checked, received; "" when none runs.

    `problem` of the last attempt is "" when it went well; `renews_at` is null without a certificate.
    """

    name: str
    directory: str
    step: str
    attempted_at: datetime | None
    problem: str
    reason: str
    retry_at: datetime | None
    renews_at: datetime | None


class CertificateView(Shape):
    """`names` is empty where only the office's own authority vouches for this server."""

    public_url: str
    names: list[str]
    issuer: str
    not_after: datetime | None
    automatic: AutomaticCertificateView | None = None
