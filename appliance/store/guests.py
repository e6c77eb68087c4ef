"""Guests of the consultations that run."""

from datetime import datetime
from typing import Any

from appliance.domain.admission import PartRole
from appliance.domain.errors import OfficeError
from appliance.domain.guest import PLACES, Guest, GuestState
from appliance.store.rows import instant, to_micros
from appliance.store.sql import execute, first, insert_row
from appliance.store.tokens import hash_of

_GUESTS = "SELECT id, consultation_id, role, name, state, place, clerk_id, changed_at FROM guest"


def add(
    consultation_id: int,
    role: PartRole,
    name: str,
    at: datetime,
    *,
    token: str | None = None,
    clerk_id: int | None = None,
) -> int:
    """Either by a link with `token`, or a colleague who has an account."""
    return insert_row(
        "INSERT INTO guest (consultation_id, role, name, state, clerk_id, token_hash, changed_at)"
        " VALUES (?, ?, ?, 'invited', ?, ?, ?)",
        (consultation_id, role.value, name, clerk_id, hash_of(token) if token else None, to_micros(at)),
    )


def by_id(guest_id: int) -> Guest:
    """Raises unknown_guest."""
    found = find(guest_id)
    if found is None:
        raise OfficeError("unknown_guest")
    return found


def find(guest_id: int) -> Guest | None:
    return _first("id = ?", guest_id)


def by_token(token: str) -> Guest | None:
    return _first("token_hash = ?", hash_of(token))


def of_consultation(consultation_id: int) -> list[Guest]:
    """In the order in which they were invited."""
    return [_guest(row) for row in execute(f"{_GUESTS} WHERE consultation_id = ? ORDER BY id", (consultation_id,))]


def of_clerk(clerk_id: int) -> Guest | None:
    """To what a colleague is asked now, or has come."""
    return _first("clerk_id = ? AND state IN ('invited', 'admitted') ORDER BY id DESC", clerk_id)


def change(guest: Guest, state: GuestState, at: datetime, name: str | None = None) -> None:
    """Out of the room, where the guest was in it. Raises wrong_state when somebody was faster."""
    _change(guest, state, None, name, at)


def admit(guest: Guest, at: datetime) -> str:
    """The place that the guest gets. Raises room_full, wrong_state."""
    taken = {one.place for one in of_consultation(guest.consultation_id)}
    place = next((one for one in PLACES if one not in taken), None)
    if place is None:
        raise OfficeError("room_full")
    _change(guest, GuestState.ADMITTED, place, None, at)
    return place


def forget(consultation_id: int) -> None:
    """With their names; their links open nothing any more."""
    execute("DELETE FROM guest WHERE consultation_id = ?", (consultation_id,))


def _change(guest: Guest, state: GuestState, place: str | None, name: str | None, at: datetime) -> None:
    changed = execute(
        "UPDATE guest SET state = ?, place = ?, name = ?, changed_at = ? WHERE id = ? AND state = ?",
        (state.value, place, name or guest.name, to_micros(at), guest.id, guest.state.value),
    )
    if changed.rowcount != 1:
        raise OfficeError("wrong_state")


def _first(where: str, value: object) -> Guest | None:
    row = first(f"{_GUESTS} WHERE {where} LIMIT 1", (value,))
    return _guest(row) if row else None


def _guest(row: tuple[Any, ...]) -> Guest:
    id, consultation_id, role, name, state, place, clerk_id, changed_at = row
    return Guest(id, consultation_id, PartRole(role), name, GuestState(state), place, clerk_id, instant(changed_at))
