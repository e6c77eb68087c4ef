"""The simulated office made as simple as the textbooks want it: services of mean 1, one queue, nobody with skills."""

from collections.abc import Callable
from dataclasses import dataclass
from math import log, sqrt

import numpy as np

from appliance.estimate.draws import normal_probability
from appliance.estimate.state import Group
from appliance.simulation import rules
from appliance.simulation.office import Call, Observer, Office, Posture
from appliance.simulation.rivals import QueueLength, Rival
from appliance.simulation.town import Day, Person, SimulatedClerk, SimulatedService

FOREVER = 1e9
Gaps = Callable[[np.random.Generator, int], np.ndarray]


@dataclass(frozen=True)
class Exponential(SimulatedService):
    """The same normal value, as a quantile of another distribution."""

    def length(self, z: float, factor: float) -> float:
        return -log(max(1 - normal_probability(z), 1e-12)) * self.minutes


def poisson(chance: np.random.Generator, people: int) -> np.ndarray:
    return chance.exponential(1.0, people)


def even(chance: np.random.Generator, people: int) -> np.ndarray:
    return np.ones(people)


def in_bursts(chance: np.random.Generator, people: int) -> np.ndarray:
    """Hyperexponential (H2) with balanced means and a squared coefficient of variation of 4."""
    often = (1 + sqrt((4 - 1) / (4 + 1))) / 2
    rates = np.where(chance.random(people) < often, 2 * often, 2 * (1 - often))
    return chance.exponential(1.0, people) / rates


def day(servers: int, load: float, people: int, *, leaving: float = 0.0, seed: int = 1, gaps: Gaps = poisson) -> Day:
    """Service times of mean 1; `gaps` of mean 1 between arrivals; whoever waits leaves at the rate `leaving`."""
    chance = np.random.default_rng(seed)
    arrivals = np.cumsum(gaps(chance, people) / (load * servers))
    patience = chance.exponential(1 / leaving, people) if leaving else np.full(people, FOREVER)
    everybody = tuple(
        Person(id, float(arrivals[id]), 1, Group.ON_SITE, float(chance.normal()), 0.0, FOREVER, float(patience[id]))
        for id in range(people)
    )
    clerks = tuple(SimulatedClerk(id, frozenset({1}), 1.0, 0.0, FOREVER, None) for id in range(servers))
    service = Exponential(1, 1.0, 1.0, 1.0, 1.0)
    return Day(1, {1: service}, clerks, everybody, (), float(arrivals[-1]), {clerk.id: () for clerk in clerks})


def played(one: Day, *observers: Observer) -> list[Call]:
    calls = Office(one, rules.first_come, list(observers)).play()
    return calls[len(calls) // 10 :]  # the first tenth fills the empty house


class Judged(Observer):
    """Squared errors of an estimate for those who find nobody free and are called in the end."""

    def __init__(self, rival: Rival) -> None:
        self.rival = rival
        self.rival.minutes.clear()
        self.rival.minutes.append(1.0)
        self.said: dict[int, float] = {}
        self.errors: list[float] = []

    def joined(self, office: Office, person: Person) -> None:
        if not any(clerk.posture is Posture.IDLE for clerk in office.clerks):
            self.said[person.id] = self.rival.point(office, person)

    def called(self, office: Office, call: Call) -> None:
        self.rival.called(office, call)
        said = self.said.pop(call.person.id, None)
        if said is not None:
            self.errors.append((said - call.waited) ** 2)

    @property
    def error(self) -> float:
        """ASE: the mean of them."""
        return float(np.mean(self.errors))


@dataclass
class Leaving(QueueLength):
    """QL_m (Ibrahim and Whitt 2009): where people leave at a rate, those ahead leave too, and so do those who do not
    get there, of whom this one is none."""

    rate: float = 1.0

    def __post_init__(self) -> None:
        super().__init__()

    def point(self, office: Office, person: Person) -> float:
        ahead = len(office.waiting) - 1
        return sum(1 / (len(office.clerks) + (one + 1) * self.rate) for one in range(ahead + 1))
