"""People who wait at their own device with no number to call: they can be reached only while their page is open."""

from dataclasses import dataclass
from datetime import datetime

from appliance.store.rows import from_micros, instant, to_micros
from appliance.store.sql import execute

_REACHED_BY_PAGE = (
    "SELECT ticket.id, ticket.office_id, ticket.absent_since, coalesce(ticket.waiting_since, ticket.taken_at)"
    " FROM ticket LEFT JOIN appointment ON appointment.id = ticket.appointment_id"
    " WHERE ticket.state = 'waiting' AND ticket.channel = 'video' AND NOT ticket.at_terminal"
    " AND ticket.phone = '' AND coalesce(appointment.phone, '') = ''"
)


@dataclass(frozen=True)
class Waiter:
    """`queued_at`: since when the ticket waits in this queue. `absent_since`: as in `domain.ticket.Ticket`."""

    ticket_id: int
    office_id: int
    absent_since: datetime | None
    queued_at: datetime


def reached_by_page() -> list[Waiter]:
    return [
        Waiter(ticket, office, from_micros(absent), instant(queued))
        for ticket, office, absent, queued in execute(_REACHED_BY_PAGE)
    ]


def reached_otherwise() -> list[int]:
    """Ids of tickets that count as away although their people come, are called, or are at a counter by now."""
    rows = execute(
        f"SELECT id FROM ticket WHERE absent_since IS NOT NULL AND id NOT IN (SELECT id FROM ({_REACHED_BY_PAGE}))"
    )
    return [ticket_id for (ticket_id,) in rows]


def set_absent(ticket_id: int, since: datetime | None) -> bool:
    """True when this changed something. No transition, so the version stays: nobody's undo is spoiled by it."""
    changed = execute(
        "UPDATE ticket SET absent_since = ? WHERE id = ? AND (absent_since IS NULL) = ?",
        (None if since is None else to_micros(since), ticket_id, since is not None),
    )
    return changed.rowcount > 0
