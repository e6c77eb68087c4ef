"""The clerk's console: who waits and why, who is here, what can be taken back."""

from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from appliance.domain import queue
from appliance.domain.appointment import Appointment, Contact
from appliance.domain.consultation import UNDO_WINDOW
from appliance.domain.errors import OfficeError
from appliance.domain.organisation import Service
from appliance.domain.slots import minutes_for
from appliance.domain.staff import Clerk, Counter
from appliance.domain.ticket import Channel, Ticket, TicketState
from appliance.operations.calls import calls_left, choose, colleague_who_can, recall_at
from appliance.operations.terminals import free_terminals
from appliance.operations.undoing import ACTIONS, undoable
from appliance.store import appointments, arrangement, consultations, fleet, journal, offices, staff, tickets
from appliance.web.api import console_shapes as shapes
from appliance.web.api.shapes import NamedView
from appliance.web.views import desk
from appliance.web.views.explanations import of_call, why, why_next
from appliance.web.views.guests import asked_view, knocking
from appliance.web.views.offices import brief, channels_of_all, documents_of_all, names_of, place, terminals
from appliance.web.views.tickets import consultation_view

ROWS_SHOWN = 200
"""A console lists this many; `waiting_count` says how many there are."""


def session_view(clerk: Clerk) -> shapes.SessionView:
    clerks = staff.clerks()
    worked_in = (office for office in offices.all() if office.is_public or arrangement.is_needed(office.id))
    names = {office.id: office.name for office in worked_in}
    own = staff.counter_of(clerk.id)
    options = [
        shapes.CounterOption(
            id=one.id, name=one.name, home=one.is_home,
            office=NamedView(id=one.office_id, name=names[one.office_id]),
            clerk=clerks[one.clerk_id].name if one.clerk_id is not None else None,
        )
        for one in staff.counters()
        if one.office_id in names
    ]  # fmt: skip
    return shapes.SessionView(clerk=clerk_view(clerk), counter=_counter_view(own) if own else None, counters=options)


def clerk_view(clerk: Clerk) -> shapes.ClerkView:
    return shapes.ClerkView(id=clerk.id, name=clerk.name, roles=sorted(clerk.roles))


def console_view(clerk: Clerk, at: datetime) -> shapes.ConsoleView:
    counter = staff.counter_of(clerk.id)
    if counter is None:
        raise OfficeError("no_counter")
    office = offices.by_id(counter.office_id)
    free = len(free_terminals(counter.office_id, at))
    waiting = list(islice(tickets.waiting(counter.office_id), ROWS_SHOWN))
    colleague_can = colleague_who_can(counter)
    choice = choose(clerk, counter, free)
    zone = _zone()
    services = {id: offices.service(id) for id in {id for ticket in waiting for id in ticket.services}}
    booked = appointments.by_ids(ticket.appointment_id for ticket in waiting if ticket.appointment_id)
    with_phone = tickets.waiting_with_phone(counter.office_id)
    return shapes.ConsoleView(
        at=at,
        clerk=clerk_view(clerk),
        counter=_counter_view(counter),
        office=brief(office, at),
        mode=office.calling.mode,
        waiting=[
            _row(
                ticket,
                [services[id] for id in ticket.services],
                booked.get(ticket.appointment_id or 0),
                queue.obstacle(ticket, clerk, counter, free, colleague_can),
                ticket.id in with_phone,
                zone,
            )
            for ticket in waiting
        ],
        waiting_count=tickets.count_waiting(counter.office_id),
        current=_current(counter, clerk, at),
        next=_next(choice, booked, zone),
        passed_over=[shapes.PassedOverView(number=one.ticket.number, reason=one.code) for one in choice.passed_over],
        undo=_undo(counter, clerk, at),
        asked=asked_view(clerk.id),
        parked=desk.parked(clerk, counter, free),
        others=desk.others(clerk, counter),
        pause=desk.pause(counter),
        skills=desk.skills(clerk),
        terminals=terminals(counter.office_id, at),
        longest_wait_seconds=int((at - waiting[0].taken_at).total_seconds()) if waiting else 0,
        journal_id=journal.head(),
    )


