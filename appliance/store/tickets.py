"""Tickets. Taking and calling are the two operations that everybody waits for."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from appliance.domain.errors import OfficeError
from appliance.domain.ticket import OPEN, Channel, Media, Origin, Outcome, ParkReason, Priority, Ticket, TicketState
from appliance.store.rows import from_micros, instant, to_micros
from appliance.store.sql import execute, first, insert_row
from appliance.store.tokens import hash_of

_SERVICES = (
    "coalesce((SELECT group_concat(service_id) FROM ticket_service WHERE ticket_id = ticket.id),"
    " (SELECT group_concat(service_id) FROM appointment_service"
    " WHERE appointment_service.appointment_id = ticket.appointment_id))"
)
_COLUMNS = (
    "id, office_id, service_id, number, code, state, channel, at_terminal, media, origin, language, taken_at,"
    " queue_key, called_at, admitted_at, finished_at, recalls, recalled_at, counter_id, clerk_id, terminal_id, outcome,"
    " device_id, version, persons, appointment_id, due_at, absent_since,"
    f" {_SERVICES}, parked_at, parked_for, waiting_since, resumed_at, worked_seconds, for_counter_id, for_clerk_id,"
    " priority, split_from"
)
_WAITING = f"SELECT {_COLUMNS} FROM ticket WHERE office_id = ? AND state = 'waiting' ORDER BY queue_key, id"
_NEXT_SEQUENCE = (
    "INSERT INTO ticket_sequence (office_id, day, last) VALUES (?, ?, 1)"
    " ON CONFLICT (office_id, day) DO UPDATE SET last = last + 1 RETURNING last"
)
_INSERT = (
    "INSERT INTO ticket (office_id, service_id, number, code, state, channel, at_terminal, media, origin, language,"
    " taken_at, queue_key, device_id, day, token_hash, persons, appointment_id, due_at,"
    f" split_from, priority, waiting_since) VALUES (?, ?, ?, ?, 'waiting'{', ?' * 16})"
)

_STATES = {state.value: state for state in TicketState}
_CHANNELS = {channel.value: channel for channel in Channel}
_MEDIA = {media.value: media for media in Media}
_ORIGINS = {origin.value: origin for origin in Origin}
"""Looking up costs a tenth of `TicketState(value)`, and every operation reads a ticket."""


def next_sequence(office_id: int, day: str) -> int:
    """1 for the first ticket of the office's day; gapless, as a ticket that is undone gives its number back."""
    return int(first(_NEXT_SEQUENCE, (office_id, day))[0])


def insert(
    *,
    office_id: int,
    service_id: int,
    number: str,
    code: str,
    channel: Channel,
    at_terminal: bool,
    media: Media,
    origin: Origin,
    language: str,
    taken_at: datetime,
    queue_key: datetime,
    device_id: int | None,
    day: str,
    token: str,
    persons: int = 1,
    appointment_id: int | None = None,
    due_at: datetime | None = None,
    split_from: int | None = None,
    priority: Priority | None = None,
    waiting_since: datetime | None = None,
) -> int:
    values = (
        office_id, service_id, number, code, channel.value, at_terminal, media.value, origin.value, language,
        to_micros(taken_at), to_micros(queue_key), device_id, day, hash_of(token), persons, appointment_id,
        None if due_at is None else to_micros(due_at), split_from, priority,
        None if waiting_since is None else to_micros(waiting_since),
    )  # fmt: skip
    return insert_row(_INSERT, values)


def by_id(ticket_id: int) -> Ticket:
    ticket = _one("id = ?", ticket_id)
    if ticket is None:
        raise OfficeError("unknown_ticket")
    return ticket


def by_token(token: str) -> Ticket | None:
    found = _one("token_hash = ? OR appointment_token_hash = ?", hash_of(token), hash_of(token))
    return found or _one("id = (SELECT ticket_id FROM ticket_paper WHERE token_hash = ?)", hash_of(token))


def open_by(ticket_id: int, appointment_token: str) -> None:
    """The link of its appointment leads to this ticket from now on."""
    execute("UPDATE ticket SET appointment_token_hash = ? WHERE id = ?", (hash_of(appointment_token), ticket_id))


def close_to_appointment(ticket_id: int) -> None:
    """The link of an appointment does not lead to it any more."""
    execute("UPDATE ticket SET appointment_token_hash = NULL WHERE id = ?", (ticket_id,))


def waiting(office_id: int) -> Iterator[Ticket]:
    """In the order of the queue, read as far as the reader goes."""
    return map(_ticket, execute(_WAITING, (office_id,)))


@dataclass(frozen=True)
class WaitingConcern:
    """All that an estimate asks about somebody who waits. `services`: all that it is for; `is_due`: at a set time."""

    ticket_id: int
    channel: Channel
    persons: int
    services: tuple[int, ...]
    queue_key: datetime
    queued_at: datetime
    at_terminal: bool
    has_appointment: bool
    is_absent: bool
    is_due: bool
    has_priority: bool
    for_counter_id: int | None
    for_clerk_id: int | None


