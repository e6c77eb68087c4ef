"""What a kiosk shows somebody who has checked in."""

from datetime import datetime
from typing import Any

from appliance.store import appointments, tickets
from appliance.web.views.tickets import ticket_view


def checked_in_view(appointment_id: int, at: datetime) -> dict[str, Any]:
    """The ticket and what of the appointment decides how long it takes."""
    found = appointments.by_id(appointment_id)
    assert found.ticket_id is not None
    ticket = tickets.by_id(found.ticket_id)
    return {
        "ticket": ticket_view(ticket.id, at),
        "begins_at": found.begins_at,
        "in_time": ticket.due_at is not None or ticket.taken_at <= found.begins_at,
    }
