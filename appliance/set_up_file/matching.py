"""Finding things again: those of a file among those that are there, and what references to them lead to afterwards."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from appliance.set_up_file.findings import Finding
from appliance.set_up_file.model import Clerk, Department, Office, Place, SetUp, Shift, Skills
from appliance.set_up_file.readers import unknown
from appliance.set_up_file.sections import Given


class Named(Protocol):
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=Named)


def found(
    given: Sequence[Given],
    known: Iterable[N],
    findings: list[Finding],
    also: Callable[[Given, N], bool] | None = None,
) -> list[N | None]:
    """What each of the given is already, if it is; nothing is two of them. By the old name first, then by the name,
    then by what else tells."""
    free = list(known)
    names = [one.name for one in free]
    matches: dict[int, N] = {}
    for fits in filter(None, (_by_old_name, _by_name, also)):
        for position, one in enumerate(given):
            base = next((base for base in free if fits(one, base)), None)
            if position not in matches and base is not None:
                matches[position] = base
                free.remove(base)
    for position, one in enumerate(given):
        if one.get("was") is not None and position not in matches:
            findings.append(unknown(one.line_of("was"), "unknown_was", one.values["was"], names).finding)
    return [matches.get(position) for position in range(len(given))]


def _by_old_name(given: Given, base: Named) -> bool:
    return bool(given.get("was") == base.name)


def _by_name(given: Given, base: Named) -> bool:
    return str(given.get("name")).casefold() == base.name.casefold()


def by_prefix(given: Given, base: Office) -> bool:
    return bool(given.get("prefix") == base.prefix)


class Names:
    """Services by the name of their office, as they will be, and what became of those that were."""

    def __init__(self, before: SetUp, departments: Iterable[Department]) -> None:
        offices = [office for department in departments for office in department.offices]
        self.services = {office.name: [service.name for service in office.services] for office in offices}
        ids = {(office.name, one.name): one.id for office in before.offices for one in office.services}
        now = {one.id: (office.name, one.name) for office in offices for one in office.services if one.id is not None}
        self._moved = {pair: now.get(id or 0) for pair, id in ids.items()}

    def moved(self, skills: Skills) -> Skills:
        return self.in_order({pair for skill in skills if (pair := self._moved.get(skill)) is not None})

    def in_order(self, found: set[tuple[str, str]]) -> Skills:
        every = ((office, service) for office, services in self.services.items() for service in services)
        return tuple(pair for pair in every if pair in found)


class People:
    """Whose time the staffing plan may name, and what became of those it named."""

    def __init__(self, before: SetUp, clerks: Iterable[Clerk], places: Iterable[Place]) -> None:
        self.clerks = {clerk.sign_in: clerk.id for clerk in clerks}
        self.places = {place.name: place.id for place in places}
        by_clerk = {id: sign_in for sign_in, id in self.clerks.items() if id is not None}
        by_place = {id: name for name, id in self.places.items() if id is not None}
        self._clerks = {clerk.sign_in: by_clerk.get(clerk.id or 0) for clerk in before.clerks}
        self._places = {place.name: by_place.get(place.id or 0) for place in before.places}

    def moved(self, shifts: Iterable[Shift]) -> tuple[Shift, ...]:
        now = (Shift(self._clerks.get(one.clerk) or "", self._places.get(one.place) or "", one.hours) for one in shifts)
        return tuple(shift for shift in now if shift.clerk or shift.place)
