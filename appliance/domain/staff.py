"""Clerks (Sachbearbeitung), their roles and the counters (Schalter) they sit at."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SHORTEST_PASSWORD = 12
WELCOME_LIFETIME = timedelta(days=7)
"""So long a new colleague has to choose a password."""

SIGN_IN_NAME = r"[a-z0-9][a-z0-9._-]{1,39}"


CONSOLE_LIFETIME = timedelta(minutes=3)
"""A console that was not seen for so long has vanished. It shows itself every half minute."""


class PauseReason(StrEnum):
    LUNCH = "lunch"
    BREAK = "break"
    MEETING = "meeting"
    BACK_OFFICE = "back_office"
    OTHER = "other"


class Role(StrEnum):
    CLERK = "clerk"
    RECEPTION = "reception"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


@dataclass(frozen=True)
class Clerk:
    """`skills` are the ids of the services that this clerk serves now; `skills_off` those that are off for today."""

    id: int
    name: str
    roles: frozenset[Role]
    skills: frozenset[int]
    skills_off: frozenset[int] = frozenset()

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
    """As its settings say. `clerk_id`: who sits there now. `paused_at`, `paused_for`: since when and why nobody is
    called there. `seen_at`: when the clerk's console last showed itself, None where it never did; `vanished_at`: since
    when it is known to have vanished.
    """

    id: int
    office_id: int
    name: str
    is_home: bool
    clerk_id: int | None
    retired: bool = False
    paused_at: datetime | None = None
    paused_for: PauseReason | None = None
    seen_at: datetime | None = None
    vanished_at: datetime | None = None

    @property
    def attended(self) -> bool:
        """Somebody is there and works."""
        return self.clerk_id is not None and self.paused_at is None and self.vanished_at is None
