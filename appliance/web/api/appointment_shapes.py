"""What the API of appointments is asked and what it answers. Times are RFC 3339; slots are named by their beginning."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from appliance.domain.appointment import AppointmentState, LateArrival, Punctuality
from appliance.domain.ticket import Channel
from appliance.operations.slots import Need
from appliance.web.api.inputs import Input, Language, Persons, Phone
from appliance.web.api.shapes import NamedView, OfficeBrief, ServiceBrief, Shape

MOST_DAYS = 92
MOST_SERVICES = 5

Services = Annotated[list[int], Field(min_length=1, max_length=MOST_SERVICES)]


class DaysQuery(Input):
    """`first` left out: today. Days without a slot are left out of the answer."""

    first: date | None = None
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = 31


class SlotQuery(DaysQuery):
    """`service`: ids with commas between."""

    service: Annotated[str, Field(pattern=rf"^\d{{1,9}}(,\d{{1,9}}){{0,{MOST_SERVICES - 1}}}$")]
    channel: Channel
    persons: Persons = 1

    @property
    def need(self) -> Need:
        return Need(tuple(map(int, self.service.split(","))), self.channel, self.persons)


class NewAppointment(Input):
    """A slot is kept for ten minutes; `confirm` makes it an appointment."""

    services: Services
    channel: Channel
    persons: Persons = 1
    begins_at: AwareDatetime
    language: Language = "de"


class ContactInput(Input):
    """One of `email` and `phone` is needed, to be told when something changes."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    email: Annotated[str, Field(max_length=200, pattern=r"^([^@\s]+@[^@\s]+\.[^@\s.]+)?$")] = ""
    phone: Phone = ""


class Confirmation(ContactInput):
    """`language`: of the messages, if it is another one than that of the page."""

    language: Language | None = None


class NewTime(Input):
    begins_at: AwareDatetime


class NewChannel(Input):
    """`phone` is needed for the telephone, unless the number is known already."""

    channel: Channel
    phone: Phone = ""


class BookedByStaff(NewAppointment):
    """For somebody who calls or stands at the desk."""

    contact: ContactInput


class DaySlots(Shape):
    day: date
    slots: list[datetime]


class SlotsView(Shape):
    """`minutes`: how long the appointment takes, for all services and people together."""

    office: NamedView
    minutes: int
    days: list[DaySlots]


class CheckedIn(Shape):
    """The number, whose page goes on from here."""

    number: str
    token: str
    url: str


class AppointmentView(Shape):
    """As its holder sees it. `place` is where the office is; `punctuality` is of somebody who checks in now.

    For the holder alone: `qr`, the own address as an SVG image (data URI), and `ticket`, what it became at check-in.
    """

    id: int
    office: OfficeBrief
    place: str
    services: list[ServiceBrief]
    persons: int
    channel: Channel
    channels: list[Channel]
    state: AppointmentState
    begins_at: datetime
    ends_at: datetime
    held_until: datetime | None
    check_in_from: datetime
    punctuality: Punctuality
    late_arrival: LateArrival
    name: str
    email: str
    phone: str
    code: str
    qr: str | None = None
    ticket: CheckedIn | None = None


class NewLink(Shape):
    """The address from now on."""

    token: str
    url: str


class ReservedAppointment(Shape):
    appointment: AppointmentView
    token: str
    url: str
