"""What citizens say of their visit, by service and day; and which tickets have had their say."""

import secrets
from collections import defaultdict
from datetime import date, datetime

from appliance.domain.feedback import Answer, Said
from appliance.store.rows import to_micros
from appliance.store.sql import execute, first

FEEDBACK, NEXT_STEPS = "feedback", "next_steps"
"""What a ticket has once."""


def add(service_id: int, day: date, answer: Answer, comment: str) -> None:
    """Under a random id: the order of the rows says nothing about who came when."""
    execute(
        "INSERT INTO feedback (id, service_id, day, answer, comment) VALUES (?, ?, ?, ?, ?)",
        (secrets.randbits(62), service_id, day.isoformat(), answer.value, comment),
    )


def said_since(day: date) -> list[Said]:
    """By service, in the order of their ids."""
    counts: dict[int, dict[Answer, int]] = defaultdict(lambda: dict.fromkeys(Answer, 0))
    comments: dict[int, list[str]] = defaultdict(list)
    rows = execute("SELECT service_id, answer, comment FROM feedback WHERE day >= ? ORDER BY id", (day.isoformat(),))
    for service_id, answer, comment in rows:
        counts[service_id][Answer(answer)] += 1
        comments[service_id] += [comment] if comment else []
    return [Said(service_id, counts[service_id], tuple(comments[service_id])) for service_id in sorted(counts)]


def forget_before(day: date) -> None:
    execute("DELETE FROM feedback WHERE day < ?", (day.isoformat(),))


def note_given(ticket_id: int, what: str) -> bool:
    """False when this ticket had it before."""
    given = execute("INSERT OR IGNORE INTO ticket_given (ticket_id, what) VALUES (?, ?)", (ticket_id, what))
    return given.rowcount == 1


def has_given(ticket_id: int, what: str) -> bool:
    return first("SELECT 1 FROM ticket_given WHERE ticket_id = ? AND what = ?", (ticket_id, what)) is not None


def forget_given_before(moment: datetime) -> None:
    """Of tickets that were taken before."""
    execute(
        "DELETE FROM ticket_given WHERE ticket_id IN (SELECT id FROM ticket WHERE taken_at < ?)", (to_micros(moment),)
    )
