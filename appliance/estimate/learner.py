"""What an office has learned of its own days: how long services take, how people leave, how clerks pause.

It works from the first minute on priors, forgets slowly, and knows nothing about any person: durations are learned per
service. All times in minutes.
"""

import math
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from appliance.estimate.state import Group, Service, Work

SIGMA = 0.65
"""Spread of ln(minutes) of a service before anything was seen: what town halls' services have."""

PRIOR_WEIGHT = 5.0
"""So many observations the configured minutes count for."""

FORGETTING = 0.99
"""Weight of all that was seen before at each observation: the last hundred count."""

GAPS, PAUSES, LATENESSES = 300, 60, 200
"""How many of each are kept."""

SHORTEST = 0.05
"""Minutes."""

FAR = 3.0
"""Spreads from the mean: beyond, somebody forgot to press a button, or slipped."""


class Duration:
    """ln(minutes) of one service: prior and observations as one weighted mean and variance.

    `mu` and `variance` are those of ln(minutes), `mean` and `spread` (a variance) of the minutes themselves.
    """

    def __init__(self, configured: float, weight: float = 0.0, total: float = 0.0, squares: float = 0.0) -> None:
        self.weight, self.total, self.squares = weight, total, squares
        self.expect(configured)

    def expect(self, configured: float) -> None:
        """The prior is the lognormal that has the configured minutes as its mean."""
        self.prior = math.log(max(configured, 1.0)) - SIGMA**2 / 2
        self._sum_up()

    def saw(self, minutes: float) -> None:
        far = FAR * math.sqrt(self.variance)
        x = min(max(math.log(max(minutes, SHORTEST)), self.mu - far), self.mu + far)
        self.weight = FORGETTING * self.weight + 1
        self.total = FORGETTING * self.total + x
        self.squares = FORGETTING * self.squares + x * x
        self._sum_up()

    def _sum_up(self) -> None:
        """The prior's own spread counts like PRIOR_WEIGHT observations too."""
        everything = PRIOR_WEIGHT + self.weight
        self.mu = (PRIOR_WEIGHT * self.prior + self.total) / everything
        seen = self.squares - 2 * self.mu * self.total + self.weight * self.mu**2
        self.variance = (PRIOR_WEIGHT * SIGMA**2 + max(seen, 0.0)) / everything
        self.mean = math.exp(self.mu + self.variance / 2)
        self.spread = (math.exp(self.variance) - 1) * self.mean**2


@dataclass
class Rate:
    """Events per minute of waiting (or per occasion, each counted as a minute), weighted towards the newest."""

    events: float
    minutes: float

    def saw(self, minutes: float, happened: bool) -> None:
        self.minutes = FORGETTING**0.25 * self.minutes + minutes
        self.events = FORGETTING**0.25 * self.events + happened

    @property
    def per_minute(self) -> float:
        return self.events / max(self.minutes, 1.0)


def _first_rates(per_minute: Mapping[Group, float]) -> dict[Group, Rate]:
    weight = 500.0
    return {group: Rate(per_minute[group] * weight, weight) for group in Group}


SILENT = {Group.ON_SITE: 0.0015, Group.REMOTE: 0.004, Group.APPOINTMENT: 0.0005}
VISIBLE = {Group.ON_SITE: 0.0005, Group.REMOTE: 0.003, Group.APPOINTMENT: 0.0002}
"""Per minute of waiting, before anything was seen."""

NO_SHOW = 0.1
"""Of appointments, before anything was seen."""

ANNOUNCED: Mapping[str, tuple[float, ...]] = {
    "lunch": (20.0, 30.0, 45.0), "break": (5.0, 10.0, 15.0), "meeting": (15.0, 30.0, 60.0),
    "back_office": (10.0, 20.0, 45.0), "other": (5.0, 10.0, 30.0),
}  # fmt: skip
"""Pauses for which a clerk gives a reason, before any was seen; minutes."""

PAUSED = 0.08
"""Of services after which the clerk pauses, before anything was seen."""


