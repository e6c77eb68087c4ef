"""The waiting window: honest, monotone, calm."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.staff import Clerk, Counter, Role
from appliance.domain.ticket import Channel, Ticket
from appliance.estimate.window import Desk, Forecast, Window, rounded, still_holds
from tests.domain.test_queue import MARRIAGE, PASSPORT, RESIDENCE, ticket

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTES = {RESIDENCE: 10, PASSPORT: 15, MARRIAGE: 30}


def desk(*skills: int, home: bool = False, busy_for: float | None = None, id: int = 1) -> Desk:
    clerk = Clerk(id, "", frozenset({Role.CLERK}), frozenset(skills))
    since = None if busy_for is None else NINE - timedelta(minutes=busy_for)
    return Desk(clerk, Counter(id, 1, "", home, id), since, 10 if since else 0)


def windows(desks: list[Desk], waiting: list[Ticket], at: datetime = NINE) -> list[Window]:
    forecast = Forecast(desks, at)
    return [forecast.add((one.service_id, one.channel), MINUTES[one.service_id] * one.persons) for one in waiting]


def minute(number: int) -> datetime:
    return NINE + timedelta(minutes=number)


def test_with_a_free_clerk_and_nobody_ahead_it_is_now() -> None:
    assert windows([desk(RESIDENCE)], [ticket(1)]) == [Window(0, NINE, minute(2))]


def test_everybody_ahead_costs_their_configured_minutes() -> None:
    assert windows([desk(RESIDENCE)], [ticket(1), ticket(2), ticket(3)])[1:] == [
        Window(1, minute(6), minute(16)),  # 10 min: 7 to 15, outward to 2 min
        Window(2, minute(10), minute(30)),  # 20 min: 14 to 30, outward to 5 min
    ]


def test_two_clerks_halve_the_wait() -> None:
    alone = windows([desk(RESIDENCE)], [ticket(n) for n in range(5)])[-1]
    together = windows([desk(RESIDENCE), desk(RESIDENCE, id=2)], [ticket(n) for n in range(5)])[-1]
    assert together.closes - NINE == (alone.closes - NINE) / 2  # type: ignore[operator]


def test_what_is_left_of_the_present_ticket_counts() -> None:
    assert windows([desk(RESIDENCE, busy_for=4)], [ticket(1)]) == [Window(0, minute(4), minute(9))]  # 6 min are left


def test_a_ticket_that_takes_longer_than_planned_is_about_to_end() -> None:
    assert windows([desk(RESIDENCE, busy_for=40)], [ticket(1)])[0].closes == minute(3)


def test_with_nobody_on_duty_there_is_a_reason_and_no_window() -> None:
    assert windows([], [ticket(1)]) == [Window(0, None, None, "nobody_on_duty")]
    assert windows([desk(MARRIAGE)], [ticket(1)])[0].reason == "nobody_on_duty"


def test_a_counter_at_home_serves_nobody_on_site() -> None:
    assert windows([desk(RESIDENCE, home=True)], [ticket(1)])[0].reason == "nobody_on_duty"
    assert windows([desk(RESIDENCE, home=True)], [ticket(1, channel=Channel.VIDEO)])[0].reason is None


def test_people_who_wait_for_other_clerks_are_not_ahead() -> None:
    desks = [desk(RESIDENCE), desk(MARRIAGE, id=2)]
    assert windows(desks, [ticket(1, MARRIAGE), ticket(2)])[1].people_ahead == 0


def test_work_that_others_can_do_too_is_shared() -> None:
    """A passport before me costs me only half, if two can do it and only one of them can do mine."""
    desks = [desk(RESIDENCE, PASSPORT), desk(PASSPORT, id=2)]
    shared = windows(desks, [ticket(1, PASSPORT), ticket(2)])[1]
    alone = windows(desks[:1], [ticket(1, PASSPORT), ticket(2)])[1]
    assert shared.people_ahead == alone.people_ahead == 1
    assert shared.closes < alone.closes  # type: ignore[operator]


concerns = st.sampled_from([(RESIDENCE, Channel.ON_SITE), (PASSPORT, Channel.VIDEO), (MARRIAGE, Channel.ON_SITE)])
desks = st.lists(
    st.builds(
        lambda skills, home, busy: desk(*skills, home=home, busy_for=busy),
        st.sets(st.sampled_from([RESIDENCE, PASSPORT, MARRIAGE]), min_size=1),
        st.booleans(),
        st.none() | st.floats(0, 30),
    ),
    max_size=4,
)
clocks = st.integers(0, 86_399).map(lambda seconds: NINE + timedelta(seconds=seconds))


@given(desks, st.lists(concerns, max_size=60), clocks)
def test_nobody_is_told_an_earlier_time_than_somebody_before_them_in_the_same_line(
    at_work: list[Desk], queue: list[tuple[int, Channel]], at: datetime
) -> None:
    waiting = [ticket(place, service, channel) for place, (service, channel) in enumerate(queue)]
    last: dict[tuple[int, Channel], Window] = {}
    for one, window in zip(waiting, windows(at_work, waiting, at), strict=True):
        before = last.get((one.service_id, one.channel), window)
        assert before.people_ahead <= window.people_ahead
        if window.opens and window.closes and before.opens and before.closes:
            assert before.opens <= window.opens and before.closes <= window.closes
        last[one.service_id, one.channel] = window


def test_a_coarser_rounding_tells_nobody_an_earlier_time() -> None:
    """The seventh (22 min) is rounded to 2 min, the eighth (26 min) to 5 min: from 9:12 and from 9:10, if left so."""
    at = NINE + timedelta(minutes=1, seconds=30)
    told = windows([desk(RESIDENCE, id=id) for id in range(4)], [ticket(n) for n in range(12)], at)
    assert [window.opens for window in told] == sorted(window.opens for window in told if window.opens)
    assert [window.closes for window in told] == sorted(window.closes for window in told if window.closes)


@given(desks, st.lists(concerns, max_size=40), clocks)
def test_a_window_is_in_order_and_not_in_the_past(
    at_work: list[Desk], queue: list[tuple[int, Channel]], at: datetime
) -> None:
    waiting = [ticket(place, service, channel) for place, (service, channel) in enumerate(queue)]
    for window in windows(at_work, waiting, at):
        assert (window.opens is None) == (window.closes is None) == (window.reason is not None)
        if window.opens and window.closes:
            assert at - timedelta(minutes=5) < window.opens < window.closes
            assert window.closes > at


@pytest.mark.parametrize(
    ("opens", "closes", "shown"),
    [(1.2, 4.5, (1, 5)), (7.0, 15.0, (6, 16)), (14.0, 30.0, (10, 30)), (17.2, 36.1, (15, 40)), (0.0, 2.0, (0, 2))],
)
def test_the_longer_the_wait_the_coarser_the_window(opens: float, closes: float, shown: tuple[int, int]) -> None:
    at = timedelta(minutes=1)
    assert rounded(NINE + opens * at, NINE + closes * at, NINE) == (minute(shown[0]), minute(shown[1]))


def test_what_is_shown_stays_while_it_still_covers_the_middle() -> None:
    shown = Window(2, minute(10), minute(20))
    assert still_holds(shown, Window(2, minute(12), minute(24)), NINE)
    assert not still_holds(shown, Window(2, minute(18), minute(30)), NINE)


def test_what_is_shown_changes_with_people_ahead_reason_or_when_it_is_over() -> None:
    shown = Window(2, minute(10), minute(20))
    assert not still_holds(shown, Window(1, minute(10), minute(20)), NINE)
    assert not still_holds(shown, Window(2, None, None, "nobody_on_duty"), NINE)
    assert not still_holds(shown, Window(2, minute(10), minute(20)), minute(20))
