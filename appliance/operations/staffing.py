"""The staffing plan (Einsatzplan): whose time can be booked, on which days and channels, and by which rules.

Nothing here touches an appointment that is booked: what no longer fits is a conflict (see `operations.conflicts`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from appliance.domain.appointment import BookingRules
from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.office_hours import CLOSED_WEEK, Hours, Week, merged
from appliance.domain.ticket import Channel
from appliance.operations import opening
from appliance.store import accounts, appointments, diaries, journal, office_hours, offices
from appliance.store.diaries import Staffing

MORNINGS: Week = ((Hours(8 * 60, 12 * 60),),) * 5 + ((), ())


def add_clerks_diary(clerk_of_diary: int, clerk_id: int | None, at: datetime) -> int:
    """The diary of a clerk, who can be booked for what the clerk can; one that was retired is in use again.

    `clerk_id` is who did it. Raises unknown_clerk.
    """
    account = accounts.by_id(clerk_of_diary)
    present = diaries.of_clerk(clerk_of_diary)
    if present is not None:
        return present.id
    diary_id = diaries.revive(clerk_of_diary) or diaries.add(account.clerk.name, clerk_of_diary)
    diaries.rename_of_clerk(clerk_of_diary, account.clerk.name)
    _journal(diary_id, [], clerk_id, at)
    return diary_id


def add_place(name: str, services: Iterable[int], clerk_id: int | None, at: datetime) -> int:
    """The diary of a place at which one appointment runs at a time, whoever sits there. Raises unknown_service."""
    diary_id = diaries.add(name, None, _known(services))
    _journal(diary_id, [], clerk_id, at)
    return diary_id


def change_place(diary_id: int, name: str, services: Iterable[int], clerk_id: int | None, at: datetime) -> None:
    """Raises unknown_diary, unknown_service, diary_of_clerk."""
    if diaries.by_id(diary_id).clerk_id is not None:
        raise OfficeError("diary_of_clerk")
    diaries.change(diary_id, name, _known(services))
    _journal(diary_id, diaries.offices_of(diary_id), clerk_id, at)


def retire_diary(diary_id: int, clerk_id: int | None, at: datetime) -> None:
    """It can be booked no longer. Raises unknown_diary."""
    diaries.by_id(diary_id)
    concerned = diaries.offices_of(diary_id)
    diaries.retire(diary_id, at)
    _journal(diary_id, concerned, clerk_id, at)


def set_week(diary_id: int, office_id: int, weekly: Mapping[Channel, Week], clerk_id: int | None, at: datetime) -> None:
    """Replaces when this diary can be booked for this office; no hours: never. Raises unknown_diary, unknown_office."""
    diaries.by_id(diary_id)
    offices.by_id(office_id)
    diaries.clear_staffing(diary_id, office_id)
    for weekday, hours, channels in _lines(weekly):
        diaries.add_staffing(diary_id, office_id, weekday, hours, channels)
    _journal(diary_id, [office_id], clerk_id, at)


def begin(diary_id: int, office_id: int, clerk_id: int | None, at: datetime) -> None:
    """In the plan of this office from now on: in its opening hours, or on weekday mornings where it has none.

    One that is there already stays as it is. Raises unknown_diary, unknown_office, no_services.
    """
    if office_id in diaries.offices_of(diary_id):
        return
    opening_hours = office_hours.week(office_id)
    offered = opening.channels(office_id)
    if not offered:
        raise OfficeError("no_services")
    weekly = {channel: opening_hours[channel] for channel in offered if any(opening_hours.get(channel, ()))}
    weekly = weekly or dict.fromkeys(offered, MORNINGS)
    set_week(diary_id, office_id, weekly, clerk_id, at)


def week(lines: Iterable[Staffing]) -> dict[Channel, Week]:
    """Lines of one diary as seven days a channel: what `set_week` made lines of."""
    days: dict[Channel, list[list[Hours]]] = defaultdict(lambda: [[] for _ in CLOSED_WEEK])
    for line in lines:
        for channel in line.channels:
            days[channel][line.weekday].append(line.hours)
    return {channel: tuple(map(merged, found)) for channel, found in days.items()}


def add_absence(diary_id: int, first: date, last: date, clerk_id: int | None, at: datetime) -> int:
    """Days on which it cannot be booked. Raises unknown_diary, days_are_over."""
    diaries.by_id(diary_id)
    if last < at.astimezone(office_hours.zone()).date():
        raise OfficeError("days_are_over")
    absence_id = diaries.add_absence(diary_id, first, last)
    _journal(diary_id, diaries.offices_of(diary_id), clerk_id, at)
    return absence_id


def remove_absence(absence_id: int, clerk_id: int | None, at: datetime) -> None:
    """Raises unknown_absence."""
    absence = diaries.absence(absence_id)
    diaries.remove_absence(absence_id)
    _journal(absence.diary_id, diaries.offices_of(absence.diary_id), clerk_id, at)


def set_rules(office_id: int, rules: BookingRules, clerk_id: int | None, at: datetime) -> None:
    """How appointments of the office are booked from now on. Raises unknown_office."""
    offices.by_id(office_id)
    appointments.set_rules(office_id, rules)
    journal.append(at, EventType.STAFFING_CHANGED, office=office_id, clerk=clerk_id)


def _lines(weekly: Mapping[Channel, Week]) -> list[tuple[int, Hours, list[Channel]]]:
    """Channels with the same hours share a line."""
    shared: dict[tuple[int, Hours], list[Channel]] = defaultdict(list)
    for channel, days in weekly.items():
        for weekday, stretches in enumerate(days):
            for hours in merged(stretches):
                shared[weekday, hours].append(channel)
    return [(weekday, hours, channels) for (weekday, hours), channels in sorted(shared.items())]


def _known(services: Iterable[int]) -> list[int]:
    return sorted({offices.service(service_id).id for service_id in services})


def _journal(diary_id: int, concerned: Sequence[int], clerk_id: int | None, at: datetime) -> None:
    for office_id in concerned or (None,):
        journal.append(at, EventType.STAFFING_CHANGED, office=office_id, clerk=clerk_id, data={"diary": diary_id})
