"""Priority (Vorrang): somebody counts as if they had come earlier, for a reason that can be said."""

from datetime import datetime

from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.queue import priority_key, queue_key
from appliance.domain.ticket import OPEN, Priority, Ticket
from appliance.operations.desk_actions import Action, step, within_reach
from appliance.store import offices


def set_priority(counter_id: int, clerk_id: int, ticket_id: int, reason: Priority | None, at: datetime) -> Action:
    """Of somebody who waits or is parked; None takes it back. Raises what `within_reach` does."""
    ticket = within_reach(counter_id, clerk_id, ticket_id, *OPEN)
    return prioritise(ticket, reason, (counter_id, clerk_id), at)


def prioritise(ticket: Ticket, reason: Priority | None, by: tuple[int | None, int], at: datetime) -> Action:
    """`by`: a counter, None at the reception, and a clerk. Raises wrong_state."""
    if ticket.state not in OPEN:
        raise OfficeError("wrong_state", number=ticket.number, state=ticket.state)
    rules = offices.by_id(ticket.office_id).calling
    counted = priority_key if reason else queue_key
    key = counted(ticket.taken_at, ticket.due_at, rules)
    return step(ticket, EventType.TICKET_PRIORITY_CHANGED, at, {"reason": reason}, by, priority=reason, queue_key=key)
