"""Appointments at the reception and at the counters: of one's own offices, for people who call or stand there."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from appliance.domain.appointment import Appointment, AppointmentState, Contact
from appliance.domain.consultation import UNDO_WINDOW
from appliance.domain.errors import OfficeError
from appliance.domain.journal import Event, EventType
from appliance.domain.organisation import Office
from appliance.domain.staff import Clerk, Role
from appliance.domain.ticket import Channel, Ticket, TicketState
from appliance.operations import appointments as operations
from appliance.operations import check_in as checking_in
from appliance.operations import freed_slots, notifications
from appliance.operations.appointments import Wish
from appliance.operations.check_in import Arrival
from appliance.store import appointments, journal, offices, tickets

ROLES = (Role.RECEPTION, Role.CLERK, Role.SUPERVISOR, Role.ADMIN)
EVERYWHERE = (Role.RECEPTION, Role.SUPERVISOR, Role.ADMIN)

DEEDS = {
    EventType.APPOINTMENT_CHECKED_IN: "check-in",
    EventType.APPOINTMENT_MISSED: "missed",
    EventType.APPOINTMENT_CANCELLED: "cancel",
}
"""What can be taken back for UNDO_WINDOW, by the journal row that it writes. Everything else is simply chosen anew."""


@dataclass(frozen=True)
class Deed:
    """`id` is the journal row's and names the deed for `undo`."""

    id: int
    kind: str
    until: datetime


def offices_of(clerk: Clerk) -> list[Office]:
    """Reception and supervisors keep the appointments of the house, clerks those of the offices that they serve."""
    if clerk.has_any(*EVERYWHERE):
        return offices.all()
    own = {service.office_id for service in offices.services() if service.id in clerk.skills | clerk.skills_off}
    return [office for office in offices.all() if office.id in own]


def check_office(clerk: Clerk, office_id: int) -> None:
    """Raises forbidden for an office that is not the clerk's."""
    if all(office.id != office_id for office in offices_of(clerk)):
        raise OfficeError("forbidden")


def book(wish: Wish, contact: Contact, secret: bytes, at: datetime) -> int:
    """For somebody who says at once who comes. Raises what `reserve` and `confirm` do."""
    appointment_id = operations.reserve(wish, secret, at)
    operations.confirm(appointment_id, contact, at, wish.clerk_id)
    return appointment_id


def change_contact(clerk_id: int, appointment_id: int, contact: Contact, secret: bytes, at: datetime) -> None:
    """Another address gets a link of its own, and the one before opens nothing any more: it may be in other hands.

    Raises contact_missing, wrong_state.
    """
    found = _in_state(appointment_id, AppointmentState.CONFIRMED)
    if not contact.name.strip() or not (contact.email or contact.phone):
        raise OfficeError("contact_missing")
    appointments.change(found, name=contact.name.strip(), email=contact.email, phone=contact.phone)
    _told(found, EventType.APPOINTMENT_CHANGED, clerk_id, at)
    before = found.contact or Contact("")
    if (before.email, before.phone) != (contact.email, contact.phone):
        operations.new_link(appointment_id, secret, at, clerk_id)


def waiting_numbers(appointment_id: int) -> list[Ticket]:
    """Which somebody may have taken before they said that they have this appointment, in the order of the queue."""
    office_id = appointments.by_id(appointment_id).office_id
    return [ticket for ticket in tickets.waiting(office_id) if ticket.appointment_id is None]


def check_in(clerk_id: int, appointment_id: int, ticket_id: int | None, secret: bytes, at: datetime) -> Deed:
    """The person stands at the reception, perhaps with a number. Raises what `operations.check_in.check_in` does."""
    checking_in.check_in(appointment_id, secret, at, Arrival(ticket_id=ticket_id, clerk_id=clerk_id))
    return _deed(EventType.APPOINTMENT_CHECKED_IN)


def miss(clerk_id: int, appointment_id: int, at: datetime) -> Deed:
    """Nobody came, says somebody who sees the waiting room. Raises not_begun before its time, wrong_state."""
    found = _in_state(appointment_id, AppointmentState.CONFIRMED)
    if at < found.begins_at:
        raise OfficeError("not_begun")
    appointments.change(found, state=AppointmentState.MISSED.value, ended_at=at)
    _told(found, EventType.APPOINTMENT_MISSED, clerk_id, at)
    return _deed(EventType.APPOINTMENT_MISSED)


