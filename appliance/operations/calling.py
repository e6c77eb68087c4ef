"""How an office calls, as its administration sets it."""

from datetime import datetime

from appliance.domain.calling import CallingRules
from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.queue import priority_key, queue_key
from appliance.domain.ticket import Ticket
from appliance.store import journal, offices, tickets


def set_rules(office_id: int, rules: CallingRules, clerk_id: int | None, at: datetime) -> None:
    """From now on. Those who have a number already are put in the order of the new credits at once.

    Raises unknown_office, invalid_input (see `CallingRules.faults`).
    """
    if faults := rules.faults():
        raise OfficeError("invalid_input", fields=", ".join(faults))
    if offices.by_id(office_id).calling == rules:
        return
    offices.set_calling(office_id, rules)
    moved = [(one, key) for one in tickets.with_credit(office_id) if (key := _key(one, rules)) != one.queue_key]
    for ticket, key in moved:
        tickets.change(ticket, queue_key=key)
    journal.append(at, EventType.CALLING_RULES_CHANGED, office=office_id, clerk=clerk_id,
                   data={"keys": {ticket.id: key.isoformat() for ticket, key in moved}})  # fmt: skip


def _key(ticket: Ticket, rules: CallingRules) -> datetime:
    key = queue_key if ticket.priority is None else priority_key
    return key(ticket.taken_at, ticket.due_at, rules)
