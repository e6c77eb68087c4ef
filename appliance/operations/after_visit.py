"""What citizens may do when they have been served: say how it was, and have the next steps sent to them."""

from datetime import datetime

from appliance.domain import feedback as rules
from appliance.domain.errors import OfficeError
from appliance.domain.feedback import Answer, Said
from appliance.domain.ticket import Ticket, TicketState
from appliance.operations import notifications, sightings
from appliance.store import consultations, feedback, message_settings, office_hours, tickets
from appliance.store.admission import TICKET_LIFETIME


def may_give_feedback(ticket: Ticket) -> bool:
    return ticket.state is TicketState.FINISHED and not feedback.has_given(ticket.id, feedback.FEEDBACK)


def give_feedback(ticket_id: int, answer: Answer, comment: str, at: datetime) -> None:
    """Once, and not before the end. Raises wrong_state, feedback_given."""
    ticket = tickets.by_id(ticket_id)
    if ticket.state is not TicketState.FINISHED:
        raise OfficeError("wrong_state")
    if not feedback.note_given(ticket_id, feedback.FEEDBACK):
        raise OfficeError("feedback_given")
    feedback.add(ticket.service_id, at.astimezone(office_hours.zone()).date(), answer, comment)


def give_feedback_at_terminal(device_id: int, answer: Answer, at: datetime) -> None:
    """While the terminal shows its thanks. Raises no_ticket_called, and what `give_feedback` does."""
    consultation = consultations.running_of_terminal(device_id)
    if consultation is None:
        raise OfficeError("no_ticket_called")
    give_feedback(consultation.ticket_id, answer, "", at)


def said(at: datetime) -> list[Said]:
    """Of late, by service."""
    return feedback.said_since((at - rules.LOOKED_AT).astimezone(office_hours.zone()).date())


def may_ask_for_steps(ticket: Ticket) -> bool:
    is_over = ticket.state is TicketState.FINISHED and not feedback.has_given(ticket.id, feedback.NEXT_STEPS)
    return is_over and _can_mail()


def ask_for_steps(ticket_id: int, address: str, at: datetime) -> None:
    """How it ended and which documents belong to it, by mail; once. Raises wrong_state, no_mail."""
    ticket = tickets.by_id(ticket_id)
    if not may_ask_for_steps(ticket):
        raise OfficeError("wrong_state" if _can_mail() else "no_mail")
    feedback.note_given(ticket_id, feedback.NEXT_STEPS)
    notifications.next_steps(ticket, address, "", at)


def send_steps(consultation_id: int, clerk_id: int, address: str, steps: str, at: datetime) -> None:
    """What the clerk has written down, to the address that the citizen gave for it.

    Raises forbidden, wrong_state once the room is closed, no_mail.
    """
    consultation = sightings.own(consultation_id, clerk_id)
    if not _can_mail():
        raise OfficeError("no_mail")
    feedback.note_given(consultation.ticket_id, feedback.NEXT_STEPS)
    notifications.next_steps(tickets.by_id(consultation.ticket_id), address, steps, at)


def forget(at: datetime) -> None:
    feedback.forget_before((at - rules.KEPT).date())
    feedback.forget_given_before(at - TICKET_LIFETIME)


def _can_mail() -> bool:
    return message_settings.mail().kind != "none"
