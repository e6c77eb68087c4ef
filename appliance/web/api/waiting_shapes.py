"""What the API of the waiting list is asked and what it answers."""

from datetime import date, datetime

from appliance.domain.ticket import Channel
from appliance.domain.waiting_list import EntryState
from appliance.web.api.appointment_shapes import ContactInput, Services
from appliance.web.api.inputs import Input, Language, Persons
from appliance.web.api.shapes import NamedView, Shape


class NewEntry(Input):
    """Any time from `first` to `last`, both days included, is welcome."""

    services: Services
    channel: Channel
    persons: Persons = 1
    first: date
    last: date
    contact: ContactInput
    language: Language = "de"


class OfferView(Shape):
    """A freed slot that is kept until `until`."""

    begins_at: datetime
    ends_at: datetime
    until: datetime


class EntryView(Shape):
    """As the one who waits sees it. `instead_of`: the appointment that would move to the earlier time."""

    office: NamedView
    place: str
    services: list[NamedView]
    persons: int
    channel: Channel
    first: date
    last: date
    name: str
    state: EntryState
    ahead: int
    offer: OfferView | None
    instead_of: datetime | None


class JoinedList(Shape):
    """The address of the entry's page, which is sent with every offer too."""

    entry: EntryView
    token: str
    url: str


class Accepted(Shape):
    """The page of the appointment goes on from here."""

    url: str
