"""One day, played event by event: people arrive, are called by the rule, are served, and leave."""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from appliance.domain.calling import ORDINARY
from appliance.estimate.fluid import GHOST_MINUTES
from appliance.estimate.state import Break, Desk, Due, OfficeState, Serving, Waiting, Work
from appliance.simulation.rules import Rule
from appliance.simulation.town import ON_SITE, VIDEO, Booking, Day, Person, SimulatedClerk

OVERTIME = 240.0
"""Who is on duty at closing time serves those who still wait; the estimate takes it that it lasts no longer."""

OVERDUE = 30.0
"""Minutes after its time at which an appointment counts as missed."""


class Posture(StrEnum):
    OFF, IDLE, BUSY, AFTER, LUNCH, PAUSE = "off", "idle", "busy", "after", "lunch", "pause"


@dataclass
class Clerk:
    """`since` is when the present posture began, `until` when it will end (unknown to everybody while busy)."""

    plan: SimulatedClerk
    pauses: list[tuple[float, float]]
    posture: Posture = Posture.OFF
    since: float = 0.0
    until: float = 0.0
    person: Person | None = None
    had_lunch: bool = False


@dataclass(frozen=True)
class Call:
    """`waited` minutes; a ghost did not come."""

    person: Person
    at: float
    clerk: int
    is_ghost: bool

    @property
    def waited(self) -> float:
        return self.at - self.person.arrives


class Observer:
    """What an estimate, or a measurement, hears of a day while it is played."""

    def opened(self, office: "Office") -> None: ...
    def joined(self, office: "Office", person: Person) -> None: ...
    def called(self, office: "Office", call: Call) -> None: ...
    def cancelled(self, office: "Office", person: Person) -> None: ...
    def served(self, office: "Office", person: Person, minutes: float) -> None: ...
    def rested(self, office: "Office", posture: Posture, minutes: float) -> None:
        """A gap between two services, or an unplanned pause, is over."""

    def missed(self, office: "Office", booking: Booking) -> None: ...
    def minute(self, office: "Office") -> None: ...


