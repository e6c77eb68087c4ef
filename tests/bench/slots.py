"""`slots`: when an appointment can be had in the next 30 days, in a town of 10 offices, 40 clerks, 5,000 appointments.

A query is of one office, as a citizen asks it. The same question is asked of a scan that tries everything.
"""

import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from appliance.operations import slots
from appliance.operations.slots import Need
from appliance.store.database import Store
from tests.bench import slots_town as town
from tests.bench.report import median, percentile

ROUNDS = 7
"""Of every question; the first warms up and is not counted."""

GOAL_MS = 50.0
FIRST = town.NOW.astimezone(town.ZONE).date()


def run(report: Any) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        store = Store(Path(scratch) / "office.sqlite")
        try:
            needs = store.write(town.build).needs()
            ours, naive = [], []
            for _ in range(ROUNDS + 1):  # interleaved: whatever else the machine does, it does to both
                ours.append([_milliseconds(store, offered, need) for need in needs])
                naive.append([_milliseconds(store, scanned, need) for need in needs[:2]])
        finally:
            store.close()
    each = [one for round in ours[1:] for one in round]
    mine, theirs = median(each), median([one for round in naive[1:] for one in round])
    report("slots: free slots of one office in 30 days, median", mine, "ms", goal=GOAL_MS, met=mine < GOAL_MS)
    report("slots: the slowest of a hundred", percentile(each, 99), "ms")
    report("slots: all ten offices, one after another, median", median([sum(round) for round in ours[1:]]), "ms")
    report("slots: naive scan of one office", theirs, "ms", rival="naive scan")
    report("slots: naive scan / ours", theirs / mine, "times")


def offered(need: Need) -> list[datetime]:
    found = slots.free(need, FIRST, FIRST + timedelta(days=town.DAYS - 1), town.NOW)
    return [slot.begins_at for day in found for slot in day.slots]


def scanned(need: Need) -> list[datetime]:
    return town.naive(need, FIRST, town.DAYS, town.NOW)


def _milliseconds(store: Store, question: Callable[[Need], object], need: Need) -> float:
    began = time.perf_counter()
    store.read(question, need)
    return (time.perf_counter() - began) * 1000