def waiting_concerns(office_id: int) -> list[WaitingConcern]:
    """In the order of the queue."""
    rows = execute(
        f"SELECT id, service_id, channel, persons, {_SERVICES}, queue_key, coalesce(waiting_since, taken_at),"
        " at_terminal, appointment_id IS NOT NULL, absent_since IS NOT NULL, due_at IS NOT NULL, priority IS NOT NULL,"
        " for_counter_id, for_clerk_id FROM ticket WHERE office_id = ? AND state = 'waiting' ORDER BY queue_key, id",
        (office_id,),
    )
    return [
        WaitingConcern(
            id, _CHANNELS[channel], persons, _ids(listed) or (service,), instant(key), instant(queued), bool(terminal),
            bool(appointment), bool(absent), bool(due), bool(priority), for_counter, for_clerk,
        )
        for id, service, channel, persons, listed, key, queued, terminal, appointment, absent, due, priority,
        for_counter, for_clerk in rows
    ]  # fmt: skip


def count_waiting(office_id: int) -> int:
    counted = "SELECT count(*) FROM ticket WHERE office_id = ? AND state = 'waiting'"
    return int(first(counted, (office_id,))[0])


def still_waiting(ticket_ids: list[int]) -> set[int]:
    """Those of these tickets that wait."""
    marks = ",".join("?" * len(ticket_ids))
    rows = execute(f"SELECT id FROM ticket WHERE state = 'waiting' AND id IN ({marks})", ticket_ids)
    return {ticket_id for (ticket_id,) in rows}


def at_counter(counter_id: int) -> Ticket | None:
    """The ticket that is called to or served at a counter."""
    return _one("counter_id = ? AND state IN ('called', 'serving')", counter_id)


def at_terminal(device_id: int) -> Ticket | None:
    """The ticket that holds a terminal, from the call until its consultation is closed."""
    return _one("terminal_id = ?", device_id)


def held_terminals() -> dict[int, Ticket]:
    """Tickets by the terminal that they hold."""
    return {ticket.terminal_id: ticket for ticket in _many("terminal_id IS NOT NULL") if ticket.terminal_id}


def active(office_id: int | None = None) -> list[Ticket]:
    """Called or being served, in one office or in all."""
    where = "state IN ('called', 'serving') AND counter_id IS NOT NULL"
    return _many(where) if office_id is None else _many(f"{where} AND office_id = ?", office_id)


def last_called(office_id: int, since: datetime, limit: int) -> list[Ticket]:
    """Newest call or recall first, of those who were called in the building and did come or still may."""
    where = (
        "office_id = ? AND called_at IS NOT NULL AND called_at >= ? AND (channel = 'on_site' OR at_terminal)"
        " AND state IN ('called', 'serving', 'finished')"
        " ORDER BY coalesce(recalled_at, called_at) DESC, id DESC LIMIT ?"
    )
    return _many(where, office_id, to_micros(since), limit)


def parked(office_id: int) -> list[Ticket]:
    """Longest parked first."""
    return _many("office_id = ? AND state = 'parked' ORDER BY parked_at, id", office_id)


def bound() -> list[Ticket]:
    """Waiting for one counter or one clerk alone."""
    return _many("state = 'waiting' AND (for_counter_id IS NOT NULL OR for_clerk_id IS NOT NULL)")


def count_split_from(ticket_id: int) -> int:
    return int(first("SELECT count(*) FROM ticket WHERE split_from = ?", (ticket_id,))[0])


def day_of(ticket_id: int) -> str:
    """The office's day on which it was taken."""
    return str(first("SELECT day FROM ticket WHERE id = ?", (ticket_id,))[0])


def recent_calls(office_id: int, count: int) -> list[bool]:
    """Of the office's last calls, newest first: whether each was of an appointment."""
    rows = execute(
        "SELECT due_at IS NOT NULL FROM ticket WHERE office_id = ? AND called_at IS NOT NULL"
        " ORDER BY called_at DESC, id DESC LIMIT ?",
        (office_id, count),
    )
    return [bool(due) for (due,) in rows]


def of_day(day: str) -> list[Ticket]:
    """All that were taken on the office's day, by number."""
    return _many("day = ? ORDER BY number", day)


def with_credit(office_id: int) -> list[Ticket]:
    """Not over yet, and not only as old as their number: appointments and those with priority."""
    states = ", ".join(f"'{state.value}'" for state in OPEN)
    return _many(f"office_id = ? AND state IN ({states}) AND (due_at IS NOT NULL OR priority IS NOT NULL)", office_id)


def left_over(day: str) -> list[Ticket]:
    """Waiting, called or parked since an earlier day than this one."""
    return _many("state IN ('waiting', 'called', 'parked') AND day < ?", day)


