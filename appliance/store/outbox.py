"""The outbox: messages that wait to be sent, and for a while those that were."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from appliance.domain.errors import OfficeError
from appliance.domain.message import Medium, Message, MessageKind, MessageState
from appliance.store.rows import from_micros, instant, to_micros
from appliance.store.sql import execute, first, insert_row

_COLUMNS = (
    "id, kind, medium, subject, office_id, appointment_id, sequence, language, address, state, attempts, created_at,"
    " next_at, expires_at, tried_at, ended_at, problem, reason, facts"
)


def add(
    kind: MessageKind,
    medium: Medium,
    subject: str,
    *,
    language: str,
    at: datetime,
    expires_at: datetime,
    not_before: datetime | None = None,
    office_id: int | None = None,
    appointment_id: int | None = None,
    sequence: int = 0,
    address: str = "",
    facts: dict[str, Any] | None = None,
) -> int:
    """Its id. It waits from now on, or until `not_before`."""
    return insert_row(
        "INSERT INTO outbox (kind, medium, subject, office_id, appointment_id, sequence, language, address, created_at,"
        " next_at, expires_at, facts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (kind.value, medium.value, subject, office_id, appointment_id, sequence, language, address, to_micros(at),
         to_micros(not_before or at), to_micros(expires_at), json.dumps(facts or {})),
    )  # fmt: skip


def by_id(message_id: int) -> Message:
    found = _many("id = ?", message_id)
    if not found:
        raise OfficeError("unknown_message")
    return found[0]


def due(at: datetime, media: Collection[Medium], limit: int) -> list[Message]:
    """Of these media, the oldest first."""
    marks = ", ".join("?" * len(media))
    return _many(
        f"state = 'waiting' AND next_at <= ? AND medium IN ({marks})", to_micros(at), *(one.value for one in media),
        order="next_at, id", limit=limit,
    )  # fmt: skip


def expired(at: datetime) -> list[Message]:
    """Their time came, and then it passed."""
    return _many("state = 'waiting' AND next_at <= ? AND expires_at <= ?", to_micros(at), to_micros(at))


def waiting_about(subject: str) -> list[Message]:
    return _many("state = 'waiting' AND subject = ?", subject)


def in_trouble(at: datetime, limit: int) -> list[Message]:
    """Given up, or waiting after a failed attempt, or due and not sent; the newest first."""
    return _many(
        "state = 'failed' OR (state = 'waiting' AND (attempts > 0 OR next_at <= ?))", to_micros(at), order="id DESC",
        limit=limit,
    )  # fmt: skip


def counts(at: datetime) -> dict[str, int]:
    """How many wait for their time (`planned`) or should be on their way (`due`), were sent, dropped, failed."""
    rows = execute(
        "SELECT CASE WHEN state <> 'waiting' THEN state WHEN next_at > ? AND attempts = 0 THEN 'planned' ELSE 'due' END"
        " AS what, count(*) FROM outbox GROUP BY what",
        (to_micros(at),),
    )
    return dict(rows)


def has_failed() -> bool:
    """Whether one was given up that nobody has looked after yet."""
    return first("SELECT 1 FROM outbox WHERE state = 'failed' LIMIT 1") is not None


def has_waited_since(moment: datetime) -> bool:
    """Whether one was due or tried before and has still not left."""
    row = first(
        "SELECT 1 FROM outbox WHERE state = 'waiting' AND coalesce(tried_at, next_at) <= ? LIMIT 1",
        (to_micros(moment),),
    )
    return row is not None


def note_failure(message: Message, problem: str, reason: str, at: datetime, next_at: datetime | None) -> None:
    """`next_at` None: it is given up."""
    state = MessageState.WAITING if next_at else MessageState.FAILED
    execute(
        "UPDATE outbox SET state = ?, attempts = attempts + 1, tried_at = coalesce(tried_at, ?), problem = ?,"
        " reason = ?, next_at = coalesce(?, next_at), ended_at = ? WHERE id = ? AND state = 'waiting'",
        (state.value, to_micros(at), problem, reason, next_at and to_micros(next_at),
         None if next_at else to_micros(at), message.id),
    )  # fmt: skip


def end(message_id: int, state: MessageState, at: datetime) -> bool:
    """A waiting one was sent or dropped. False when it no longer waited."""
    cursor = execute(
        "UPDATE outbox SET state = ?, ended_at = ?, attempts = attempts + ? WHERE id = ? AND state = 'waiting'",
        (state.value, to_micros(at), int(state is MessageState.SENT), message_id),
    )
    return cursor.rowcount == 1


def erase(message_id: int) -> None:
    """The address, and what was to be said."""
    execute("UPDATE outbox SET address = '', facts = '{}' WHERE id = ?", (message_id,))


def drop_failed(message_id: int, at: datetime) -> bool:
    """Nobody wants another attempt."""
    cursor = execute(
        "UPDATE outbox SET state = 'dropped', ended_at = ? WHERE id = ? AND state IN ('failed', 'waiting')",
        (to_micros(at), message_id),
    )
    return cursor.rowcount == 1


def again(message_id: int, at: datetime) -> bool:
    """At once, and with another day of attempts. False when there is nothing to repeat."""
    cursor = execute(
        "UPDATE outbox SET state = 'waiting', next_at = ?, tried_at = NULL, ended_at = NULL, attempts = 0,"
        " problem = '', reason = '' WHERE id = ? AND state IN ('failed', 'waiting')",
        (to_micros(at), message_id),
    )
    return cursor.rowcount == 1


def forget_about(subject: str) -> None:
    """Whether they were sent or not, with the addresses in them."""
    execute("DELETE FROM outbox WHERE subject = ?", (subject,))


def forget_ended_before(moment: datetime) -> None:
    """With the addresses in them."""
    execute("DELETE FROM outbox WHERE state <> 'waiting' AND ended_at < ?", (to_micros(moment),))


def _many(where: str, *values: object, order: str = "id", limit: int = -1) -> list[Message]:
    rows: Iterable[tuple[Any, ...]] = execute(
        f"SELECT {_COLUMNS} FROM outbox WHERE {where} ORDER BY {order} LIMIT ?", (*values, limit)
    )
    return [_message(row) for row in rows]


def _message(row: tuple[Any, ...]) -> Message:
    (id, kind, medium, subject, office, appointment, sequence, language, address, state, attempts, created, next_at,
     expires, tried, ended, problem, reason, facts) = row  # fmt: skip
    return Message(
        id=id, kind=MessageKind(kind), medium=Medium(medium), subject=subject, office_id=office,
        appointment_id=appointment, sequence=sequence, language=language, address=address, state=MessageState(state),
        attempts=attempts, created_at=instant(created), next_at=instant(next_at), expires_at=instant(expires),
        tried_at=from_micros(tried), ended_at=from_micros(ended), problem=problem, reason=reason,
        facts=json.loads(facts),
    )  # fmt: skip
