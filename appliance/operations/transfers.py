"""Passing a ticket on (Weiterleiten): to another office's service, to a counter or to a person. Number, key and the
time at which it was taken stay.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from appliance.domain import queue
from appliance.domain.errors import OfficeError
from appliance.domain.guest import GuestState
from appliance.domain.journal import EventType
from appliance.domain.staff import Clerk, Counter
from appliance.domain.ticket import OPEN, Channel, Ticket, TicketState
from appliance.operations import opening
from appliance.operations.consultations import hand_over
from appliance.operations.desk_actions import BACK_IN_THE_QUEUE, Action, Changes, own_counter, step, within_reach
from appliance.operations.rooms import end_room
from appliance.operations.tickets import has_terminal
from appliance.store import consultations, guests, journal, offices, shown_windows, staff, tickets


@dataclass(frozen=True)
class Target:
    """To whom: one of the three."""

    service_id: int | None = None
    counter_id: int | None = None
    clerk_id: int | None = None


def transfer(counter_id: int, clerk_id: int, ticket_id: int, target: Target, at: datetime) -> Action:
    """Of somebody at this counter, or of this office who waits or is parked. They wait again, for a counter or a person
    until those leave (`free`). A conversation ends, or is handed over to the colleague who is in the room.

    Raises wrong_state, forbidden, taken_by_other; unknown_service, office_closed, channel_not_offered; colleague_away,
    colleague_cannot (nothing of it, or not from home).
    """
    ticket = within_reach(counter_id, clerk_id, ticket_id, *OPEN)
    own_counter(counter_id, clerk_id)
    warm = _guest(ticket, target)
    if warm is not None:
        return _handed_over(ticket, clerk_id, warm, at)
    changes = _to_service(ticket, target.service_id, at) if target.service_id else _to_desk(ticket, target)
    room = end_room(ticket, at)
    after = {name: value for name, value in changes.items() if name != "office_id"}
    facts = {"after": after, **room}
    if changes["office_id"] != ticket.office_id:
        facts["other_office"] = ticket.office_id
    if not room:
        changes["terminal_id"] = None
    shown_windows.forget([ticket.id])
    return step(
        ticket, EventType.TICKET_TRANSFERRED, at, facts, (counter_id, clerk_id),
        **BACK_IN_THE_QUEUE, **changes, waiting_since=_since(ticket, at),
    )  # fmt: skip


def free_lost(at: datetime) -> None:
    """Whoever waits for a counter or a person that has left waits for everybody."""
    for ticket in lost(at):
        tickets.change(ticket, for_counter_id=None, for_clerk_id=None)
        journal.append(at, EventType.TICKET_FREED, office=ticket.office_id, ticket=ticket.id)


def lost(at: datetime) -> list[Ticket]:
    """Waiting for somebody alone who cannot call them any more."""
    return [ticket for ticket in tickets.bound() if not _awaited(ticket)]


def _awaited(ticket: Ticket) -> bool:
    if ticket.for_clerk_id is not None:
        counter = staff.counter_of(ticket.for_clerk_id)
    else:
        counter = staff.counter(ticket.for_counter_id or 0)
    if counter is None or counter.clerk_id is None or counter.vanished_at or counter.office_id != ticket.office_id:
        return False
    return _can(ticket, staff.clerk(counter.clerk_id), counter)


def _can(ticket: Ticket, clerk: Clerk, counter: Counter) -> bool:
    return queue.hindrance(ticket, clerk, counter, free_terminals=1) is None


def _to_service(ticket: Ticket, service_id: int, at: datetime) -> Changes:
    service = offices.service(service_id)
    office = offices.by_id(service.office_id)
    if service.retired or not office.is_public:
        raise OfficeError("unknown_service", service=service_id)
    if not staff.count_staffed(office.id) and not opening.of_office(office, at).is_open:
        raise OfficeError("office_closed", office=office.name)
    return {
        "office_id": office.id, "service_id": service.id, "listed": _listed(ticket, (service.id,)),
        "for_counter_id": None, "for_clerk_id": None, **_way(ticket, service.channels, office.id, service.name),
    }  # fmt: skip


def _to_desk(ticket: Ticket, target: Target) -> Changes:
    counter = staff.counter(target.counter_id) if target.counter_id else staff.counter_of(target.clerk_id or 0)
    if counter is None or counter.clerk_id is None or counter.vanished_at or counter.retired:
        raise OfficeError("colleague_away")
    clerk = staff.clerk(counter.clerk_id)
    way = _terminal_way(ticket, counter.office_id)
    if not _can(replace(ticket, **way), clerk, counter):
        raise OfficeError("colleague_cannot", name=clerk.name)
    return {
        "office_id": counter.office_id, "service_id": ticket.service_id, "for_counter_id": target.counter_id,
        "for_clerk_id": target.clerk_id, **way,
    }  # fmt: skip


def _way(ticket: Ticket, channels: tuple[Channel, ...], office_id: int, name: str) -> Changes:
    """As until now, where the other service is offered so; whoever is in the building may also come to a counter."""
    way = _terminal_way(ticket, office_id)
    if ticket.channel in channels and way.get("channel", ticket.channel) in channels:
        return way
    if ticket.at_terminal and Channel.ON_SITE in channels:
        return {"channel": Channel.ON_SITE, "at_terminal": False}
    raise OfficeError("channel_not_offered", service=name)


def _terminal_way(ticket: Ticket, office_id: int) -> Changes:
    """Somebody who talked at a terminal comes to a counter where there is none."""
    if not ticket.at_terminal or has_terminal(office_id):
        return {}
    return {"channel": Channel.ON_SITE, "at_terminal": False}


def _listed(ticket: Ticket, services: tuple[int, ...]) -> tuple[int, ...]:
    """What it came for besides is done with, or goes on with a number of its own."""
    return services if ticket.listed else ()


def _since(ticket: Ticket, at: datetime) -> datetime | None:
    return ticket.waiting_since if ticket.state in (TicketState.WAITING, TicketState.CALLED) else at


def _guest(ticket: Ticket, target: Target) -> int | None:
    """The colleague to whom it goes, if they are in the room already and their counter is free: a guest's id."""
    running = consultations.running_of_ticket(ticket.id) if ticket.state is TicketState.SERVING else None
    if running is None or target.service_id is not None:
        return None
    counter = staff.counter(target.counter_id) if target.counter_id else staff.counter_of(target.clerk_id or 0)
    if counter is None or tickets.at_counter(counter.id) is not None:
        return None
    inside = [one for one in guests.of_consultation(running.id) if one.state is GuestState.ADMITTED]
    return next((one.id for one in inside if one.clerk_id is not None and one.clerk_id == counter.clerk_id), None)


def _handed_over(ticket: Ticket, clerk_id: int, guest_id: int, at: datetime) -> Action:
    running = consultations.running_of_ticket(ticket.id)
    assert running is not None
    hand_over(running.id, clerk_id, guest_id, at)
    return Action(journal.head(), tickets.by_id(ticket.id))