def change(ticket: Ticket, **changes: Any) -> None:
    """The conditional UPDATE behind every transition: it holds only for the version that the caller saw.

    Raises `taken_by_other` when somebody else was first, `counter_busy` or `no_free_terminal` when a unique
    constraint says that the counter or the terminal already has a ticket. `listed`: all its services from now on; none:
    those that it came with.
    """
    listed = changes.pop("listed", None)
    assignments = "".join(f"{column} = ?, " for column in changes)
    values = [_plain(value) for value in changes.values()]
    try:
        cursor = execute(
            f"UPDATE ticket SET {assignments}version = version + 1 WHERE id = ? AND version = ? AND state = ?",
            (*values, ticket.id, ticket.version, ticket.state.value),
        )
    except sqlite3.IntegrityError as error:
        raise OfficeError("no_free_terminal" if "terminal" in str(error) else "counter_busy") from None
    if cursor.rowcount != 1:
        raise OfficeError("taken_by_other", number=ticket.number)
    if listed is not None:
        _list_services(ticket.id, listed)


def _list_services(ticket_id: int, services: Iterable[int]) -> None:
    execute("DELETE FROM ticket_service WHERE ticket_id = ?", (ticket_id,))
    for service_id in services:
        execute("INSERT INTO ticket_service VALUES (?, ?)", (ticket_id, service_id))


def set_media(ticket_id: int, media: Media) -> None:
    """No transition, so the version stays: a citizen who mutes the camera does not spoil the clerk's undo."""
    execute("UPDATE ticket SET media = ? WHERE id = ?", (media.value, ticket_id))


def part_from_appointment(ticket_id: int) -> None:
    """It is for nobody's appointment any more, and nobody's link opens it."""
    execute("UPDATE ticket SET appointment_id = NULL, token_hash = randomblob(32) WHERE id = ?", (ticket_id,))
    execute("DELETE FROM ticket_paper WHERE ticket_id = ?", (ticket_id,))


def phone(ticket_id: int) -> str:
    """At which its holder is called, as they said for the ticket or for its appointment; "" where nobody knows."""
    row = first(
        "SELECT coalesce(nullif(ticket.phone, ''), appointment.phone, '') FROM ticket"
        " LEFT JOIN appointment ON appointment.id = ticket.appointment_id WHERE ticket.id = ?",
        (ticket_id,),
    )
    return str(row[0]) if row else ""


def waiting_with_phone(office_id: int) -> set[int]:
    """Ids of waiting tickets whose holder can be called."""
    rows = execute(
        "SELECT ticket.id FROM ticket LEFT JOIN appointment ON appointment.id = ticket.appointment_id"
        " WHERE ticket.office_id = ? AND ticket.state = 'waiting' AND (ticket.phone <> '' OR appointment.phone <> '')",
        (office_id,),
    )
    return {ticket_id for (ticket_id,) in rows}


def set_phone(ticket_id: int, number: str) -> None:
    execute("UPDATE ticket SET phone = ? WHERE id = ?", (number, ticket_id))


def forget_phones() -> None:
    """Of tickets that are over."""
    still_open = "'waiting', 'called', 'serving', 'parked'"
    execute(f"UPDATE ticket SET phone = '' WHERE phone <> '' AND state NOT IN ({still_open})")


def snapshot(ticket: Ticket, columns: Iterable[str]) -> dict[str, object]:
    """These columns as plain values, for the journal: `restore` puts them back."""
    return {column: _plain(getattr(ticket, column)) for column in columns}


def restore(ticket: Ticket, values: dict[str, Any]) -> None:
    """Put back what `snapshot` kept, if the ticket is still as the caller saw it."""
    change(ticket, **values)


def _plain(value: Any) -> Any:
    """The terms of the domain are strings already."""
    return to_micros(value) if isinstance(value, datetime) else value


def _ids(listed: str | None) -> tuple[int, ...]:
    return tuple(sorted(map(int, listed.split(",")))) if listed else ()


def _one(where: str, *values: object) -> Ticket | None:
    row = first(f"SELECT {_COLUMNS} FROM ticket WHERE {where} LIMIT 1", values)
    return _ticket(row) if row else None


def _many(where: str, *values: object) -> list[Ticket]:
    return [_ticket(row) for row in execute(f"SELECT {_COLUMNS} FROM ticket WHERE {where}", values)]


def _ticket(row: tuple[Any, ...]) -> Ticket:
    (id, office, service, number, code, state, channel, at_terminal, media, origin, language, taken_at, queue_key,
     called_at, admitted_at, finished_at, recalls, recalled_at, counter, clerk, terminal, outcome, device,
     version, persons, appointment, due, absent, listed, parked_at, parked_for, waiting_since, resumed_at, worked,
     for_counter, for_clerk, priority, split_from) = row  # fmt: skip
    return Ticket(
        id, office, service, number, code, _STATES[state], _CHANNELS[channel], bool(at_terminal), _MEDIA[media],
        _ORIGINS[origin], language, instant(taken_at), instant(queue_key), from_micros(called_at),
        from_micros(admitted_at), from_micros(finished_at), recalls, from_micros(recalled_at), counter, clerk, terminal,
        Outcome(outcome) if outcome else None, device, version, persons, appointment,
        _ids(listed), from_micros(due), from_micros(absent), from_micros(parked_at),
        ParkReason(parked_for) if parked_for else None, from_micros(waiting_since), from_micros(resumed_at), worked,
        for_counter, for_clerk, Priority(priority) if priority else None, split_from,
    )  # fmt: skip
