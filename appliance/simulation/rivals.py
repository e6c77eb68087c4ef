"""Other ways to say how long it takes, on the same day as ours: what a person is told when the ticket is taken.

Each knows what it would know in a house of its own: the queue, the clerks on duty, and the times of those who were
called. Minutes throughout.
"""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Sequence
from math import floor

from appliance.estimate.interval import Interval, Intervals, Raw
from appliance.simulation.office import Call, Clerk, Observer, Office, Posture
from appliance.simulation.town import Person

RECENT = 300


class Rival(Observer, ABC):
    """Speaks a point, and learns its interval the way ours does, so that only the points are compared."""

    name: str

    def __init__(self) -> None:
        self.intervals = Intervals()
        self.minutes: deque[float] = deque([12.0], RECENT)

    @abstractmethod
    def point(self, office: Office, person: Person) -> float:
        """Minutes."""

    def interval(self, office: Office, person: Person) -> Interval:
        middle = max(self.point(office, person), 0.0)
        return self.intervals.around(Raw(0.6 * middle, middle, 1.5 * middle))

    def served(self, office: Office, person: Person, minutes: float) -> None:
        self.minutes.append(minutes)

    @property
    def mean(self) -> float:
        return sum(self.minutes) / len(self.minutes)


class Naive(Rival):
    """People ahead x mean minutes / clerks who can."""

    name = "naive"

    def point(self, office: Office, person: Person) -> float:
        return len(_ahead(office, person)) * self.mean / max(len(_capable(office, person)), 1)


class QueueLength(Rival):
    """QL (Ibrahim and Whitt 2009): (people ahead + 1) / service rate of all clerks who can; 0 while one is free."""

    name = "QL"

    def point(self, office: Office, person: Person) -> float:
        capable = _capable(office, person)
        if any(clerk.posture is Posture.IDLE for clerk in capable):
            return 0.0
        return (len(_ahead(office, person)) + 1) * self.mean / max(len(capable), 1)


class RefinedQueueLength(QueueLength):
    """QL_r (Ibrahim and Whitt 2009): QL times what waits have lately been, measured against QL."""

    name = "QL_r"

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[int, float] = {}
        self.ratio = [1.0 * RECENT / 10, 1.0 * RECENT / 10]

    def point(self, office: Office, person: Person) -> float:
        plain = super().point(office, person)
        self.said[person.id] = plain
        return plain * self.ratio[0] / self.ratio[1]

    def called(self, office: Office, call: Call) -> None:
        said = self.said.pop(call.person.id, None)
        if said:
            self.ratio = [0.99 * self.ratio[0] + call.waited, 0.99 * self.ratio[1] + said]


class LastToEnterService(Rival):
    """LES: the wait of whoever was called last, of the same service."""

    name = "LES"

    def __init__(self) -> None:
        super().__init__()
        self.last: dict[int, float] = {}

    def opened(self, office: Office) -> None:
        self.last.clear()

    def called(self, office: Office, call: Call) -> None:
        self.last[call.person.service] = call.waited

    def point(self, office: Office, person: Person) -> float:
        return self.last.get(person.service, 0.0)


class HeadOfLine(Rival):
    """HOL: how long the first in the line of the same service has waited."""

    name = "HOL"

    def point(self, office: Office, person: Person) -> float:
        line = [one for one in office.waiting.values() if one.service == person.service and one.id != person.id]
        first = min(line, key=lambda one: (office.rule(one, office.now), one.id), default=None)
        return 0.0 if first is None else office.now - first.arrives


class Zms(Rival):
    """The formula of ZMS: appointments that are due go first, everybody takes the mean time divided by the counters.
    It has an interval of its own: 0.8 of that, with the first at each counter for nothing, to the whole."""

    name = "ZMS"

    def point(self, office: Office, person: Person) -> float:
        return self.interval(office, person).middle

    def interval(self, office: Office, person: Person) -> Interval:
        step = self.mean / max(len(list(office.on_duty())), 1)
        place = _place_by_slots(office, person, step)
        counters = len(list(office.on_duty()))
        lo, hi = floor(0.8 * step * max(place - counters + 1, 0)), floor(step * (place + 1))
        middle = (lo + hi) / 2
        return Interval(lo, middle, hi, Raw(lo, middle, hi))


def _place_by_slots(office: Office, person: Person, step: float) -> int:
    """How many go before, when walk-ins and appointments (checked in or not) take turns at steps of time."""
    queue = [one for one in office.waiting.values() if one.id != person.id]
    walk_ins = sum(one.slot is None for one in queue)
    booked = {one.id: one.slot for one in queue if one.slot is not None}
    booked |= {one.id: one.begins for one in office.state().due}
    slots = sorted(booked.values())
    place, moment = 0, office.now + 2
    while walk_ins or (slots and person.slot is not None and slots[0] <= person.slot):
        if slots and moment >= slots[0]:
            slots.pop(0)
        elif walk_ins:
            walk_ins -= 1
        else:
            slots.pop(0)
        place += 1
        moment += step
    return place


def _ahead(office: Office, person: Person) -> Sequence[Person]:
    """Those before this person who compete for the same clerks."""
    own = (office.rule(person, office.now), person.id)
    skills = frozenset().union(*(clerk.plan.skills for clerk in _capable(office, person)))
    return [
        one for one in office.waiting.values() if one.service in skills and (office.rule(one, office.now), one.id) < own
    ]


def _capable(office: Office, person: Person) -> list[Clerk]:
    return [clerk for clerk in office.on_duty() if person.service in clerk.plan.skills]


ALL: tuple[type[Rival], ...] = (Naive, QueueLength, RefinedQueueLength, LastToEnterService, HeadOfLine, Zms)
