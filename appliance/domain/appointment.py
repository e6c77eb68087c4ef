"""Appointment (Termin): time in a diary that is kept for somebody, from choosing a slot to the number at check-in."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from appliance.domain.ticket import Channel, Origin

HOLD = timedelta(minutes=10)
"""So long a chosen slot is kept while the citizen enters who they are."""


LINK_LIFETIME = timedelta(hours=24)
"""So long the link still says how an appointment ended."""


class AppointmentState(StrEnum):
    RESERVED = "reserved"
    CONFIRMED = "confirmed"
    CHECKED_IN = "checked_in"
    CANCELLED = "cancelled"
    MISSED = "missed"
    EXPIRED = "expired"


KEEPS_TIME = (AppointmentState.RESERVED, AppointmentState.CONFIRMED, AppointmentState.CHECKED_IN)
"""In these states its time belongs to nobody else."""


class LateArrival(StrEnum):
    """What becomes of somebody who comes after the window."""

    QUEUE = "queue"  # a number like everybody who comes now
    REFUSE = "refuse"  # a new appointment is needed


@dataclass(frozen=True)
class BookingRules:
    """Of an office. An appointment begins at the earliest `lead_minutes` from now and within `horizon_days`, every
    `grid_minutes`. Somebody has at most `per_person` of them ahead. Check-in is possible from `early_minutes` before
    to `late_minutes` after the beginning.

    A time that is given back is offered to the `waiting_list` in order, to each for `offer_minutes`. Where nobody wants
    it, it is free for all after `release_minutes` at the latest and half of them at the earliest (0: at once).
    """

    horizon_days: int = 60
    lead_minutes: int = 60
    grid_minutes: int = 15
    per_person: int = 3
    early_minutes: int = 30
    late_minutes: int = 10
    late_arrival: LateArrival = LateArrival.QUEUE
    waiting_list: bool = True
    offer_minutes: int = 60
    release_minutes: int = 0


@dataclass(frozen=True)
class Contact:
    """Who comes, and how they are told. One of `email` and `phone` is given; the other may be ""."""

    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Appointment:
    """`persons` people come for `services`, and their time is the sum.

    `uid` and `sequence` are those of its calendar entry (RFC 5545): the first never changes, the second grows with each
    change that people are told. `code` (six digits) and a token check in. `version` decides races.
    `link_generation` counts the links that were made for it; only the newest opens its page (see `link_token`).
    `ended_at`: when it was cancelled, missed or let go.
    """

    id: int
    office_id: int
    diary_id: int
    services: tuple[int, ...]
    persons: int
    channel: Channel
    state: AppointmentState
    begins_at: datetime
    ends_at: datetime
    held_until: datetime | None
    contact: Contact | None
    language: str
    origin: Origin
    uid: str
    sequence: int
    code: str
    ticket_id: int | None
    created_at: datetime
    version: int
    link_generation: int = 0
    ended_at: datetime | None = None


def link_token(secret: bytes, uid: str, generation: int) -> str:
    """What opens the page of an appointment: the same in every message, as it can be made again but is kept as a hash.

    `secret` is the server's key (32 random bytes), so the `uid`, which stands in calendars, tells nobody the token.
    """
    return "p_" + _derived(secret, f"appointment link\0{uid}\0{generation}")


def check_in_token(secret: bytes, uid: str) -> str:
    """The capability of the ticket that an appointment becomes, wherever it is checked in: so its page leads there."""
    return "t_" + _derived(secret, f"appointment check-in\0{uid}")


def _derived(secret: bytes, text: str) -> str:
    digest = hmac.new(secret, text.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def link_is_over(appointment: Appointment, at: datetime) -> bool:
    return at >= (appointment.ended_at or appointment.ends_at) + LINK_LIFETIME


class Punctuality(StrEnum):
    EARLY = "early"
    IN_TIME = "in_time"
    LATE = "late"


def punctuality(begins_at: datetime, rules: BookingRules, at: datetime) -> Punctuality:
    if at < begins_at - timedelta(minutes=rules.early_minutes):
        return Punctuality.EARLY
    in_time = at <= begins_at + timedelta(minutes=rules.late_minutes)
    return Punctuality.IN_TIME if in_time else Punctuality.LATE


def is_missed(appointment: Appointment, rules: BookingRules, at: datetime) -> bool:
    """Nobody came, and nobody who comes now is served by it any more: its time is over."""
    return appointment.state is AppointmentState.CONFIRMED and at >= max(
        appointment.ends_at, appointment.begins_at + timedelta(minutes=rules.late_minutes)
    )
