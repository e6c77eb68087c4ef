"""Clerks signing in and sitting down at counters."""

import secrets
from datetime import datetime, timedelta

from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.staff import Counter
from appliance.store import journal, staff, tickets

SESSION_LIFETIME = timedelta(hours=12)
"""A working day: nobody is signed out in mid-consultation, and nobody stays signed in over night."""


def open_session(clerk_id: int, at: datetime) -> str:
    """A new session's token; the password was checked before."""
    token = secrets.token_urlsafe(32)
    staff.add_session(token, clerk_id, at + SESSION_LIFETIME)
    return token


def sign_out(token: str, clerk_id: int, at: datetime) -> None:
    """Ends the session and leaves the counter, unless somebody is being served there."""
    staff.end_session(token)
    counter = staff.counter_of(clerk_id)
    if counter is not None and tickets.at_counter(counter.id) is None:
        leave(counter, clerk_id, at)
    journal.append(at, EventType.STAFF_SIGNED_OUT, clerk=clerk_id)


def take_counter(clerk_id: int, counter_id: int | None, at: datetime) -> None:
    """Sit down at a counter, or leave one (None). Raises no_counter, counter_occupied, counter_busy."""
    present = staff.counter_of(clerk_id)
    if present is not None and present.id == counter_id:
        return
    if present is not None and tickets.at_counter(present.id) is not None:
        raise OfficeError("counter_busy", counter=present.name)
    if present is not None:
        leave(present, clerk_id, at)
    if counter_id is not None:
        counter = staff.counter(counter_id)
        if counter.retired:
            raise OfficeError("no_counter", counter=counter_id)
        staff.seat(counter_id, clerk_id)
        journal.append(at, EventType.COUNTER_STAFFED, office=counter.office_id, counter=counter_id, clerk=clerk_id)


def leave(counter: Counter, clerk_id: int, at: datetime) -> None:
    """The seat is free for others."""
    staff.unseat(clerk_id)
    journal.append(at, EventType.COUNTER_LEFT, office=counter.office_id, counter=counter.id, clerk=clerk_id)
