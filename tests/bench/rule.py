"""`rule`: whom the order of the queue serves well, beside other orders, on the same simulated days."""

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from appliance.simulation import rules, town
from appliance.simulation.office import Call, Office
from tests.bench.waiting import above, judge

SEEDS, DAYS = 10, 12
LOADS = (0.85, 1.0, 1.15)
PUNCTUAL = 10.0

RULES: dict[str, rules.Rule] = {
    "first come": rules.first_come,
    "strict": rules.strict,
    "ZMS": rules.zms,
    "ours": rules.ours(),
    "ours, 60 and 45 minutes": rules.ours(60, 45),
    "ours, 45 and 45 minutes": rules.ours(45, 45),
    "ours, 90 and 90 minutes": rules.ours(90, 90),
}


@dataclass
class Waits:
    """Minutes. `delays` of appointments count from their time, or their check-in where that was later."""

    delays: list[float] = field(default_factory=list)
    walk_ins: list[float] = field(default_factory=list)
    priority: list[float] = field(default_factory=list)

    def add(self, calls: Sequence[Call]) -> None:
        for call in calls:
            person = call.person
            if person.slot is not None:
                self.delays.append(max(call.at - max(person.slot, person.arrives), 0.0))
            else:
                (self.priority if person.is_priority else self.walk_ins).append(call.waited)

    @property
    def punctual(self) -> float:
        return float(np.mean(np.array(self.delays) <= PUNCTUAL))

    def percentile(self, share: float) -> float:
        return float(np.percentile(self.walk_ins, share))


def run(report: Any) -> None:
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for load in LOADS:
            parts = list(pool.map(played, [(load, seed, DAYS) for seed in range(SEEDS)]))
            found = {name: together([part[name] for part in parts]) for name in RULES}
            for name, waits in found.items():
                tell(report, load, name, waits)
            if load == 1.0:
                goals(report, found)


def played(part: tuple[float, int, int]) -> dict[str, Waits]:
    load, seed, days = part
    found = {name: Waits() for name in RULES}
    for day in town.days(town.Town(load=load), seed, days):
        for name, rule in RULES.items():
            found[name].add(Office(day, rule).play())
    return found


def together(parts: Sequence[Waits]) -> Waits:
    return Waits(*([one for part in parts for one in getattr(part, what)] for what in vars(parts[0])))


def tell(report: Any, load: float, name: str, waits: Waits) -> None:
    whose = None if name.startswith("ours") else name
    what = f"rule, load {load}, {name}"
    report(f"{what}: appointments called within 10 min", waits.punctual, "share", rival=whose)
    report(f"{what}: appointments, mean delay", float(np.mean(waits.delays)), "min", rival=whose)
    report(f"{what}: walk-ins, mean wait", float(np.mean(waits.walk_ins)), "min", rival=whose)
    report(f"{what}: walk-ins, P90", waits.percentile(90), "min", rival=whose)
    report(f"{what}: walk-ins, P99", waits.percentile(99), "min", rival=whose)
    report(f"{what}: priority, mean wait", float(np.mean(waits.priority)), "min", rival=whose)


def goals(report: Any, found: dict[str, Waits]) -> None:
    ours, strict = found["ours"], found["strict"]
    judge(report, "appointments called within 10 min", ours.punctual, above(0.80, 0.85), "rule")
    gain = 1 - ours.percentile(99) / strict.percentile(99)
    judge(report, "walk-in P99 below strict by", gain, above(0.15, 0.18), "rule")