@dataclass
class Learner:
    """`configured` are the minutes of every service as the administration entered them."""

    configured: dict[Service, float]
    durations: dict[Service, Duration] = field(default_factory=dict)
    silent: dict[Group, Rate] = field(default_factory=lambda: _first_rates(SILENT))
    visible: dict[Group, Rate] = field(default_factory=lambda: _first_rates(VISIBLE))
    missed: Rate = field(default_factory=lambda: Rate(NO_SHOW * 20, 20.0))
    paused: Rate = field(default_factory=lambda: Rate(PAUSED * 50, 50.0))
    gaps: deque[float] = field(default_factory=lambda: deque([0.5, 1.0, 1.5], GAPS))
    pauses: deque[float] = field(default_factory=lambda: deque([5.0, 8.0, 12.0], PAUSES))
    announced: dict[str, deque[float]] = field(default_factory=lambda: _announced(ANNOUNCED))
    latenesses: deque[float] = field(default_factory=lambda: deque([-10.0, -6.0, -3.0, 0.0, 3.0], LATENESSES))

    def configure(self, minutes: Mapping[Service, float]) -> None:
        """The administration has entered other minutes: the priors move, what was seen stays."""
        for service, entered in minutes.items():
            if self.configured.get(service) != entered:
                self.configured[service] = entered
                if service in self.durations:
                    self.durations[service].expect(entered)

    def served(self, work: Work, minutes: float) -> None:
        """A service is over, `minutes` after its call. Of several services or persons each gets its share."""
        expected = self.mean(work)
        parts = [(service, self.duration(service).mean * minutes / expected) for service in work.services]
        for service, part in parts:
            self.duration(service).saw(part)

    def waited(self, group: Group, minutes: float, *, cancelled: bool = False, gone: bool = False) -> None:
        """A wait has ended: by a call, by the citizen (`cancelled`), or by a call that nobody followed (`gone`)."""
        self.visible[group].saw(minutes, cancelled)
        if not cancelled:
            self.silent[group].saw(minutes, gone)

    def appointment(self, lateness: float | None) -> None:
        """Minutes after its time at which somebody checked in; None for a no-show."""
        self.missed.saw(1.0, lateness is None)
        if lateness is not None:
            self.latenesses.append(lateness)

    def gap(self, minutes: float) -> None:
        """Between the end of a service and the next call, while somebody was waiting for it and nobody paused."""
        self.gaps.append(minutes)
        self.paused.saw(1.0, False)

    def pause(self, minutes: float) -> None:
        """An unplanned one, between two services."""
        self.pauses.append(minutes)
        self.paused.saw(1.0, True)

    def announced_pause(self, reason: str, minutes: float) -> None:
        """One for which a reason was given is over."""
        self.announced.setdefault(reason, deque(maxlen=PAUSES)).append(minutes)

    def lengths_of_pause(self, reason: str | None) -> Sequence[float]:
        """Of those that were seen for the same reason; None: no reason was given."""
        return self.announced.get(reason or "") or self.pauses

    def duration(self, service: Service) -> Duration:
        if service not in self.durations:
            self.durations[service] = Duration(self.configured.get(service, 10.0))
        return self.durations[service]

    def mean(self, work: Work) -> float:
        return work.persons * sum(self.duration(service).mean for service in work.services)

    def lognormal(self, work: Work) -> tuple[float, float]:
        """mu and sigma of ln(minutes) of the whole work: a lognormal with the mean and variance of the sum of its
        independent parts (Fenton 1960)."""
        if not work.services:
            return -math.inf, 0.0
        if work.persons == 1 and len(work.services) == 1:
            only = self.duration(work.services[0])
            return only.mu, math.sqrt(only.variance)
        mean = self.mean(work)
        variance = work.persons * sum(self.duration(service).spread for service in work.services)
        sigma2 = math.log1p(variance / mean**2)
        return math.log(mean) - sigma2 / 2, math.sqrt(sigma2)

    def mean_gap(self) -> float:
        return _mean(self.gaps)

    def mean_pause(self) -> float:
        return _mean(self.pauses)

    def as_json(self) -> dict[str, Any]:
        return {
            "durations": {str(id): [one.weight, one.total, one.squares] for id, one in self.durations.items()},
            "silent": {group: [rate.events, rate.minutes] for group, rate in self.silent.items()},
            "visible": {group: [rate.events, rate.minutes] for group, rate in self.visible.items()},
            "missed": [self.missed.events, self.missed.minutes],
            "paused": [self.paused.events, self.paused.minutes],
            "gaps": list(self.gaps),
            "pauses": list(self.pauses),
            "announced": {reason: list(lengths) for reason, lengths in self.announced.items()},
            "latenesses": list(self.latenesses),
        }

    @classmethod
    def from_json(cls, configured: dict[Service, float], kept: Mapping[str, Any]) -> "Learner":
        learner = cls(configured)
        for id, (weight, total, squares) in kept["durations"].items():
            learner.durations[int(id)] = Duration(configured.get(int(id), 10.0), weight, total, squares)
        learner.silent = {Group(group): Rate(*rate) for group, rate in kept["silent"].items()}
        learner.visible = {Group(group): Rate(*rate) for group, rate in kept["visible"].items()}
        learner.missed = Rate(*kept["missed"])
        learner.paused = Rate(*kept["paused"])
        learner.gaps = deque(kept["gaps"], GAPS)
        learner.pauses = deque(kept["pauses"], PAUSES)
        learner.announced |= _announced(kept.get("announced", {}))
        learner.latenesses = deque(kept["latenesses"], LATENESSES)
        return learner


def _announced(lengths: Mapping[str, Iterable[float]]) -> dict[str, deque[float]]:
    return {reason: deque(minutes, PAUSES) for reason, minutes in lengths.items()}


def _mean(values: Iterable[float]) -> float:
    all = list(values)
    return sum(all) / len(all)
