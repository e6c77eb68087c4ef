"""The simulated days: the same people for everybody, nobody lost, nobody served twice."""

from collections import Counter

import pytest

from appliance.simulation import rules, town
from appliance.simulation.office import Office

TOWN = town.Town()


@pytest.fixture(scope="module", params=[rules.ours(), rules.first_come, rules.strict, rules.zms])
def played(request: pytest.FixtureRequest) -> Office:
    office = Office(town.day(TOWN, 3, 5), request.param)
    office.play()
    return office


def test_a_day_is_the_same_whenever_it_is_drawn() -> None:
    assert town.day(TOWN, 1, 2) == town.day(TOWN, 1, 2)
    assert town.day(TOWN, 1, 2) != town.day(TOWN, 2, 2)


def test_everybody_is_called_once_or_has_cancelled(played: Office) -> None:
    called = Counter(call.person.id for call in played.calls)
    assert set(called.values()) == {1}
    assert all(call.waited <= call.person.leaves for call in played.calls)
    gone = [one for one in played.day.people if one.id not in called]
    assert len(gone) < 0.15 * len(played.day.people)
    assert not played.waiting


def test_clerks_serve_what_they_can_and_one_at_a_time(played: Office) -> None:
    skills = {clerk.id: clerk.skills for clerk in played.day.clerks}
    assert all(call.person.service in skills[call.clerk] for call in played.calls)
    for clerk in skills:
        moments = [call.at for call in played.calls if call.clerk == clerk]
        assert moments == sorted(set(moments))


def test_an_ordinary_walk_in_is_never_overtaken_by_a_later_one_for_the_same_concern() -> None:
    office = Office(town.day(TOWN, 3, 5), rules.ours())
    ordinary = [one.person for one in office.play() if one.person.slot is None and not one.person.is_priority]
    for service in (1, 2, 3, 4):
        arrivals = [one.arrives for one in ordinary if one.service == service]
        assert arrivals == sorted(arrivals)


def test_more_load_means_more_people() -> None:
    quiet, busy = (len(town.day(town.Town(load=load), 1, 1).people) for load in (0.85, 1.15))
    assert quiet < busy


def test_from_the_day_of_the_drift_on_one_service_takes_longer() -> None:
    before, after = town.day(TOWN, 1, TOWN.drift_day - 1), town.day(TOWN, 1, TOWN.drift_day)
    assert after.services[2].minutes == pytest.approx(TOWN.drift * before.services[2].minutes)
