"""Whether a database tells one story: the journal, replayed from its first row, must arrive at what the tables say.

Plain sqlite3, so that it can be asked of any file, also of one that a power cut left behind.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FIELDS = ("state", "called_at", "admitted_at", "finished_at", "recalls", "recalled_at", "counter_id", "clerk_id",
          "terminal_id", "outcome")  # fmt: skip

Story = dict[str, Any]


@dataclass
class Row:
    """One row of the journal."""

    id: int
    at: int
    type: str
    ticket: int | None
    counter: int | None
    clerk: int | None
    device: int | None
    data: dict[str, Any]


@dataclass
class Replay:
    """Tickets as the journal tells them, by id, and what in it cannot be true."""

    tickets: dict[int, Story] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    _before: dict[int, tuple[int, Story]] = field(default_factory=dict)

    def take(self, row: Row) -> None:
        step = STEPS.get(row.type)
        if step is None or row.ticket is None:
            return
        known = self.tickets.get(row.ticket)
        if row.type == "ActionUndone":
            self._undo(row)
        elif (known["state"] if known else None) not in step.from_states:
            self.faults.append(f"journal {row.id}: {row.type} of ticket {row.ticket} in {known and known['state']}")
        else:
            self._before[row.id] = (row.ticket, dict(known or {}))
            self.tickets[row.ticket] = {**(known or NEW), **step.changes(row, known or NEW)}

    def _undo(self, row: Row) -> None:
        ticket, before = self._before.pop(row.data["undone"], (None, {}))
        if ticket != row.ticket:
            self.faults.append(f"journal {row.id}: undoes what was not done")
        elif ticket is not None:
            self.tickets[ticket] = before


@dataclass(frozen=True)
class Step:
    """From which states a row leads, and what it changes."""

    from_states: tuple[str | None, ...]
    changes: Callable[[Row, Story], Story]


def _closed(row: Row, ticket: Story) -> Story:
    return {"terminal_id": None} if ticket["state"] == "finished" else {}


NEW: Story = {**dict.fromkeys(FIELDS), "state": "waiting", "recalls": 0}
ANY = ("waiting", "called", "serving", "finished", "no_show", "cancelled")
STEPS: dict[str, Step] = {
    "TicketTaken": Step((None,), lambda row, ticket: {}),
    "TicketCalled": Step(
        ("waiting",),
        lambda row, ticket: {"state": "called", "called_at": row.at, "counter_id": row.counter, "clerk_id": row.clerk,
                             "terminal_id": row.device},
    ),
    "TicketRecalled": Step(
        ("called",), lambda row, ticket: {"recalls": ticket["recalls"] + 1, "recalled_at": row.at}
    ),
    "TicketAdmitted": Step(("called",), lambda row, ticket: {"state": "serving", "admitted_at": row.at}),
    "TicketNoShow": Step(
        ("called",), lambda row, ticket: {"state": "no_show", "finished_at": row.at, "terminal_id": None}
    ),
    "TicketCancelled": Step(
        ("waiting", "called"), lambda row, ticket: {"state": "cancelled", "finished_at": row.at, "terminal_id": None}
    ),
    "TicketFinished": Step(
        ("serving",), lambda row, ticket: {"state": "finished", "finished_at": row.at, "outcome": row.data["outcome"]}
    ),
    "TicketChannelChanged": Step(("waiting", "called"), lambda row, ticket: {"terminal_id": None}),
    "ConsultationClosed": Step(ANY, _closed),
    "ActionUndone": Step(ANY, lambda row, ticket: {}),
}  # fmt: skip


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
    """Numbers of an office and day run from 1 to the sequence's last, each once."""
    last = {(office, day): last for office, day, last in connection.execute("SELECT * FROM ticket_sequence")}
    taken: dict[tuple[int, str], list[int]] = {key: [] for key in last}
    prefixes = dict(connection.execute("SELECT id, prefix FROM office"))
    for office, day, number in connection.execute("SELECT office_id, day, number FROM ticket"):
        taken.setdefault((office, day), []).append(int(number.removeprefix(prefixes[office])))
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
    replay = Replay()
    for id, at, type, ticket, counter, clerk, device, data in connection.execute(
        "SELECT id, at, type, ticket_id, counter_id, clerk_id, device_id, data FROM journal ORDER BY id"
    ):
        replay.take(Row(id, at, type, ticket, counter, clerk, device, json.loads(data)))
    yield from replay.faults
    stored = {row[0]: dict(zip(FIELDS, row[1:], strict=True))
              for row in connection.execute(f"SELECT id, {', '.join(FIELDS)} FROM ticket")}  # fmt: skip
    if stored.keys() != replay.tickets.keys():
        yield f"tickets without journal or the reverse: {sorted(stored.keys() ^ replay.tickets.keys())[:9]}"
    for ticket, story in replay.tickets.items():
        if story != stored.get(ticket, story):
            yield f"ticket {ticket}: journal {story}, table {stored[ticket]}"
