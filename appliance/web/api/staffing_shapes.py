"""What the API of the staffing plan is asked and what it answers. Weeks are those of the opening hours."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from appliance.domain.appointment import LateArrival
from appliance.domain.ticket import Channel
from appliance.operations.conflicts import Reason
from appliance.web.api.hours_shapes import LONGEST_DAYS, WeekShape
from appliance.web.api.inputs import Input, ShortText
from appliance.web.api.shapes import NamedView, Shape
from appliance.web.api.staff_shapes import Skills

DAY = 24 * 60


class StaffingQuery(Input):
    """`office` left out: the first one."""

    office: int | None = None


class FreeQuery(Input):
    service: int
    channel: Channel


class NewDiary(Input):
    """Of a clerk, of a place that was there before, or of a new place with a name and services."""

    clerk_id: int | None = None
    diary_id: int | None = None
    name: Annotated[str, Field(max_length=80)] = ""
    services: Annotated[Skills, Field(default_factory=list)]

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if sum((self.clerk_id is not None, self.diary_id is not None, bool(self.name))) != 1:
            raise ValueError("a clerk, a diary, or the name of a new place")
        return self


class PlaceChange(Input):
    name: ShortText
    services: Skills


class WeekOfDiary(Input):
    """Seven days from Monday on, for every channel; no hours at all: not for this office any more."""

    weekly: dict[Channel, WeekShape]


class NewAbsence(Input):
    first: date
    last: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not 0 <= (self.last - self.first).days < LONGEST_DAYS:
            raise ValueError("the last day comes before the first, or more than a year after it")
        return self


class RulesShape(Input):
    """See `domain.appointment.BookingRules`."""

    horizon_days: Annotated[int, Field(ge=1, le=366)]
    lead_minutes: Annotated[int, Field(ge=0, le=14 * DAY)]
    grid_minutes: Literal[5, 10, 15, 20, 30, 60]
    per_person: Annotated[int, Field(ge=1, le=50)]
    early_minutes: Annotated[int, Field(ge=0, le=DAY)]
    late_minutes: Annotated[int, Field(ge=0, le=DAY)]
    late_arrival: LateArrival
    waiting_list: bool
    offer_minutes: Annotated[int, Field(ge=5, le=2 * DAY)]
    release_minutes: Annotated[int, Field(ge=0, le=2 * DAY)]


class NewCalendar(Input):
    """Of an office or of a diary. `with_names`: name the people who come."""

    office_id: int | None = None
    diary_id: int | None = None
    with_names: bool = False

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.office_id is None) == (self.diary_id is None):
            raise ValueError("an office or a diary")
        return self


class CalendarLink(Shape):
    """The address is shown this once: only its hash is kept."""

    id: int
    url: str


class CalendarView(Shape):
    id: int
    with_names: bool
    made_at: datetime


class AbsenceView(Shape):
    id: int
    first: date
    last: date


class DiaryView(NamedView):
    """`elsewhere`: names of other offices for which it can be booked too."""

    clerk_id: int | None
    services: list[int]
    weekly: dict[Channel, list[list[tuple[str, str]]]]
    elsewhere: list[str]
    absences: list[AbsenceView]
    calendar: CalendarView | None


class ServiceChoice(NamedView):
    channels: list[Channel]
    office_id: int


class HourView(Shape):
    """In people."""

    weekday: int
    hour: int
    staffed: float
    booked: float


class ConflictView(Shape):
    appointment_id: int
    begins_at: datetime
    services: list[str]
    channel: Channel
    diary: str
    code: str
    reason: Reason


class WantedView(Shape):
    """How many entries of the waiting list are for this service."""

    service: str
    count: int


class StaffingView(Shape):
    """Of one office. `clerks` and `places` are not in its plan and can be added; `opening` are its hours by channel."""

    office: NamedView
    offices: list[NamedView]
    channels: list[Channel]
    services: list[ServiceChoice]
    opening: dict[Channel, list[list[tuple[str, str]]]]
    diaries: list[DiaryView]
    clerks: list[NamedView]
    places: list[NamedView]
    rules: RulesShape
    hours: list[HourView]
    weeks: int
    conflicts: list[ConflictView]
    wanted: list[WantedView]
    calendar: CalendarView | None


class FreeDay(Shape):
    """`first` and `last`: when the first and the last slot of the day begin."""

    day: date
    count: int
    first: datetime
    last: datetime


class FreeView(Shape):
    days: list[FreeDay]
