"""What the reception does for somebody who stands there: a number, priority, giving it back; and for whom a clerk has
left alone: back in the queue.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from appliance.domain.consultation import UNDO_WINDOW
from appliance.domain.errors import OfficeError
from appliance.domain.journal import Event, EventType
from appliance.domain.staff import Role
from appliance.domain.ticket import ACTIVE, OPEN, Priority, Ticket, TicketState
from appliance.operations import printing, priorities, takeovers
from appliance.operations import tickets as ticket_operations
from appliance.operations.desk_actions import Action, step
from appliance.operations.rooms import reopen_room
from appliance.operations.tickets import Order
from appliance.store import journal, shown_windows, staff, tickets
from appliance.store import printing as papers

ROLES = (Role.RECEPTION, Role.SUPERVISOR)

MAY_BE_PRIOR = (TicketState.WAITING, TicketState.PARKED)
MAY_GO = (TicketState.WAITING, TicketState.CALLED, TicketState.PARKED)

DEEDS = (EventType.TICKET_PRIORITY_CHANGED, EventType.TICKET_CANCELLED, EventType.TICKET_RETURNED)
"""What can be taken back for UNDO_WINDOW. A number that was taken for somebody is given back."""


@dataclass(frozen=True)
class Deed:
    """`id` is the journal row's and names the deed for `undo`."""

    id: int
    kind: str
    until: datetime


def take(order: Order, priority: Priority | None, clerk_id: int, token: str, at: datetime) -> int:
    """The id of a waiting ticket. Raises what `operations.tickets.take_ticket` does."""
    ticket_id = ticket_operations.take_ticket(order, token, at)
    if priority is not None:
        set_priority(clerk_id, ticket_id, priority, at)
    return ticket_id


def set_priority(clerk_id: int, ticket_id: int, reason: Priority | None, at: datetime) -> Deed:
    """Why somebody comes before their turn, or None: not any more. Raises wrong_state for who does not wait."""
    ticket = _in_state(ticket_id, MAY_BE_PRIOR)
    return _deed(priorities.prioritise(ticket, reason, (None, clerk_id), at), "priority", at)


def give_back(clerk_id: int, ticket_id: int, at: datetime) -> Deed:
    """They go. Raises wrong_state while they are served, and when it is over."""
    ticket = _in_state(ticket_id, MAY_GO)
    shown_windows.forget([ticket.id])
    gone = step(ticket, EventType.TICKET_CANCELLED, at, by=(None, clerk_id),
                state=TicketState.CANCELLED, terminal_id=None, finished_at=at)  # fmt: skip
    return _deed(gone, "cancel", at)


def put_back(clerk_id: int, ticket_id: int, at: datetime) -> Deed:
    """They wait again at their place, as their clerk's console has vanished. Raises not_left_alone."""
    return _deed(takeovers.put_back_left(clerk_id, ticket_id, at), "return", at)


def address(ticket_id: int, secret: bytes, at: datetime) -> str:
    """The token of a link to the ticket's page, the one that its paper bears: those of before go on opening it.

    Raises wrong_state for a ticket that is over.
    """
    ticket = _in_state(ticket_id, OPEN)
    token = printing.paper_token(secret, ticket)
    papers.know_paper(ticket.id, token)
    return token


def undo(clerk_id: int, ticket_id: int, deed_id: int, at: datetime) -> None:
    """Take the deed back, if nothing has come of it. Raises undo_too_late."""
    event, ticket = journal.by_id(deed_id), tickets.by_id(ticket_id)
    if event is None or not _can_be_undone(event, ticket, clerk_id, at):
        raise OfficeError("undo_too_late")
    before = cast(dict[str, object], event.data["before"])
    if not _finds_the_clerk(ticket, before):
        raise OfficeError("undo_too_late")
    reopen_room(event, ticket, at)
    try:
        tickets.restore(ticket, before)
    except OfficeError:
        raise OfficeError("undo_too_late") from None
    journal.append(at, EventType.ACTION_UNDONE, office=ticket.office_id, ticket=ticket.id, clerk=clerk_id,
                   data={"undone": event.id})  # fmt: skip


def _can_be_undone(event: Event, ticket: Ticket, clerk_id: int, at: datetime) -> bool:
    """Nobody at a counter takes back what was done here, nor the other way round."""
    is_of_here = event.type in DEEDS and event.counter_id is None and event.clerk_id == clerk_id
    stands = event.ticket_id == ticket.id and event.data.get("version") == ticket.version
    return is_of_here and stands and at - event.at <= UNDO_WINDOW


def _finds_the_clerk(ticket: Ticket, before: dict[str, object]) -> bool:
    """Whoever is to be at a counter again: the same clerk is there still, and has not gone for a pause."""
    if before.get("state") not in ACTIVE:
        return True
    counter = staff.counter(cast(int, before.get("counter_id", ticket.counter_id)))
    return counter.clerk_id == before.get("clerk_id", ticket.clerk_id) and counter.paused_at is None


def _in_state(ticket_id: int, states: tuple[TicketState, ...]) -> Ticket:
    ticket = tickets.by_id(ticket_id)
    if ticket.state not in states:
        raise OfficeError("wrong_state", number=ticket.number, state=ticket.state)
    return ticket


def _deed(done: Action, kind: str, at: datetime) -> Deed:
    return Deed(done.id, kind, at + UNDO_WINDOW)
