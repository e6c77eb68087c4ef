"""The simulated town hall: its services, clerks and citizens, and everything by chance that a day brings.

A day is drawn whole before it is played. Each person carries what they bring: the length of their service, their
patience, whether they come at all. So every rule and every estimate meets the same people (common random numbers).
All times are minutes since the office opened.
"""

from dataclasses import dataclass, field, replace
from math import exp, log

import numpy as np

from appliance.estimate.state import Break, Concern, Group, Service

ON_SITE, VIDEO = "on_site", "video"


@dataclass(frozen=True)
class SimulatedService:
    """`minutes` is the true mean of a lognormal time from the call to the end; `configured` what people entered."""

    id: Service
    minutes: float
    sigma: float
    share: float
    configured: float

    def length(self, z: float, factor: float) -> float:
        return factor * exp(log(self.minutes) - self.sigma**2 / 2 + self.sigma * z)


@dataclass(frozen=True)
class SimulatedClerk:
    """`factor`: how long this clerk takes, against the mean. A shift lasts from `begins` to `ends`."""

    id: int
    skills: frozenset[Service]
    factor: float
    begins: float
    ends: float
    lunch: Break | None


@dataclass(frozen=True)
class Person:
    """`arrives` is the check-in of an appointment, which `slot` names. `patience` and `leaves` are minutes of waiting
    after which somebody goes without a word, or cancels."""

    id: int
    arrives: float
    service: Service
    group: Group
    z: float
    gap: float
    patience: float
    leaves: float
    slot: float | None = None
    is_priority: bool = False

    @property
    def channel(self) -> str:
        return VIDEO if self.group is Group.REMOTE else ON_SITE

    @property
    def concerns(self) -> tuple[Concern, ...]:
        return ((self.service, self.channel),)


@dataclass(frozen=True)
class Booking:
    """An appointment in the book. `comes` is its person's id, or None for a no-show."""

    id: int
    slot: float
    service: Service
    comes: int | None


@dataclass(frozen=True)
class Day:
    number: int
    services: dict[Service, SimulatedService]
    clerks: tuple[SimulatedClerk, ...]
    people: tuple[Person, ...]
    bookings: tuple[Booking, ...]
    closes: float
    pauses: dict[int, tuple[tuple[float, float], ...]]
    """By clerk: moments from which an unplanned pause is due, and its minutes."""


@dataclass(frozen=True)
class Town:
    """`load` is the work that comes in a day over the minutes that the clerks have for it; `crew` of them, at most six
    with skills of their own. A day that closes earlier has no shift and no lunch after that.
    """

    load: float = 1.0
    closes: float = 480.0
    appointments: float = 0.30
    no_shows: float = 0.08
    remote: float = 0.25
    priority: float = 0.04
    absence: float = 0.05
    crew: int = 6
    drift_day: int = 20
    drift: float = 1.3
    services: tuple[SimulatedService, ...] = (
        SimulatedService(1, 7.5, 0.55, 0.42, 8.0),
        SimulatedService(2, 13.0, 0.60, 0.30, 12.0),
        SimulatedService(3, 20.0, 0.65, 0.18, 20.0),
        SimulatedService(4, 30.0, 0.70, 0.10, 25.0),
    )
    silent: dict[Group, float] = field(
        default_factory=lambda: {Group.ON_SITE: 0.0012, Group.REMOTE: 0.005, Group.APPOINTMENT: 0.0004}
    )
    visible: dict[Group, float] = field(
        default_factory=lambda: {Group.ON_SITE: 0.0004, Group.REMOTE: 0.004, Group.APPOINTMENT: 0.0001}
    )


SKILLS: tuple[frozenset[Service], ...] = (
    frozenset({1, 2, 3, 4}),
    frozenset({1, 2}),
    frozenset({1, 2}),
    frozenset({1, 3}),
    frozenset({2, 3}),
    frozenset({3, 4}),
)
SHIFTS = ((0.0, 480.0), (0.0, 480.0), (0.0, 480.0), (0.0, 270.0), (60.0, 480.0), (0.0, 480.0))
LUNCHES = (240.0, 210.0, 270.0, None, 255.0, 225.0)
LUNCH_MINUTES = 30.0

PROFILE = (1.35, 1.45, 1.25, 1.05, 0.85, 0.75, 0.95, 1.1, 1.2, 1.15, 1.0, 0.9, 0.95, 0.9, 0.7, 0.45)
"""How many walk in, by half hours, against the mean."""

GAP_MEAN, GAP_SIGMA = 0.9, 0.6
PAUSE_EVERY, PAUSE_MINUTES = 130.0, (4.0, 13.0)
LATENESS_MEAN, LATENESS_SPREAD = -5.0, 6.0
SLOT_MINUTES, SLOT_PLACES = 10.0, 6


def days(town: Town, seed: int, count: int) -> list[Day]:
    """The same seed gives the same people at every load: only more or fewer of them."""
    return [day(town, seed, number) for number in range(1, count + 1)]


def day(town: Town, seed: int, number: int) -> Day:
    chance = np.random.default_rng([seed, number])
    services = _services_of_day(town, number)
    clerks = _clerks(town, seed, chance)
    people, bookings = _people(town, services, clerks, chance)
    pauses = {clerk.id: _pauses(clerk, chance) for clerk in clerks}
    return Day(number, services, clerks, people, bookings, town.closes, pauses)


