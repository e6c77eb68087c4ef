"""What is counted of a day is what somebody with pencil and watch would have counted."""

from datetime import date, timedelta

import pytest

from appliance.domain.appointment import AppointmentState
from appliance.domain.statistics import COUNTS, LEAST, STEP, TIMES, Cell, Tally, longest, median, share, told
from appliance.domain.ticket import Channel, ParkReason
from appliance.operations import concerns, parking, statistics, tickets, transfers, upkeep
from appliance.operations.statistics import Selection
from appliance.store import statistics as rows
from appliance.store.sql import execute
from tests.fakes import SettableClock
from tests.town import Desk, Musterstadt

TODAY = date(2026, 3, 2)


def count_due(town: Musterstadt) -> list[date]:
    """As the background does; the days that were counted for good."""
    counted = []
    while (day := town.ask(statistics.due, town.clock.now())) is not None:
        town.store.write(statistics.keep, day, town.ask(statistics.count, day))
        counted.append(day)
    return counted


def selected(town: Musterstadt, **wanted: object) -> dict[Cell, Tally]:
    selection = Selection(**{"first": TODAY, "last": TODAY, **wanted})  # type: ignore[arg-type]
    return dict(town.ask(statistics.selected, selection, town.clock.now()))


def whole(town: Musterstadt, **wanted: object) -> Tally:
    total = Tally()
    for tally in selected(town, **wanted).values():
        total.add(tally)
    return total


@pytest.fixture
def the_day(town: Musterstadt, clock: SettableClock, yildiz: Desk) -> Musterstadt:
    """8:30 three take a number, one by video. Called at 8:40 and served 8:42 to 8:52; called at 9:00 and nobody comes;
    the third gives up at 9:05. 9:10 one more comes and is called at once, by mistake, and again at 9:20, and is served
    9:21 to 9:26."""
    served, missing, remote = town.take(), town.take(), town.take_video()
    clock.advance(minutes=10)
    yildiz.call(served)
    clock.advance(minutes=2)
    yildiz.admit(served)
    clock.advance(minutes=10)
    yildiz.finish(served)
    clock.advance(minutes=8)
    yildiz.call(missing)
    clock.advance(minutes=3)
    yildiz.no_show(missing)
    clock.advance(minutes=2)
    town.do(tickets.cancel, remote.id)
    clock.advance(minutes=5)
    late = town.take()
    yildiz.call(late)
    yildiz.undo()
    clock.advance(minutes=10)
    yildiz.call(late)
    clock.advance(minutes=1)
    yildiz.admit(late)
    clock.advance(minutes=5)
    yildiz.finish(late)
    return town


def test_a_day_is_counted_as_by_hand(the_day: Musterstadt) -> None:
    office, service = the_day.citizens_office.id, the_day.residence.id
    assert selected(the_day) == {
        Cell(TODAY, 8, office, service, Channel.ON_SITE): Tally(
            arrivals=2, served=1, no_shows=1, waits=[100, 300], ways=[20], works=[100]
        ),
        Cell(TODAY, 8, office, service, Channel.VIDEO): Tally(arrivals=1, given_up=1),
        Cell(TODAY, 9, office, service, Channel.ON_SITE): Tally(
            arrivals=1, served=1, waits=[100], ways=[10], works=[50]
        ),
    }


def test_what_was_counted_outlives_the_tickets(the_day: Musterstadt, clock: SettableClock) -> None:
    before = selected(the_day)
    clock.advance(days=1)
    assert count_due(the_day) == [TODAY]
    assert count_due(the_day) == []
    for table in ("consultation", "journal", "ticket"):
        the_day.store.write(execute, f"DELETE FROM {table}")
    assert selected(the_day) == before


def test_a_day_is_not_over_while_somebody_is_still_there(town: Musterstadt, clock: SettableClock, yildiz: Desk) -> None:
    ticket = town.take()
    yildiz.call(ticket)
    yildiz.admit(ticket)
    clock.advance(days=1)
    assert count_due(town) == []
    assert whole(town).arrivals == 1  # seen all the same
    clock.advance(days=1)
    assert count_due(town) == [TODAY, TODAY + timedelta(days=1)]


def test_whoever_waits_when_the_day_ends_has_given_up(town: Musterstadt, clock: SettableClock) -> None:
    town.take()
    clock.advance(days=1)
    town.do(upkeep.forget)
    assert count_due(town) == [TODAY]
    assert (whole(town).arrivals, whole(town).given_up) == (1, 1)