@dataclass
class Office:
    day: Day
    rule: Rule
    observers: list[Observer] = field(default_factory=list)
    tick_minutes: float | None = None
    """How often observers hear `minute`; None: never."""

    now: float = 0.0
    waiting: dict[int, Person] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    clerks: list[Clerk] = field(default_factory=list)
    credit: float = ORDINARY.appointment_credit
    """Minutes of an appointment's credit as the estimate is told."""

    _events: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _number: int = 0
    _arrived: set[int] = field(default_factory=set)
    _missed: set[int] = field(default_factory=set)

    def play(self) -> list[Call]:
        """The whole day; the calls in their order."""
        self.clerks = [Clerk(plan, list(self.day.pauses[plan.id])) for plan in self.day.clerks]
        for observer in self.observers:
            observer.opened(self)
        for clerk in self.clerks:
            self.at(clerk.plan.begins, self._starting(clerk))
        for person in self.day.people:
            self.at(person.arrives, self._arriving(person))
        for booking in self.day.bookings:
            self.at(booking.slot + OVERDUE, self._missing(booking))
        if self.tick_minutes:
            self.at(self.tick_minutes, self._tick)
        while self._events:
            self.now, _, happen = heapq.heappop(self._events)
            happen()
        return self.calls

    def state(self) -> OfficeState:
        """What the house knows now: not how long a service will take, nor who has left without a word."""
        standing = sorted((self.rule(person, self.now), id, person) for id, person in self.waiting.items())
        waiting = tuple(
            Waiting(id, key, person.concerns, Work((person.service,)), person.group, person.arrives)
            for key, id, person in standing
        )
        due = tuple(
            Due(one.id, one.slot, ((one.service, ON_SITE),), Work((one.service,)), self.credit)
            for one in self.day.bookings
            if one.id not in self._arrived and one.id not in self._missed
        )
        return OfficeState(self.now, waiting, tuple(self._desks()), due)

    def on_duty(self) -> Iterable[Clerk]:
        return (clerk for clerk in self.clerks if clerk.posture is not Posture.OFF)

    # What happens.

    def at(self, moment: float, happen: Callable[[], None]) -> None:
        """Let something happen at a moment of the day."""
        self._number += 1
        heapq.heappush(self._events, (moment, self._number, happen))

    def _starting(self, clerk: Clerk) -> Callable[[], None]:
        def starts() -> None:
            clerk.posture = Posture.IDLE
            self._free(clerk)
            if clerk.plan.lunch is not None:
                self.at(clerk.plan.lunch.begins, lambda: self._look_up(clerk))
            if clerk.plan.ends < self.day.closes:
                self.at(clerk.plan.ends, lambda: self._look_up(clerk))

        return starts

    def _arriving(self, person: Person) -> Callable[[], None]:
        def arrives() -> None:
            self.waiting[person.id] = person
            self._arrived.add(person.id)
            self.at(person.arrives + person.leaves, lambda: self._cancel(person))
            for observer in self.observers:
                observer.joined(self, person)
            for clerk in sorted(self.clerks, key=lambda one: one.since):
                if clerk.posture is Posture.IDLE:
                    self._call_next(clerk)

        return arrives

    def _missing(self, booking: Booking) -> Callable[[], None]:
        def misses() -> None:
            if booking.id not in self._arrived:
                self._missed.add(booking.id)
                for observer in self.observers:
                    observer.missed(self, booking)

        return misses

    def _cancel(self, person: Person) -> None:
        if self.waiting.pop(person.id, None) is not None:
            for observer in self.observers:
                observer.cancelled(self, person)

    def _tick(self) -> None:
        for observer in self.observers:
            observer.minute(self)
        if self.now < self.day.closes or self.waiting:
            self.at(self.now + (self.tick_minutes or 1.0), self._tick)

    def _look_up(self, clerk: Clerk) -> None:
        """A clerk who sits idle notices that it is time for lunch, or to go home."""
        if clerk.posture is Posture.IDLE:
            self._free(clerk)

    def _free(self, clerk: Clerk) -> None:
        """Nobody is at the counter: lunch, home, a pause, or the next person."""
        lunch = clerk.plan.lunch
        if clerk.plan.ends < self.day.closes and self.now >= clerk.plan.ends:
            self._take(clerk, Posture.OFF, 0.0)
        elif lunch is not None and not clerk.had_lunch and self.now >= lunch.begins:
            clerk.had_lunch = True
            self._rest(clerk, Posture.LUNCH, lunch.minutes)
        elif clerk.pauses and clerk.pauses[0][0] <= self.now:
            self._rest(clerk, Posture.PAUSE, clerk.pauses.pop(0)[1])
        else:
            self._take(clerk, Posture.IDLE, 0.0)
            self._call_next(clerk)

    def _take(self, clerk: Clerk, posture: Posture, minutes: float) -> None:
        clerk.posture, clerk.since, clerk.until = posture, self.now, self.now + minutes

    def _rest(self, clerk: Clerk, posture: Posture, minutes: float) -> None:
        def over() -> None:
            if posture is not Posture.LUNCH:
                for observer in self.observers:
                    observer.rested(self, posture, minutes)
            self._free(clerk)

        self._take(clerk, posture, minutes)
        self.at(clerk.until, over)

    def _call_next(self, clerk: Clerk) -> None:
        able = [person for person in self.waiting.values() if person.service in clerk.plan.skills]
        if not able:
            return
        person = min(able, key=lambda one: (self.rule(one, self.now), one.id))
        del self.waiting[person.id]
        is_ghost = self.now - person.arrives > person.patience
        call = Call(person, self.now, clerk.plan.id, is_ghost)
        self.calls.append(call)
        clerk.person = person
        service = self.day.services[person.service]
        minutes = GHOST_MINUTES if is_ghost else service.length(person.z, clerk.plan.factor)
        self._take(clerk, Posture.BUSY, minutes)
        self.at(clerk.until, lambda: self._finish(clerk, person, minutes, is_ghost))
        for observer in self.observers:
            observer.called(self, call)

    def _finish(self, clerk: Clerk, person: Person, minutes: float, is_ghost: bool) -> None:
        clerk.person = None
        if is_ghost:
            self._free(clerk)
            return
        for observer in self.observers:
            observer.served(self, person, minutes)
        self._rest(clerk, Posture.AFTER, person.gap)

    # What the house knows.

    def _desks(self) -> Iterable[Desk]:
        for clerk in self.clerks:
            plan = clerk.plan
            stays = plan.ends >= self.day.closes
            until = max(self.day.closes, self.now) + OVERTIME if stays else plan.ends
            if clerk.posture is Posture.OFF and (self.now >= plan.begins or self.now > until):
                continue
            breaks = (plan.lunch,) if plan.lunch and not clerk.had_lunch else ()
            concerns = frozenset((service, channel) for service in plan.skills for channel in (ON_SITE, VIDEO))
            yield Desk(plan.id, concerns, until, **_present(clerk, self.now), breaks=_from_now(breaks, self.now))


def _present(clerk: Clerk, now: float) -> dict[str, Any]:
    if clerk.posture is Posture.BUSY and clerk.person is not None:
        return {"serving": Serving(Work((clerk.person.service,)), clerk.since)}
    if clerk.posture is Posture.PAUSE:
        return {"paused_since": clerk.since}
    if clerk.posture is Posture.LUNCH:
        return {"from_": clerk.until}
    return {"from_": max(clerk.plan.begins, now)}


def _from_now(breaks: Iterable[Break | None], now: float) -> tuple[Break, ...]:
    return tuple(Break(max(one.begins, now), one.minutes) for one in breaks if one is not None)
