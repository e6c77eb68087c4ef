"""Telling everybody who waits: by reception and supervisors, until a time or until somebody ends it."""

from datetime import datetime

from appliance.domain.announcement import KEPT, Announcement, Wording, fits
from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.staff import Role
from appliance.store import announcements, journal, offices

ROLES = (Role.RECEPTION, Role.SUPERVISOR)


def make(wording: Wording, clerk_id: int, at: datetime) -> int:
    """The id of the new announcement. Raises unknown_office, announcement_time."""
    _check(wording, at)
    announcement_id = announcements.add(wording, clerk_id, at)
    _tell(EventType.ANNOUNCEMENT_MADE, announcement_id, wording.offices, clerk_id, at)
    return announcement_id


def change(announcement_id: int, wording: Wording, clerk_id: int, at: datetime) -> None:
    """Other words, offices or time; one that is over is made again. Raises what `make` does, unknown_announcement."""
    before = announcements.by_id(announcement_id)
    _check(wording, at)
    announcements.change(announcement_id, wording)
    concerned = tuple(sorted({*before.offices, *wording.offices}))
    _tell(EventType.ANNOUNCEMENT_CHANGED, announcement_id, concerned, clerk_id, at)


def end(announcement_id: int, clerk_id: int, at: datetime) -> None:
    """It is over; nothing happens where it was already. Raises unknown_announcement."""
    found = announcements.by_id(announcement_id)
    if found.ended_at is None:
        _end(found, clerk_id, at)


def is_due(at: datetime) -> bool:
    return bool(announcements.due(at))


def tick(at: datetime) -> None:
    """Pages do not look at the clock: they are told that an announcement is over."""
    for found in announcements.due(at):
        _end(found, None, at)


def forget(at: datetime) -> None:
    announcements.forget_ended_before(at - KEPT)


def _check(wording: Wording, at: datetime) -> None:
    for office_id in wording.offices:
        offices.by_id(office_id)
    if not fits(wording, at):
        raise OfficeError("announcement_time")


def _end(found: Announcement, clerk_id: int | None, at: datetime) -> None:
    announcements.end(found.id, at)
    _tell(EventType.ANNOUNCEMENT_ENDED, found.id, found.offices, clerk_id, at)


def _tell(
    type: EventType, announcement_id: int, concerned: tuple[int, ...], clerk_id: int | None, at: datetime
) -> None:
    for office_id in concerned:
        journal.append(at, type, office=office_id, clerk=clerk_id, data={"announcement": announcement_id})
