"""What the API of opening hours is asked and what it answers. Clock times are "HH:MM" of the town; a day ends at 24:00,
and hours that reach into the next one go on to 48:00.
"""

from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from appliance.domain.message import AtClosing
from appliance.domain.office_hours import DayRule, Hours, Week
from appliance.domain.organisation import LateTickets
from appliance.domain.ticket import Channel
from appliance.web.api.calling_shapes import CallingPlan
from appliance.web.api.inputs import Input
from appliance.web.api.shapes import NamedView, OpeningView, Shape

CLOCK = r"^([0-3]\d|4[0-8]):[0-5]\d$"
MOST_STRETCHES = 6
LONGEST_DAYS = 366

ClockTime = Annotated[str, Field(pattern=CLOCK)]


def _a_stretch(times: tuple[str, str]) -> tuple[str, str]:
    hours(times)
    return times


Stretch = Annotated[tuple[ClockTime, ClockTime], AfterValidator(_a_stretch)]
Stretches = Annotated[list[Stretch], Field(max_length=MOST_STRETCHES)]
WeekShape = Annotated[list[Stretches], Field(min_length=7, max_length=7)]


class HoursPlan(Input):
    """`weekly`: seven days from Monday on, for every channel that has hours; none at all: opened by hand only."""

    weekly: dict[Channel, WeekShape]
    keeps_holidays: bool = True
    closing_soon_minutes: Annotated[int, Field(ge=0, le=240)] = 30
    late_tickets: LateTickets = LateTickets.WARN
    at_closing: AtClosing = AtClosing.SERVED


class NewSpecialDays(Input):
    """`office_id` null: all offices; no `hours`: closed; no `channels`: all of them."""

    office_id: int | None
    first: date
    last: date
    hours: Annotated[Stretches, Field(default_factory=list)]
    channels: Annotated[list[Channel], Field(default_factory=list)]
    reason: Annotated[str, Field(max_length=120)] = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not 0 <= (self.last - self.first).days < LONGEST_DAYS:
            raise ValueError("the last day comes before the first, or more than a year after it")
        return self


class RegionChoice(Input):
    region: Annotated[str, Field(max_length=20)]


class SpecialDaysView(Shape):
    id: int
    office_id: int | None
    first: date
    last: date
    hours: list[tuple[str, str]]
    channels: list[Channel]
    reason: str


class DayView(Shape):
    day: date
    hours: list[tuple[str, str]]
    rule: DayRule
    reason: str


class AheadView(Shape):
    """The days to come of one channel, as citizens meet them."""

    channel: Channel
    days: list[DayView]


class OfficeHoursView(HoursPlan):
    """`by_hours` false: the office is opened and closed by hand."""

    office: NamedView
    opening: OpeningView
    channels: list[Channel]
    by_hours: bool
    calling: CallingPlan
    special: list[SpecialDaysView]
    ahead: list[AheadView]


class RegionView(Shape):
    key: str
    name: str
    in_catholic_towns: bool


class HolidayView(Shape):
    day: date
    name: str


class HoursView(Shape):
    """All offices, the special days of the whole organisation, and the public holidays to come."""

    offices: list[OfficeHoursView]
    special: list[SpecialDaysView]
    region: str
    regions: list[RegionView]
    holidays: list[HolidayView]


def hours(times: tuple[str, str]) -> Hours:
    """Raises ValueError where they are no stretch of a day."""
    return Hours(*map(minute, times))


def minute(clock_time: str) -> int:
    hour, minutes = clock_time.split(":")
    return int(hour) * 60 + int(minutes)


def clock_times(stretch: Hours) -> tuple[str, str]:
    return _clock(stretch.opens), _clock(stretch.closes)


def week(days: list[list[tuple[str, str]]]) -> Week:
    return tuple(tuple(map(hours, stretches)) for stretches in days)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
