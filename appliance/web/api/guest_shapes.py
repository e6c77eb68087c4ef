"""What the API is asked and what it answers about guests of a consultation."""

from typing import Annotated, Literal

from pydantic import Field

from appliance.domain.admission import PartRole
from appliance.domain.guest import GuestState
from appliance.web.api.inputs import Input, Language, Phone, ShortText
from appliance.web.api.shapes import NamedView, Shape


class NewGuest(Input):
    """The link is sent to every address that is given; the answer has it too."""

    role: Literal[PartRole.INTERPRETER, PartRole.COLLEAGUE]
    name: Annotated[str, Field(max_length=80)] = ""
    email: Annotated[str, Field(max_length=200, pattern=r"^([^@\s,]+@[^@\s,]+)?$")] = ""
    phone: Phone = ""
    language: Language = "de"


class ColleagueChoice(Input):
    clerk_id: int


class GuestChoice(Input):
    guest_id: int


class Hold(Input):
    held: bool


class Knock(Input):
    name: ShortText


class GuestView(NamedView):
    """`place` of an admitted guest in the room; `is_colleague`: has an account here, so may take over."""

    role: PartRole
    state: GuestState
    place: str | None
    is_colleague: bool


class ColleagueView(NamedView):
    """Somebody at a counter. `is_free`: nobody is served there."""

    office: str
    counter: str
    is_free: bool


class PeopleView(Shape):
    """`mail` and `sms`: whether the town can send links in these ways."""

    guests: list[GuestView]
    colleagues: list[ColleagueView]
    held: bool
    mail: bool
    sms: bool


class InvitedView(Shape):
    """`url`: the link, to be passed on to this guest alone."""

    url: str
    people: PeopleView


class AskedView(Shape):
    """What a colleague is asked to: `clerk` asks for it."""

    id: int
    state: GuestState
    consultation: int
    clerk: str
    office: str
    number: str
    service: str


class InvitationView(Shape):
    """What a guest gets to know. `consultation` as soon as they are let in."""

    id: int
    role: PartRole
    name: str
    state: GuestState
    organisation: str
    office: str
    clerk: str
    consultation: int | None
    journal_id: int
