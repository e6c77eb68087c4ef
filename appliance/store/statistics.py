"""Statistics: what was counted of the days that are over, and what today's tickets and appointments say."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from appliance.domain.appointment import AppointmentState
from appliance.domain.journal import Event, EventType
from appliance.domain.statistics import COUNTS, TIMES, Cell, Tallies, Tally
from appliance.domain.stay import Concern
from appliance.domain.ticket import Channel
from appliance.store.rows import from_micros, instant, to_micros
from appliance.store.sql import execute, first

_KEY = ("day", "hour", "office_id", "service_id", "channel")
_COLUMNS = ", ".join((*_KEY, *COUNTS, *TIMES))
_MARKS = ", ".join("?" * len((*_KEY, *COUNTS, *TIMES)))


@dataclass(frozen=True)
class History:
    """Of one ticket: its events in order, what it is for after them, when its appointment begins."""

    events: list[Event]
    now: Concern
    begins_at: datetime | None


@dataclass(frozen=True)
class Booked:
    """An appointment as it is counted, under its first service."""

    office_id: int
    service_id: int
    channel: Channel
    begins_at: datetime
    state: AppointmentState


def put(day: date, tallies: Tallies) -> None:
    """All of one day, instead of what was there."""
    execute("DELETE FROM statistic WHERE day = ?", (day.isoformat(),))
    for cell, tally in tallies.items():
        key = (cell.day.isoformat(), cell.hour, cell.office_id, cell.service_id, cell.channel.value)
        counts = (getattr(tally, name) for name in COUNTS)
        times = (",".join(map(str, sorted(getattr(tally, name)))) for name in TIMES)
        execute(f"INSERT INTO statistic ({_COLUMNS}) VALUES ({_MARKS})", (*key, *counts, *times))


def between(since: date, until: date) -> Iterator[tuple[Cell, Tally]]:
    """Both days included."""
    rows = execute(
        f"SELECT {_COLUMNS} FROM statistic WHERE day BETWEEN ? AND ?", (since.isoformat(), until.isoformat())
    )
    return map(_counted, rows)


def forget_before(day: date) -> None:
    execute("DELETE FROM statistic WHERE day < ?", (day.isoformat(),))


def first_counted() -> date | None:
    row = first("SELECT min(day) FROM statistic")
    return date.fromisoformat(row[0]) if row[0] else None


def first_day() -> date | None:
    """On which a ticket was taken."""
    row = first("SELECT min(day) FROM ticket")
    return date.fromisoformat(row[0]) if row[0] else None


def has_open(day: date) -> bool:
    """Whether a ticket of this day is not over."""
    row = first(
        "SELECT 1 FROM ticket WHERE day = ? AND state NOT IN ('finished', 'no_show', 'cancelled') LIMIT 1",
        (day.isoformat(),),
    )
    return row is not None


def histories(day: date) -> Iterator[History]:
    """Of the tickets that were taken on this day."""
    rows = execute(
        "SELECT ticket.id, ticket.office_id, ticket.service_id, ticket.channel, appointment.begins_at, journal.id,"
        " journal.at, journal.type, journal.data FROM ticket JOIN journal ON journal.ticket_id = ticket.id"
        " LEFT JOIN appointment ON appointment.id = ticket.appointment_id"
        " WHERE ticket.day = ? ORDER BY ticket.id, journal.id",
        (day.isoformat(),),
    )
    for (_, office, service, channel, begins), events in groupby(rows, key=lambda row: row[:5]):
        now = Concern(office, service, Channel(channel))
        yield History([_event(row[5:]) for row in events], now, from_micros(begins))


def booked(since: datetime, until: datetime) -> list[Booked]:
    """Appointments that begin in this time, for at least one service."""
    rows = execute(
        "SELECT office_id, (SELECT min(service_id) FROM appointment_service WHERE appointment_id = appointment.id)"
        " AS service, channel, begins_at, state FROM appointment WHERE begins_at >= ? AND begins_at < ?"
        " AND service IS NOT NULL",
        (to_micros(since), to_micros(until)),
    )
    return [
        Booked(office, service, Channel(channel), instant(begins), AppointmentState(state))
        for office, service, channel, begins, state in rows
    ]


def _event(row: tuple[Any, ...]) -> Event:
    id, at, type, data = row
    return Event(id, instant(at), EventType(type), data=json.loads(data))


def _counted(row: tuple[Any, ...]) -> tuple[Cell, Tally]:
    day, hour, office, service, channel, *counts = row
    numbers, times = counts[: len(COUNTS)], counts[len(COUNTS) :]
    return (
        Cell(date.fromisoformat(day), hour, office, service, Channel(channel)),
        Tally(*numbers, *([int(one) for one in listed.split(",")] if listed else [] for listed in times)),
    )