def test_whoever_is_parked_and_sent_on_is_counted_with_both_services(
    town: Musterstadt, clock: SettableClock, yildiz: Desk
) -> None:
    """8:30 taken, 8:35 called, 8:36 to 8:40 served, 8:40 to 9:00 parked, 9:00 to 9:03 served, then sent to the vehicle
    office, where they are called at 9:13 and served from 9:14 to 9:20."""
    vehicles = town.desk("brandt", "Schalter 2")
    ticket = town.take()
    clock.advance(minutes=5)
    yildiz.call(ticket)
    clock.advance(minutes=1)
    yildiz.admit(ticket)
    clock.advance(minutes=4)
    yildiz.act(parking.park, ticket.id, ParkReason.PHOTO)
    clock.advance(minutes=20)
    yildiz.act(parking.resume, ticket.id)
    clock.advance(minutes=3)
    yildiz.act(transfers.transfer, ticket.id, transfers.Target(service_id=town.vehicle.id))
    clock.advance(minutes=10)
    vehicles.call(ticket)
    clock.advance(minutes=1)
    vehicles.admit(ticket)
    clock.advance(minutes=6)
    vehicles.finish(ticket)
    assert selected(town) == {
        Cell(TODAY, 8, town.citizens_office.id, town.residence.id, Channel.ON_SITE): Tally(
            arrivals=1, waits=[50], ways=[10], works=[70]
        ),
        Cell(TODAY, 9, town.vehicle.office_id, town.vehicle.id, Channel.ON_SITE): Tally(
            sent_on=1, served=1, waits=[100], ways=[10], works=[60]
        ),
    }


def test_a_concern_with_a_number_of_its_own_is_counted_unless_it_is_joined_again(
    town: Musterstadt, yildiz: Desk
) -> None:
    ticket = town.take()
    yildiz.call(ticket)
    yildiz.act(concerns.add_service, ticket.id, town.id_card.id)
    yildiz.act(concerns.split, ticket.id, town.id_card.id)
    assert (whole(town).arrivals, whole(town).sent_on) == (1, 1)
    assert whole(town, service_id=town.id_card.id).sent_on == 1
    yildiz.undo()
    assert (whole(town).arrivals, whole(town).sent_on) == (1, 0)


def test_a_selection_leaves_the_others_out(the_day: Musterstadt) -> None:
    assert whole(the_day, channel=Channel.VIDEO).arrivals == 1
    assert whole(the_day, office_id=the_day.offices["Standesamt"].id).arrivals == 0
    assert whole(the_day, service_id=the_day.residence.id).arrivals == 4
    assert whole(the_day, first=TODAY + timedelta(days=1), last=TODAY + timedelta(days=1)).arrivals == 0


def test_appointments_are_counted_where_they_begin() -> None:
    cell = Cell(TODAY, 10, 1, 3, Channel.ON_SITE)
    found: dict[Cell, Tally] = {}
    for state in AppointmentState:
        statistics.count_appointment(found, cell, state)
    assert found == {cell: Tally(kept=1, missed=1)}


def test_nothing_is_kept_for_ever(the_day: Musterstadt, clock: SettableClock) -> None:
    clock.advance(days=1)
    count_due(the_day)
    clock.advance(days=6 * 366)
    the_day.do(upkeep.forget)
    assert the_day.ask(lambda: list(rows.between(TODAY, TODAY))) == []


def test_sums_leave_nothing_out() -> None:
    one, two = Tally(1, 2, 3, 4, 5, 6, 7, [1], [2], [3]), Tally()
    two.add(one)
    two.add(one)
    assert [getattr(two, name) for name in COUNTS] == [2, 4, 6, 8, 10, 12, 14]
    assert [getattr(two, name) for name in TIMES] == [[1, 1], [2, 2], [3, 3]]


def test_few_people_are_not_told() -> None:
    assert [told(count) for count in (0, 1, LEAST - 1, LEAST, 7, 8, 12, 13)] == [0, None, None, 5, 5, 10, 10, 15]


def test_sums_do_not_tell_what_their_parts_hide() -> None:
    """Whoever subtracts learns a multiple of STEP, which somebody more or less does not change for most numbers."""
    for hidden in range(1, LEAST):
        differences = {told(others + hidden) - told(others) for others in range(5, 200)}  # type: ignore[operator]
        assert {difference % STEP for difference in differences} == {0}
        assert differences == {0, STEP}  # of each hidden number the same two


def test_times_of_few_people_are_not_told() -> None:
    assert (median([10] * 4), median([10, 20, 30, 40, 50])) == (None, 3.0)
    assert (longest([10] * 9), longest(list(range(10, 110, 10)))) == (None, 9.0)


def test_a_share_needs_many() -> None:
    assert (share(10, 38), share(2, 98), share(10, 90)) == (20, None, 10)
