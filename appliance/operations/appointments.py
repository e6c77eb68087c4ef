"""What happens to an appointment: reserved, confirmed, moved, cancelled, missed; `check_in` has a file of its own."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from appliance.domain.appointment import (
    HOLD,
    Appointment,
    AppointmentState,
    Contact,
    is_missed,
    link_token,
)
from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.ticket import Channel, Origin, new_code
from appliance.operations import freed_slots, notifications, slots
from appliance.operations.slots import Need
from appliance.store import appointments, journal, waiting_list

PEOPLE_KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Wish:
    """What somebody chose: a free slot for a need. `clerk_id`: who books it for them."""

    need: Need
    begins_at: datetime
    language: str = "de"
    origin: Origin = Origin.WEB
    clerk_id: int | None = None


def reserve(wish: Wish, secret: bytes, at: datetime) -> int:
    """The id of an appointment whose time is kept for ten minutes; its link is made with the server's `secret`.

    Raises what `slots.office_of` does, slot_taken.
    """
    slots.check_bookable(wish.need)
    _let_go_of_holds(at)
    slot = slots.slot_at(wish.need, wish.begins_at, at)
    if slot is None:
        raise OfficeError("slot_taken")
    office_id, uid = slots.office_of(wish.need), f"{uuid.uuid4()}@vorzimmer"
    appointment_id = appointments.insert(
        office_id=office_id, diary_id=slot.diaries[0], services=wish.need.services, persons=wish.need.persons,
        channel=wish.need.channel, begins_at=slot.begins_at, ends_at=slot.ends_at, held_until=at + HOLD,
        language=wish.language, origin=wish.origin, uid=uid, code=_free_code(at), token=link_token(secret, uid, 0),
        at=at,
    )  # fmt: skip
    _journal(EventType.APPOINTMENT_RESERVED, appointment_id, office_id, at, wish.clerk_id)
    return appointment_id


def confirm(
    appointment_id: int, contact: Contact, at: datetime, clerk_id: int | None = None, language: str = ""
) -> None:
    """`language` of the messages, "" for the one that was chosen with the time.

    Raises hold_expired, too_many_appointments, contact_missing, phone_missing, wrong_state.
    """
    found = appointments.by_id(appointment_id)
    if not contact.name.strip() or not (contact.email or contact.phone):
        raise OfficeError("contact_missing")
    if found.channel is Channel.TELEPHONE and not contact.phone:
        raise OfficeError("phone_missing")
    if found.state is AppointmentState.EXPIRED or (found.held_until is not None and found.held_until <= at):
        raise OfficeError("hold_expired")
    _expect(found, AppointmentState.RESERVED)
    if appointments.ahead_of(contact, at) >= appointments.rules(found.office_id).per_person:
        raise OfficeError("too_many_appointments")
    _change(found, EventType.APPOINTMENT_CONFIRMED, at, clerk_id, state=AppointmentState.CONFIRMED.value,
            held_until=None, name=contact.name.strip(), email=contact.email, phone=contact.phone,
            language=language or found.language)  # fmt: skip
    notifications.appointment_confirmed(appointments.by_id(appointment_id), at)


def move(appointment_id: int, begins_at: datetime, at: datetime, clerk_id: int | None = None) -> None:
    """To another free slot, with the same number of its calendar entry; the two may overlap. To where it is already:
    nothing happens. Raises slot_taken, wrong_state.
    """
    found = appointments.by_id(appointment_id)
    _expect(found, AppointmentState.CONFIRMED)
    if found.begins_at == begins_at:
        return
    _let_go_of_holds(at)
    slot = slots.slot_at(slots.need_of(found), begins_at, at, found)
    if slot is None:
        raise OfficeError("slot_taken")
    _change(found, EventType.APPOINTMENT_CHANGED, at, clerk_id, diary_id=slot.diaries[0], begins_at=slot.begins_at,
            ends_at=slot.ends_at, sequence=found.sequence + 1)  # fmt: skip
    moved = appointments.by_id(appointment_id)
    notifications.appointment_changed(moved, at)
    for freed in freed_slots.left_by(found, moved):
        freed_slots.give_back(freed, at)


def change_channel(
    appointment_id: int, channel: Channel, at: datetime, phone: str = "", clerk_id: int | None = None
) -> None:
    """On site, video or telephone until it is checked in; the time stays. `phone`: a number to call, "" for the known.

    Raises channel_not_offered, phone_missing, wrong_state.
    """
    found = appointments.by_id(appointment_id)
    _expect(found, AppointmentState.CONFIRMED)
    number = phone or (found.contact.phone if found.contact else "")
    if (found.channel, number) == (channel, found.contact.phone if found.contact else ""):
        return
    slots.office_of(slots.need_of(found, channel))
    if channel is Channel.TELEPHONE and not number:
        raise OfficeError("phone_missing")
    _change(found, EventType.APPOINTMENT_CHANGED, at, clerk_id, channel=channel.value, phone=number,
            sequence=found.sequence + 1)  # fmt: skip
    notifications.appointment_changed(appointments.by_id(appointment_id), at)


def cancel(appointment_id: int, at: datetime, clerk_id: int | None = None) -> None:
    """Its time is given back (see `freed_slots`). Raises wrong_state when it has begun or is over."""
    found = appointments.by_id(appointment_id)
    _expect(found, AppointmentState.RESERVED, AppointmentState.CONFIRMED)
    _change(found, EventType.APPOINTMENT_CANCELLED, at, clerk_id, state=AppointmentState.CANCELLED.value, ended_at=at,
            sequence=found.sequence + 1)  # fmt: skip
    notifications.appointment_cancelled(appointments.by_id(appointment_id), at)
    if found.state is AppointmentState.CONFIRMED:
        waiting_list.end_of_appointment(appointment_id, at)
        freed_slots.give_back(freed_slots.freed_by(found), at)


def new_link(appointment_id: int, secret: bytes, at: datetime, clerk_id: int | None = None) -> str:
    """The token of a new link; the one before opens nothing any more. Raises wrong_state."""
    found = appointments.by_id(appointment_id)
    _expect(found, AppointmentState.CONFIRMED)
    token = link_token(secret, found.uid, found.link_generation + 1)
    appointments.renew_link(found, token)
    notifications.appointment_link_renewed(appointments.by_id(appointment_id), at)
    _journal(EventType.APPOINTMENT_LINK_RENEWED, found.id, found.office_id, at, clerk_id)
    return token


def is_due(at: datetime) -> bool:
    """Whether `tick` has anything to do."""
    return bool(appointments.expired_holds(at) or _missed(at))


def tick(at: datetime) -> None:
    """Let go of slots that nobody confirmed, and close the appointments to which nobody came."""
    _let_go_of_holds(at)
    for found in _missed(at):
        _change(found, EventType.APPOINTMENT_MISSED, at, state=AppointmentState.MISSED.value, ended_at=at)


def forget(at: datetime) -> None:
    """Who they were, some days after they are over; that there was an appointment is kept for the statistics."""
    appointments.forget_people_before(at - PEOPLE_KEPT)


def _let_go_of_holds(at: datetime) -> None:
    for found in appointments.expired_holds(at):
        _change(found, EventType.APPOINTMENT_EXPIRED, at, state=AppointmentState.EXPIRED.value, ended_at=at)


def _missed(at: datetime) -> list[Appointment]:
    return [one for one in appointments.over(at) if is_missed(one, appointments.rules(one.office_id), at)]


def _free_code(at: datetime) -> str:
    """Six digits that no other appointment ahead has: at a kiosk they are typed without a day or a name."""
    while appointments.has_code(code := new_code(), at):
        pass
    return code


def _expect(appointment: Appointment, *states: AppointmentState) -> None:
    if appointment.state not in states:
        raise OfficeError("wrong_state", state=appointment.state)


def _change(
    appointment: Appointment, type: EventType, at: datetime, clerk_id: int | None = None, **changes: Any
) -> None:
    appointments.change(appointment, **changes)
    _journal(type, appointment.id, appointment.office_id, at, clerk_id)


def _journal(type: EventType, appointment_id: int, office_id: int, at: datetime, clerk_id: int | None) -> None:
    """`clerk_id`: who did it for somebody else; None where people did it themselves, or time did."""
    journal.append(at, type, office=office_id, clerk=clerk_id, data={"appointment": appointment_id})
