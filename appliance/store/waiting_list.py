"""The waiting list for freed slots, and what was offered to whom."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from appliance.domain.appointment import Contact
from appliance.domain.errors import OfficeError
from appliance.domain.ticket import Channel
from appliance.domain.waiting_list import Entry, EntryState, Offer, OfferState
from appliance.store.rows import instant, to_micros
from appliance.store.sql import execute, first, insert_row
from appliance.store.tokens import hash_of

_ENTRIES = (
    "SELECT id, office_id, services, persons, channel, first, last, name, email, phone, language, uid, state,"
    " appointment_id, created_at FROM waiting_entry"
)
_OFFERS = "SELECT id, entry_id, hold_id, begins_at, ends_at, until, state FROM slot_offer"


def add(
    *,
    office_id: int,
    services: Sequence[int],
    persons: int,
    channel: Channel,
    days: tuple[date, date],
    contact: Contact,
    language: str,
    uid: str,
    token: str,
    appointment_id: int | None,
    at: datetime,
) -> int:
    return insert_row(
        "INSERT INTO waiting_entry (office_id, services, persons, channel, first, last, name, email, phone, language,"
        " uid, token_hash, appointment_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            office_id, ",".join(map(str, services)), persons, channel.value, days[0].isoformat(), days[1].isoformat(),
            contact.name, contact.email, contact.phone, language, uid, hash_of(token), appointment_id, to_micros(at),
        ),
    )  # fmt: skip


def by_id(entry_id: int) -> Entry:
    """Raises unknown_waiting_entry."""
    row = first(f"{_ENTRIES} WHERE id = ?", (entry_id,))
    if row is None:
        raise OfficeError("unknown_waiting_entry")
    return _entry(row)


def by_token(token: str) -> Entry | None:
    row = first(f"{_ENTRIES} WHERE token_hash = ?", (hash_of(token),))
    return _entry(row) if row else None


def waiting(office_id: int) -> list[Entry]:
    """In the order in which they are asked."""
    return _many(f"{_ENTRIES} WHERE state = 'waiting' AND office_id = ? ORDER BY id", office_id)


def wanted(office_id: int) -> dict[int, int]:
    """How many entries wait, by service; one that is for several services counts for each."""
    found: Counter[int] = Counter()
    for entry in waiting(office_id):
        found.update(entry.services)
    return dict(found)


def waiting_for(appointment_id: int) -> Entry | None:
    """The entry of somebody who would like this appointment to be earlier."""
    found = _many(f"{_ENTRIES} WHERE state = 'waiting' AND appointment_id = ?", appointment_id)
    return found[0] if found else None


def past(today: date) -> list[Entry]:
    return _many(f"{_ENTRIES} WHERE state = 'waiting' AND last < ?", today.isoformat())


def count_waiting(contact: Contact) -> int:
    row = first(
        "SELECT count(*) FROM waiting_entry WHERE state = 'waiting'"
        " AND ((email <> '' AND email = ?) OR (phone <> '' AND phone = ?))",
        (contact.email, contact.phone),
    )
    return int(row[0])


def end(entry_id: int, state: EntryState, at: datetime) -> None:
    execute("UPDATE waiting_entry SET state = ?, ended_at = ? WHERE id = ?", (state.value, to_micros(at), entry_id))


def end_of_appointment(appointment_id: int, at: datetime) -> None:
    """Whoever wanted this appointment to be earlier wants nothing any more."""
    execute(
        "UPDATE waiting_entry SET state = 'over', ended_at = ? WHERE state = 'waiting' AND appointment_id = ?",
        (to_micros(at), appointment_id),
    )


def forget_ended_before(at: datetime) -> None:
    """With names and addresses, and what was offered to them."""
    execute("DELETE FROM waiting_entry WHERE ended_at < ?", (to_micros(at),))


def add_offer(entry_id: int, hold_id: int, begins_at: datetime, ends_at: datetime, until: datetime) -> int:
    return insert_row(
        "INSERT INTO slot_offer (entry_id, hold_id, begins_at, ends_at, until) VALUES (?, ?, ?, ?, ?)",
        (entry_id, hold_id, to_micros(begins_at), to_micros(ends_at), to_micros(until)),
    )


def open_offer(entry_id: int) -> Offer | None:
    row = first(f"{_OFFERS} WHERE entry_id = ? AND state = 'open'", (entry_id,))
    return _offer(row) if row else None


def was_offered(entry_id: int, begins_at: datetime) -> bool:
    found = first("SELECT 1 FROM slot_offer WHERE entry_id = ? AND begins_at = ?", (entry_id, to_micros(begins_at)))
    return found is not None


def overdue_offers(at: datetime) -> list[Offer]:
    return [_offer(row) for row in execute(f"{_OFFERS} WHERE state = 'open' AND until <= ?", (to_micros(at),))]


def end_offer(offer_id: int, state: OfferState) -> None:
    execute("UPDATE slot_offer SET state = ? WHERE id = ?", (state.value, offer_id))


def _many(statement: str, *values: object) -> list[Entry]:
    return [_entry(row) for row in execute(statement, values)]


def _entry(row: tuple[Any, ...]) -> Entry:
    (id, office, services, persons, channel, begin, end, name, email, phone, language, uid, state, appointment,
     created) = row  # fmt: skip
    return Entry(
        id=id, office_id=office, services=tuple(map(int, services.split(","))), persons=persons,
        channel=Channel(channel), first=date.fromisoformat(begin), last=date.fromisoformat(end),
        contact=Contact(name, email, phone), language=language, uid=uid, state=EntryState(state),
        appointment_id=appointment, created_at=instant(created),
    )  # fmt: skip


def _offer(row: tuple[Any, ...]) -> Offer:
    id, entry, hold, begins, ends, until, state = row
    return Offer(id, entry, hold, instant(begins), instant(ends), instant(until), OfferState(state))
