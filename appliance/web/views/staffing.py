"""The staffing plan of an office as the administration sees it."""

from collections import defaultdict
from dataclasses import asdict
from datetime import datetime, timedelta

from appliance.domain.errors import OfficeError
from appliance.domain.office_hours import Week
from appliance.domain.organisation import Office
from appliance.domain.slots import Diary
from appliance.domain.ticket import Channel
from appliance.operations import conflicts, opening, slots, staffing, workload
from appliance.operations.conflicts import Conflict
from appliance.operations.slots import Need
from appliance.store import accounts, appointments, calendar_feeds, diaries, office_hours, offices, waiting_list
from appliance.store.calendar_feeds import Feed
from appliance.store.diaries import Absence, Staffing
from appliance.web.api import staffing_shapes as shapes
from appliance.web.api.hours_shapes import clock_times
from appliance.web.api.shapes import NamedView

DAYS_AHEAD = 14
ABSENCES_AHEAD = timedelta(days=800)


def plan(office_id: int | None, at: datetime) -> shapes.StaffingView:
    """Raises unknown_office."""
    office = _office(office_id)
    there, feeds = diaries.of_office(office.id), calendar_feeds.all()
    return shapes.StaffingView(
        office=NamedView(id=office.id, name=office.name),
        offices=[NamedView(id=one.id, name=one.name) for one in offices.all()],
        channels=opening.channels(office.id),
        services=_services(),
        opening=_clock_week(office_hours.week(office.id)),
        diaries=_diaries(office, there, feeds, at),
        clerks=_clerks(there),
        places=[NamedView(id=one.id, name=one.name)
                for one in diaries.all() if one.clerk_id is None and one.id not in {diary.id for diary in there}],
        rules=shapes.RulesShape(**asdict(appointments.rules(office.id))),
        hours=[shapes.HourView.model_validate(hour) for hour in workload.of_office(office.id, at)],
        weeks=workload.WEEKS,
        conflicts=[_conflict(one) for one in conflicts.of_office(office.id, at)],
        wanted=[shapes.WantedView(service=offices.service(service_id).name, count=count)
                for service_id, count in waiting_list.wanted(office.id).items()],
        calendar=_calendar(next((feed for feed in feeds if feed.office_id == office.id), None)),
    )  # fmt: skip


def free_days(service_id: int, channel: Channel, at: datetime) -> shapes.FreeView:
    """What citizens are offered in the next two weeks; days without a slot are left out."""
    today = at.astimezone(office_hours.zone()).date()
    found = slots.free(Need((service_id,), channel), today, today + timedelta(days=DAYS_AHEAD - 1), at)
    return shapes.FreeView(
        days=[
            shapes.FreeDay(
                day=one.day, count=len(one.slots), first=one.slots[0].begins_at, last=one.slots[-1].begins_at
            )
            for one in found
        ]
    )


def _office(office_id: int | None) -> Office:
    if office_id is not None:
        return offices.by_id(office_id)
    first = next(iter(offices.all()), None)
    if first is None:
        raise OfficeError("unknown_office")
    return first


def _services() -> list[shapes.ServiceChoice]:
    return [
        shapes.ServiceChoice(id=one.id, name=one.name, channels=list(one.channels), office_id=one.office_id)
        for office in offices.all()
        for one in offices.services(office.id)
    ]


def _diaries(office: Office, there: list[Diary], feeds: list[Feed], at: datetime) -> list[shapes.DiaryView]:
    lines: dict[int, list[Staffing]] = defaultdict(list)
    for line in diaries.staffing(office.id):
        lines[line.diary_id].append(line)
    today = at.astimezone(office_hours.zone()).date()
    away: dict[int, list[Absence]] = defaultdict(list)
    for absence in diaries.absences(today, today + ABSENCES_AHEAD):
        away[absence.diary_id].append(absence)
    names = {one.id: one.name for one in offices.all()}
    feed_of = {feed.diary_id: feed for feed in feeds}
    return [
        shapes.DiaryView(
            id=one.id, name=one.name, clerk_id=one.clerk_id, services=sorted(one.services),
            weekly=_clock_week(staffing.week(lines[one.id])),
            elsewhere=[names[id] for id in diaries.offices_of(one.id) if id != office.id and id in names],
            absences=[shapes.AbsenceView.model_validate(absence) for absence in away[one.id]],
            calendar=_calendar(feed_of.get(one.id)),
        )
        for one in there
    ]  # fmt: skip


def _clerks(there: list[Diary]) -> list[NamedView]:
    """Those who are not in the plan yet."""
    planned = {one.clerk_id for one in there}
    everybody = (account.clerk for account in accounts.all())
    return [NamedView(id=clerk.id, name=clerk.name) for clerk in everybody if clerk.id not in planned]


def _conflict(conflict: Conflict) -> shapes.ConflictView:
    one = conflict.appointment
    return shapes.ConflictView(
        appointment_id=one.id, begins_at=one.begins_at, channel=one.channel, code=one.code, reason=conflict.reason,
        services=[offices.service(id).name for id in one.services], diary=diaries.by_id(one.diary_id).name,
    )  # fmt: skip


def _calendar(feed: Feed | None) -> shapes.CalendarView | None:
    return shapes.CalendarView.model_validate(feed) if feed else None


def _clock_week(weekly: dict[Channel, Week]) -> dict[Channel, list[list[tuple[str, str]]]]:
    return {channel: [list(map(clock_times, day)) for day in week] for channel, week in weekly.items()}
