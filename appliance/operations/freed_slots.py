"""What becomes of a time that somebody gave back: offered to the waiting list in order, then free for all.

Where nobody is asked, it is free for all only after a while that nobody can know: so that nobody can give a time back
at an agreed moment for somebody else to book it (trading of slots).
"""

import secrets
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from appliance.domain.appointment import Appointment, AppointmentState, BookingRules
from appliance.domain.journal import EventType
from appliance.domain.slots import Slot
from appliance.domain.ticket import Channel, Origin, new_code
from appliance.domain.waiting_list import Entry, Offer, offer_until
from appliance.operations import notifications, slots
from appliance.operations.slots import Need
from appliance.store import appointments, journal, office_hours, waiting_list


@dataclass(frozen=True)
class Freed:
    """A stretch of a diary that was given back."""

    office_id: int
    diary_id: int
    begins_at: datetime
    ends_at: datetime


def freed_by(appointment: Appointment) -> Freed:
    return Freed(appointment.office_id, appointment.diary_id, appointment.begins_at, appointment.ends_at)


def left_by(before: Appointment, after: Appointment) -> list[Freed]:
    """What an appointment that was moved gave back: all of its old time but what is its new one, too."""
    whole = freed_by(before)
    if after.diary_id != before.diary_id:
        return [whole]
    earlier = replace(whole, ends_at=min(before.ends_at, after.begins_at))
    later = replace(whole, begins_at=max(before.begins_at, after.ends_at))
    return [one for one in (earlier, later) if one.begins_at < one.ends_at]


def give_back(freed: Freed, at: datetime) -> None:
    """To be called when the time is free in the database."""
    rules = appointments.rules(freed.office_id)
    if not offer_next(freed, at) and rules.release_minutes:
        _hold_back(freed, rules, at)


def offer_next(freed: Freed, at: datetime) -> bool:
    """Keep it for the first of the waiting list whom it suits and who was not asked about it. False: nobody."""
    rules = appointments.rules(freed.office_id)
    until = offer_until(freed.begins_at, rules.offer_minutes, at, office_hours.zone())
    if until is None:
        return False
    for entry in waiting_list.waiting(freed.office_id):
        slot = _suits(entry, freed, at)
        if slot is not None:
            _offer(entry, freed, slot, until, at)
            return True
    return False


def _suits(entry: Entry, freed: Freed, at: datetime) -> Slot | None:
    if waiting_list.open_offer(entry.id) is not None:
        return None
    day = freed.begins_at.astimezone(office_hours.zone()).date()
    if not entry.first <= day <= entry.last:
        return None
    need = Need(entry.services, entry.channel, entry.persons)
    found = (slot for one in slots.free(need, day, day, at) for slot in one.slots if _inside(slot, freed))
    earlier_than = appointments.by_id(entry.appointment_id).begins_at if entry.appointment_id is not None else None
    return next(
        (slot for slot in found if (earlier_than is None or slot.begins_at < earlier_than)
         and not waiting_list.was_offered(entry.id, slot.begins_at)),
        None,
    )  # fmt: skip


def _inside(slot: Slot, freed: Freed) -> bool:
    return freed.diary_id in slot.diaries and freed.begins_at <= slot.begins_at and slot.ends_at <= freed.ends_at


def _offer(entry: Entry, freed: Freed, slot: Slot, until: datetime, at: datetime) -> None:
    need = Need(entry.services, entry.channel, entry.persons)
    hold_id = _keep(Freed(freed.office_id, freed.diary_id, slot.begins_at, slot.ends_at), need, until, at)
    waiting_list.add_offer(entry.id, hold_id, slot.begins_at, slot.ends_at, until)
    notifications.slot_offered(
        notifications.SlotOffer(
            uid=entry.uid, office_id=entry.office_id, services=entry.services, persons=entry.persons,
            channel=entry.channel, begins_at=slot.begins_at, ends_at=slot.ends_at, until=until, contact=entry.contact,
            language=entry.language,
        ),
        at,
    )  # fmt: skip
    journal.append(at, EventType.SLOT_OFFERED, office=entry.office_id, data={"entry": entry.id, "appointment": hold_id})


def _hold_back(freed: Freed, rules: BookingRules, at: datetime) -> None:
    """For between half of the office's time and all of it; not where the time is nearly here."""
    half = rules.release_minutes * 30
    until = at + timedelta(seconds=half + secrets.randbelow(half + 1))
    if until < freed.begins_at - timedelta(minutes=rules.lead_minutes):
        _keep(freed, Need((), Channel.ON_SITE), until, at)


def take_back(freed: Freed, given_back_at: datetime, at: datetime) -> None:
    """The time was given back by mistake: it is not held back any more. What was offered to somebody stays offered."""
    for hold in appointments.held_back(freed.diary_id, freed.begins_at, given_back_at):
        appointments.change(hold, state=AppointmentState.EXPIRED, ended_at=at)
        journal.append(at, EventType.APPOINTMENT_EXPIRED, office=hold.office_id, data={"appointment": hold.id})


def _keep(freed: Freed, need: Need, until: datetime, at: datetime) -> int:
    """A reserved appointment that no link opens."""
    appointment_id = appointments.insert(
        office_id=freed.office_id, diary_id=freed.diary_id, services=need.services, persons=need.persons,
        channel=need.channel, begins_at=freed.begins_at, ends_at=freed.ends_at, held_until=until, language="de",
        origin=Origin.WEB, uid=f"{uuid.uuid4()}@vorzimmer", code=new_code(), token=secrets.token_urlsafe(32), at=at,
    )  # fmt: skip
    journal.append(at, EventType.APPOINTMENT_RESERVED, office=freed.office_id, data={"appointment": appointment_id})
    return appointment_id


def let_go(offer: Offer, at: datetime) -> Freed | None:
    """The slot of an offer that nobody accepted, free again; None when its hold was over already and let go of."""
    hold = appointments.by_id(offer.hold_id)
    if hold.state is AppointmentState.RESERVED:
        appointments.change(hold, state=AppointmentState.EXPIRED, ended_at=at)
        journal.append(at, EventType.APPOINTMENT_EXPIRED, office=hold.office_id, data={"appointment": hold.id})
    return freed_by(hold) if hold.begins_at > at else None
