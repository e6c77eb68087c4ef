"""Clerks (Sachbearbeitung), their roles and the counters (Schalter) they sit at."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SHORTEST_PASSWORD = 12
WELCOME_LIFETIME = timedelta(days=7)
"""So long a new colleague has to choose a password."""

SIGN_IN_NAME = r"[a-z0-9][a-z0-9._-]{1,39}"


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
class Account:
    """How a clerk signs in. Nobody gives a clerk a password: a link that holds until `welcome_until` lets the clerk
    choose one, the first as well as any that was forgotten.
    """

    clerk: Clerk
    sign_in_name: str
    has_password: bool
    welcome_until: datetime | None


def is_sign_in_name(text: str) -> bool:
    return re.fullmatch(SIGN_IN_NAME, text) is not None


def is_weak(password: str, sign_in_name: str) -> bool:
    return len(password) < SHORTEST_PASSWORD or password.lower() == sign_in_name.lower()


@dataclass(frozen=True)
class CounterSettings:
    """`is_home`: the clerk works from home, so nobody can be called there on site."""

    name: str
    is_home: bool = False


@dataclass(frozen=True)
class Counter:
    """As its settings say. `clerk_id`: who sits there now."""

    id: int
    office_id: int
    name: str
    is_home: bool
    clerk_id: int | None
    retired: bool = False
