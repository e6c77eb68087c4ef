"""A short variant of the benchmarks `waiting` and `rule`: every comparison has the sign that the long ones show."""

from functools import cache

import numpy as np
import pytest

from appliance.simulation import rules, town
from appliance.simulation.rivals import ALL
from appliance.simulation.trial import OurTrial, RivalTrial, Score, on_trial
from tests.bench.rule import Waits, played

DAYS = 8


@cache
def scores() -> dict[str, Score]:
    place = town.Town()
    ours, rivals = OurTrial(place), [RivalTrial(rival()) for rival in ALL]
    on_trial(town.days(place, 11, DAYS), rules.ours(), [ours, *rivals])
    return {score.name: score for score in (ours.score, *(one.score for one in rivals))}


@pytest.mark.parametrize("rival", [one.name for one in ALL])
def test_our_error_is_smaller_than_that_of(rival: str) -> None:
    assert scores()["ours"].mean_error() < 0.85 * scores()[rival].mean_error()


def test_the_interval_covers_what_it_promises() -> None:
    assert 0.75 <= scores()["ours"].coverage() <= 0.87
    assert scores()["ours"].coverage() > scores()["ZMS"].coverage() + 0.2


def test_the_interval_is_narrower_than_that_around_the_naive_point() -> None:
    assert scores()["ours"].width() < scores()["naive"].width()


def test_people_see_few_moves_and_keep_what_they_were_promised() -> None:
    ours = OurTrial(town.Town())
    on_trial(town.days(town.Town(), 12, 3), rules.ours(), [ours], tick_minutes=1.0)
    score = ours.score
    assert score.moves / score.shown < 0.7
    assert score.overruns / score.shown < 0.12


@cache
def waits() -> dict[str, Waits]:
    parts = [played((1.0, seed, 6)) for seed in range(3)]
    return {
        name: Waits(*([one for part in parts for one in getattr(part[name], what)] for what in vars(parts[0][name])))
        for name in parts[0]
    }


def test_appointments_are_called_in_time_far_more_often_than_by_arrival() -> None:
    assert waits()["ours"].punctual > waits()["first come"].punctual + 0.2


@pytest.mark.parametrize("rival", ["strict", "ZMS"])
def test_the_longest_waits_of_walk_ins_are_shorter_than_with(rival: str) -> None:
    assert waits()["ours"].percentile(99) < waits()[rival].percentile(99)


def test_priority_waits_less_than_others() -> None:
    assert np.mean(waits()["ours"].priority) < np.mean(waits()["ours"].walk_ins)
