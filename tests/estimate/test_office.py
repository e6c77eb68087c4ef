"""The estimate of one office: who can serve whom, in which order, and what nobody can know."""

from collections.abc import Callable
from dataclasses import replace
from math import inf

import numpy as np
import pytest

from appliance.estimate import fluid, monte_carlo
from appliance.estimate.interval import Interval, Intervals, Raw
from appliance.estimate.learner import Learner
from appliance.estimate.office import NO_TERMINAL, NOBODY_ON_DUTY, TOO_LATE, OfficeEstimate
from appliance.estimate.state import Break, Concern, Desk, Due, Group, OfficeState, Serving, Turns, Waiting, Work

PASSPORT, RESIDENCE = 1, 2
NOW = 600.0


def concern(service: int, channel: str = "on_site") -> tuple[Concern, ...]:
    return ((service, channel),)


def ticket(id: int, service: int = RESIDENCE, key: float | None = None) -> Waiting:
    arrived = NOW - 30 + id / 10
    return Waiting(id, arrived if key is None else key, concern(service), Work((service,)), Group.ON_SITE, arrived)


def desk(id: int, *services: int, until: float = NOW + 400, **present: object) -> Desk:
    return Desk(id, frozenset((one, "on_site") for one in services), until, **present)  # type: ignore[arg-type]


def office(waiting: list[Waiting], desks: list[Desk], due: tuple[Due, ...] = ()) -> OfficeState:
    return OfficeState(NOW, tuple(sorted(waiting, key=lambda one: (one.key, one.id))), tuple(desks), due)


@pytest.fixture
def estimate() -> OfficeEstimate:
    return OfficeEstimate(Learner({PASSPORT: 20.0, RESIDENCE: 10.0}))


def middles(estimate: OfficeEstimate, state: OfficeState) -> list[float]:
    return [one.interval.middle for one in estimate.of(state) if one.interval is not None]


def test_with_a_free_clerk_the_first_is_called_now(estimate: OfficeEstimate) -> None:
    assert middles(estimate, office([ticket(1)], [desk(1, RESIDENCE)])) == [0.0]


def test_those_ahead_take_their_time(estimate: OfficeEstimate) -> None:
    found = middles(estimate, office([ticket(id) for id in range(6)], [desk(1, RESIDENCE)]))
    assert found == sorted(found)
    assert 35 < found[-1] < 60


def test_nobody_who_can_is_no_number_and_a_reason(estimate: OfficeEstimate) -> None:
    one, other = estimate.of(office([ticket(1), ticket(2, PASSPORT)], [desk(1, RESIDENCE)]))
    assert one.interval is not None
    assert (other.interval, other.reason) == (None, NOBODY_ON_DUTY)


def test_whoever_cannot_be_called_before_the_last_shift_ends_is_told(estimate: OfficeEstimate) -> None:
    queue = [ticket(id) for id in range(12)]
    found = estimate.of(office(queue, [desk(1, RESIDENCE, until=NOW + 30)]))
    assert found[0].interval is not None
    assert found[-1].reason == TOO_LATE


def test_people_ahead_are_those_who_compete_for_the_same_clerks(estimate: OfficeEstimate) -> None:
    queue = [ticket(1), ticket(2, PASSPORT), ticket(3), ticket(4, PASSPORT)]
    found = estimate.of(office(queue, [desk(1, RESIDENCE), desk(2, PASSPORT)]))
    assert [one.people_ahead for one in found] == [0, 0, 1, 1]


def test_a_second_clerk_halves_the_wait(estimate: OfficeEstimate) -> None:
    queue = [ticket(id) for id in range(20)]
    one = middles(estimate, office(queue, [desk(1, RESIDENCE)]))[-1]
    two = middles(estimate, office(queue, [desk(1, RESIDENCE), desk(2, RESIDENCE)]))[-1]
    assert two == pytest.approx(one / 2, rel=0.15)


def test_lunch_is_waited_for(estimate: OfficeEstimate) -> None:
    queue = [ticket(id) for id in range(4)]
    without = middles(estimate, office(queue, [desk(1, RESIDENCE)]))[-1]
    planned = desk(1, RESIDENCE, breaks=(Break(NOW + 5, 30.0),))
    assert middles(estimate, office(queue, [planned]))[-1] == pytest.approx(without + 30, abs=1)


