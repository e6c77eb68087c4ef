"""A clerk whose console has vanished does not block a citizen: who was called waits again, who was being served can be
taken over by a colleague, or is put back in the queue by the reception.
"""

from datetime import datetime

from appliance.domain.errors import OfficeError
from appliance.domain.journal import Event, EventType
from appliance.domain.staff import CONSOLE_LIFETIME, Counter
from appliance.domain.ticket import Ticket, TicketState
from appliance.operations import pauses
from appliance.operations.desk_actions import Action, at_free_counter, step
from appliance.operations.parking import put_back
from appliance.operations.rooms import end_room
from appliance.store import consultations, journal, staff, tickets


def seen(clerk_id: int, at: datetime) -> None:
    """A console shows itself. Whoever sits at no counter needs not be seen."""
    counter = staff.counter_of(clerk_id)
    if counter is None:
        return
    staff.set_seen(counter.id, at)
    if counter.vanished_at is not None:
        _row(EventType.CONSOLE_CAME_BACK, counter, at)


def vanished(at: datetime) -> list[Counter]:
    """Counters whose console was not seen for CONSOLE_LIFETIME, and of which nobody knows yet."""
    return staff.unseen_since(at - CONSOLE_LIFETIME)


def announce_vanished(counter: Counter, at: datetime) -> None:
    """Colleagues hear of it. Somebody who was called there, and not to a terminal, waits again at their place."""
    staff.set_vanished(counter.id, at)
    _row(EventType.CONSOLE_VANISHED, counter, at)
    ticket = tickets.at_counter(counter.id)
    if ticket is not None and ticket.state is TicketState.CALLED:
        put_back(ticket, at)


def left_alone(office_id: int | None = None) -> list[tuple[Ticket, Counter]]:
    """Tickets at counters whose console has vanished, and where: in this office, or in all."""
    gone = {one.id: one for one in staff.counters() if one.vanished_at is not None}
    if not gone:
        return []
    return [(ticket, gone[ticket.counter_id]) for ticket in tickets.active(office_id) if ticket.counter_id in gone]


def take_over(counter_id: int, clerk_id: int, ticket_id: int, at: datetime) -> Action:
    """Go on serving at this free counter somebody whose clerk has vanished, in the same conversation.

    Raises wrong_state, forbidden, counter_at_home, and what a counter that is not free does.
    """
    _, counter = at_free_counter(counter_id, clerk_id)
    ticket = tickets.by_id(ticket_id)
    left = {one.id: where for one, where in left_alone(ticket.office_id)}
    if ticket.id not in left:
        raise OfficeError("wrong_state", number=ticket.number, state=ticket.state)
    if ticket.office_id != counter.office_id:
        raise OfficeError("forbidden")
    facts = pauses.end_by_calling(counter, clerk_id, at)
    action = step(
        ticket, EventType.TICKET_TAKEN_OVER, at, {"from": left[ticket.id].id, **facts}, counter_id=counter_id,
        clerk_id=clerk_id,
    )  # fmt: skip
    _lead(action.ticket, clerk_id, counter_id, at)
    return action


def put_back_left(clerk_id: int, ticket_id: int, at: datetime) -> Action:
    """To the queue, with number and key; done at the reception. A conversation ends. Raises not_left_alone."""
    ticket = tickets.by_id(ticket_id)
    if ticket.id not in {one.id for one, _ in left_alone(ticket.office_id)}:
        raise OfficeError("not_left_alone", number=ticket.number)
    return put_back(ticket, at, (None, clerk_id), end_room(ticket, at))


def give_room_back(event: Event, ticket: Ticket, at: datetime) -> None:
    """The take-over is undone: the conversation is led from where it was led before."""
    before = event.data["before"]
    assert isinstance(before, dict)
    _lead(ticket, before["clerk_id"], before["counter_id"], at)


def _lead(ticket: Ticket, clerk_id: int, counter_id: int, at: datetime) -> None:
    running = consultations.running_of_ticket(ticket.id)
    if running is None:
        return
    consultations.hand_over(running.id, clerk_id, counter_id)
    journal.append(at, EventType.CONSULTATION_HANDED_OVER, office=running.office_id, ticket=ticket.id,
                   counter=counter_id, clerk=clerk_id, device=running.terminal_id, consultation=running.id,
                   data={"from": running.counter_id, "place": None, "colleague": clerk_id})  # fmt: skip


def _row(type: EventType, counter: Counter, at: datetime) -> None:
    journal.append(at, type, office=counter.office_id, counter=counter.id, clerk=counter.clerk_id)
