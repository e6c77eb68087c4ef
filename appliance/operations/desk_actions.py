"""What all actions at a counter share: whose counter it is, which ticket, and what the journal keeps of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from appliance.domain import queue
from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.staff import Clerk, Counter
from appliance.domain.ticket import ACTIVE, Ticket, TicketState
from appliance.store import journal, staff, tickets

Changes = dict[str, Any]
"""Of a ticket, by field."""

BACK_IN_THE_QUEUE: Changes = {
    "state": TicketState.WAITING, "called_at": None, "admitted_at": None, "recalls": 0, "recalled_at": None,
    "counter_id": None, "clerk_id": None, "parked_at": None, "parked_for": None, "resumed_at": None,
    "worked_seconds": 0,
}  # fmt: skip
"""Changes of a ticket that waits again, as if it had not been called; number, key and the time it was taken stay."""


@dataclass(frozen=True)
class Action:
    """`id` is the journal row's and names the action for `undo`."""

    id: int
    ticket: Ticket
    passed_over: tuple[queue.Obstacle, ...] = ()


def own_counter(counter_id: int, clerk_id: int) -> Counter:
    """Raises no_counter."""
    counter = staff.counter(counter_id)
    if counter.clerk_id != clerk_id:
        raise OfficeError("no_counter", counter=counter.name)
    return counter


def at_free_counter(counter_id: int, clerk_id: int) -> tuple[Clerk, Counter]:
    """Raises no_counter, counter_busy."""
    counter = own_counter(counter_id, clerk_id)
    if tickets.at_counter(counter_id) is not None:
        raise OfficeError("counter_busy", counter=counter.name)
    return staff.clerk(clerk_id), counter


def mine(counter_id: int, clerk_id: int, ticket_id: int, *states: TicketState) -> Ticket:
    """The ticket at my counter, in one of the states that the action needs. Raises no_counter, wrong_state."""
    own_counter(counter_id, clerk_id)
    ticket = tickets.by_id(ticket_id)
    if ticket.counter_id != counter_id or ticket.state not in states:
        raise OfficeError("wrong_state", number=ticket.number, state=ticket.state)
    return ticket


def within_reach(counter_id: int, clerk_id: int, ticket_id: int, *states: TicketState) -> Ticket:
    """A ticket of the counter's office in one of these states: called or served at this counter, or at none.

    Raises no_counter, forbidden, taken_by_other, wrong_state.
    """
    counter, ticket = own_counter(counter_id, clerk_id), tickets.by_id(ticket_id)
    if ticket.state in ACTIVE and ticket.counter_id != counter_id:
        raise OfficeError("taken_by_other", number=ticket.number)
    if ticket.state not in ACTIVE and ticket.office_id != counter.office_id:
        raise OfficeError("forbidden")
    if ticket.state not in states:
        raise OfficeError("wrong_state", number=ticket.number, state=ticket.state)
    return ticket


def step(
    ticket: Ticket,
    type: EventType,
    at: datetime,
    facts: dict[str, object] | None = None,
    by: tuple[int | None, int] | None = None,
    **changes: object,
) -> Action:
    """One transition and its journal row, which keeps what `undo` puts back.

    `facts` go into the row, which names the counter and the clerk of the ticket, or those of `by`.
    """
    tickets.change(ticket, **changes)
    changed = Ticket(**{**vars(ticket), **changes, "version": ticket.version + 1})  # `replace` takes half as long again
    counter_id, clerk_id = by or (changed.counter_id, changed.clerk_id)
    action_id = journal.append(
        at, type, office=changed.office_id, ticket=ticket.id, counter=counter_id, clerk=clerk_id,
        device=changed.terminal_id or ticket.terminal_id,
        data={"before": tickets.snapshot(ticket, changes), "version": changed.version, **(facts or {})},
    )  # fmt: skip
    return Action(action_id, changed)