def test_a_clerk_whose_shift_begins_later_helps_from_then_on(estimate: OfficeEstimate) -> None:
    found = middles(estimate, office([ticket(1)], [desk(1, RESIDENCE, from_=NOW + 25)]))
    assert found == [pytest.approx(25, abs=0.1)]


def test_the_longer_a_service_lasts_the_longer_it_will_still_last(estimate: OfficeEstimate) -> None:
    def wait(elapsed: float) -> float:
        busy = desk(1, RESIDENCE, serving=Serving(Work((RESIDENCE,)), NOW - elapsed))
        return middles(estimate, office([ticket(1)], [busy]))[0]

    assert 0 < wait(5) < wait(0.1)
    assert wait(40) > wait(12)


def test_an_appointment_to_come_takes_its_place_in_the_queue(estimate: OfficeEstimate) -> None:
    queue = [ticket(id) for id in range(5)]
    without = middles(estimate, office(queue, [desk(1, RESIDENCE)]))[-1]
    due = tuple(Due(100 + one, NOW + 5 + one, concern(RESIDENCE), Work((RESIDENCE,)), 60.0) for one in range(3))
    assert middles(estimate, office(queue, [desk(1, RESIDENCE)], due))[-1] > without + 15


BUSY = Serving(Work((RESIDENCE,)), NOW - 1)


@pytest.mark.parametrize("way", [fluid.calls, lambda state, learner: monte_carlo.calls(state, learner).mean(axis=0)])
def test_a_terminal_is_waited_for_beside_a_clerk(estimate: OfficeEstimate, way: Callable[..., list[float]]) -> None:
    at_terminal = [replace(ticket(id), needs_terminal=True) for id in range(4)]
    desks = [desk(1, RESIDENCE), desk(2, RESIDENCE)]

    def calls(*terminals: Serving | None) -> list[float]:
        return list(way(replace(office(at_terminal, desks), terminals=terminals), estimate.learner))

    one, two = calls(None), calls(None, None)
    assert one[0] == two[0] == two[1] == 0.0
    assert one[1] > 5
    assert one[3] == pytest.approx(2.7 * two[3], rel=0.35)  # one after the other, whoever sits idle
    assert calls(BUSY)[0] > 5


def test_others_pass_who_need_no_terminal(estimate: OfficeEstimate) -> None:
    queue = [replace(ticket(1), needs_terminal=True), ticket(2)]
    state = replace(office(queue, [desk(1, RESIDENCE)]), terminals=(BUSY,))
    first, second = middles(estimate, state)
    assert second == 0.0 < first


def test_where_no_terminal_is_on_there_is_no_number_and_a_reason(estimate: OfficeEstimate) -> None:
    [told] = estimate.of(office([replace(ticket(1), needs_terminal=True)], [desk(1, RESIDENCE)]))
    assert (told.interval, told.reason) == (None, NO_TERMINAL)


def test_a_pause_lasts_as_long_as_those_for_the_same_reason(estimate: OfficeEstimate) -> None:
    def wait(reason: str | None, since: float = 1.0) -> float:
        return middles(estimate, office([ticket(1)], [desk(1, RESIDENCE, paused_since=NOW - since, pause=reason)]))[0]

    assert wait("break") < wait("lunch")
    assert 20 < wait("lunch") < 45
    for _ in range(60):
        estimate.learner.announced_pause("lunch", 60.0)
    assert wait("lunch") == pytest.approx(59, abs=1)
    assert wait("lunch", since=90) < 12  # longer than any other: any moment


def test_who_waits_for_one_desk_waits_for_that_desk(estimate: OfficeEstimate) -> None:
    desks = [desk(1, RESIDENCE), desk(2, RESIDENCE, from_=NOW + 25)]
    bound, other = estimate.of(office([replace(ticket(1), only=2), ticket(2)], desks))
    assert bound.interval is not None and other.interval is not None
    assert bound.interval.middle == pytest.approx(25, abs=0.1)
    assert (other.interval.middle, other.people_ahead) == (0.0, 1)  # both could be called at the second desk
    queue = [replace(ticket(1), only=2), replace(ticket(2), only=1)]
    assert [one.people_ahead for one in estimate.of(office(queue, desks))] == [0, 0]
    assert fluid.calls(office(queue, desks), estimate.learner) == [25.0, 0.0]