def cancel(clerk_id: int, appointment_id: int, at: datetime) -> Deed:
    _in_state(appointment_id, AppointmentState.CONFIRMED)
    operations.cancel(appointment_id, at, clerk_id)
    return _deed(EventType.APPOINTMENT_CANCELLED)


def move(clerk_id: int, appointment_id: int, begins_at: datetime, at: datetime) -> None:
    operations.move(appointment_id, begins_at, at, clerk_id)


def change_channel(clerk_id: int, appointment_id: int, channel: Channel, phone: str, at: datetime) -> None:
    operations.change_channel(appointment_id, channel, at, phone, clerk_id)


def undo(clerk_id: int, appointment_id: int, deed_id: int, at: datetime) -> None:
    """Take the deed back if nothing has come of it. Raises undo_too_late, also when the time is somebody else's now."""
    event = journal.by_id(deed_id)
    if event is None or event.type not in DEEDS or event.data.get("appointment") != appointment_id:
        raise OfficeError("undo_too_late")
    found = appointments.by_id(appointment_id)
    if at - event.at > UNDO_WINDOW or not _stands(found, event):
        raise OfficeError("undo_too_late")
    _UNDO[event.type](found, event, at)
    _told(found, EventType.APPOINTMENT_CHANGED, clerk_id, at)


def _stands(found: Appointment, event: Event) -> bool:
    """Whether the appointment still is what the deed has made of it."""
    if event.type is EventType.APPOINTMENT_CHECKED_IN:
        return found.state is AppointmentState.CHECKED_IN and found.ticket_id == event.ticket_id
    return found.state in (AppointmentState.MISSED, AppointmentState.CANCELLED) and found.ended_at == event.at


def _undo_check_in(found: Appointment, event: Event, at: datetime) -> None:
    """Whose number was made for it has none any more, so that the next check-in can have its link."""
    ticket = tickets.by_id(found.ticket_id or 0)
    if ticket.state is not TicketState.WAITING:
        raise OfficeError("undo_too_late")
    before = cast(dict[str, object], event.data.get("before", {}))
    checking_in.leave(ticket, before, at)
    if before:
        journal.append(at, EventType.ACTION_UNDONE, office=ticket.office_id, ticket=ticket.id, clerk=event.clerk_id,
                       data={"undone": event.id})  # fmt: skip
    appointments.change(found, state=AppointmentState.CONFIRMED.value, ticket_id=None)


def _undo_missed(found: Appointment, event: Event, at: datetime) -> None:
    _take_the_time_again(found, found.sequence)


def _undo_cancel(found: Appointment, event: Event, at: datetime) -> None:
    """People were told that it is cancelled, so they are told again. Not when somebody else was offered the time."""
    freed_slots.take_back(freed_slots.freed_by(found), found.ended_at or at, at)
    _take_the_time_again(found, found.sequence + 1)
    notifications.appointment_changed(appointments.by_id(found.id), at)


_UNDO = {
    EventType.APPOINTMENT_CHECKED_IN: _undo_check_in,
    EventType.APPOINTMENT_MISSED: _undo_missed,
    EventType.APPOINTMENT_CANCELLED: _undo_cancel,
}


def _take_the_time_again(found: Appointment, sequence: int) -> None:
    try:
        appointments.change(found, state=AppointmentState.CONFIRMED.value, ended_at=None, sequence=sequence)
    except OfficeError:
        raise OfficeError("undo_too_late") from None


def _in_state(appointment_id: int, state: AppointmentState) -> Appointment:
    found = appointments.by_id(appointment_id)
    if found.state is not state:
        raise OfficeError("wrong_state", state=found.state)
    return found


def _told(found: Appointment, type: EventType, clerk_id: int, at: datetime) -> None:
    journal.append(at, type, office=found.office_id, clerk=clerk_id, data={"appointment": found.id})


def _deed(type: EventType) -> Deed:
    """The newest row of its type is the one that the running transaction wrote."""
    event = journal.last(type)
    assert event is not None
    return Deed(event.id, DEEDS[type], event.at + UNDO_WINDOW)
