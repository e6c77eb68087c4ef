"""The set-up of a town as the file says it: fields are named like the keys of the file (see FORMAT.md).

Things are known by their names, never by ids, so that a file of one server can be read by another. `id` is that of the
store, for what is there already; it is no part of what is compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from appliance.domain.appointment import BookingRules
from appliance.domain.calling import CallingRules
from appliance.domain.form import Field
from appliance.domain.message import AtClosing, MessageKind
from appliance.domain.message_text import MessageText
from appliance.domain.office_hours import SpecialDays, Week
from appliance.domain.organisation import LateTickets
from appliance.domain.staff import Role
from appliance.domain.texts import TextLanguage, TextName
from appliance.domain.ticket import Channel

KIND, FORMAT = "vorzimmer-set-up", 1
"""The first two lines of the file. A format that this program does not know is refused, never guessed."""

Weeks = Mapping[Channel, Week]
"""Only channels that have hours."""

Skills = tuple[tuple[str, str], ...]
"""Office and service by name, in the order of the set-up."""


@dataclass(frozen=True)
class Service:
    """See `domain.organisation.ServiceSettings`."""

    name: str
    description: str = ""
    documents: str = ""
    fim_key: str = ""
    minutes: int = 15
    channels: tuple[Channel, ...] = (Channel.ON_SITE, Channel.VIDEO)
    languages: tuple[str, ...] = ("de",)
    form: str = ""
    takes_numbers: bool = True
    takes_appointments: bool = True
    id: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Counter:
    name: str
    at_home: bool = False
    id: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Shift:
    """When a diary can be booked for an office: that of a clerk (sign-in name) or that of a place (name)."""

    clerk: str = ""
    place: str = ""
    hours: Weeks = field(default_factory=dict)

    @property
    def who(self) -> tuple[str, str]:
        return self.clerk, self.place


@dataclass(frozen=True)
class Office:
    """See `domain.organisation.Office`. `special_days` have the id 0; an office without `hours` is opened by hand."""

    name: str
    prefix: str
    place: str = ""
    published: bool = False
    capacity: int = 200
    confirm_seconds: int = 60
    closing_soon_minutes: int = 30
    late_tickets: LateTickets = LateTickets.WARN
    at_closing: AtClosing = AtClosing.SERVED
    keeps_holidays: bool = True
    reminder_hours: int = 24
    hours: Weeks = field(default_factory=dict)
    special_days: tuple[SpecialDays, ...] = ()
    booking: BookingRules = field(default_factory=BookingRules)
    services: tuple[Service, ...] = ()
    counters: tuple[Counter, ...] = ()
    staffing: tuple[Shift, ...] = ()
    calling: CallingRules = field(default_factory=CallingRules)
    id: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Department:
    name: str
    offices: tuple[Office, ...] = ()
    id: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Clerk:
    """Passwords are no part of it: a new clerk is given a link."""

    name: str
    sign_in: str
    roles: tuple[Role, ...] = (Role.CLERK,)
    skills: Skills = ()
    id: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Place:
    """A diary that is nobody's: one appointment at a time, whoever sits there."""

    name: str
    services: Skills = ()
    id: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Form:
    """What is filled in together about its services (see `domain.form`). Its PDF is no part of the file."""

    name: str
    services: Skills = ()
    fields: tuple[Field, ...] = ()
    id: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Organisation:
    """`region`: whose public holidays hold, "" none. `closing_days` are those of all offices."""

    name: str = ""
    time_zone: str = "Europe/Berlin"
    region: str = ""
    closing_days: tuple[SpecialDays, ...] = ()


@dataclass(frozen=True)
class SetUp:
    """`messages` by kind and language, and `texts`: those that the town wrote itself."""

    organisation: Organisation
    departments: tuple[Department, ...] = ()
    clerks: tuple[Clerk, ...] = ()
    places: tuple[Place, ...] = ()
    messages: Mapping[tuple[MessageKind, str], MessageText] = field(default_factory=dict)
    texts: Mapping[tuple[TextName, TextLanguage], str] = field(default_factory=dict)
    forms: tuple[Form, ...] = ()

    @property
    def offices(self) -> tuple[Office, ...]:
        return tuple(office for department in self.departments for office in department.offices)


NOTHING = SetUp(Organisation())
"""A server on which nothing was set up yet."""
