"""Appointments. Two of one diary never overlap: the key of `booked_cell` sees to it (migration 0005)."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from appliance.domain.appointment import (
    Appointment,
    AppointmentState,
    BookingRules,
    Contact,
    LateArrival,
    link_is_over,
)
from appliance.domain.errors import OfficeError
from appliance.domain.ticket import Channel, Origin
from appliance.store.rows import from_micros, instant, to_micros
from appliance.store.sql import execute, first, insert_row
from appliance.store.tokens import hash_of

_COLUMNS = (
    "id, office_id, diary_id, persons, channel, state, begins_at, ends_at, held_until, name, email, phone, language,"
    " origin, uid, sequence, code, ticket_id, created_at, version, link_generation, ended_at,"
    " (SELECT group_concat(service_id) FROM appointment_service WHERE appointment_id = appointment.id)"
)
_SLOT_TAKEN = "booked_cell"
"""What SQLite names when the time is somebody else's."""


def insert(
    *,
    office_id: int,
    diary_id: int,
    services: Sequence[int],
    persons: int,
    channel: Channel,
    begins_at: datetime,
    ends_at: datetime,
    held_until: datetime,
    language: str,
    origin: Origin,
    uid: str,
    code: str,
    token: str,
    at: datetime,
) -> int:
    """A reserved one. Raises slot_taken."""
    values = (
        office_id, diary_id, persons, channel.value, AppointmentState.RESERVED.value, to_micros(begins_at),
        to_micros(ends_at), to_micros(held_until), language, origin.value, uid, code, hash_of(token), to_micros(at),
    )  # fmt: skip
    with_columns = (
        "INSERT INTO appointment (office_id, diary_id, persons, channel, state, begins_at, ends_at, held_until,"
        f" language, origin, uid, code, token_hash, created_at) VALUES ({', '.join('?' * len(values))})"
    )
    try:
        appointment_id = insert_row(with_columns, values)
    except sqlite3.IntegrityError as error:
        raise _refusal(error) from None
    for service_id in services:
        execute("INSERT INTO appointment_service VALUES (?, ?)", (appointment_id, service_id))
    return appointment_id


def by_id(appointment_id: int) -> Appointment:
    found = _one("id = ?", appointment_id)
    if found is None:
        raise OfficeError("unknown_appointment")
    return found


def by_link(token: str, at: datetime) -> Appointment | None:
    """None for a token that never was one. Raises link_ended for one that was."""
    found = _one("token_hash = ?", hash_of(token))
    if found is None and first("SELECT 1 FROM old_link WHERE token_hash = ?", (hash_of(token),)) is None:
        return None
    if found is None or link_is_over(found, at):
        raise OfficeError("link_ended")
    return found


def by_ids(ids: Iterable[int]) -> dict[int, Appointment]:
    wanted = list(ids)
    marks = ", ".join("?" * len(wanted))
    return {one.id: one for one in _many(f"id IN ({marks})", *wanted)} if wanted else {}


def renew_link(appointment: Appointment, token: str) -> None:
    """From now on this token opens it, and the one before is an old link. Raises changed_meanwhile."""
    execute("INSERT INTO old_link SELECT token_hash, id FROM appointment WHERE id = ?", (appointment.id,))
    change(appointment, token_hash=hash_of(token), link_generation=appointment.link_generation + 1)


def with_code(code: str, since: datetime) -> list[Appointment]:
    """Those that somebody was promised and that begin at this instant or later, by their beginning."""
    return _many("code = ? AND begins_at >= ? AND state NOT IN ('reserved', 'expired')", code, to_micros(since))


def has_code(code: str, at: datetime) -> bool:
    """Whether an appointment that is not over yet has these digits."""
    row = first("SELECT 1 FROM appointment WHERE code = ? AND ends_at > ? LIMIT 1", (code, to_micros(at)))
    return row is not None


def of_office(office_id: int, since: datetime, until: datetime) -> list[Appointment]:
    """That begin in this time, by their beginning; cancelled and expired ones too."""
    return _many("office_id = ? AND begins_at >= ? AND begins_at < ?", office_id, to_micros(since), to_micros(until))


def of_diary(diary_id: int, since: datetime, until: datetime) -> list[Appointment]:
    """As `of_office`, of all offices."""
    return _many("diary_id = ? AND begins_at >= ? AND begins_at < ?", diary_id, to_micros(since), to_micros(until))