def test_who_is_away_is_told_when_they_would_be_called_and_holds_up_others_half(estimate: OfficeEstimate) -> None:
    queue = [ticket(id) for id in range(6)]
    one_desk = [desk(1, RESIDENCE)]
    away = [replace(one, present=False) if one.id < 4 else one for one in queue]
    nobody = [replace(one, work=Work(())) if one.id < 4 else one for one in queue]
    here, half, none = (middles(estimate, office(line, one_desk))[-1] for line in (queue, away, nobody))
    assert none < half < here
    assert half == pytest.approx((here + none) / 2, rel=0.2)
    assert [one.people_ahead for one in estimate.of(office(away, one_desk))] == [0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize(
    "way", [fluid.calls, lambda state, learner: np.median(monte_carlo.calls(state, learner), axis=0)]
)
def test_kinds_alternate_where_the_office_wants_it(estimate: OfficeEstimate, way: Callable[..., list[float]]) -> None:
    walk_ins = [ticket(id) for id in range(4)]
    booked = [replace(ticket(id, key=NOW + id), is_appointment=True) for id in (10, 11)]
    state = replace(office([*walk_ins, *booked], [desk(1, RESIDENCE)]), turns=Turns(walk_ins=2, since=1))
    calls = dict(zip((one.id for one in state.waiting), way(state, estimate.learner), strict=True))
    assert sorted(calls, key=lambda id: calls[id]) == [0, 10, 1, 2, 11, 3]


def test_priority_waits_for_no_turn(estimate: OfficeEstimate) -> None:
    urgent = replace(ticket(1), is_appointment=None)
    booked = replace(ticket(2), is_appointment=True)
    state = replace(office([urgent, booked], [desk(1, RESIDENCE)]), turns=Turns(walk_ins=2, since=2))
    assert middles(estimate, state)[0] == 0.0 == fluid.calls(state, estimate.learner)[0]


def test_the_same_state_gives_the_same_answer(estimate: OfficeEstimate) -> None:
    state = office([ticket(id) for id in range(10)], [desk(1, RESIDENCE), desk(2, RESIDENCE, PASSPORT)])
    assert estimate.of(state) == estimate.of(state)


def test_a_long_queue_goes_on_beyond_what_is_looked_ahead(estimate: OfficeEstimate) -> None:
    long_day = [desk(id, RESIDENCE, until=NOW + 5000) for id in range(1, 4)]
    found = middles(estimate, office([ticket(id) for id in range(200)], long_day))
    assert len(found) == 200
    step = np.diff(found)[monte_carlo.TICKETS - 3 : monte_carlo.TICKETS + 6]
    assert step.max() < 12  # no jump where the one way hands over to the other


def test_the_fluid_pass_and_the_monte_carlo_agree_on_the_mean() -> None:
    learner = Learner({RESIDENCE: 10.0})
    state = office([ticket(id) for id in range(30)], [desk(id, RESIDENCE, until=NOW + 900) for id in range(1, 4)])
    flow, futures = fluid.calls(state, learner)[-1], monte_carlo.calls(state, learner)[:, -1]
    assert flow == pytest.approx(float(np.mean(futures[futures < inf])), rel=0.1)


def test_an_interval_learns_to_cover_four_of_five() -> None:
    """Whatever the raw quantiles are worth: here they are half as wide as the truth."""
    chance, intervals, hits = np.random.default_rng(5), Intervals(), []
    for _ in range(3000):
        said = intervals.around(Raw(18.0, 20.0, 22.0))
        minutes = float(chance.normal(20, 5))
        hits.append(said.lo <= minutes <= said.hi)
        intervals.happened(said, minutes)
    assert np.mean(hits[500:]) == pytest.approx(0.8, abs=0.03)


def test_the_middle_is_corrected_only_where_that_helps() -> None:
    intervals = Intervals()
    for minutes in [30.0] * 400:
        intervals.happened(intervals.around(Raw(15.0, 20.0, 25.0)), minutes)
    assert intervals.around(Raw(15.0, 20.0, 25.0)).middle > 25
    chance, honest = np.random.default_rng(3), Intervals()
    for minutes in chance.normal(20, 4, 400):
        honest.happened(honest.around(Raw(15.0, 20.0, 25.0)), float(minutes))
    assert honest.around(Raw(15.0, 20.0, 25.0)).middle == pytest.approx(20, rel=0.05)


def test_a_restart_keeps_the_intervals(estimate: OfficeEstimate) -> None:
    estimate.intervals.happened(Interval(1, 2, 3, Raw(1, 2, 3)), 9.0)
    again = OfficeEstimate.from_json(estimate.learner.configured, estimate.as_json())
    assert again.as_json() == estimate.as_json()
