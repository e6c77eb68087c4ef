"""What the API is asked: the shapes of its input, checked before a handler sees them."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from appliance.domain.calling import PickReason
from appliance.domain.device import Function
from appliance.domain.paper import PrinterState
from appliance.domain.ticket import MOST_PERSONS, Channel, Media, Outcome

Persons = Annotated[int, Field(ge=1, le=MOST_PERSONS)]
ShortText = Annotated[str, Field(min_length=1, max_length=80)]


class Input(BaseModel):
    """Unknown fields are refused: a misspelt one must not be ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


Language = Literal["de", "en", "de-simple"]
"""Of people, in which their faces speak and we write to them. `simple` is Leichte Sprache."""


class TicketOrder(Input):
    service_id: int
    channel: Channel
    at_terminal: bool = False
    media: Media = Media.CAMERA
    language: Language = "de"
    persons: Persons = 1


Phone = Annotated[str, Field(max_length=30, pattern=r"^(\+?[0-9 /()-]{5,})?$")]


class ChannelChoice(Input):
    """`phone` is needed for the telephone, unless the number is known already."""

    channel: Channel
    phone: Phone = ""


class MediaChoice(Input):
    media: Media


class Confirmation(Input):
    """Either the ticket's six digits or the token from its QR code."""

    code: Annotated[str, Field(pattern=r"^\d{6}$")] | None = None
    token: Annotated[str, Field(max_length=100)] | None = None


class KioskCheckIn(Input):
    """The six digits of an appointment, or the token of its link, or what was `shown` to the kiosk's camera.

    `ticket`: token of a number that was taken before.
    """

    code: Annotated[str, Field(pattern=r"^\d{6}$")] | None = None
    token: Annotated[str, Field(max_length=100)] | None = None
    shown: bool = False
    ticket: Annotated[str, Field(max_length=100)] | None = None


class CodeLook(Input):
    looking: bool


class ShownCode(Input):
    token: Annotated[str, Field(max_length=100)]


class EnrolmentCode(Input):
    code: Annotated[str, Field(max_length=40)]


class FoundDevice(Input):
    id: Annotated[str, Field(max_length=300)]
    name: Annotated[str, Field(max_length=200)]
    kind: Annotated[str, Field(max_length=40)] = ""


class FoundPrinter(Input):
    state: PrinterState


class Sighting(Input):
    face: Literal["browser", "agent"]
    cameras: Annotated[list[FoundDevice], Field(max_length=32)] | None = None
    microphones: Annotated[list[FoundDevice], Field(max_length=32)] | None = None
    version: Annotated[str, Field(max_length=40)] = ""
    printer: FoundPrinter | None = None


class SignIn(Input):
    name: Annotated[str, Field(min_length=1, max_length=80)]
    password: Annotated[str, Field(min_length=1, max_length=200)]


class CounterChoice(Input):
    counter_id: int | None


class TicketChoice(Input):
    ticket_id: int


class TicketCall(TicketChoice):
    """`reason`: needed where somebody else would be next."""

    reason: PickReason | None = None


class TicketChannel(ChannelChoice):
    """A clerk may know the number to call without writing it here."""

    ticket_id: int


class Finish(Input):
    ticket_id: int
    outcome: Outcome


class Undo(Input):
    action: int


class NewDevice(Input):
    name: ShortText
    place: Annotated[str, Field(max_length=80)] = ""
    office_id: int
    function: Function


class DeviceChange(Input):
    name: ShortText | None = None
    place: Annotated[str, Field(max_length=80)] | None = None
    office_id: int | None = None
    function: Function | None = None


class OfficeQuery(Input):
    office: int | None = None


class BackupChoice(Input):
    """What is left out stays.

    `address` of a share: `//host/share/folder`; `path` of a folder: "" is beside the data.
    """

    kind: Literal["folder", "usb", "share"] | None = None
    path: Annotated[str, Field(max_length=300)] | None = None
    address: Annotated[str, Field(max_length=300)] | None = None
    user: Annotated[str, Field(max_length=100)] | None = None
    password: Annotated[str, Field(max_length=200)] | None = None
    hour: Annotated[int, Field(ge=0, le=23)] | None = None
    keep: Annotated[int, Field(ge=1, le=400)] | None = None


class SetUpCode(Input):
    code: Annotated[str, Field(max_length=40)]


class SetUpBegins(SetUpCode):
    """`at`: the time of the browser, for a server whose clock nobody has set."""

    at: AwareDatetime | None = None


class ChosenDisk(SetUpCode):
    """Everything on it is lost, so `confirm` repeats it."""

    disk: Annotated[str, Field(max_length=200)]
    confirm: Annotated[str, Field(max_length=200)]


class EndOfInstallation(SetUpCode):
    deed: Literal["restart", "switch_off"]


class SetUp(SetUpCode):
    """`prefix` begins the ticket numbers; `services` are names of the catalogue."""

    organisation: ShortText
    time_zone: Annotated[str, Field(max_length=60)] = "Europe/Berlin"
    host_name: Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")] = "vorzimmer"
    admin_name: ShortText
    sign_in_name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{1,39}$")]
    password: Annotated[str, Field(min_length=1, max_length=200)]
    department: ShortText
    office: ShortText
    prefix: Annotated[str, Field(max_length=4)] = "A"
    place: Annotated[str, Field(max_length=80)] = ""
    services: Annotated[list[str], Field(max_length=50)]
    counters: Annotated[int, Field(ge=1, le=20)] = 1


class UpdateChoice(Input):
    """What is left out stays. `source`: an http(s) address, an absolute path, or `usb`; hours are the town's.

    `first`: the device that gets a new version before all others; null: whichever answers.
    """

    source: Annotated[str, Field(max_length=300, pattern=r"^(https?://.+|/.+|usb)?$")] = ""
    automatic: bool = True
    start: Annotated[int, Field(ge=0, le=23)] = 2
    end: Annotated[int, Field(ge=0, le=23)] = 5
    first: int | None = None


DirectoryAddress = Annotated[str, Field(max_length=300, pattern=r"^https://[^/?#]+[^?#]*$")]
AuthorityPem = Annotated[str, Field(max_length=30_000)]


class CertificateDirectory(Input):
    """`ca_pem`: who vouches for the directory itself, "" for the authorities that everybody knows."""

    directory: DirectoryAddress
    ca_pem: AuthorityPem = ""


class AutomaticCertificate(CertificateDirectory):
    """`terms_agreed`: to the directory's terms of service. E-mail and authority left empty stay as they were."""

    name: Annotated[str, Field(max_length=200, pattern=r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]+$")]
    email: Annotated[str, Field(max_length=200, pattern=r"^([^@\s,]+@[^@\s,]+)?$")] = ""
    terms_agreed: Literal[True]


class OwnCertificate(Input):
    """`certificate_pem` begins with the server's own and goes on with those in between; `key_pem` has no password."""

    public_url: Annotated[str, Field(max_length=200, pattern=r"^https://[^/?#]+$")]
    certificate_pem: Annotated[str, Field(max_length=30_000)]
    key_pem: Annotated[str, Field(max_length=10_000)]