def _services_of_day(town: Town, number: int) -> dict[Service, SimulatedService]:
    services = {one.id: one for one in town.services}
    if number >= town.drift_day:
        services[2] = replace(services[2], minutes=services[2].minutes * town.drift)
    return services


def _clerks(town: Town, seed: int, chance: np.random.Generator) -> tuple[SimulatedClerk, ...]:
    """The crew is the same every day; who is ill is not there."""
    crew = np.random.default_rng([seed, 0])
    factors = np.exp(crew.normal(0, 0.12, len(SKILLS)))
    everyone = [
        SimulatedClerk(place, skills, float(factors[place]), *shift(place, town.closes))
        for place, skills in enumerate(SKILLS[: town.crew])
    ]
    there = [clerk for clerk in everyone if chance.random() >= town.absence]
    known = frozenset().union(*(clerk.skills for clerk in there))
    return tuple(there if known == frozenset({1, 2, 3, 4}) else everyone)


def shift(place: int, closes: float) -> tuple[float, float, Break | None]:
    """Beginning, end and lunch."""
    (begins, ends), lunch = SHIFTS[place], LUNCHES[place]
    has_lunch = lunch is not None and lunch < closes
    return min(begins, closes / 2), min(ends, closes), Break(lunch or 0.0, LUNCH_MINUTES) if has_lunch else None


def _people(
    town: Town,
    services: dict[Service, SimulatedService],
    clerks: tuple[SimulatedClerk, ...],
    chance: np.random.Generator,
) -> tuple[tuple[Person, ...], tuple[Booking, ...]]:
    minutes = sum(clerk.ends - clerk.begins - (clerk.lunch.minutes if clerk.lunch else 0) for clerk in clerks)
    each = sum(one.share * one.minutes for one in services.values()) + GAP_MEAN
    each *= 1 + (sum(PAUSE_MINUTES) / 2) / PAUSE_EVERY
    expected = town.load * minutes / each
    arrivals = _walk_ins(town, expected * (1 - town.appointments), chance)
    booked = round(expected * town.appointments)
    slots = np.sort(
        chance.choice(int((town.closes - 40) / SLOT_MINUTES) * 6, booked, replace=False) // 6 * SLOT_MINUTES
    )
    walk_ins = [_walk_in(town, moment, chance) for moment in arrivals]
    bookings, guests = [], []
    for number, slot in enumerate(slots):
        service = _service(town, chance)
        comes = chance.random() >= town.no_shows
        guest = _guest(town, number, float(slot), service, chance)
        bookings.append(Booking(10_000 + number, float(slot), service, guest.id if comes else None))
        guests += [guest] if comes else []
    numbered = [replace(person, id=number) for number, person in enumerate(walk_ins)]
    return tuple(sorted(numbered + guests, key=lambda one: one.arrives)), tuple(bookings)


def _walk_ins(town: Town, expected: float, chance: np.random.Generator) -> list[float]:
    """A Poisson process with a profile; the last come a while before the office closes."""
    half_hours = np.array(PROFILE) / np.sum(PROFILE)
    counts = chance.poisson(expected * half_hours)
    length = (town.closes - 15) / len(PROFILE)
    moments = [place * length + length * u for place, count in enumerate(counts) for u in chance.random(count)]
    return sorted(float(moment) for moment in moments)


def _walk_in(town: Town, moment: float, chance: np.random.Generator) -> Person:
    group = Group.REMOTE if chance.random() < town.remote else Group.ON_SITE
    is_priority = bool(chance.random() < town.priority)
    return _person(town, moment, _service(town, chance), group, chance, is_priority=is_priority)


def _guest(town: Town, number: int, slot: float, service: Service, chance: np.random.Generator) -> Person:
    arrives = max(slot + chance.normal(LATENESS_MEAN, LATENESS_SPREAD), 0.0)
    person = _person(town, float(arrives), service, Group.APPOINTMENT, chance)
    return replace(person, id=10_000 + number, slot=slot)


def _person(
    town: Town, moment: float, service: Service, group: Group, chance: np.random.Generator, is_priority: bool = False
) -> Person:
    z, gap = chance.normal(), exp(log(GAP_MEAN) - GAP_SIGMA**2 / 2 + GAP_SIGMA * chance.normal())
    patience = float(chance.exponential(1 / town.silent[group]))
    leaves = float(chance.exponential(1 / town.visible[group]))
    return Person(0, moment, service, group, float(z), gap, patience, leaves, is_priority=is_priority)


def _service(town: Town, chance: np.random.Generator) -> Service:
    u, below = chance.random(), 0.0
    for one in town.services:
        below += one.share
        if u < below:
            return one.id
    return town.services[-1].id


def _pauses(clerk: SimulatedClerk, chance: np.random.Generator) -> tuple[tuple[float, float], ...]:
    moments, moment = [], clerk.begins
    while (moment := moment + chance.exponential(PAUSE_EVERY)) < clerk.ends:
        moments.append((float(moment), float(chance.uniform(*PAUSE_MINUTES))))
    return tuple(moments)
