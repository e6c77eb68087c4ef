"""Clerks, counters and sessions. Read in plain SQL, as every operation of a clerk asks for them."""

from datetime import datetime
from typing import Any

from peewee import IntegrityError

from appliance.domain.errors import OfficeError
from appliance.domain.staff import Clerk, Counter, PauseReason, Role
from appliance.store.rows import ClerkRow, ClerkSkillRow, CounterRow, SessionRow, from_micros, to_micros
from appliance.store.sql import execute, first, insert_row
from appliance.store.tokens import hash_of

_CLERKS = (
    "SELECT id, name, roles, (SELECT group_concat(service_id) FROM clerk_skill WHERE clerk_id = clerk.id),"
    " (SELECT group_concat(service_id) FROM skill_off WHERE clerk_id = clerk.id) FROM clerk"
)
_COUNTERS = (
    "SELECT id, office_id, name, is_home, clerk_id, retired_at IS NOT NULL, paused_at, paused_for, seen_at, vanished_at"
    " FROM counter"
)


def add_clerk(name: str, sign_in_name: str, password_hash: str, roles: list[Role], skills: list[int]) -> int:
    clerk_id = int(
        ClerkRow.insert(
            name=name, sign_in_name=sign_in_name, password_hash=password_hash, roles=",".join(roles)
        ).execute()
    )
    for service_id in skills:
        ClerkSkillRow.insert(clerk_id=clerk_id, service_id=service_id).execute()
    return clerk_id


def clerk(clerk_id: int) -> Clerk:
    return _clerk(first(f"{_CLERKS} WHERE id = ?", (clerk_id,)))


def clerks() -> dict[int, Clerk]:
    return {row[0]: _clerk(row) for row in execute(_CLERKS)}


def credentials(sign_in_name: str) -> tuple[int, str] | None:
    """The clerk's id and password hash."""
    row = ClerkRow.get_or_none(ClerkRow.sign_in_name == sign_in_name)
    return (row.id, row.password_hash) if row else None


def set_password_hash(clerk_id: int, password_hash: str) -> None:
    ClerkRow.update(password_hash=password_hash).where(ClerkRow.id == clerk_id).execute()


def add_counter(office_id: int, name: str, is_home: bool) -> int:
    """It comes after the others."""
    return insert_row(
        "INSERT INTO counter (office_id, name, is_home, position)"
        " VALUES (?, ?, ?, (SELECT coalesce(max(position), 0) FROM counter))",
        (office_id, name, is_home),
    )


def change_counter(counter_id: int, name: str, is_home: bool) -> None:
    execute("UPDATE counter SET name = ?, is_home = ? WHERE id = ?", (name, is_home, counter_id))


def counter(counter_id: int) -> Counter:
    row = first(f"{_COUNTERS} WHERE id = ?", (counter_id,))
    if row is None:
        raise OfficeError("no_counter", counter=counter_id)
    return _counter(row)


def counters() -> list[Counter]:
    """In their order; none that is retired, by itself or with its office."""
    living = "retired_at IS NULL AND office_id IN (SELECT id FROM office WHERE retired_at IS NULL)"
    return [_counter(row) for row in execute(f"{_COUNTERS} WHERE {living} ORDER BY position, id")]


def count_staffed(office_id: int) -> int:
    """Counters of the office with somebody at them."""
    return int(first("SELECT count(clerk_id) FROM counter WHERE office_id = ?", (office_id,))[0])


def counter_of(clerk_id: int) -> Counter | None:
    row = first(f"{_COUNTERS} WHERE clerk_id = ?", (clerk_id,))
    return _counter(row) if row else None


def seat(counter_id: int, clerk_id: int) -> None:
    """Conditional: refused with `counter_occupied` when somebody else sits there."""
    try:
        taken = CounterRow.update(clerk_id=clerk_id).where(CounterRow.id == counter_id, CounterRow.clerk_id.is_null())
        if not taken.execute():
            raise OfficeError("counter_occupied", counter=counter_id)
    except IntegrityError:
        raise OfficeError("counter_occupied", counter=counter_id) from None


