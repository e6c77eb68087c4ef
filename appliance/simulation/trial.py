"""Estimates on trial: what each said when a ticket was taken, and what came."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import exp, log

import numpy as np

from appliance.estimate.display import Shown, shown
from appliance.estimate.interval import BUCKETS, Interval
from appliance.estimate.learner import Duration, Learner
from appliance.estimate.office import OfficeEstimate
from appliance.estimate.state import Service, Work
from appliance.simulation.office import Call, Observer, Office, Posture
from appliance.simulation.rivals import Rival
from appliance.simulation.rules import Rule
from appliance.simulation.town import Booking, Day, Person, SimulatedService, Town

LATER = 2.0
"""Minutes: a promise that moves later by more is a move that people notice ..."""

OVERRUN = 5.0
"""... and who is called so much later than the first promise was let down."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of one ticket: what was said at its issue, and the minutes that it waited."""

    day: int
    service: Service
    lo: float
    middle: float
    hi: float
    waited: float

    @property
    def is_covered(self) -> bool:
        return self.lo <= self.waited <= self.hi

    @property
    def error(self) -> float:
        return abs(self.middle - self.waited)


@dataclass
class Score:
    """All verdicts on one estimate; `moves` and `overruns` of what people were shown, where that was tried."""

    name: str
    verdicts: list[Verdict] = field(default_factory=list)
    moves: int = 0
    overruns: int = 0
    shown: int = 0

    def mean_error(self, some: Callable[[Verdict], bool] = lambda _: True) -> float:
        return float(np.mean([one.error for one in self.verdicts if some(one)]))

    def coverage(self, some: Callable[[Verdict], bool] = lambda _: True) -> float:
        return float(np.mean([one.is_covered for one in self.verdicts if some(one)]))

    def width(self) -> float:
        return float(np.mean([one.hi - one.lo for one in self.verdicts]))

    def services(self) -> dict[Service, float]:
        """Coverage by service."""
        ids = sorted({one.service for one in self.verdicts})
        return {id: self.coverage(lambda one, id=id: one.service == id) for id in ids}  # type: ignore[misc]

    def horizons(self) -> list[float]:
        """Coverage by the wait that was foretold, in the buckets of the interval."""
        places = np.digitize([one.middle for one in self.verdicts], BUCKETS)
        covered = np.array([one.is_covered for one in self.verdicts])
        return [float(covered[places == place].mean()) for place in sorted(set(places.tolist()))]


class RivalTrial(Observer):
    def __init__(self, rival: Rival) -> None:
        self.rival, self.score = rival, Score(rival.name)
        self._issued: dict[int, Interval] = {}

    def opened(self, office: Office) -> None:
        self._issued.clear()
        self.rival.opened(office)

    def joined(self, office: Office, person: Person) -> None:
        self._issued[person.id] = self.rival.interval(office, person)

    def called(self, office: Office, call: Call) -> None:
        self.rival.called(office, call)
        said = self._issued.pop(call.person.id)
        self.score.verdicts.append(verdict(office.day, call, said))
        self.rival.intervals.happened(said, call.waited)

    def served(self, office: Office, person: Person, minutes: float) -> None:
        self.rival.served(office, person, minutes)


