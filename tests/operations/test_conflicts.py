"""What no longer fits the plan is found, and nothing booked is lost; and how much of the staffing is booked."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from appliance.domain.appointment import Contact
from appliance.domain.office_hours import Hours, SpecialDays, Week
from appliance.domain.organisation import LateTickets
from appliance.domain.ticket import Channel
from appliance.operations import accounts, conflicts, offices, staffing, workload
from appliance.operations import appointments as booking
from appliance.operations.appointments import Wish
from appliance.operations.offices import Habits
from appliance.operations.slots import Need
from appliance.operations.workload import HourOfWeek
from tests.town import Musterstadt

MONDAY = date(2026, 3, 2)
SEVEN = datetime(2026, 3, 2, 6, tzinfo=UTC)
NINE = datetime(2026, 3, 2, 8, tzinfo=UTC)
MORNING: Week = ((Hours(9 * 60, 11 * 60 + 30),),) + ((),) * 6
SECRET = b"of a test"


class Plan:
    """Yildiz is there on Monday mornings, and somebody is booked with her at nine."""

    def __init__(self, town: Musterstadt) -> None:
        self.town, self.office = town, town.citizens_office.id
        town.clock.set(SEVEN)
        self.diary = town.do(staffing.add_clerks_diary, town.clerk_id("yildiz"), None)
        self.set_week({Channel.ON_SITE: MORNING})
        self.booked = town.do(booking.reserve, Wish(Need((town.residence.id,), Channel.ON_SITE), NINE), SECRET)
        town.do(booking.confirm, self.booked, Contact("Erika Meyer", email="meyer@example.org"))

    def set_week(self, weekly: dict[Channel, Week]) -> None:
        self.town.do(staffing.set_week, self.diary, self.office, weekly, None)

    def be_absent(self) -> None:
        self.town.do(staffing.add_absence, self.diary, MONDAY, MONDAY, None)

    def come_later(self) -> None:
        self.set_week({Channel.ON_SITE: ((Hours(9 * 60 + 5, 11 * 60),),) + ((),) * 6})

    def do_video_only(self) -> None:
        self.set_week({Channel.VIDEO: MORNING})

    def leave(self) -> None:
        self.town.do(accounts.retire, self.town.clerk_id("yildiz"), None)

    def forget_everything(self) -> None:
        self.town.do(accounts.set_skills, self.town.clerk_id("yildiz"), [self.town.vehicle.id], None)

    def close_that_day(self) -> None:
        habits = Habits({Channel.ON_SITE: MORNING}, True, 30, LateTickets.WARN)
        self.town.do(offices.set_habits, self.office, habits, self.town.clerk_id("hoffmann"))
        assert self.reasons() == []
        closed = SpecialDays(0, MONDAY, MONDAY, reason="Betriebsausflug")
        self.town.do(offices.add_special_days, self.office, closed, self.town.clerk_id("hoffmann"))

    def reasons(self) -> list[str]:
        return [one.reason.value for one in self.town.ask(conflicts.of_office, self.office, self.town.clock.now())]


@pytest.fixture
def plan(town: Musterstadt) -> Plan:
    return Plan(town)


def test_what_fits_is_no_conflict(plan: Plan) -> None:
    assert plan.reasons() == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (Plan.be_absent, "absent"),
        (Plan.come_later, "not_staffed"),
        (Plan.do_video_only, "not_staffed"),
        (Plan.leave, "not_staffed"),
        (Plan.forget_everything, "not_skilled"),
        (Plan.close_that_day, "closed"),
    ],
)
def test_what_no_longer_fits_is_found_with_its_reason(plan: Plan, change: Callable[[Plan], None], reason: str) -> None:
    change(plan)
    assert plan.reasons() == [reason]


def test_moved_cancelled_or_over_it_is_no_conflict_any_more(plan: Plan) -> None:
    plan.come_later()
    plan.town.do(booking.move, plan.booked, datetime(2026, 3, 2, 8, 15, tzinfo=UTC))
    assert plan.reasons() == []
    plan.be_absent()
    assert plan.reasons() == ["absent"]
    plan.town.do(booking.cancel, plan.booked)
    assert plan.reasons() == []


def test_the_picture_counts_people_and_what_is_booked_of_them(plan: Plan) -> None:
    """A quarter of an hour in four weeks is a sixteenth of a person in one of them."""
    hours = plan.town.ask(workload.of_office, plan.office, plan.town.clock.now())
    assert hours == [HourOfWeek(0, 9, 1, 1 / 16), HourOfWeek(0, 10, 1, 0), HourOfWeek(0, 11, 0.5, 0)]


def test_who_can_be_booked_on_two_channels_is_one_person(plan: Plan) -> None:
    plan.set_week({Channel.ON_SITE: MORNING, Channel.VIDEO: MORNING})
    assert max(one.staffed for one in plan.town.ask(workload.of_office, plan.office, plan.town.clock.now())) == 1


def test_an_evening_of_sunday_reaches_into_monday(plan: Plan) -> None:
    plan.set_week({Channel.ON_SITE: ((),) * 6 + ((Hours(23 * 60, 25 * 60),),)})
    hours = plan.town.ask(workload.of_office, plan.office, plan.town.clock.now())
    assert [(one.weekday, one.hour) for one in hours if one.staffed] == [(0, 0), (6, 23)]
