"""What the overview of the administration is answered."""

from datetime import datetime

from pydantic import Field

from appliance.domain.device import Function, TerminalState
from appliance.web.api.shapes import NamedView, OpeningView, Shape, TodoView


class AdminCounter(Shape):
    name: str
    clerk: str | None


class AdminOffice(OpeningView):
    id: int
    name: str
    department: str
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
    fleet_todo: list[TodoView] = Field(default_factory=list)
    message_trouble: str = ""
    backup_trouble: str | None = None
    certificate_trouble: CertificateTroubleView | None = None
