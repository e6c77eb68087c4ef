"""Opening and closing an office: by hand, and by the hours that it keeps. `clerk_id` is who did it, None a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.message import AtClosing
from appliance.domain.office_hours import SpecialDays, Week
from appliance.domain.opening import by_hand_until
from appliance.domain.organisation import LateTickets, Office
from appliance.domain.ticket import Channel
from appliance.operations import opening
from appliance.store import closing_notices, journal, office_hours, offices


@dataclass(frozen=True)
class Habits:
    """How an office keeps its hours. `closing_soon_minutes`: from when on citizens are told that it closes.

    `at_closing`: what becomes of those who still wait then.
    """

    weekly: Mapping[Channel, Week]
    keeps_holidays: bool
    closing_soon_minutes: int
    late_tickets: LateTickets
    at_closing: AtClosing = AtClosing.SERVED


def set_open(office_id: int, is_open: bool, clerk_id: int, at: datetime) -> Office:
    """Those who already wait keep their place when an office closes; it only takes no new tickets.

    An office with planned hours stays so until its plan says the same again (see `domain.opening`).
    """
    before = opening.of_office(offices.by_id(office_id), at)
    until = _until(offices.by_id(office_id), is_open, at)
    if offices.set_open(office_id, is_open, until) and before.is_open != is_open:
        type = EventType.OFFICE_OPENED if is_open else EventType.OFFICE_CLOSED
        journal.append(at, type, office=office_id, clerk=clerk_id)
    _told(office_id, at)
    return offices.by_id(office_id)


def set_habits(office_id: int, habits: Habits, clerk_id: int | None, at: datetime) -> None:
    """Replaces the weekly hours and what goes with them. Raises unknown_office."""
    offices.by_id(office_id)
    office_hours.set_week(office_id, habits.weekly)
    offices.set_habits(office_id, habits.keeps_holidays, habits.closing_soon_minutes, habits.late_tickets)
    closing_notices.set_rule(office_id, habits.at_closing)
    _changed(office_id, clerk_id, at)


def add_special_days(office_id: int | None, days: SpecialDays, clerk_id: int | None, at: datetime) -> int:
    """Other hours or none for some days, of one office or (None) of all. Raises unknown_office, days_are_over."""
    if days.last < at.astimezone(office_hours.zone()).date():
        raise OfficeError("days_are_over")
    if office_id is not None:
        offices.by_id(office_id)
    added = office_hours.add_special(office_id, days)
    _changed(office_id, clerk_id, at)
    return added


def remove_special_days(id: int, clerk_id: int | None, at: datetime) -> None:
    """Raises unknown_special_days."""
    office_id, _days = office_hours.special_days(id)
    office_hours.remove_special(id)
    _changed(office_id, clerk_id, at)


def set_holidays(land: str, names: Mapping[date, str], at: datetime) -> None:
    """The public holidays of the Land, for all offices that keep them."""
    offices.set_land(land)
    office_hours.set_holidays(names)
    for office in offices.all():
        _changed(office.id, None, at)


def _until(office: Office, is_open: bool, at: datetime) -> datetime | None:
    if not office.by_hours:
        return None
    return by_hand_until(office_hours.of_office(office.id), opening.channels(office.id), is_open, at)


def _changed(office_id: int | None, clerk_id: int | None, at: datetime) -> None:
    for changed in [office_id] if office_id is not None else [office.id for office in offices.all()]:
        journal.append(at, EventType.OFFICE_HOURS_CHANGED, office=changed, clerk=clerk_id)
        _told(changed, at)


def _told(office_id: int, at: datetime) -> None:
    """What this change brought needs no word of the clock any more."""
    office_hours.announce(office_id, opening.announcement(offices.by_id(office_id), at))
