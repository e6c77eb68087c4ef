"""Guests of a consultation: invited by the clerk, they knock and are let in. A colleague is asked, and answers."""

from dataclasses import dataclass
from datetime import datetime

from appliance.domain.admission import PartRole
from appliance.domain.appointment import Contact
from appliance.domain.consultation import Consultation
from appliance.domain.errors import OfficeError
from appliance.domain.guest import MAY_KNOCK, MOST_INVITATIONS, OVER, Guest, GuestState, guest_token
from appliance.domain.journal import EventType
from appliance.operations import notifications
from appliance.operations.consultations import led_by
from appliance.store import consultations, guests, journal, staff


@dataclass(frozen=True)
class Invitation:
    """`contact` is told the link where it has an address; the clerk may pass it on in another way."""

    role: PartRole
    contact: Contact
    language: str = "de"


def invite(consultation_id: int, clerk_id: int, invitation: Invitation, secret: bytes, uid: str, at: datetime) -> int:
    """By a link with `guest_token(secret, uid)`. Raises not_your_consultation, too_many_guests."""
    consultation = _may_invite(consultation_id, clerk_id)
    contact = invitation.contact
    guest_id = guests.add(consultation_id, invitation.role, contact.name.strip(), at, token=guest_token(secret, uid))
    _journal(EventType.GUEST_INVITED, guests.by_id(guest_id), consultation, at)
    notifications.guest_invited(consultation, guest_id, invitation.role, contact, invitation.language, uid, at)
    return guest_id


def ask_colleague(consultation_id: int, clerk_id: int, colleague_id: int, at: datetime) -> int:
    """Rings on the colleague's console. Raises not_your_consultation, too_many_guests, colleague_away,
    colleague_asked.
    """
    consultation = _may_invite(consultation_id, clerk_id)
    if colleague_id == clerk_id or staff.counter_of(colleague_id) is None:
        raise OfficeError("colleague_away")
    if guests.of_clerk(colleague_id) is not None:
        raise OfficeError("colleague_asked")
    name = staff.clerk(colleague_id).name
    guest_id = guests.add(consultation_id, PartRole.COLLEAGUE, name, at, clerk_id=colleague_id)
    _journal(EventType.GUEST_INVITED, guests.by_id(guest_id), consultation, at)
    return guest_id


def answer(guest_id: int, colleague_id: int, comes: bool, at: datetime) -> None:
    """What a colleague says who was asked. Raises unknown_guest, wrong_state, room_full, in_conversation."""
    guest = _asked(guest_id, colleague_id)
    if guest.state is not GuestState.INVITED:
        raise OfficeError("wrong_state")
    if not comes:
        _end(guest, GuestState.REFUSED, at)
    elif consultations.running_of_clerk(colleague_id) is not None:
        raise OfficeError("in_conversation")
    else:
        _let_in(guest, at)


def knock(guest_id: int, name: str, at: datetime) -> None:
    """As `name`. Raises unknown_guest, wrong_state."""
    guest = guests.by_id(guest_id)
    if guest.state not in MAY_KNOCK or guest.clerk_id is not None:
        raise OfficeError("wrong_state")
    guests.change(guest, GuestState.KNOCKING, at, name.strip())
    _journal(EventType.GUEST_KNOCKED, guest, _running(guest), at)


def admit(consultation_id: int, clerk_id: int, guest_id: int, at: datetime) -> None:
    """Let in whoever knocks. Raises not_your_consultation, unknown_guest, wrong_state, room_full."""
    guest = _of(consultation_id, clerk_id, guest_id)
    if guest.state is not GuestState.KNOCKING:
        raise OfficeError("wrong_state")
    _let_in(guest, at)


def dismiss(consultation_id: int, clerk_id: int, guest_id: int, at: datetime) -> None:
    """Refuse a knock, take an invitation back, or ask a guest to leave. Raises what `admit` does."""
    guest = _of(consultation_id, clerk_id, guest_id)
    if guest.state in OVER:
        raise OfficeError("wrong_state")
    _end(guest, GuestState.REFUSED if guest.state is GuestState.KNOCKING else GuestState.WITHDRAWN, at)


def leave(guest_id: int, at: datetime) -> None:
    """The guest goes, or waits no longer. Who came by a link may knock again. Raises unknown_guest, wrong_state."""
    guest = guests.by_id(guest_id)
    if guest.state not in (GuestState.KNOCKING, GuestState.ADMITTED):
        raise OfficeError("wrong_state")
    guests.change(guest, GuestState.LEFT, at)
    _journal(EventType.GUEST_LEFT, guest, _running(guest), at)


def leave_as_colleague(guest_id: int, colleague_id: int, at: datetime) -> None:
    leave(_asked(guest_id, colleague_id).id, at)


def _may_invite(consultation_id: int, clerk_id: int) -> Consultation:
    consultation = led_by(consultation_id, clerk_id)
    if len(guests.of_consultation(consultation_id)) >= MOST_INVITATIONS:
        raise OfficeError("too_many_guests")
    return consultation


def _of(consultation_id: int, clerk_id: int, guest_id: int) -> Guest:
    led_by(consultation_id, clerk_id)
    guest = guests.by_id(guest_id)
    if guest.consultation_id != consultation_id:
        raise OfficeError("unknown_guest")
    return guest


def _asked(guest_id: int, colleague_id: int) -> Guest:
    guest = guests.by_id(guest_id)
    if guest.clerk_id != colleague_id:
        raise OfficeError("unknown_guest")
    return guest


def _let_in(guest: Guest, at: datetime) -> None:
    guests.admit(guest, at)
    _journal(EventType.GUEST_ADMITTED, guests.by_id(guest.id), _running(guest), at)


def _end(guest: Guest, state: GuestState, at: datetime) -> None:
    guests.change(guest, state, at)
    _journal(EventType.GUEST_DISMISSED, guest, _running(guest), at)
    notifications.guest_uninvited(guest.id)


def _running(guest: Guest) -> Consultation:
    found = consultations.by_id(guest.consultation_id)
    assert found is not None
    return found


def _journal(type: EventType, guest: Guest, consultation: Consultation, at: datetime) -> None:
    """`guest` and `colleague` say whose pages hear of it, `place` which seat of the room it concerns."""
    data: dict[str, object] = {"guest": guest.id}
    if guest.clerk_id is not None:
        data["colleague"] = guest.clerk_id
    if guest.place is not None:
        data["place"] = guest.place
    journal.append(at, type, office=consultation.office_id, ticket=consultation.ticket_id,
                   counter=consultation.counter_id, consultation=consultation.id, data=data)  # fmt: skip
