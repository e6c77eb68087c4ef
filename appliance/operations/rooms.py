"""What becomes of a consultation when its ticket leaves the counter without being finished, and when that is undone."""

from datetime import datetime

from appliance.domain.consultation import ConsultationState
from appliance.domain.errors import OfficeError
from appliance.domain.journal import Event, EventType
from appliance.domain.ticket import Ticket
from appliance.operations.consultations import close
from appliance.store import consultations, journal


def end_room(ticket: Ticket, at: datetime) -> dict[str, object]:
    """The conversation is over; upkeep closes its room when it can no longer be undone. What the journal row of the
    action says of it, nothing where there was none.
    """
    running = consultations.running_of_ticket(ticket.id)
    if running is None or not consultations.set_state(
        running.id, ConsultationState.OPEN, ConsultationState.FINISHED, at
    ):
        return {}
    journal.append(at, EventType.CONSULTATION_FINISHED, office=ticket.office_id, ticket=ticket.id,
                   counter=ticket.counter_id, device=ticket.terminal_id, consultation=running.id)  # fmt: skip
    return {"room": running.id}


def settle_room(ticket: Ticket, at: datetime) -> None:
    """Close at once a room that only shows its thanks: its ticket goes on elsewhere."""
    running = consultations.running_of_ticket(ticket.id)
    if running is not None and running.state is ConsultationState.FINISHED:
        close(running, at)


def reopen_room(event: Event, ticket: Ticket, at: datetime) -> None:
    """The room that the action ended. Raises undo_too_late when it is closed."""
    room = event.data.get("room")
    if not isinstance(room, int):
        return
    if not consultations.set_state(room, ConsultationState.FINISHED, ConsultationState.OPEN, None):
        raise OfficeError("undo_too_late")
    journal.append(at, EventType.CONSULTATION_REOPENED, office=ticket.office_id, ticket=ticket.id,
                   counter=event.counter_id, device=ticket.terminal_id, consultation=room)  # fmt: skip


def withdraw_room(event: Event, ticket: Ticket, at: datetime) -> None:
    """The room that the action opened is closed."""
    running = consultations.running_of_ticket(ticket.id)
    if running is not None:
        close(running, at)
