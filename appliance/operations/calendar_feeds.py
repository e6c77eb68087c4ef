"""Calendars to subscribe to: a secret address for each office and each diary, read-only, renewed and ended at will."""

from datetime import datetime, timedelta

from appliance.domain.appointment import Appointment, AppointmentState
from appliance.domain.journal import EventType
from appliance.operations.conflicts import FURTHEST
from appliance.store import appointments, calendar_feeds, diaries, journal, offices
from appliance.store.calendar_feeds import Feed

KEPT = timedelta(days=7)
"""Appointments that are over stay in a calendar for so long."""

SHOWN = (AppointmentState.CONFIRMED, AppointmentState.CHECKED_IN)


def renew(
    office_id: int | None, diary_id: int | None, with_names: bool, token: str, clerk_id: int, at: datetime
) -> int:
    """The id of the calendar of one of them, under a new address; an earlier address ends.

    Raises unknown_office, unknown_diary.
    """
    concerned = [offices.by_id(office_id).id] if office_id is not None else []
    if diary_id is not None:
        concerned = diaries.offices_of(diaries.by_id(diary_id).id)
    feed_id = calendar_feeds.renew(office_id, diary_id, with_names, token, at)
    _journal(concerned, feed_id, clerk_id, at)
    return feed_id


def end(feed_id: int, clerk_id: int, at: datetime) -> None:
    """Its address answers no longer. Raises unknown_calendar."""
    feed = calendar_feeds.by_id(feed_id)
    calendar_feeds.end(feed_id)
    concerned = [feed.office_id] if feed.office_id is not None else diaries.offices_of(feed.diary_id or 0)
    _journal(concerned, feed_id, clerk_id, at)


def entries(feed: Feed, at: datetime) -> list[Appointment]:
    """What is in it: confirmed appointments to come, and those of the last days."""
    since, until = at - KEPT, at + FURTHEST
    if feed.office_id is not None:
        found = appointments.of_office(feed.office_id, since, until)
    else:
        found = appointments.of_diary(feed.diary_id or 0, since, until)
    return [one for one in found if one.state in SHOWN]


def _journal(concerned: list[int], feed_id: int, clerk_id: int, at: datetime) -> None:
    for office_id in concerned or (None,):
        journal.append(at, EventType.STAFFING_CHANGED, office=office_id, clerk=clerk_id, data={"calendar": feed_id})
