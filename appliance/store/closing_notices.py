"""What becomes of those who still wait at closing: the rule of each office, and what each ticket was told."""

from dataclasses import dataclass
from datetime import datetime

from appliance.domain.message import AtClosing
from appliance.store.rows import instant, to_micros
from appliance.store.sql import execute, first


@dataclass(frozen=True)
class ClosingNotice:
    """`closes_at`: when the office closes, or closed."""

    told: AtClosing
    closes_at: datetime


def rule(office_id: int) -> AtClosing:
    return AtClosing(first("SELECT at_closing FROM office WHERE id = ?", (office_id,))[0])


def set_rule(office_id: int, wanted: AtClosing) -> None:
    execute("UPDATE office SET at_closing = ? WHERE id = ?", (wanted.value, office_id))


def of_ticket(ticket_id: int) -> ClosingNotice | None:
    row = first("SELECT told, closes_at FROM closing_notice WHERE ticket_id = ?", (ticket_id,))
    return ClosingNotice(AtClosing(row[0]), instant(row[1])) if row else None


def add(ticket_id: int, told: AtClosing, closes_at: datetime) -> None:
    execute("INSERT INTO closing_notice VALUES (?, ?, ?)", (ticket_id, told.value, to_micros(closes_at)))


def told_tickets(office_id: int) -> set[int]:
    """Of those who wait."""
    rows = execute(
        "SELECT ticket_id FROM closing_notice WHERE ticket_id IN"
        " (SELECT id FROM ticket WHERE office_id = ? AND state = 'waiting')",
        (office_id,),
    )
    return {ticket_id for (ticket_id,) in rows}


def forget_ended() -> None:
    execute("DELETE FROM closing_notice WHERE ticket_id NOT IN (SELECT id FROM ticket WHERE state = 'waiting')")
