"""Tickets. Taking and calling are the two operations that everybody waits for."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from appliance.domain.errors import OfficeError
from appliance.domain.ticket import Channel, Media, Origin, Outcome, Ticket, TicketState
from appliance.store.rows import from_micros, instant, to_micros
from appliance.store.sql import execute, first, insert_row
from appliance.store.tokens import hash_of

_COLUMNS = (
    "id, office_id, service_id, number, code, state, channel, at_terminal, media, origin, language, taken_at,"
    " queue_key, called_at, admitted_at, finished_at, recalls, recalled_at, counter_id, clerk_id, terminal_id, outcome,"
    " device_id, version, persons, appointment_id"
)
_WAITING = f"SELECT {_COLUMNS} FROM ticket WHERE office_id = ? AND state = 'waiting' ORDER BY queue_key, id"
_NEXT_SEQUENCE = (
    "INSERT INTO ticket_sequence (office_id, day, last) VALUES (?, ?, 1)"
    " ON CONFLICT (office_id, day) DO UPDATE SET last = last + 1 RETURNING last"
)
_INSERT = (
    "INSERT INTO ticket (office_id, service_id, number, code, state, channel, at_terminal, media, origin, language,"
    " taken_at, queue_key, device_id, day, token_hash, persons, appointment_id)"
    " VALUES (?, ?, ?, ?, 'waiting', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)

_SERVICES = (
    "(SELECT group_concat(service_id) FROM appointment_service"
    " WHERE appointment_service.appointment_id = ticket.appointment_id)"
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
) -> int:
    values = (
        office_id, service_id, number, code, channel.value, at_terminal, media.value, origin.value, language,
        to_micros(taken_at), to_micros(queue_key), device_id, day, hash_of(token), persons, appointment_id,
    )  # fmt: skip
    return insert_row(_INSERT, values)


def by_id(ticket_id: int) -> Ticket:
    ticket = _one("id = ?", ticket_id)
    if ticket is None:
        raise OfficeError("unknown_ticket")
    return ticket


def by_token(token: str) -> Ticket | None:
    return _one("token_hash = ? OR appointment_token_hash = ?", hash_of(token), hash_of(token))


def open_by(ticket_id: int, appointment_token: str) -> None:
    """The link of its appointment leads to this ticket from now on."""
    execute("UPDATE ticket SET appointment_token_hash = ? WHERE id = ?", (hash_of(appointment_token), ticket_id))


def waiting(office_id: int) -> Iterator[Ticket]:
    """In the order of the queue, read as far as the reader goes."""
    return map(_ticket, execute(_WAITING, (office_id,)))


@dataclass(frozen=True)
class WaitingConcern:
    """All that an estimate asks about somebody who waits. `services`: those of the appointment, else of the ticket."""

    ticket_id: int
    service_id: int
    channel: Channel
    persons: int
    services: tuple[int, ...]


def waiting_concerns(office_id: int) -> list[WaitingConcern]:
    """In the order of the queue."""
    rows = execute(
        f"SELECT id, service_id, channel, persons, {_SERVICES} FROM ticket WHERE office_id = ? AND state = 'waiting'"
        " ORDER BY queue_key, id",
        (office_id,),
    )
    return [
        WaitingConcern(id, service, _CHANNELS[channel], persons, _ids(booked) or (service,))
        for id, service, channel, persons, booked in rows
    ]


def services(ticket: Ticket) -> tuple[int, ...]:
    """Ids of what it is for: several where an appointment was booked for several."""
    row = first(f"SELECT {_SERVICES} FROM ticket WHERE id = ?", (ticket.id,))
    return _ids(row[0]) or (ticket.service_id,)


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


def left_over(day: str) -> list[Ticket]:
    """Waiting or called since an earlier day than this one."""
    return _many("state IN ('waiting', 'called') AND day < ?", day)


def change(ticket: Ticket, **changes: Any) -> None:
    """The conditional UPDATE behind every transition: it holds only for the version that the caller saw.

    Raises `taken_by_other` when somebody else was first, `counter_busy` or `no_free_terminal` when a unique
    constraint says that the counter or the terminal already has a ticket.
    """
    assignments = ", ".join(f"{column} = ?" for column in changes)
    values = [_plain(value) for value in changes.values()]
    try:
        cursor = execute(
            f"UPDATE ticket SET {assignments}, version = version + 1 WHERE id = ? AND version = ? AND state = ?",
            (*values, ticket.id, ticket.version, ticket.state.value),
        )
    except sqlite3.IntegrityError as error:
        raise OfficeError("no_free_terminal" if "terminal" in str(error) else "counter_busy") from None
    if cursor.rowcount != 1:
        raise OfficeError("taken_by_other", number=ticket.number)


def set_media(ticket_id: int, media: Media) -> None:
    """No transition, so the version stays: a citizen who mutes the camera does not spoil the clerk's undo."""
    execute("UPDATE ticket SET media = ? WHERE id = ?", (media.value, ticket_id))


def part_from_appointment(ticket_id: int) -> None:
    """It is for nobody's appointment any more, and nobody's link opens it."""
    execute("UPDATE ticket SET appointment_id = NULL, token_hash = randomblob(32) WHERE id = ?", (ticket_id,))


def phone(ticket_id: int) -> str:
    """At which its holder is called, as they said for the ticket or for its appointment; "" where nobody knows."""
    row = first(
        "SELECT coalesce(nullif(ticket.phone, ''), appointment.phone, '') FROM ticket"
        " LEFT JOIN appointment ON appointment.id = ticket.appointment_id WHERE ticket.id = ?",
        (ticket_id,),
    )
    return str(row[0]) if row else ""


def set_phone(ticket_id: int, number: str) -> None:
    execute("UPDATE ticket SET phone = ? WHERE id = ?", (number, ticket_id))


def forget_phones() -> None:
    """Of tickets that are over."""
    execute("UPDATE ticket SET phone = '' WHERE phone <> '' AND state NOT IN ('waiting', 'called', 'serving')")


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
     version, persons, appointment) = row  # fmt: skip
    return Ticket(
        id, office, service, number, code, _STATES[state], _CHANNELS[channel], bool(at_terminal), _MEDIA[media],
        _ORIGINS[origin], language, instant(taken_at), instant(queue_key), from_micros(called_at),
        from_micros(admitted_at), from_micros(finished_at), recalls, from_micros(recalled_at), counter, clerk, terminal,
        Outcome(outcome) if outcome else None, device, version, persons, appointment,
    )  # fmt: skip
