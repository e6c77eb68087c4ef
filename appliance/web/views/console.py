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
from appliance.domain.ticket import Channel, Ticket
from appliance.operations.calls import ACTIONS, free_terminals, undoable
from appliance.store import appointments, arrangement, consultations, journal, offices, staff, tickets
from appliance.web.api import shapes
from appliance.web.i18n import translate
from appliance.web.views.offices import brief, place, terminals
from appliance.web.views.tickets import consultation_view

ROWS_SHOWN = 200
"""A console lists this many; `waiting_count` says how many there are."""


def _(message: str) -> str:
    return message


_WHY = {"arrival": _("took a number at %(time)s"), "appointment": _("appointment at %(time)s")}


def session_view(clerk: Clerk) -> shapes.SessionView:
    clerks = staff.clerks()
    worked_in = (office for office in offices.all() if office.is_public or arrangement.is_needed(office.id))
    names = {office.id: office.name for office in worked_in}
    own = staff.counter_of(clerk.id)
    options = [
        shapes.CounterOption(
            id=one.id, name=one.name, home=one.is_home,
            office=shapes.NamedView(id=one.office_id, name=names[one.office_id]),
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
    free = len(free_terminals(counter.office_id, at))
    waiting = list(islice(tickets.waiting(counter.office_id), ROWS_SHOWN))
    choice = queue.next_ticket(tickets.waiting(counter.office_id), clerk, counter, free)
    zone = _zone()
    services = {ticket.service_id: offices.service(ticket.service_id) for ticket in waiting}
    booked = appointments.by_ids(ticket.appointment_id for ticket in waiting if ticket.appointment_id)
    return shapes.ConsoleView(
        at=at,
        clerk=clerk_view(clerk),
        counter=_counter_view(counter),
        office=brief(offices.by_id(counter.office_id), at),
        waiting=[
            _row(
                ticket,
                services[ticket.service_id],
                booked.get(ticket.appointment_id or 0),
                queue.obstacle(ticket, clerk, counter, free),
                zone,
            )
            for ticket in waiting
        ],
        waiting_count=tickets.count_waiting(counter.office_id),
        current=_current(counter, clerk, at),
        next=_next(choice.ticket, zone),
        passed_over=[shapes.PassedOverView(number=one.ticket.number, reason=one.code) for one in choice.passed_over],
        undo=_undo(counter, clerk, at),
        terminals=terminals(counter.office_id, at),
        longest_wait_seconds=int((at - waiting[0].taken_at).total_seconds()) if waiting else 0,
        journal_id=journal.head(),
    )


def why(ticket: Ticket, zone: ZoneInfo) -> str:
    """The place in the queue in words."""
    reason = queue.explain(ticket)
    return translate(_WHY[reason.rule], time=reason.at.astimezone(zone).strftime("%H:%M"))


def _row(
    ticket: Ticket, service: Service, booked: Appointment | None, obstacle: str | None, zone: ZoneInfo
) -> shapes.RowView:
    return shapes.RowView(
        id=ticket.id, number=ticket.number, service=service.name, channel=ticket.channel,
        channels=list(service.channels), at_terminal=ticket.at_terminal, media=ticket.media, origin=ticket.origin,
        taken_at=ticket.taken_at, persons=ticket.persons, appointment_at=booked.begins_at if booked else None,
        why=why(ticket, zone), callable=obstacle is None, reason=obstacle,
    )  # fmt: skip


def _next(ticket: Ticket | None, zone: ZoneInfo) -> shapes.NextView | None:
    if ticket is None:
        return None
    return shapes.NextView(ticket_id=ticket.id, number=ticket.number, why=why(ticket, zone))


def _current(counter: Counter, clerk: Clerk, at: datetime) -> shapes.CurrentView | None:
    """The ticket at the counter, or the one just finished while its thanks are shown."""
    ticket = tickets.at_counter(counter.id) or _just_finished(clerk, at)
    if ticket is None:
        return None
    service = offices.service(ticket.service_id)
    return shapes.CurrentView(
        id=ticket.id,
        number=ticket.number,
        state=ticket.state,
        service=shapes.CurrentService(
            id=service.id, name=service.name, documents=service.documents, minutes=_minutes(ticket)
        ),
        channel=ticket.channel,
        channels=list(service.channels),
        at_terminal=ticket.at_terminal,
        media=ticket.media,
        language=ticket.language,
        persons=ticket.persons,
        phone=tickets.phone(ticket.id) if ticket.channel is Channel.TELEPHONE else "",
        appointment=_booked(ticket),
        taken_at=ticket.taken_at,
        called_at=ticket.called_at,
        admitted_at=ticket.admitted_at,
        recalls=ticket.recalls,
        place=place(ticket),
        consultation=consultation_view(consultations.running_of_ticket(ticket.id)),
        history=[shapes.HistoryLine(at=event.at, type=event.type) for event in journal.of_ticket(ticket.id)],
    )


def _booked(ticket: Ticket) -> shapes.BookedView | None:
    if ticket.appointment_id is None:
        return None
    booked = appointments.by_id(ticket.appointment_id)
    contact = booked.contact or Contact("")
    names = [offices.service(service_id).name for service_id in booked.services]
    return shapes.BookedView(begins_at=booked.begins_at, name=contact.name, phone=contact.phone, services=names)


def _minutes(ticket: Ticket) -> int:
    """What all of it takes, for everybody who came."""
    return minutes_for([offices.service(id).minutes for id in tickets.services(ticket)], ticket.persons)


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
