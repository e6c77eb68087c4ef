"""Whether a database tells one story: the journal, replayed from its first row, must arrive at what the tables say.

Plain sqlite3, so that it can be asked of any file, also of one that a power cut left behind.
"""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from appliance.domain.journal import Event, EventType
from appliance.domain.replay import Story, replay

FIELDS = tuple(one.name for one in fields(Story) if one.name != "services")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def faults_of_file(path: Path) -> list[str]:
    """Everything that is wrong with a database file, in words; nothing for a good one. Opens it as the product does."""
    connection = sqlite3.connect(path)
    try:
        return [*_damage(connection), *faults(connection)]
    finally:
        connection.close()


def faults(connection: sqlite3.Connection) -> list[str]:
    """What the rows say that cannot be true."""
    return [*_gaps(connection), *_twice(connection), *_journal_against_tables(connection)]


def _damage(connection: sqlite3.Connection) -> Iterator[str]:
    for (finding,) in connection.execute("PRAGMA integrity_check"):
        if finding != "ok":
            yield f"integrity: {finding}"
    for row in connection.execute("PRAGMA foreign_key_check"):
        yield f"foreign key: {row}"


def _gaps(connection: sqlite3.Connection) -> Iterator[str]:
    """Numbers of an office and day run from 1 to the sequence's last, each once, wherever a ticket is now."""
    last = {(office, day): last for office, day, last in connection.execute("SELECT * FROM ticket_sequence")}
    taken: dict[tuple[int, str], list[int]] = {key: [] for key in last}
    offices = dict(connection.execute("SELECT prefix, id FROM office"))
    for day, number in connection.execute("SELECT day, number FROM ticket WHERE split_from IS NULL"):
        prefix = number.rstrip("0123456789")
        taken.setdefault((offices[prefix], day), []).append(int(number.removeprefix(prefix)))
    for key, numbers in taken.items():
        if sorted(numbers) != list(range(1, last.get(key, 0) + 1)):
            yield f"numbers of office {key[0]} on {key[1]} are not 1 to {last.get(key)}"


def _twice(connection: sqlite3.Connection) -> Iterator[str]:
    """One active ticket per counter, one ticket per terminal, one running consultation per ticket."""
    once = {
        "counter": "SELECT counter_id FROM ticket WHERE state IN ('called', 'serving')",
        "terminal": "SELECT terminal_id FROM ticket WHERE terminal_id IS NOT NULL",
        "consultation of ticket": "SELECT ticket_id FROM consultation WHERE state IN ('open', 'finished')",
    }
    for name, question in once.items():
        found = [value for (value,) in connection.execute(question)]
        if len(found) != len(set(found)):
            yield f"{name} used twice: {sorted(found)}"


def _journal_against_tables(connection: sqlite3.Connection) -> Iterator[str]:
    told = replay(_events(connection))
    yield from told.faults
    rows = connection.execute(f"SELECT id, {', '.join(FIELDS)} FROM ticket")
    stored = {row[0]: dict(zip(FIELDS, row[1:], strict=True)) for row in rows}
    listed = _listed(connection)
    if stored.keys() != told.tickets.keys():
        yield f"tickets without journal or the reverse: {sorted(stored.keys() ^ told.tickets.keys())[:9]}"
    for ticket, story in told.tickets.items():
        table = {**stored.get(ticket, {}), "services": listed.get(ticket, ())}
        wrong = {name: (table.get(name), said) for name, said in _plain(story).items() if table.get(name) != said}
        if wrong and ticket in stored:
            yield f"ticket {ticket}: table and journal say {wrong}"


def _events(connection: sqlite3.Connection) -> Iterator[Event]:
    for id, at, type, office, ticket, counter, clerk, device, consultation, data in connection.execute(
        "SELECT id, at, type, office_id, ticket_id, counter_id, clerk_id, device_id, consultation_id, data"
        " FROM journal ORDER BY id"
    ):
        moment = EPOCH + timedelta(microseconds=at)
        yield Event(id, moment, EventType(type), office, ticket, counter, clerk, device, consultation, json.loads(data))


def _listed(connection: sqlite3.Connection) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    for ticket, service in connection.execute("SELECT * FROM ticket_service ORDER BY ticket_id, service_id"):
        found[ticket] = (*found.get(ticket, ()), service)
    return found


def _plain(story: Story) -> dict[str, Any]:
    """As a table keeps it."""
    values = {name: getattr(story, name) for name in (*FIELDS, "services")}
    return {name: _micros(value) if isinstance(value, datetime) else value for name, value in values.items()}


def _micros(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)
