"""Parking: somebody waits for a paper or a colleague, the counter is free for others, and their place is kept."""

from datetime import datetime

from appliance.domain import queue
from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.ticket import ACTIVE, Channel, ParkReason, Ticket, TicketState
from appliance.operations import pauses
from appliance.operations.consultations import open_consultation
from appliance.operations.desk_actions import (
    BACK_IN_THE_QUEUE,
    Action,
    Changes,
    at_free_counter,
    mine,
    step,
    within_reach,
)
from appliance.operations.rooms import end_room, settle_room
from appliance.operations.terminals import free_terminals
from appliance.store import tickets


def park(counter_id: int, clerk_id: int, ticket_id: int, reason: ParkReason, at: datetime) -> Action:
    """From the call or from the service. A conversation ends; its terminal is free when its thanks are over."""
    ticket = mine(counter_id, clerk_id, ticket_id, *ACTIVE)
    room = end_room(ticket, at)
    return step(
        ticket, EventType.TICKET_PARKED, at, {"reason": reason.value, **room}, state=TicketState.PARKED, parked_at=at,
        parked_for=reason, worked_seconds=worked_seconds(ticket, at),
        **({} if room else {"terminal_id": None}),
    )  # fmt: skip


def resume(counter_id: int, clerk_id: int, ticket_id: int, at: datetime) -> Action:
    """Go on serving at this free counter, whoever parked it. Somebody at a terminal is called to one and confirms.

    Raises, besides those of the counter: wrong_state, not_your_service, counter_at_home, no_free_terminal.
    """
    clerk, counter = at_free_counter(counter_id, clerk_id)
    ticket = within_reach(counter_id, clerk_id, ticket_id, TicketState.PARKED)
    settle_room(ticket, at)
    ticket = tickets.by_id(ticket.id)
    terminals = free_terminals(counter.office_id, at)
    code = queue.hindrance(ticket, clerk, counter, len(terminals))
    if code is not None:
        raise OfficeError(code, number=ticket.number)
    facts = pauses.end_by_calling(counter, clerk_id, at)
    here: Changes = {
        "counter_id": counter_id,
        "clerk_id": clerk_id,
        "resumed_at": at,
        "parked_at": None,
        "parked_for": None,
    }
    if ticket.at_terminal:
        called: Changes = {"state": TicketState.CALLED, "terminal_id": terminals[0].id, "recalls": 0, "recalled_at": at}
        return step(ticket, EventType.TICKET_RESUMED, at, {"called": True, **facts}, **here, **called)
    serving: Changes = {"state": TicketState.SERVING, "admitted_at": ticket.admitted_at or at}
    action = step(ticket, EventType.TICKET_RESUMED, at, facts, **here, **serving)
    if ticket.channel is Channel.VIDEO:
        open_consultation(action.ticket, at)
    return action


def give_back(counter_id: int, clerk_id: int, ticket_id: int, at: datetime) -> Action:
    """To the queue, with number and key: somebody who was called here, or is parked in this office."""
    ticket = within_reach(counter_id, clerk_id, ticket_id, TicketState.CALLED, TicketState.PARKED)
    settle_room(ticket, at)
    return put_back(tickets.by_id(ticket.id), at, (counter_id, clerk_id))


def put_back(
    ticket: Ticket,
    at: datetime,
    by: tuple[int | None, int] | None = None,
    room: dict[str, object] | None = None,
) -> Action:
    """A called ticket has waited all the time; one that was parked or being served waits anew.

    `room`: what `end_room` said; the terminal is free when its thanks are over.
    """
    since = ticket.waiting_since if ticket.state is TicketState.CALLED else at
    changes = {**BACK_IN_THE_QUEUE, "waiting_since": since, **({} if room else {"terminal_id": None})}
    return step(ticket, EventType.TICKET_RETURNED, at, room, by, **changes)


def worked_seconds(ticket: Ticket, at: datetime) -> int:
    """At counters so far, from the first call on."""
    since = ticket.at_counter_since
    return int((at - since).total_seconds()) if since else 0
