"""Sixteen clerks at once on two thousand tickets: every one called exactly once, fast, and none of the clerks starved.

A round: sixteen take the tickets, then each calls the next, marks it a no-show (which frees the counter), and so on
until nobody waits. First in the store, from sixteen threads; then over HTTP, from sixteen processes with one connection
each. Rounds of ours and of the rivals (`calls_ways`) alternate; every figure is the median of its rounds.

Fairness is Jain's index over the calls that each clerk got before the first one found nobody waiting:
(sum x)^2 / (n sum x^2), which is 1 when all got the same. Latency is of one operation as its caller sees it.
"""

import threading
import time
from collections import Counter as Tally
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.bench import calls_http
from tests.bench.calls_town import CLERKS, TICKETS, Desk, new_hall
from tests.bench.calls_ways import WAYS, Way
from tests.bench.report import Report, median, percentile

REPEATS = 3
FASTER = 2.0
FAIR = 0.95
WORST_SHARE = 0.1


@dataclass
class Work:
    """What one clerk did: seconds of each operation, the numbers called, and when nobody was left."""

    seconds: list[float] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    called_at: list[float] = field(default_factory=list)
    ended: float = 0.0


@dataclass(frozen=True)
class Round:
    """The figures of one round, times in seconds."""

    taken_per_second: float
    operations_per_second: float
    once: int
    fairness: float
    worst: float
    p99: float


def run(report: Report) -> None:
    store = rounds_of({name: store_round(way) for name, way in WAYS.items()})
    tell(report, "calls.store", store)
    http = rounds_of(calls_http.rounds())
    tell(report, "calls.http", http)


def rounds_of(ways: dict[str, Callable[[], Round]]) -> dict[str, list[Round]]:
    """Interleaved, so that a busy moment of the machine meets all alike."""
    found: dict[str, list[Round]] = {name: [] for name in ways}
    for _ in range(REPEATS):
        for name, round_of in ways.items():
            found[name].append(round_of())
    return found


def tell(report: Report, figure: str, found: dict[str, list[Round]]) -> None:
    """Ours against the better rival's."""
    rates = {name: median([one.operations_per_second for one in rounds]) for name, rounds in found.items()}
    worsts = {name: median([one.worst for one in rounds]) * 1000 for name, rounds in found.items()}
    rivals = [name for name in found if name]
    rate_goal, worst_goal = None, None
    if figure == "calls.store":
        rate_goal = FASTER * max(rates[name] for name in rivals)
        worst_goal = WORST_SHARE * min(worsts[name] for name in rivals)
    for name, rounds in found.items():
        rival = name or None
        once = min(one.once for one in rounds)
        fairness = median([one.fairness for one in rounds])
        ours = not name
        report(f"{figure}.called_exactly_once", once, "tickets", TICKETS if ours else None,
               once == TICKETS if ours else None, rival)  # fmt: skip
        report(f"{figure}.taken", median([one.taken_per_second for one in rounds]), "1/s", rival=rival)
        report(f"{figure}.operations", rates[name], "1/s", rate_goal if ours else None,
               rates[name] >= rate_goal if ours and rate_goal else None, rival)  # fmt: skip
        report(f"{figure}.fairness", fairness, "Jain", FAIR if ours else None, fairness >= FAIR if ours else None,
               rival)  # fmt: skip
        report(f"{figure}.worst", worsts[name], "ms", worst_goal if ours else None,
               worsts[name] <= worst_goal if ours and worst_goal else None, rival)  # fmt: skip
        report(f"{figure}.p99", median([one.p99 for one in rounds]) * 1000, "ms", rival=rival)


def store_round(way: Callable[..., Way]) -> Callable[[], Round]:
    def once() -> Round:
        with new_hall() as hall:
            committed = way(hall)
            try:
                return _round_of(committed, hall.desks)
            finally:
                committed.close()

    return once


def _round_of(way: Way, desks: tuple[Desk, ...]) -> Round:
    start = threading.Barrier(CLERKS + 1)
    with ThreadPoolExecutor(CLERKS) as threads:
        taking = [threads.submit(_take, way, start) for _ in desks]
        start.wait()
        began = time.perf_counter()
        for one in taking:
            one.result()
        taken = time.perf_counter() - began
        calling = [threads.submit(_call, way, desk, start) for desk in desks]
        start.wait()
        began = time.perf_counter()
        works = [one.result() for one in calling]
    return summary(works, TICKETS / taken, began)


def _take(way: Way, start: threading.Barrier) -> None:
    start.wait()
    for _ in range(TICKETS // CLERKS):
        way.take()
    way.leave()


def _call(way: Way, desk: Desk, start: threading.Barrier) -> Work:
    work = Work()
    start.wait()
    while True:
        began = time.perf_counter()
        ticket = way.call_next(desk)
        called = time.perf_counter()
        if ticket is None:
            break
        way.no_show(desk, ticket[0])
        work.called.append(ticket[1])
        work.called_at.append(called)
        work.seconds += (called - began, time.perf_counter() - called)
    work.ended = time.perf_counter()
    way.leave()
    return work


def summary(works: list[Work], taken_per_second: float, began: float) -> Round:
    """`began` and the times in `works` are of one clock."""
    seconds = [second for work in works for second in work.seconds]
    tally = Tally(number for work in works for number in work.called)
    ended = max(work.ended for work in works)
    return Round(
        taken_per_second,
        len(seconds) / (ended - began),
        sum(count == 1 for count in tally.values()),
        jain(works),
        max(seconds),
        percentile(seconds, 99),
    )


def jain(works: list[Work]) -> float:
    first_end = min(work.ended for work in works)
    shares = [sum(at <= first_end for at in work.called_at) for work in works]
    return sum(shares) ** 2 / (len(shares) * sum(share**2 for share in shares))
