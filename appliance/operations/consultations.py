"""Consultations: opened by admission or by the citizen's confirmation at a terminal, closed after the thanks."""

import hmac
from datetime import datetime

from appliance.domain.consultation import Consultation, ConsultationState
from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.ticket import Ticket, TicketState
from appliance.store import consultations, journal, tickets


def open_consultation(ticket: Ticket, at: datetime) -> int:
    """For a ticket that is being served; part of the transaction that admits it."""
    consultation_id = consultations.open(ticket, at)
    journal.append(at, EventType.CONSULTATION_OPENED, office=ticket.office_id, ticket=ticket.id,
                   counter=ticket.counter_id, clerk=ticket.clerk_id, device=ticket.terminal_id,
                   consultation=consultation_id)  # fmt: skip
    return consultation_id


def confirm_by_code(device_id: int, code: str, at: datetime) -> int:
    """The citizen types the ticket's six digits at the terminal. Raises no_ticket_called, wrong_code."""
    ticket = _called_here(device_id)
    if not hmac.compare_digest(ticket.code.encode(), code.encode()):
        raise OfficeError("wrong_code")
    return _confirm(ticket, at)


def confirm_by_token(device_id: int, token: str, at: datetime) -> int:
    """The citizen shows the ticket's QR code to the terminal. Raises no_ticket_called, wrong_code."""
    ticket = _called_here(device_id)
    shown = tickets.by_token(token)
    if shown is None or shown.id != ticket.id:
        raise OfficeError("wrong_code")
    return _confirm(ticket, at)


def close(consultation: Consultation, at: datetime) -> None:
    """The room ends: its participants leave, the terminal is free again. Closing twice is closing once."""
    finished_at = consultation.finished_at or at
    if not consultations.set_state(consultation.id, consultation.state, ConsultationState.CLOSED, finished_at):
        return
    ticket = tickets.by_id(consultation.ticket_id)
    if ticket.terminal_id is not None and ticket.state is TicketState.FINISHED:
        tickets.change(ticket, terminal_id=None)
    journal.append(at, EventType.CONSULTATION_CLOSED, office=consultation.office_id, ticket=consultation.ticket_id,
                   counter=consultation.counter_id, device=consultation.terminal_id,
                   consultation=consultation.id)  # fmt: skip


def _called_here(device_id: int) -> Ticket:
    ticket = tickets.at_terminal(device_id)
    if ticket is None or ticket.state is not TicketState.CALLED:
        raise OfficeError("no_ticket_called")
    return ticket


def _confirm(ticket: Ticket, at: datetime) -> int:
    tickets.change(ticket, state=TicketState.SERVING, admitted_at=at)
    serving = tickets.by_id(ticket.id)
    journal.append(at, EventType.TICKET_ADMITTED, office=ticket.office_id, ticket=ticket.id,
                   counter=ticket.counter_id, clerk=ticket.clerk_id, device=ticket.terminal_id)  # fmt: skip
    return open_consultation(serving, at)