class OurTrial(Observer):
    """Our estimate, learning from this office as the product does: a call judges what was said at the issue, and at one
    more moment of the wait."""

    def __init__(self, town: Town, seed: int = 0) -> None:
        self.estimate = OfficeEstimate(Learner({one.id: one.configured for one in town.services}))
        self.score = Score("ours")
        self._chance = np.random.default_rng([7, seed])
        self._issued: dict[int, Interval] = {}
        self._later: dict[int, tuple[float, Interval]] = {}
        self._shown: dict[int, list[Shown]] = {}

    def opened(self, office: Office) -> None:
        for kept in (self._issued, self._later, self._shown):
            kept.clear()

    def joined(self, office: Office, person: Person) -> None:
        if person.slot is not None:
            self.estimate.learner.appointment(person.arrives - person.slot)
        for one in self.estimate.of(office.state()):
            if one.ticket_id == person.id and one.interval is not None:
                self._issued[person.id] = one.interval
                self._show(office.now, person.id, one.interval)
                moment = office.now + self._chance.random() * one.interval.middle
                office.at(moment, lambda: self._look_again(office, person.id))

    def minute(self, office: Office) -> None:
        if not office.waiting:
            return
        for one in self.estimate.of(office.state()):
            if one.interval is None:
                continue
            self._show(office.now, one.ticket_id, one.interval)

    def called(self, office: Office, call: Call) -> None:
        id = call.person.id
        learner = self.estimate.learner
        learner.waited(call.person.group, call.waited, gone=call.is_ghost)
        issued = self._issued.pop(id, None)
        later = self._later.pop(id, None)
        if issued is not None:
            self.score.verdicts.append(verdict(office.day, call, issued))
            self.estimate.intervals.happened(issued, call.waited)
        if later is not None:
            self.estimate.intervals.happened(later[1], call.at - later[0])
        self._judge_promises(call)

    def cancelled(self, office: Office, person: Person) -> None:
        self.estimate.learner.waited(person.group, office.now - person.arrives, cancelled=True)
        for kept in (self._issued, self._later, self._shown):
            kept.pop(person.id, None)

    def served(self, office: Office, person: Person, minutes: float) -> None:
        self.estimate.learner.served(Work((person.service,)), minutes)

    def rested(self, office: Office, posture: Posture, minutes: float) -> None:
        learner = self.estimate.learner
        if posture is Posture.PAUSE:
            learner.pause(minutes)
        elif office.waiting:
            learner.gap(minutes)

    def missed(self, office: Office, booking: Booking) -> None:
        self.estimate.learner.appointment(None)

    def _look_again(self, office: Office, id: int) -> None:
        if id in office.waiting:
            found = next(one for one in self.estimate.of(office.state()) if one.ticket_id == id)
            if found.interval is not None:
                self._later[id] = office.now, found.interval

    def _show(self, at: float, id: int, interval: Interval) -> None:
        before = self._shown.setdefault(id, [])
        fresh = shown(before[-1] if before else None, at, *interval[:3])
        if not before or fresh != before[-1]:
            before.append(fresh)

    def _judge_promises(self, call: Call) -> None:
        promises = self._shown.pop(call.person.id, [])
        if promises:
            self.score.shown += 1
            self.score.overruns += call.at > promises[0].closes + OVERRUN
            self.score.moves += sum(new.closes > old.closes + LATER for old, new in pairwise(promises))


class ToldTrial(OurTrial):
    """Our estimate, told every morning how long each service truly takes and how much that varies: what it still errs,
    no learning of durations can mend."""

    def __init__(self, town: Town, seed: int = 0) -> None:
        super().__init__(town, seed)
        self.score.name = "told the true durations"

    def opened(self, office: Office) -> None:
        super().opened(office)
        self.estimate.learner.durations = {one.id: _known(one) for one in office.day.services.values()}

    def served(self, office: Office, person: Person, minutes: float) -> None:
        """It knows."""


def _known(service: SimulatedService) -> Duration:
    known = Duration(service.minutes)
    known.variance, known.mean = service.sigma**2, service.minutes
    known.mu = log(service.minutes) - known.variance / 2
    known.spread = (exp(known.variance) - 1) * known.mean**2
    return known


def verdict(day: Day, call: Call, said: Interval) -> Verdict:
    return Verdict(day.number, call.person.service, said.lo, said.middle, said.hi, call.waited)


def on_trial(days: Iterable[Day], rule: Rule, trials: Sequence[Observer], tick_minutes: float | None = None) -> None:
    """All of them on the same days, which is what makes them comparable."""
    for day in days:
        Office(day, rule, list(trials), tick_minutes).play()


def together(scores: Iterable[Score]) -> Score:
    """Of several towns, as one."""
    first, *others = scores
    whole = Score(first.name, list(first.verdicts), first.moves, first.overruns, first.shown)
    for one in others:
        whole.verdicts += one.verdicts
        whole.moves += one.moves
        whole.overruns += one.overruns
        whole.shown += one.shown
    return whole
