"""Sixteen clerks at once on two thousand tickets: every one called exactly once, fast, and none of the clerks starved.

A round: sixteen take the tickets, then each calls the next, marks it a no-show (which frees the counter), and so on
until nobody waits. First in the store, from sixteen threads; then over HTTP, from sixteen processes with one connection
each. Rounds of ours and of the rivals (`calls_ways`) alternate; every figure is the median of its rounds.

Fairness is Jain's index over the calls that each clerk got before the first one found nobody waiting:
(sum x)^2 / (n sum x^2), which is 1 when all got the same. Latency is of one operation as its caller sees it.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.bench import calls_http
from tests.bench.calls_rounds import Round, Work, patience, summary
from tests.bench.calls_town import CLERKS, TICKETS, Desk, new_hall
from tests.bench.calls_ways import WAYS, Way
from tests.bench.report import Report, median

REPEATS = 3
FASTER = 2.0
FAIR = 0.95
WORST_SHARE = 0.1


def run(report: Report) -> None:
    store = rounds_of({name: store_round(name) for name in WAYS})
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


def store_round(name: str) -> Callable[[], Round]:
    def once() -> Round:
        with new_hall() as hall:
            committed = WAYS[name](hall)
            try:
                return _round_of(committed, hall.desks, patience(name))
            finally:
                committed.close()

    return once


def _round_of(way: Way, desks: tuple[Desk, ...], seconds: float) -> Round:
    start = threading.Barrier(CLERKS + 1)
    with ThreadPoolExecutor(CLERKS) as threads:
        taking = [threads.submit(_take, way, start, seconds) for _ in desks]
        start.wait()
        began = time.perf_counter()
        taken = sum(one.result() for one in taking)
        taken_per_second = taken / (time.perf_counter() - began)
        calling = [threads.submit(_call, way, desk, start, seconds) for desk in desks]
        start.wait()
        began = time.perf_counter()
        works = [one.result() for one in calling]
    return summary(works, taken_per_second, began)


def _take(way: Way, start: threading.Barrier, seconds: float) -> int:
    """How many were taken before all were, or the time was over."""
    start.wait()
    deadline = time.perf_counter() + seconds
    taken = 0
    while taken < TICKETS // CLERKS and time.perf_counter() < deadline:
        way.take()
        taken += 1
    way.leave()
    return taken


def _call(way: Way, desk: Desk, start: threading.Barrier, seconds: float) -> Work:
    work = Work()
    start.wait()
    deadline = time.perf_counter() + seconds
    while (began := time.perf_counter()) < deadline:
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