def unseat(clerk_id: int) -> None:
    """What was for this stay at the counter goes with it: pause, presence, skills that are off."""
    execute(
        "UPDATE counter SET clerk_id = NULL, paused_at = NULL, paused_for = NULL, seen_at = NULL, vanished_at = NULL"
        " WHERE clerk_id = ?",
        (clerk_id,),
    )
    execute("DELETE FROM skill_off WHERE clerk_id = ?", (clerk_id,))


def set_pause(counter_id: int, paused_at: datetime | None, reason: PauseReason | None) -> None:
    since = None if paused_at is None else to_micros(paused_at)
    execute("UPDATE counter SET paused_at = ?, paused_for = ? WHERE id = ?", (since, reason, counter_id))


def set_seen(counter_id: int, at: datetime) -> None:
    """The console shows itself, and has not vanished any more."""
    execute("UPDATE counter SET seen_at = ?, vanished_at = NULL WHERE id = ?", (to_micros(at), counter_id))


def set_vanished(counter_id: int, at: datetime) -> None:
    execute("UPDATE counter SET vanished_at = ? WHERE id = ?", (to_micros(at), counter_id))


def unseen_since(moment: datetime) -> list[Counter]:
    """Counters with a clerk whose console was last seen before, and which are not known to have vanished."""
    unseen = "clerk_id IS NOT NULL AND vanished_at IS NULL AND seen_at <= ?"
    return [_counter(row) for row in execute(f"{_COUNTERS} WHERE {unseen}", (to_micros(moment),))]


def set_skill(clerk_id: int, service_id: int, is_on: bool) -> None:
    """For this stay at the counter."""
    if is_on:
        execute("DELETE FROM skill_off WHERE clerk_id = ? AND service_id = ?", (clerk_id, service_id))
    else:
        execute("INSERT OR IGNORE INTO skill_off VALUES (?, ?)", (clerk_id, service_id))


def abandoned_seats(at: datetime) -> list[Counter]:
    """Counters whose clerk has no living session and nobody in front."""
    rows = execute(
        f"{_COUNTERS} WHERE clerk_id IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM session WHERE session.clerk_id = counter.clerk_id AND expires_at > ?)"
        " AND NOT EXISTS (SELECT 1 FROM ticket WHERE counter_id = counter.id AND state IN ('called', 'serving'))",
        (to_micros(at),),
    )
    return [_counter(row) for row in rows]


def add_session(token: str, clerk_id: int, expires_at: datetime) -> None:
    SessionRow.insert(token_hash=hash_of(token), clerk_id=clerk_id, expires_at=expires_at).execute()


def session(token: str, at: datetime) -> int | None:
    """The clerk whose session this is, if it has not expired."""
    found = "SELECT clerk_id FROM session WHERE token_hash = ? AND expires_at > ?"
    row = first(found, (hash_of(token), to_micros(at)))
    return row[0] if row else None


def end_session(token: str) -> None:
    SessionRow.delete().where(SessionRow.token_hash == hash_of(token)).execute()


def forget_expired_sessions(at: datetime) -> None:
    SessionRow.delete().where(SessionRow.expires_at <= at).execute()


def _clerk(row: tuple[Any, ...]) -> Clerk:
    id, name, roles, skills, off = row
    known, off_today = _ids(skills), _ids(off)
    return Clerk(id, name, frozenset(map(Role, roles.split(","))), known - off_today, known & off_today)


def _ids(listed: str | None) -> frozenset[int]:
    return frozenset(map(int, listed.split(","))) if listed else frozenset()


def _counter(row: tuple[Any, ...]) -> Counter:
    id, office, name, is_home, clerk, retired, paused_at, paused_for, seen_at, vanished_at = row
    return Counter(
        id, office, name, bool(is_home), clerk, bool(retired), from_micros(paused_at),
        PauseReason(paused_for) if paused_for else None, from_micros(seen_at), from_micros(vanished_at),
    )  # fmt: skip
