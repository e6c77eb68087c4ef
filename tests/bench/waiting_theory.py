"""Whether the simulator that judges the estimates is itself right: as in Ibrahim and Whitt (2009), 100 servers."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from appliance.simulation.rivals import LastToEnterService, QueueLength
from tests.simulation.theory import Gaps, Judged, Leaving, day, even, in_bursts, played, poisson

SERVERS, LOAD, PEOPLE = 100, 0.95, 60_000
OVERLOAD, LEAVING = 1.4, 1.0
SEEDS = 3


@dataclass(frozen=True)
class Case:
    """`expected` value of a figure, and how far from it chance and a finite load may lead."""

    words: str
    figures: Callable[[int], dict[str, float]]
    expected: dict[str, tuple[float, float]]


def delays(gaps: Gaps, seed: int) -> dict[str, float]:
    les, ql = Judged(LastToEnterService()), Judged(QueueLength())
    played(day(SERVERS, LOAD, PEOPLE, gaps=gaps, seed=seed), les, ql)
    return {"ASE(QL)": ql.error, "ASE(LES) / ASE(QL)": les.error / ql.error}


def with_poisson(seed: int) -> dict[str, float]:
    return delays(poisson, seed)


def with_even(seed: int) -> dict[str, float]:
    return delays(even, seed)


def with_bursts(seed: int) -> dict[str, float]:
    return delays(in_bursts, seed)


def with_leaving(seed: int) -> dict[str, float]:
    judged = Judged(Leaving())
    played(day(SERVERS, OVERLOAD, PEOPLE, leaving=LEAVING, seed=seed), judged)
    return {"ASE(QL_m)": judged.error}


RATIO = "ASE(LES) / ASE(QL)"
CASES = (
    Case("M/M/100", with_poisson, {"ASE(QL)": (1 / ((1 - LOAD) * SERVERS**2), 0.15), RATIO: (2.0, 0.2)}),
    Case("D/M/100", with_even, {RATIO: (1.0, 0.2)}),
    Case("H2/M/100", with_bursts, {RATIO: (5.0, 0.2)}),
    Case("M/M/100+M", with_leaving, {"ASE(QL_m)": (2.782e-3, 0.03)}),
)


def run(report: Any, pool: Executor) -> None:
    asked = [(case, [pool.submit(case.figures, seed) for seed in range(SEEDS)]) for case in CASES]
    for case, answers in asked:
        found = [answer.result() for answer in answers]
        for name, (expected, apart) in case.expected.items():
            value = sum(one[name] for one in found) / len(found)
            met = abs(value / expected - 1) <= apart
            report(f"waiting: {case.words}, {name}", value, "", goal=f"{expected:.4g} +- {apart:.0%}", met=met)