def _row(
    ticket: Ticket,
    services: list[Service],
    booked: Appointment | None,
    obstacle: str | None,
    phone_known: bool,
    zone: ZoneInfo,
) -> shapes.RowView:
    return shapes.RowView(
        id=ticket.id, number=ticket.number, service=names_of(services), channel=ticket.channel,
        channels=channels_of_all(services), at_terminal=ticket.at_terminal, media=ticket.media, origin=ticket.origin,
        taken_at=ticket.taken_at, persons=ticket.persons, phone_known=phone_known,
        appointment_at=booked.begins_at if booked else None,
        why=why(ticket, zone, booked.begins_at if booked else None),
        callable=obstacle in (None, queue.BETTER_WITH_A_COLLEAGUE), reason=obstacle,
        services=[NamedView(id=one.id, name=one.name) for one in services], added=bool(ticket.listed),
        priority=ticket.priority, absent=ticket.absent_since is not None, bound_to=desk.bound_to(ticket),
    )  # fmt: skip


def _next(choice: queue.Choice, booked: dict[int, Appointment], zone: ZoneInfo) -> shapes.NextView | None:
    ticket = choice.ticket
    if ticket is None:
        return None
    appointment = booked.get(ticket.appointment_id or 0)
    words = why_next(choice, zone, appointment.begins_at if appointment else None)
    return shapes.NextView(ticket_id=ticket.id, number=ticket.number, why=words)


def _current(counter: Counter, clerk: Clerk, at: datetime) -> shapes.CurrentView | None:
    """The ticket at the counter, or the one just finished while its thanks are shown."""
    ticket = tickets.at_counter(counter.id) or _just_finished(clerk, at)
    if ticket is None:
        return None
    services = [offices.service(id) for id in ticket.services]
    running = consultations.running_of_ticket(ticket.id)
    phone = tickets.phone(ticket.id)
    return shapes.CurrentView(
        id=ticket.id,
        number=ticket.number,
        state=ticket.state,
        service=shapes.CurrentService(
            id=ticket.service_id,
            name=names_of(services),
            documents=documents_of_all(services),
            minutes=minutes_for([one.minutes for one in services], ticket.persons),
        ),
        channel=ticket.channel,
        channels=channels_of_all(services),
        at_terminal=ticket.at_terminal,
        device_key=None if ticket.terminal_id is None else fleet.key_of(ticket.terminal_id),
        media=ticket.media,
        language=ticket.language,
        persons=ticket.persons,
        phone=phone if _is_dialled(ticket) else "",
        phone_known=bool(phone),
        appointment=_booked(ticket),
        taken_at=ticket.taken_at,
        called_at=ticket.called_at,
        admitted_at=ticket.admitted_at,
        recalls=ticket.recalls,
        recall_at=recall_at(ticket),
        calls_left=calls_left(ticket),
        services=desk.named(ticket),
        priority=ticket.priority,
        place=place(ticket),
        consultation=consultation_view(running),
        knocking=knocking(running),
        history=[
            shapes.HistoryLine(at=event.at, type=event.type, why=of_call(event))
            for event in journal.of_ticket(ticket.id)
        ],
    )


def _is_dialled(ticket: Ticket) -> bool:
    """By telephone, and whoever is called by video may have closed the page and wait for a call instead."""
    at_own_device = ticket.channel is Channel.VIDEO and not ticket.at_terminal
    return ticket.channel is Channel.TELEPHONE or (at_own_device and ticket.state is TicketState.CALLED)


def _booked(ticket: Ticket) -> shapes.BookedView | None:
    if ticket.appointment_id is None:
        return None
    booked = appointments.by_id(ticket.appointment_id)
    contact = booked.contact or Contact("")
    names = [offices.service(service_id).name for service_id in booked.services]
    return shapes.BookedView(begins_at=booked.begins_at, name=contact.name, phone=contact.phone, services=names)


def _just_finished(clerk: Clerk, at: datetime) -> Ticket | None:
    counter = staff.counter_of(clerk.id)
    event = undoable(counter.id, clerk.id, at) if counter else None
    if event is None or event.ticket_id is None or ACTIONS[event.type] != "finish":
        return None
    return tickets.by_id(event.ticket_id)


def _undo(counter: Counter, clerk: Clerk, at: datetime) -> shapes.UndoView | None:
    event = undoable(counter.id, clerk.id, at)
    if event is None or event.ticket_id is None:
        return None
    ticket = tickets.by_id(event.ticket_id)
    if ticket.version != event.data["version"]:
        return None
    return shapes.UndoView(
        action=event.id, kind=ACTIONS[event.type], number=ticket.number, until=event.at + UNDO_WINDOW
    )


def _counter_view(counter: Counter) -> shapes.CounterView:
    return shapes.CounterView(id=counter.id, name=counter.name, home=counter.is_home, office_id=counter.office_id)


def _zone() -> ZoneInfo:
    organisation = offices.organisation()
    return ZoneInfo(organisation.time_zone if organisation else "Europe/Berlin")
