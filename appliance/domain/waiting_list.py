"""Waiting list for freed slots: who would like an appointment, or an earlier one, and is asked when a time is free."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from appliance.domain.appointment import Contact
from appliance.domain.ticket import Channel

SHORTEST_OFFER = timedelta(minutes=5)
"""A freed slot that begins so soon that nobody could be asked in peace is not offered but simply free."""


class EntryState(StrEnum):
    WAITING = "waiting"
    SERVED = "served"  # an offer was accepted
    LEFT = "left"
    OVER = "over"  # its last day has passed, or the appointment that was to be earlier is no more


class OfferState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Entry:
    """Somebody who is asked in the order of `created_at` for a time from `first` to `last` (days, both included).

    `appointment_id`: who has an appointment already and would like an earlier one; it moves when an offer is accepted.
    """

    id: int
    office_id: int
    services: tuple[int, ...]
    persons: int
    channel: Channel
    first: date
    last: date
    contact: Contact
    language: str
    uid: str
    state: EntryState
    appointment_id: int | None
    created_at: datetime


@dataclass(frozen=True)
class Offer:
    """A freed slot that is kept for one entry until `until`: by the reserved appointment `hold_id`."""

    id: int
    entry_id: int
    hold_id: int
    begins_at: datetime
    ends_at: datetime
    until: datetime
    state: OfferState


def offer_until(begins_at: datetime, offer_minutes: int, at: datetime) -> datetime | None:
    """Until when somebody may accept: never longer than half of the time that is left. None: it begins too soon."""
    patience = min(timedelta(minutes=offer_minutes), (begins_at - at) / 2)
    return at + patience if patience >= SHORTEST_OFFER else None
