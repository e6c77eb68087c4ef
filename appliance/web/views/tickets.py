"""A ticket as its holder sees it."""

from datetime import datetime

from appliance.domain.consultation import Consultation
from appliance.domain.ticket import Ticket, TicketState
from appliance.operations import after_visit
from appliance.store import appointments, closing_notices, consultations, journal, offices, shown_windows, tickets
from appliance.store.shown_windows import ShownWindow
from appliance.web.api import shapes
from appliance.web.seen_pages import BEATS_PER_GRACE
from appliance.web.views.announcements import running
from appliance.web.views.offices import brief, channels_of_all, documents_of_all, names_of, place, wait


def ticket_view(ticket_id: int, at: datetime) -> shapes.TicketView:
    ticket = tickets.by_id(ticket_id)
    services, office = [offices.service(id) for id in ticket.services], offices.by_id(ticket.office_id)
    shown = _shown(ticket)
    return shapes.TicketView(
        id=ticket.id,
        number=ticket.number,
        state=ticket.state,
        channel=ticket.channel,
        channels=channels_of_all(services),
        address=office.place,
        phone=tickets.phone(ticket.id),
        at_terminal=ticket.at_terminal,
        media=ticket.media,
        code=ticket.code,
        language=ticket.language,
        service=shapes.ServiceBrief(
            id=ticket.service_id, name=names_of(services), documents=documents_of_all(services)
        ),
        office=brief(office, at),
        taken_at=ticket.taken_at,
        window=wait(shown) if shown else None,
        next_up=shown.next_up if shown else False,
        place=place(ticket),
        called_at=ticket.called_at,
        recalls=ticket.recalls,
        outcome=ticket.outcome,
        persons=ticket.persons,
        appointment_at=appointment_at(ticket),
        closing=_closing(ticket),
        consultation=consultation_view(consultations.latest_of_ticket(ticket.id)),
        may_give_feedback=after_visit.may_give_feedback(ticket),
        may_ask_for_steps=after_visit.may_ask_for_steps(ticket),
        announcements=running(office.id, at),
        seen_every_seconds=office.calling.grace_seconds // BEATS_PER_GRACE,
        journal_id=journal.head(),
    )


def appointment_at(ticket: Ticket) -> datetime | None:
    """For when it was booked; None for somebody who came without an appointment."""
    return appointments.by_id(ticket.appointment_id).begins_at if ticket.appointment_id is not None else None


def consultation_view(consultation: Consultation | None) -> shapes.ConsultationView | None:
    return shapes.ConsultationView(id=consultation.id, state=consultation.state) if consultation else None


def _closing(ticket: Ticket) -> shapes.ClosingView | None:
    notice = closing_notices.of_ticket(ticket.id) if ticket.state is TicketState.WAITING else None
    return shapes.ClosingView(told=notice.told, closes_at=notice.closes_at) if notice else None


def _shown(ticket: Ticket) -> ShownWindow | None:
    """Before the first refresh a new ticket is told what anybody who joins now is told."""
    if ticket.state is not TicketState.WAITING:
        return None
    return shown_windows.of_ticket(ticket.id) or shown_windows.of_services().get(ticket.service_id)
