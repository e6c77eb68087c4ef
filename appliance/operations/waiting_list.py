"""Waiting for a freed slot: joining the list, an earlier time for an appointment, accepting and refusing offers."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from appliance.domain.appointment import AppointmentState, Contact, link_token
from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.waiting_list import Entry, EntryState, Offer, OfferState
from appliance.operations import appointments as booking
from appliance.operations import freed_slots, notifications, slots
from appliance.operations.slots import Need
from appliance.store import appointments, journal, office_hours, offices, waiting_list

MOST_ENTRIES = 3
"""With one address."""
KEPT_AFTER_END = timedelta(days=7)


@dataclass(frozen=True)
class Wish:
    """Any time for a need from `first` to `last`, both days included."""

    need: Need
    first: date
    last: date
    contact: Contact
    language: str = "de"


def join(wish: Wish, secret: bytes, at: datetime) -> int:
    """The id of a new entry; its link is made with the server's `secret`.

    Raises what `slots.check_bookable` does, no_waiting_list, contact_missing, days_are_over, too_many_entries.
    """
    slots.check_bookable(wish.need)
    if not wish.contact.name.strip() or not (wish.contact.email or wish.contact.phone):
        raise OfficeError("contact_missing")
    if waiting_list.count_waiting(wish.contact) >= MOST_ENTRIES:
        raise OfficeError("too_many_entries")
    return _add(slots.office_of(wish.need), wish, None, secret, at)


def ask_for_earlier(appointment_id: int, secret: bytes, at: datetime) -> int:
    """The id of the entry of somebody who would like to come earlier than booked. Asked again, it is the same one.

    Raises wrong_state, no_waiting_list.
    """
    found = appointments.by_id(appointment_id)
    if found.state is not AppointmentState.CONFIRMED or found.contact is None:
        raise OfficeError("wrong_state", state=found.state)
    known = waiting_list.waiting_for(appointment_id)
    if known is not None:
        return known.id
    zone = office_hours.zone()
    days = at.astimezone(zone).date(), found.begins_at.astimezone(zone).date()
    wish = Wish(Need(found.services, found.channel, found.persons), *days, found.contact, found.language)
    return _add(found.office_id, wish, appointment_id, secret, at)


def leave(entry_id: int, at: datetime) -> None:
    """An open offer goes to the next. Nothing happens to an entry that has ended."""
    entry = waiting_list.by_id(entry_id)
    if entry.state is not EntryState.WAITING:
        return
    waiting_list.end(entry.id, EntryState.LEFT, at)
    _told(entry, EventType.WAITING_LIST_LEFT, at)
    offer = waiting_list.open_offer(entry.id)
    if offer is not None:
        _pass_on(offer, entry, OfferState.DECLINED, at)


def accept(entry_id: int, secret: bytes, at: datetime) -> int:
    """The appointment that it becomes, or the one that moves. Raises offer_ended, too_many_appointments."""
    entry = waiting_list.by_id(entry_id)
    offer = _open_offer(entry, at)
    waiting_list.end_offer(offer.id, OfferState.ACCEPTED)
    waiting_list.end(entry.id, EntryState.SERVED, at)
    notifications.slot_offer_withdrawn(entry.uid, at)
    if entry.appointment_id is not None:
        freed_slots.let_go(offer, at)
        booking.move(entry.appointment_id, offer.begins_at, at)
        return entry.appointment_id
    hold = appointments.by_id(offer.hold_id)
    appointments.renew_link(hold, link_token(secret, hold.uid, hold.link_generation + 1))
    booking.confirm(hold.id, entry.contact, at)
    return hold.id


def decline(entry_id: int, at: datetime) -> None:
    """The slot goes to the next; the entry stays, and is asked about other times. Raises offer_ended."""
    entry = waiting_list.by_id(entry_id)
    _pass_on(_open_offer(entry, at), entry, OfferState.DECLINED, at)


def is_due(at: datetime) -> bool:
    """Whether `tick` has anything to do."""
    return bool(waiting_list.overdue_offers(at) or waiting_list.past(at.astimezone(office_hours.zone()).date()))


def tick(at: datetime) -> None:
    """Offers that nobody answered go to the next; entries whose last day has passed end."""
    for offer in waiting_list.overdue_offers(at):
        _pass_on(offer, waiting_list.by_id(offer.entry_id), OfferState.EXPIRED, at)
    for entry in waiting_list.past(at.astimezone(office_hours.zone()).date()):
        waiting_list.end(entry.id, EntryState.OVER, at)


def forget(at: datetime) -> None:
    """Ended entries, with the names and addresses in them."""
    waiting_list.forget_ended_before(at - KEPT_AFTER_END)


def _add(office_id: int, wish: Wish, appointment_id: int | None, secret: bytes, at: datetime) -> int:
    if not appointments.rules(office_id).waiting_list:
        raise OfficeError("no_waiting_list", office=offices.by_id(office_id).name)
    if wish.last < wish.first or wish.last < at.astimezone(office_hours.zone()).date():
        raise OfficeError("days_are_over")
    uid = f"{uuid.uuid4()}@vorzimmer"
    entry_id = waiting_list.add(
        office_id=office_id, services=wish.need.services, persons=wish.need.persons, channel=wish.need.channel,
        days=(wish.first, wish.last), contact=wish.contact, language=wish.language, uid=uid,
        token=link_token(secret, uid, 0), appointment_id=appointment_id, at=at,
    )  # fmt: skip
    _told(waiting_list.by_id(entry_id), EventType.WAITING_LIST_JOINED, at)
    return entry_id


def _open_offer(entry: Entry, at: datetime) -> Offer:
    offer = waiting_list.open_offer(entry.id)
    if offer is None or offer.until <= at:
        raise OfficeError("offer_ended")
    return offer


def _pass_on(offer: Offer, entry: Entry, state: OfferState, at: datetime) -> None:
    waiting_list.end_offer(offer.id, state)
    notifications.slot_offer_withdrawn(entry.uid, at)
    freed = freed_slots.let_go(offer, at)
    if freed is not None:
        freed_slots.offer_next(freed, at)


def _told(entry: Entry, type: EventType, at: datetime) -> None:
    journal.append(at, type, office=entry.office_id, data={"entry": entry.id})