def of_ticket(ticket_id: int) -> Appointment | None:
    """The one that became this ticket."""
    return _one("ticket_id = ?", ticket_id)


def ahead_of(contact: Contact, at: datetime) -> int:
    """How many confirmed ones somebody with this address or number has ahead."""
    row = first(
        "SELECT count(*) FROM appointment WHERE state = 'confirmed' AND begins_at > ?"
        " AND ((email <> '' AND email = ?) OR (phone <> '' AND phone = ?))",
        (to_micros(at), contact.email, contact.phone),
    )
    return int(row[0])


def held_back(diary_id: int, begins_at: datetime, since: datetime) -> list[Appointment]:
    """Holds for nobody of a time that was given back at this instant."""
    found = _many(
        "state = 'reserved' AND diary_id = ? AND begins_at = ? AND created_at = ?",
        diary_id, to_micros(begins_at), to_micros(since),
    )  # fmt: skip
    return [one for one in found if not one.services]


def expired_holds(at: datetime) -> list[Appointment]:
    return _many("state = 'reserved' AND held_until <= ?", to_micros(at))


def to_be_called(at: datetime) -> list[Appointment]:
    """Confirmed ones by telephone whose time is now."""
    return _many("state = 'confirmed' AND channel = 'telephone' AND begins_at <= ? AND ends_at > ?",
                 to_micros(at), to_micros(at))  # fmt: skip


def over(at: datetime) -> list[Appointment]:
    """Confirmed ones whose time has passed."""
    return _many("state = 'confirmed' AND ends_at <= ?", to_micros(at))


def forget_people_before(at: datetime) -> None:
    """Names and addresses of those whose time was before this instant."""
    execute(
        "UPDATE appointment SET name = '', email = '', phone = ''"
        " WHERE ends_at < ? AND (name <> '' OR email <> '' OR phone <> '')",
        (to_micros(at),),
    )


def change(appointment: Appointment, **changes: Any) -> None:
    """Holds only for the version that the caller saw. Raises changed_meanwhile, slot_taken."""
    assignments = ", ".join(f"{column} = ?" for column in changes)
    values = [_plain(value) for value in changes.values()]
    try:
        cursor = execute(
            f"UPDATE appointment SET {assignments}, version = version + 1 WHERE id = ? AND version = ?",
            (*values, appointment.id, appointment.version),
        )
    except sqlite3.IntegrityError as error:
        raise _refusal(error) from None
    if cursor.rowcount == 0:
        raise OfficeError("changed_meanwhile")


def rules(office_id: int) -> BookingRules:
    row = first("SELECT booking FROM office WHERE id = ?", (office_id,))
    stored = json.loads(row[0]) if row else {}
    if "late_arrival" in stored:
        stored["late_arrival"] = LateArrival(stored["late_arrival"])
    return BookingRules(**stored)


def set_rules(office_id: int, wanted: BookingRules) -> None:
    execute("UPDATE office SET booking = ? WHERE id = ?", (json.dumps(asdict(wanted)), office_id))


def _one(where: str, *values: object) -> Appointment | None:
    return next(iter(_many(where, *values)), None)


def _many(where: str, *values: object) -> list[Appointment]:
    rows: Iterable[tuple[Any, ...]] = execute(
        f"SELECT {_COLUMNS} FROM appointment WHERE {where} ORDER BY begins_at, id", values
    )
    return [_appointment(row) for row in rows]


def _refusal(error: sqlite3.IntegrityError) -> Exception:
    return OfficeError("slot_taken") if _SLOT_TAKEN in str(error) else error


def _plain(value: Any) -> Any:
    return to_micros(value) if isinstance(value, datetime) else value


def _appointment(row: tuple[Any, ...]) -> Appointment:
    (id, office, diary, persons, channel, state, begins, ends, held, name, email, phone, language, origin, uid,
     sequence, code, ticket, created, version, generation, ended, services) = row  # fmt: skip
    return Appointment(
        id=id, office_id=office, diary_id=diary,
        services=tuple(sorted(map(int, services.split(",")))) if services else (),
        persons=persons, channel=Channel(channel), state=AppointmentState(state), begins_at=instant(begins),
        ends_at=instant(ends), held_until=from_micros(held),
        contact=Contact(name, email, phone) if name or email or phone else None, language=language,
        origin=Origin(origin), uid=uid, sequence=sequence, code=code, ticket_id=ticket, created_at=instant(created),
        version=version, link_generation=generation, ended_at=from_micros(ended),
    )  # fmt: skip
