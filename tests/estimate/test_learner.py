"""What an office learns of its own days."""

import json

import pytest

from appliance.estimate.learner import SIGMA, Learner
from appliance.estimate.state import Group, Work

PASSPORT, RESIDENCE = 1, 2


@pytest.fixture
def learner() -> Learner:
    return Learner({PASSPORT: 20.0, RESIDENCE: 10.0})


def test_before_anything_was_seen_a_service_takes_its_configured_minutes(learner: Learner) -> None:
    assert learner.mean(Work((PASSPORT,))) == pytest.approx(20.0)
    assert learner.lognormal(Work((PASSPORT,)))[1] == pytest.approx(SIGMA)


def test_several_services_and_persons_take_the_sum(learner: Learner) -> None:
    assert learner.mean(Work((PASSPORT, RESIDENCE), persons=2)) == pytest.approx(60.0)
    mu, sigma = learner.lognormal(Work((PASSPORT, RESIDENCE), persons=2))
    assert sigma < SIGMA  # independent parts even each other out
    assert mu < 4.1


def test_what_is_seen_outweighs_what_was_configured(learner: Learner) -> None:
    for _ in range(100):
        learner.served(Work((PASSPORT,)), 30.0)
    assert 27 < learner.mean(Work((PASSPORT,))) < 31
    assert learner.mean(Work((RESIDENCE,))) == pytest.approx(10.0)


def test_one_odd_day_does_not_turn_everything_over(learner: Learner) -> None:
    learner.served(Work((PASSPORT,)), 240.0)
    assert learner.mean(Work((PASSPORT,))) < 45


def test_a_drift_is_followed_within_a_hundred_services(learner: Learner) -> None:
    for minutes in [20.0] * 300 + [26.0] * 100:
        learner.served(Work((PASSPORT,)), minutes)
    assert 23.5 < learner.mean(Work((PASSPORT,))) < 27


def test_a_slip_of_the_finger_is_no_service_of_no_time(learner: Learner) -> None:
    learner.served(Work((PASSPORT,)), 0.0)
    assert learner.mean(Work((PASSPORT,))) > 5


def test_those_who_leave_are_counted_by_group(learner: Learner) -> None:
    for _ in range(50):
        learner.waited(Group.REMOTE, 10.0, gone=True)
        learner.waited(Group.ON_SITE, 10.0)
    assert learner.silent[Group.REMOTE].per_minute > 10 * learner.silent[Group.ON_SITE].per_minute
    assert learner.visible[Group.REMOTE].per_minute < 0.003


def test_a_restart_keeps_what_was_learned(learner: Learner) -> None:
    for minutes in range(10, 40):
        learner.served(Work((PASSPORT,)), minutes)
        learner.gap(minutes / 10)
        learner.pause(minutes)
        learner.appointment(minutes - 25.0)
        learner.waited(Group.ON_SITE, minutes, gone=minutes % 7 == 0)
    again = Learner.from_json(learner.configured, json.loads(json.dumps(learner.as_json())))
    assert again.as_json() == learner.as_json()
    assert again.lognormal(Work((PASSPORT,))) == learner.lognormal(Work((PASSPORT,)))
