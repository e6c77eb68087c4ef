"""Free slots of an office: its hours, who is there, what they can, and what is booked already."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from appliance.domain import slots as rules
from appliance.domain.appointment import BookingRules
from appliance.domain.errors import OfficeError
from appliance.domain.office_hours import Span, closing_instant, opening_instant
from appliance.domain.slots import Diary, Frame, Slot
from appliance.domain.ticket import Channel
from appliance.store import appointments, diaries, office_hours, offices
from appliance.store.diaries import Absence, Staffing


@dataclass(frozen=True)
class Need:
    """What the time is for: services of one office, for how many people, how they talk."""

    services: tuple[int, ...]
    channel: Channel
    persons: int = 1


@dataclass(frozen=True)
class Day:
    day: date
    slots: tuple[Slot, ...]


def office_of(need: Need) -> int:
    """Raises unknown_service, channel_not_offered, and several_offices where no one office serves all of it."""
    if not need.services:
        raise OfficeError("unknown_service", service=0)
    found = [offices.service(service_id) for service_id in need.services]
    for service in found:
        if need.channel not in service.channels:
            raise OfficeError("channel_not_offered", service=service.name)
    if len({service.office_id for service in found}) > 1:
        raise OfficeError("several_offices")
    return found[0].office_id

def check_bookable(need: Need) -> None:
    """May somebody choose a new time for this? Raises what `office_of` does, and walk_in_only."""
    office = offices.by_id(office_of(need))
    for service in map(offices.service, need.services):
        if service.retired or not office.is_public:
            raise OfficeError("unknown_service", service=service.id)
        if not service.takes_appointments:
            raise OfficeError("walk_in_only", service=service.name)



def minutes(need: Need) -> int:
    return rules.minutes_for([offices.service(service_id).minutes for service_id in need.services], need.persons)


def free(need: Need, first: date, last: date, at: datetime) -> list[Day]:
    """The days from `first` to `last` that have a slot, each with all of them. Holds that are over count as free."""
    office_id = office_of(need)
    booking = appointments.rules(office_id)
    plan = _Plan(office_id, need, booking, at)
    begin = max(first, plan.hours.local_day(at))
    end = min(last, plan.hours.local_day(at) + timedelta(days=booking.horizon_days))
    found = (Day(day, tuple(plan.slots(day))) for day in _days(begin, end))
    return [day for day in found if day.slots]


def slot_at(need: Need, begins_at: datetime, at: datetime) -> Slot | None:
    """The free slot that begins at this instant."""
    day = begins_at.astimezone(office_hours.zone()).date()
    found = free(need, day, day, at)
    return next((slot for one in found for slot in one.slots if slot.begins_at == begins_at), None)


class _Plan:
    """One question about an office: everything that does not change from day to day is read once."""

    def __init__(self, office_id: int, need: Need, booking: BookingRules, at: datetime) -> None:
        self.hours = office_hours.of_office(office_id)
        self._need, self._booking, self._at = need, booking, at
        self._length = rules.cells_for(minutes(need))
        wanted = frozenset(need.services)
        self._diaries = {one.id: one for one in diaries.of_office(office_id) if wanted <= one.services}
        self._order = rules.filling_order(self._diaries.values())
        self._staffing = _by_weekday(diaries.staffing(office_id), self._diaries, need.channel)
        today = self.hours.local_day(at)
        self._absences = diaries.absences(today, today + timedelta(days=booking.horizon_days))
        self._over = [(one.diary_id, one) for one in appointments.expired_holds(at)]

    def slots(self, day: date) -> Iterator[Slot]:
        within = rules.frame(day, self.hours.zone)
        there = self._there(day)
        if not there:
            return iter(())
        possible = self._open(day, within) & rules.cells_from(self._earliest, within)
        booked = diaries.booked_cells(there, within.first, within.first + within.count)
        cells = {diary: mask & possible & ~self._taken(diary, booked[diary], within) for diary, mask in there.items()}
        return rules.slots(cells, self._length, rules.on_grid(self._booking.grid_minutes, within), within, self._order)

    @property
    def _earliest(self) -> datetime:
        return self._at + timedelta(minutes=self._booking.lead_minutes)

    def _open(self, day: date, within: Frame) -> int:
        """An office without planned hours can be booked whenever somebody is there for it."""
        if not self.hours.is_planned:
            return within.whole
        around = self.hours.spans(self._need.channel, day - timedelta(days=1), day)
        return rules.open_cells(around, within)

    def _there(self, day: date) -> dict[int, int]:
        """Cells by diary."""
        within = rules.frame(day, self.hours.zone)
        found: dict[int, int] = defaultdict(int)
        for began in (day - timedelta(days=1), day):  # an evening may reach into the next day
            for line in self._staffing[began.weekday()]:
                if not _is_absent(line.diary_id, began, self._absences):
                    found[line.diary_id] |= rules.open_cells([self._span(line, began)], within)
        return {diary: cells for diary, cells in found.items() if cells}

    def _span(self, line: Staffing, day: date) -> Span:
        zone = self.hours.zone
        return Span(opening_instant(day, line.hours.opens, zone), closing_instant(day, line.hours.closes, zone))

    def _taken(self, diary_id: int, booked: list[int], within: Frame) -> int:
        taken = rules.taken_cells(booked, within)
        for diary, one in self._over:
            if diary == diary_id:
                taken &= ~rules.taken_cells(range(rules.cell_at(one.begins_at), rules.cell_at(one.ends_at)), within)
        return taken


def _by_weekday(lines: Sequence[Staffing], known: dict[int, Diary], channel: Channel) -> dict[int, list[Staffing]]:
    found: dict[int, list[Staffing]] = defaultdict(list)
    for line in lines:
        if line.diary_id in known and channel in line.channels:
            found[line.weekday].append(line)
    return found


def _is_absent(diary_id: int, day: date, absences: Sequence[Absence]) -> bool:
    return any(one.diary_id == diary_id and one.first <= day <= one.last for one in absences)


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
