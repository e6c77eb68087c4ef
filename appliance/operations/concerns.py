"""What a ticket is for: one concern more, one less, or one that goes on with a number of its own."""

import secrets
from datetime import datetime

from appliance.domain.errors import OfficeError
from appliance.domain.journal import Event, EventType
from appliance.domain.ticket import ACTIVE, OPEN, Ticket, TicketState, new_code
from appliance.operations.desk_actions import Action, step, within_reach
from appliance.operations.tickets import taken_facts
from appliance.store import journal, offices, shown_windows, tickets

MOST_SERVICES = 10
FIRST_PART = 2
"""The ticket itself is the first: A017, then A017/2."""


def add_service(counter_id: int, clerk_id: int, ticket_id: int, service_id: int, at: datetime) -> Action:
    """One more of the same office. Raises unknown_service, channel_not_offered (before the service), too_many_services,
    and what `within_reach` does.
    """
    ticket = within_reach(counter_id, clerk_id, ticket_id, *OPEN)
    service = offices.service(service_id)
    if service.retired or service.office_id != offices.service(ticket.service_id).office_id:
        raise OfficeError("unknown_service", service=service_id)
    if ticket.state not in ACTIVE and ticket.channel not in service.channels:
        raise OfficeError("channel_not_offered", service=service.name)
    if len(ticket.services) >= MOST_SERVICES:
        raise OfficeError("too_many_services")
    more = {*ticket.services, service_id}
    return _change(ticket, more, EventType.TICKET_SERVICES_CHANGED, (counter_id, clerk_id), at)


def remove_service(counter_id: int, clerk_id: int, ticket_id: int, service_id: int, at: datetime) -> Action:
    """Raises last_service, and what `within_reach` does."""
    ticket = within_reach(counter_id, clerk_id, ticket_id, *OPEN)
    rest = _rest(ticket, service_id)
    return _change(ticket, rest, EventType.TICKET_SERVICES_CHANGED, (counter_id, clerk_id), at)


def split(counter_id: int, clerk_id: int, ticket_id: int, service_id: int, at: datetime) -> Action:
    """One of several concerns waits with a number of its own from now on, at the place that the ticket had.

    Raises last_service, and what `within_reach` does.
    """
    ticket = within_reach(counter_id, clerk_id, ticket_id, *OPEN)
    rest = _rest(ticket, service_id)
    part_id = _part(ticket, service_id, at)
    facts = taken_facts(service_id, ticket.channel, at_terminal=ticket.at_terminal)
    journal.append(at, EventType.TICKET_TAKEN, office=ticket.office_id, ticket=part_id,
                   data={**facts, "split_from": ticket.id, "priority": ticket.priority})  # fmt: skip
    return _change(ticket, rest, EventType.TICKET_SPLIT, (counter_id, clerk_id), at, {"part": part_id})


def join_again(event: Event, ticket: Ticket, at: datetime) -> None:
    """The part of a split that is undone is given back. Raises undo_too_late when something happened to it."""
    part = tickets.by_id(int(str(event.data["part"])))
    if part.state is not TicketState.WAITING or part.version:
        raise OfficeError("undo_too_late")
    tickets.change(part, state=TicketState.CANCELLED, finished_at=at)
    shown_windows.forget([part.id])
    journal.append(at, EventType.TICKET_CANCELLED, office=part.office_id, ticket=part.id,
                   data={"joined": ticket.id})  # fmt: skip


def _rest(ticket: Ticket, service_id: int) -> set[int]:
    rest = {one for one in ticket.services if one != service_id}
    if not rest or len(rest) == len(ticket.services):
        raise OfficeError("last_service")
    return rest


def _change(
    ticket: Ticket,
    services: set[int],
    type: EventType,
    by: tuple[int, int],
    at: datetime,
    facts: dict[str, object] | None = None,
) -> Action:
    listed = tuple(sorted(services))
    first = ticket.service_id if ticket.service_id in services else listed[0]
    return step(ticket, type, at, {"services": listed, **(facts or {})}, by, listed=listed, service_id=first)


def _part(ticket: Ticket, service_id: int, at: datetime) -> int:
    whole = tickets.by_id(ticket.split_from) if ticket.split_from else ticket
    number = f"{whole.number}/{FIRST_PART + tickets.count_split_from(whole.id)}"
    return tickets.insert(
        office_id=ticket.office_id, service_id=service_id, number=number, code=new_code(), channel=ticket.channel,
        at_terminal=ticket.at_terminal, media=ticket.media, origin=ticket.origin, language=ticket.language,
        taken_at=ticket.taken_at, queue_key=ticket.queue_key, device_id=ticket.device_id, day=tickets.day_of(ticket.id),
        token=f"t_{secrets.token_urlsafe(32)}", persons=ticket.persons, due_at=ticket.due_at, split_from=whole.id,
        priority=ticket.priority, waiting_since=at,
    )  # fmt: skip
