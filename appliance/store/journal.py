"""The append-only journal."""

import json
from datetime import datetime
from typing import Any

from appliance.domain.journal import Event, EventType
from appliance.store.rows import instant, to_micros
from appliance.store.sql import execute, first, insert_row

_COLUMNS = "id, at, type, office_id, ticket_id, counter_id, clerk_id, device_id, consultation_id, data"


def append(
    at: datetime,
    type: EventType,
    *,
    office: int | None = None,
    ticket: int | None = None,
    counter: int | None = None,
    clerk: int | None = None,
    device: int | None = None,
    consultation: int | None = None,
    data: dict[str, object] | None = None,
) -> int:
    """Write one row in the running transaction; its id."""
    return insert_row(
        "INSERT INTO journal (at, type, office_id, ticket_id, counter_id, clerk_id, device_id, consultation_id, data)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (to_micros(at), type.value, office, ticket, counter, clerk, device, consultation,
         json.dumps(data) if data else "{}"),
    )  # fmt: skip


def after(id: int, limit: int = 1000) -> list[Event]:
    """The rows that follow `id`, oldest first, at most `limit`."""
    rows = execute(f"SELECT {_COLUMNS} FROM journal WHERE id > ? ORDER BY id LIMIT ?", (id, limit))
    return [_event(row) for row in rows]


def head() -> int:
    """The id of the newest row, 0 when there is none."""
    return int(first("SELECT coalesce(max(id), 0) FROM journal")[0])


def by_id(id: int) -> Event | None:
    row = first(f"SELECT {_COLUMNS} FROM journal WHERE id = ?", (id,))
    return _event(row) if row else None


def last(type: EventType) -> Event | None:
    """The newest row of this type. For one that was just written: it is looked for from the end."""
    row = first(f"SELECT {_COLUMNS} FROM journal WHERE type = ? ORDER BY id DESC LIMIT 1", (type.value,))
    return _event(row) if row else None


def last_at_counter(counter_id: int, types: tuple[EventType, ...]) -> Event | None:
    """The newest row of these types at a counter."""
    marks = ",".join("?" * len(types))
    row = first(
        f"SELECT {_COLUMNS} FROM journal WHERE counter_id = ? AND type IN ({marks}) ORDER BY id DESC LIMIT 1",
        (counter_id, *(type.value for type in types)),
    )
    return _event(row) if row else None


def of_ticket(ticket_id: int) -> list[Event]:
    """A ticket's history, oldest first."""
    rows = execute(f"SELECT {_COLUMNS} FROM journal WHERE ticket_id = ? ORDER BY id", (ticket_id,))
    return [_event(row) for row in rows]


def _event(row: tuple[Any, ...]) -> Event:
    id, at, type, office, ticket, counter, clerk, device, consultation, data = row
    return Event(
        id, instant(at), EventType(type), office, ticket, counter, clerk, device, consultation, json.loads(data)
    )
