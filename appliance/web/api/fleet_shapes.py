"""What the fleet's API is asked and what it answers. Times are RFC 3339 in UTC."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from appliance.domain.device import Function
from appliance.web.api.inputs import Input, ShortText
from appliance.web.api.shapes import NamedView, Shape, TodoView

CLOCK_TIME = r"^([01]\d|2[0-3]):[0-5]\d$"


class DevicePlan(Input):
    """What a device is to be."""

    name: ShortText
    place: Annotated[str, Field(max_length=80)] = ""
    office_id: int
    function: Function


class Rejoining(DevicePlan):
    """`id` of a device that was found, or its `address` (`host` or `host:port`).

    `replaces`: the device of ours whose place and history it takes.
    """

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")] | None = None
    address: Annotated[str, Field(max_length=120)] | None = None
    replaces: int | None = None


class Adoption(Rejoining):
    """`code`: the six digits on its screen."""

    code: Annotated[str, Field(pattern=r"^\s*\d{3}\s?\d{3}\s*$")]


class FileAdoption(Input):
    """What a device sends that was given an adoption file: the file's secret and its signing request (PEM)."""

    secret: Annotated[str, Field(max_length=100)]
    csr: Annotated[str, Field(max_length=4000)]


class ScreenHours(Input):
    """When the screens of all devices are on, on the town's clock; 0 is Monday. Without days they are always on."""

    on: Annotated[str, Field(pattern=CLOCK_TIME)] = "07:30"
    off: Annotated[str, Field(pattern=CLOCK_TIME)] = "18:30"
    days: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(max_length=7, default_factory=list)]


class LogQuery(Input):
    lines: Annotated[int, Field(ge=1, le=1000)] = 200


class ConditionView(Shape):
    """`light` is good, bad or idle; `text` says what is, `next` what to do (may be empty)."""

    code: str
    light: str
    text: str
    next: str


class FoundView(Shape):
    """A device that was seen on the network and is none of ours. `new` ones can be adopted."""

    id: str
    address: str
    version: str
    state: str
    text: str
    next: str


class FileView(Shape):
    id: int
    name: str
    place: str
    function: Function
    office: NamedView
    expires_at: datetime


class AdoptedView(Shape):
    """`health` is what the device said at `health_at`; the first condition is its state."""

    id: int
    public_id: str
    name: str
    place: str
    function: Function
    office: NamedView
    pending: bool
    conditions: list[ConditionView]
    missing_since: datetime | None
    address: str
    adopted_at: datetime
    health_at: datetime | None
    health: dict[str, Any]
    configuration_revision: int
    acknowledged_revision: int
    certificate_expires_at: datetime | None


class RevokedView(NamedView):
    """`told`: the device itself has heard of it."""

    place: str
    told: bool


class ServerView(Shape):
    conditions: list[ConditionView]
    health: dict[str, Any]


class FleetView(Shape):
    """`replaceable`: devices of ours whose place a new machine may take."""

    enabled: bool
    at: datetime
    server: ServerView
    discovered: list[FoundView]
    pending: list[FileView]
    adopted: list[AdoptedView]
    revoked: list[RevokedView]
    replaceable: list[NamedView]
    todo: list[TodoView]
    screen_hours: ScreenHours
    journal_id: int


class AdoptionFileView(Shape):
    """`content` is to be saved under `file_name` on a USB stick. It adopts one device, once."""

    file_name: str
    content: str
    expires_at: datetime


class AdoptedByFile(Shape):
    certificate: str
    configuration: dict[str, Any]


class Picture(Shape):
    """A PNG image in base64. It is shown and not kept."""

    png: str


class LogLines(Shape):
    lines: list[str]


class ExitCode(Shape):
    """Opens the way out of kiosk mode once."""

    code: str
    expires_at: datetime
