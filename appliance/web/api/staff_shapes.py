"""What the API of colleagues is asked and what it answers."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from appliance.domain.staff import SIGN_IN_NAME, Role
from appliance.web.api.inputs import Input, ShortText
from appliance.web.api.shapes import NamedView, Shape

MOST_SKILLS = 2_000

Skills = Annotated[list[int], Field(max_length=MOST_SKILLS)]


class PersonInput(Input):
    """Which roles go with which duties is the town's affair; somebody who calls numbers is a clerk."""

    name: ShortText
    sign_in_name: Annotated[str, Field(pattern=f"^{SIGN_IN_NAME}$")]
    roles: Annotated[list[Role], Field(min_length=1)]


class NewColleague(PersonInput):
    """`skills` are ids of services, of any offices."""

    skills: Annotated[Skills, Field(default_factory=list)]


class SkillChoice(Input):
    skills: Skills


class NewPassword(Input):
    password: Annotated[str, Field(min_length=1, max_length=200)]


class ColleagueView(NamedView):
    """`welcome_until`: until when a link is out with which the colleague chooses a password."""

    sign_in_name: str
    roles: list[Role]
    skills: list[int]
    has_password: bool
    welcome_until: datetime | None
    counter: str | None


class SkillOffice(NamedView):
    services: list[NamedView]


class StaffView(Shape):
    """`offices`: what there is to be able to do."""

    colleagues: list[ColleagueView]
    offices: list[SkillOffice]


class Invitation(Shape):
    """The address is shown this once: only its hash is kept."""

    colleague: NamedView
    url: str
    until: datetime


class WelcomeView(Shape):
    """Who chooses a password, and how long it must be."""

    name: str
    sign_in_name: str
    organisation: str
    least: int
