"""What citizens are told: written into the outbox in the transaction of the change, sent afterwards by the room
`messages`, in the words that are true then.

To be called after the change, with the appointment as it is now.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.domain.admission import PartRole
from appliance.domain.appointment import Appointment, Contact
from appliance.domain.consultation import Consultation
from appliance.domain.message import (
    AtClosing,
    Medium,
    MessageKind,
    MessageState,
    about_appointment,
    about_guest,
    about_next_steps,
    about_offer,
    about_ticket,
    mobile_number,
)
from appliance.domain.ticket import Channel, Ticket
from appliance.store import appointments, message_settings, outbox

CANCELLATION_LASTS = timedelta(days=1)
"""A cancellation is worth sending at least so long, also when the time of the appointment has passed."""
CLOSING_LASTS = timedelta(hours=1)
INVITATION_LASTS = timedelta(hours=1)
NEXT_STEPS_LAST = timedelta(days=1)


@dataclass(frozen=True)
class SlotOffer:
    """A freed slot that somebody of a waiting list may have until `until`.

    `uid` names the entry of the waiting list; the link in the message is `path` with a token that is derived from the
    uid (`domain.appointment.link_token(secret, uid, generation)`), so that no token is stored.
    """

    uid: str
    office_id: int
    services: tuple[int, ...]
    persons: int
    channel: Channel
    begins_at: datetime
    ends_at: datetime
    until: datetime
    contact: Contact
    language: str = "de"
    generation: int = 0
    path: str = "/waiting-list"


def appointment_confirmed(appointment: Appointment, at: datetime) -> None:
    """The confirmation now, and the reminder when its time comes."""
    _tell(appointment, MessageKind.CONFIRMED, at)
    _remind_later(appointment, at)


def appointment_changed(appointment: Appointment, at: datetime) -> None:
    """Another time or channel: what still waits is not sent any more. Who was not told yet is simply told."""
    _tell_anew(appointment, MessageKind.CHANGED, at)


def appointment_cancelled(appointment: Appointment, at: datetime) -> None:
    """Whoever cancelled it: the calendar entry has to go."""
    _drop(about_appointment(appointment.id), at)
    if appointment.contact is not None:
        _tell(appointment, MessageKind.CANCELLED, at, max(appointment.begins_at, at + CANCELLATION_LASTS))


def appointment_link_renewed(appointment: Appointment, at: datetime) -> None:
    """The holder has a new link, perhaps as somebody changed the address: from now on everything goes there."""
    _tell_anew(appointment, MessageKind.NEW_LINK, at)


def slot_offered(offer: SlotOffer, at: datetime) -> None:
    """A freed slot for somebody on the waiting list; worth nothing after `offer.until`."""
    facts = {
        "services": list(offer.services), "persons": offer.persons, "channel": offer.channel.value,
        "begins_at": offer.begins_at.isoformat(), "ends_at": offer.ends_at.isoformat(),
        "until": offer.until.isoformat(), "uid": offer.uid, "generation": offer.generation, "path": offer.path,
        "name": offer.contact.name, "phone": offer.contact.phone,
    }  # fmt: skip
    for medium, address in _addresses(offer.contact):
        outbox.add(MessageKind.OFFERED, medium, about_offer(offer.uid), language=offer.language, at=at,
                   expires_at=offer.until, office_id=offer.office_id, address=address, facts=facts)  # fmt: skip


def slot_offer_withdrawn(uid: str, at: datetime) -> None:
    """It was taken or refused meanwhile: an offer that was not sent yet stays unsent."""
    _drop(about_offer(uid), at)


def closing_without_service(
    ticket: Ticket, told: AtClosing, closes_at: datetime, at: datetime, contact: Contact | None = None
) -> bool:
    """The office closes at `closes_at` and this ticket is not served until then: what becomes of it (`told`).

    Goes to `contact`, or where none is given to that of the ticket's appointment. False when there is neither: then
    only the pages can tell. Told once; another word replaces one that was not sent yet.
    """
    of_appointment = appointments.of_ticket(ticket.id)
    contact = contact or (of_appointment.contact if of_appointment else None)
    if contact is None:
        return False
    _drop(about_ticket(ticket.id), at)
    facts = {
        "ticket": ticket.id, "number": ticket.number, "told": AtClosing(told).value, "name": contact.name,
        "closes_at": closes_at.isoformat(), "appointment": of_appointment.id if of_appointment else None,
    }  # fmt: skip
    for medium, address in _addresses(contact):
        outbox.add(MessageKind.CLOSING, medium, about_ticket(ticket.id), language=ticket.language, at=at,
                   expires_at=max(closes_at, at) + CLOSING_LASTS, office_id=ticket.office_id, address=address,
                   facts=facts)  # fmt: skip
    return True


def next_steps(ticket: Ticket, address: str, steps: str, at: datetime) -> None:
    """What follows from a visit, and the documents for it, by mail to an address that is used for this alone."""
    facts = {"ticket": ticket.id, "steps": steps}
    outbox.add(MessageKind.NEXT_STEPS, Medium.EMAIL, about_next_steps(ticket.id), language=ticket.language, at=at,
               expires_at=at + NEXT_STEPS_LAST, office_id=ticket.office_id, address=address, facts=facts)  # fmt: skip


def guest_invited(
    consultation: Consultation, guest_id: int, role: PartRole, contact: Contact, language: str, uid: str, at: datetime
) -> None:
    """The link of an invitation, to every address that there is; the consultation is going on, so it does not keep."""
    facts = {"guest": guest_id, "uid": uid, "role": role.value, "name": contact.name}
    for medium, address in _addresses(contact):
        outbox.add(MessageKind.INVITED, medium, about_guest(guest_id), language=language, at=at,
                   expires_at=at + INVITATION_LASTS, office_id=consultation.office_id, address=address,
                   facts=facts)  # fmt: skip


def guest_uninvited(guest_id: int) -> None:
    """Sent or not: nobody needs the address any more."""
    outbox.forget_about(about_guest(guest_id))


def forget(at: datetime) -> None:
    """Messages that were sent, dropped or given up some days ago, with the addresses in them."""
    outbox.forget_ended_before(at - timedelta(days=message_settings.keep_days()))


def _tell(appointment: Appointment, kind: MessageKind, at: datetime, expires_at: datetime | None = None) -> None:
    _add(appointment, kind, at, at, expires_at or appointment.ends_at)


def _tell_anew(appointment: Appointment, kind: MessageKind, at: datetime) -> None:
    about = about_appointment(appointment.id)
    is_untold = any(one.kind is MessageKind.CONFIRMED for one in outbox.waiting_about(about))
    _drop(about, at)
    _tell(appointment, MessageKind.CONFIRMED if is_untold else kind, at)
    _remind_later(appointment, at)


def _remind_later(appointment: Appointment, at: datetime) -> None:
    """Not when it begins so soon that the confirmation is the reminder."""
    hours = message_settings.reminder_hours(appointment.office_id)
    when = appointment.begins_at - timedelta(hours=hours)
    if hours and when > at:
        _add(appointment, MessageKind.REMINDER, at, when, appointment.begins_at)


def _add(
    appointment: Appointment, kind: MessageKind, at: datetime, not_before: datetime, expires_at: datetime
) -> None:  # fmt: skip
    if appointment.contact is None:
        return
    for medium, _ in _addresses(appointment.contact):
        outbox.add(kind, medium, about_appointment(appointment.id), language=appointment.language, at=at,
                   not_before=not_before, expires_at=expires_at, office_id=appointment.office_id,
                   appointment_id=appointment.id, sequence=appointment.sequence)  # fmt: skip


def _addresses(contact: Contact) -> list[tuple[Medium, str]]:
    """By e-mail and by SMS where both are known; where the town has no SMS, only to those who gave nothing else."""
    settings = message_settings.sms()
    number = mobile_number(contact.phone, settings.country)
    found = [(Medium.EMAIL, contact.email)] if contact.email else []
    if number and (settings.kind != "none" or not contact.email):
        found.append((Medium.SMS, number))
    return found


def _drop(subject: str, at: datetime) -> None:
    for message in outbox.waiting_about(subject):
        outbox.end(message.id, MessageState.DROPPED, at)
