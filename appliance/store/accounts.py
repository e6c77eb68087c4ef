"""Accounts of clerks: how they sign in, and the links with which they choose a password."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from appliance.domain.errors import OfficeError
from appliance.domain.staff import Account, Clerk, Role
from appliance.store.rows import from_micros, to_micros
from appliance.store.sql import execute, first, insert_row
from appliance.store.tokens import hash_of

_ACCOUNTS = """SELECT clerk.id, name, roles,
    (SELECT group_concat(service_id) FROM clerk_skill WHERE clerk_skill.clerk_id = clerk.id),
    sign_in_name, password_hash <> '', welcome_link.expires_at
    FROM clerk LEFT JOIN welcome_link ON welcome_link.clerk_id = clerk.id WHERE retired_at IS NULL"""


def all() -> list[Account]:
    """Of those who work here, by name."""
    return [_account(row) for row in execute(f"{_ACCOUNTS} ORDER BY name COLLATE NOCASE, clerk.id")]


def by_id(clerk_id: int) -> Account:
    """Raises unknown_clerk, also for somebody who has left."""
    row = first(f"{_ACCOUNTS} AND clerk.id = ?", (clerk_id,))
    if row is None:
        raise OfficeError("unknown_clerk", clerk=clerk_id)
    return _account(row)


def add(name: str, sign_in_name: str, roles: Iterable[Role]) -> int:
    """Without a password nobody can sign in by it. Raises sign_in_name_taken."""
    try:
        return insert_row(
            "INSERT INTO clerk (name, sign_in_name, password_hash, roles) VALUES (?, ?, '', ?)",
            (name, sign_in_name, _joined(roles)),
        )
    except sqlite3.IntegrityError:
        raise OfficeError("sign_in_name_taken", name=sign_in_name) from None


def change(clerk_id: int, name: str, sign_in_name: str, roles: Iterable[Role]) -> None:
    """Raises sign_in_name_taken."""
    try:
        execute(
            "UPDATE clerk SET name = ?, sign_in_name = ?, roles = ? WHERE id = ?",
            (name, sign_in_name, _joined(roles), clerk_id),
        )
    except sqlite3.IntegrityError:
        raise OfficeError("sign_in_name_taken", name=sign_in_name) from None


def set_skills(clerk_id: int, skills: Iterable[int]) -> None:
    execute("DELETE FROM clerk_skill WHERE clerk_id = ?", (clerk_id,))
    for service_id in skills:
        execute("INSERT INTO clerk_skill VALUES (?, ?)", (clerk_id, service_id))


def has_admin_beside(clerk_id: int) -> bool:
    """Somebody else who administers and can sign in."""
    rows = execute("SELECT roles FROM clerk WHERE id <> ? AND retired_at IS NULL AND password_hash <> ''", (clerk_id,))
    return any(Role.ADMIN in roles.split(",") for (roles,) in rows)


def retire(clerk_id: int, at: datetime) -> None:
    """No sessions, no password, no link; the sign-in name is free for somebody else."""
    execute(
        "UPDATE clerk SET retired_at = ?, password_hash = '', sign_in_name = sign_in_name || '~' || id WHERE id = ?",
        (to_micros(at), clerk_id),
    )
    execute("DELETE FROM clerk_skill WHERE clerk_id = ?", (clerk_id,))
    end_welcome(clerk_id)
    end_sessions(clerk_id)


def end_sessions(clerk_id: int) -> None:
    execute("DELETE FROM session WHERE clerk_id = ?", (clerk_id,))


def set_welcome(clerk_id: int, token: str, expires_at: datetime) -> None:
    """The one before it holds no longer."""
    execute(
        "INSERT OR REPLACE INTO welcome_link (clerk_id, token_hash, expires_at) VALUES (?, ?, ?)",
        (clerk_id, hash_of(token), to_micros(expires_at)),
    )


def welcomed(token: str, at: datetime) -> Account | None:
    """Whose link this is, while it holds."""
    row = first(f"{_ACCOUNTS} AND token_hash = ? AND expires_at > ?", (hash_of(token), to_micros(at)))
    return _account(row) if row else None


def end_welcome(clerk_id: int) -> None:
    execute("DELETE FROM welcome_link WHERE clerk_id = ?", (clerk_id,))


def forget_expired_welcomes(at: datetime) -> None:
    execute("DELETE FROM welcome_link WHERE expires_at <= ?", (to_micros(at),))


def _joined(roles: Iterable[Role]) -> str:
    return ",".join(sorted(roles))


def _account(row: tuple[Any, ...]) -> Account:
    id, name, roles, skills, sign_in_name, has_password, welcome_until = row
    known = frozenset(map(int, skills.split(",") if skills else ()))
    clerk = Clerk(id, name, frozenset(map(Role, roles.split(","))), known)
    return Account(clerk, sign_in_name, bool(has_password), from_micros(welcome_until))
