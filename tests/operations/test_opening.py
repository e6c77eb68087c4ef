"""An office that keeps hours: numbers, switches by hand, and what the clock brings."""

from datetime import UTC, date, datetime, timedelta

import pytest

from appliance.domain.office_hours import Hours, SpecialDays
from appliance.domain.opening import OfficeState
from appliance.domain.organisation import LateTickets
from appliance.domain.ticket import Channel
from appliance.operations import estimates, opening, upkeep
from appliance.operations import offices as operations
from appliance.operations.offices import Habits
from appliance.store import journal, office_hours, offices
from appliance.store.rows import database
from tests.conftest import Refused
from tests.town import Desk, Musterstadt

MONDAY = date(2026, 11, 23)
MORNING = ((Hours(8 * 60, 12 * 60),),) * 5 + ((), ())


def berlin(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour - 1, minute, tzinfo=UTC)  # winter: an hour ahead of UTC


@pytest.fixture
def mornings(town: Musterstadt) -> Musterstadt:
    """The citizens' office is there from eight to twelve on workdays, on site and by video; it is Monday at nine."""
    town.clock.set(berlin(9))
    keep(town, Habits({Channel.ON_SITE: MORNING, Channel.VIDEO: MORNING}, True, 30, LateTickets.REFUSE))
    return town


def keep(town: Musterstadt, habits: Habits) -> None:
    town.do(operations.set_habits, town.citizens_office.id, habits, town.clerk_id("hoffmann"))


def switch(town: Musterstadt, is_open: bool) -> None:
    town.do(operations.set_open, town.citizens_office.id, is_open, town.clerk_id("hoffmann"))


def is_open(town: Musterstadt) -> bool:
    office = town.ask(offices.by_id, town.citizens_office.id)
    return town.ask(opening.of_office, office, town.clock.now()).is_open


def told(town: Musterstadt, since: int) -> list[str]:
    return [event.type for event in town.ask(journal.after, since) if event.office_id == town.citizens_office.id]


def tick(town: Musterstadt) -> None:
    if town.ask(upkeep.is_due, town.clock.now()):
        town.do(upkeep.tick)


def test_numbers_are_given_out_within_the_hours_only(mornings: Musterstadt, refused: Refused) -> None:
    assert mornings.take().number == "A001"
    mornings.clock.set(berlin(12))
    with refused("office_closed"):
        mornings.take()
    mornings.clock.set(berlin(8, day=MONDAY + timedelta(days=1)))
    assert mornings.take().number == "A001"


def test_closing_by_hand_is_for_the_rest_of_the_opening(mornings: Musterstadt) -> None:
    switch(mornings, False)
    assert not is_open(mornings)
    mornings.clock.set(berlin(8, day=MONDAY + timedelta(days=1)))
    assert is_open(mornings)


def test_opening_by_hand_in_the_evening_ends_at_midnight(mornings: Musterstadt) -> None:
    mornings.clock.set(berlin(19))
    switch(mornings, True)
    assert is_open(mornings)
    mornings.clock.set(berlin(0 + 1, day=MONDAY + timedelta(days=1)))
    assert not is_open(mornings)


def test_a_closure_closes_one_office_or_all(mornings: Musterstadt) -> None:
    today = SpecialDays(0, MONDAY, MONDAY, reason="Betriebsausflug")
    added = mornings.do(operations.add_special_days, None, today, mornings.clerk_id("hoffmann"))
    office = mornings.ask(offices.by_id, mornings.citizens_office.id)
    assert mornings.ask(opening.of_office, office, mornings.clock.now()).reason == "Betriebsausflug"
    mornings.do(operations.remove_special_days, added, mornings.clerk_id("hoffmann"))
    assert is_open(mornings)


def test_days_that_are_over_are_refused_and_forgotten(mornings: Musterstadt, refused: Refused) -> None:
    yesterday = MONDAY - timedelta(days=1)
    with refused("days_are_over"):
        mornings.do(operations.add_special_days, None, SpecialDays(0, yesterday, yesterday), 1)
    mornings.do(operations.add_special_days, None, SpecialDays(0, MONDAY, MONDAY), 1)
    mornings.clock.set(berlin(9, day=MONDAY + timedelta(days=1)))
    mornings.do(upkeep.forget)
    assert mornings.ask(office_hours.own_special, None) == []


def test_public_holidays_close_the_offices_that_keep_them(mornings: Musterstadt) -> None:
    mornings.do(operations.set_holidays, "SN", {MONDAY: "Buß- und Bettag"})
    assert not is_open(mornings)
    keep(mornings, Habits({Channel.ON_SITE: MORNING}, False, 30, LateTickets.WARN))
    assert is_open(mornings)


def test_what_the_clock_brings_is_told_once(mornings: Musterstadt) -> None:
    since = mornings.ask(journal.head)
    for moment in (berlin(11, 29), berlin(11, 30), berlin(11, 31), berlin(12), berlin(13),
                   berlin(8, day=MONDAY + timedelta(days=1))):  # fmt: skip
        mornings.clock.set(moment)
        tick(mornings), tick(mornings)
    assert told(mornings, since) == ["OfficeHoursChanged", "OfficeClosed", "OfficeOpened"]


def test_a_switch_by_hand_is_not_told_again_by_the_clock(mornings: Musterstadt) -> None:
    since = mornings.ask(journal.head)
    switch(mornings, False)
    tick(mornings)
    assert told(mornings, since) == ["OfficeClosed"]


def test_an_office_without_hours_writes_nothing_by_itself(town: Musterstadt) -> None:
    assert not town.ask(opening.unannounced, town.clock.now())


def test_who_cannot_be_served_before_closing_gets_no_number_where_the_office_wants_it_so(
    mornings: Musterstadt, yildiz: Desk, refused: Refused
) -> None:
    mornings.clock.set(berlin(11, 50))
    for _ in range(4):
        mornings.take()
    refresh(mornings)
    with refused("too_late_today"):
        mornings.take()
    keep(mornings, Habits({Channel.ON_SITE: MORNING, Channel.VIDEO: MORNING}, True, 30, LateTickets.WARN))
    assert mornings.take().number == "A005"


def refresh(town: Musterstadt) -> None:
    plan = town.ask(estimates.Estimators().plan, town.citizens_office.id, town.clock.now())
    town.store.write(estimates.show, town.citizens_office.id, plan.changed)
    town.store.write(estimates.finish, plan)


def test_nobody_at_a_counter_is_told_but_numbers_are_given(mornings: Musterstadt) -> None:
    office = mornings.ask(offices.by_id, mornings.citizens_office.id)
    now = mornings.ask(opening.of_office, office, mornings.clock.now())
    assert mornings.ask(opening.state, office, now, mornings.clock.now()) is OfficeState.UNSTAFFED
    assert mornings.take().number == "A001"


def test_the_database_refuses_hours_that_no_clock_shows(town: Musterstadt) -> None:
    with pytest.raises(Exception, match="CHECK"):
        town.store.write(lambda: database.execute_sql("INSERT INTO weekly_hours VALUES (1, 'video', 7, 0, 60)"))
