"""Waiting list for freed slots: who would like an appointment, or an earlier one, and is asked when a time is free."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from appliance.domain.appointment import Contact
from appliance.domain.ticket import Channel

SHORTEST_OFFER = timedelta(minutes=5)
"""A freed slot that begins so soon that nobody could be asked in peace is not offered but simply free."""

MORNING, EVENING = time(8), time(21)
"""Nobody has to answer an offer at night."""


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


def offer_until(begins_at: datetime, offer_minutes: int, at: datetime, zone: ZoneInfo) -> datetime | None:
    """Until when somebody may accept: the minutes count from the morning on when the offer is made at night.

    Never longer than half of the time that is left. None: it begins too soon.
    """
    counted = _awake(at, zone) + timedelta(minutes=offer_minutes)
    until = min(counted, at + (begins_at - at) / 2)
    return until if until - at >= SHORTEST_OFFER else None


def _awake(at: datetime, zone: ZoneInfo) -> datetime:
    """The same instant by day; the next morning's beginning at night."""
    local = at.astimezone(zone)
    if MORNING <= local.time() < EVENING:
        return at
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, zone).astimezone(UTC)
