"""Consultations: opened by admission or by the citizen's confirmation at a terminal, closed after the thanks."""

import hmac
from datetime import datetime

from appliance.domain.consultation import Consultation, ConsultationState
from appliance.domain.errors import OfficeError
from appliance.domain.guest import OVER, GuestState
from appliance.domain.journal import EventType
from appliance.domain.message import about_guest
from appliance.domain.ticket import Ticket, TicketState
from appliance.store import consultations, guests, journal, outbox, staff, tickets

_AWAY = (TicketState.FINISHED, TicketState.PARKED, TicketState.WAITING)
"""What becomes of a ticket when its conversation at a terminal ends; in `called` it holds one for the next."""


def open_consultation(ticket: Ticket, at: datetime) -> int:
    """For a ticket that is being served; in the transaction that admits it. One that only shows its thanks ends."""
    lingering = consultations.running_of_ticket(ticket.id)
    if lingering is not None:
        close(lingering, at)
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
    _send_guests_away(consultation, at)
    ticket = tickets.by_id(consultation.ticket_id)
    if ticket.terminal_id is not None and ticket.terminal_id == consultation.terminal_id and ticket.state in _AWAY:
        tickets.change(ticket, terminal_id=None)
    _append(EventType.CONSULTATION_CLOSED, consultation, at)


def led_by(consultation_id: int, clerk_id: int) -> Consultation:
    """The open consultation of this clerk. Raises not_your_consultation."""
    found = consultations.by_id(consultation_id)
    if found is None or found.clerk_id != clerk_id or found.state is not ConsultationState.OPEN:
        raise OfficeError("not_your_consultation")
    return found


def hold(consultation_id: int, clerk_id: int, is_held: bool, at: datetime) -> None:
    """The citizen waits, place kept, or is brought back. Raises not_your_consultation."""
    found = led_by(consultation_id, clerk_id)
    if consultations.set_held(found.id, is_held):
        _append(EventType.CONSULTATION_HELD if is_held else EventType.CONSULTATION_RESUMED, found, at)


def hand_over(consultation_id: int, clerk_id: int, guest_id: int, at: datetime) -> None:
    """To a colleague who is in the room: ticket and consultation are theirs from now on, at their counter, whichever
    office it belongs to. The citizen is not on hold any more.

    Raises not_your_consultation, unknown_guest, not_a_colleague, colleague_away, colleague_busy.
    """
    found, guest = led_by(consultation_id, clerk_id), guests.by_id(guest_id)
    if guest.consultation_id != found.id:
        raise OfficeError("unknown_guest")
    if guest.clerk_id is None or guest.place is None:
        raise OfficeError("not_a_colleague")
    counter = staff.counter_of(guest.clerk_id)
    if counter is None:
        raise OfficeError("colleague_away")
    if tickets.at_counter(counter.id) is not None:
        raise OfficeError("colleague_busy")
    tickets.change(tickets.by_id(found.ticket_id), counter_id=counter.id, clerk_id=guest.clerk_id)
    consultations.hand_over(found.id, guest.clerk_id, counter.id)
    guests.change(guest, GuestState.LEFT, at)
    journal.append(at, EventType.CONSULTATION_HANDED_OVER, office=found.office_id, ticket=found.ticket_id,
                   counter=counter.id, clerk=guest.clerk_id, device=found.terminal_id, consultation=found.id,
                   data={"from": found.counter_id, "place": guest.place, "colleague": guest.clerk_id})  # fmt: skip


def _send_guests_away(consultation: Consultation, at: datetime) -> None:
    """Whoever still waits for an answer hears that there is none to come. Then all guests are forgotten."""
    for guest in guests.of_consultation(consultation.id):
        outbox.forget_about(about_guest(guest.id))
        if guest.state not in OVER:
            colleague: dict[str, object] = {} if guest.clerk_id is None else {"colleague": guest.clerk_id}
            _append(EventType.GUEST_DISMISSED, consultation, at, {"guest": guest.id, **colleague})
    guests.forget(consultation.id)


def _append(type: EventType, found: Consultation, at: datetime, data: dict[str, object] | None = None) -> None:
    journal.append(at, type, office=found.office_id, ticket=found.ticket_id, counter=found.counter_id,
                   device=found.terminal_id, consultation=found.id, data=data)  # fmt: skip


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
