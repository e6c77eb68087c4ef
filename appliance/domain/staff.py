"""Clerks (Sachbearbeitung), their roles and the counters (Schalter) they sit at."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    CLERK = "clerk"
    RECEPTION = "reception"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


@dataclass(frozen=True)
class Clerk:
    """`skills` are the ids of the services that this clerk can serve."""

    id: int
    name: str
    roles: frozenset[Role]
    skills: frozenset[int]

    def has_any(self, *roles: Role) -> bool:
        return bool(self.roles.intersection(roles))


@dataclass(frozen=True)
class Counter:
    """`is_home`: the clerk works from home, so nobody can be called there on site. `clerk_id`: who sits there now."""

    id: int
    office_id: int
    name: str
    is_home: bool
    clerk_id: int | None
