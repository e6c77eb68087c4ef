"""Free slots of an office: its hours, who is there, what they can, and what is booked already."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from appliance.domain import slots as rules
from appliance.domain.appointment import Appointment, BookingRules
from appliance.domain.errors import OfficeError
from appliance.domain.slots import Frame, Slot
from appliance.domain.ticket import Channel
from appliance.operations.presence import Presence
from appliance.store import appointments, diaries, office_hours, offices


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


def need_of(appointment: Appointment, channel: Channel | None = None) -> Need:
    """What it is for; `channel`: another way to talk about the same."""
    return Need(appointment.services, channel or appointment.channel, appointment.persons)


def free(need: Need, first: date, last: date, at: datetime, moving: Appointment | None = None) -> list[Day]:
    """The days from `first` to `last` that have a slot, each with all of them. Holds that are over count as free.

    `moving`: for an appointment that is to be moved. Its own time is free for it, but no slot begins where it does.
    """
    office_id = office_of(need)
    booking = appointments.rules(office_id)
    today = at.astimezone(office_hours.zone()).date()
    begin, end = max(first, today), min(last, today + timedelta(days=booking.horizon_days))
    if end < begin:
        return []
    plan = _Plan(office_id, need, booking, at, begin, end, moving)
    now = moving.begins_at if moving else None
    found = (Day(day, tuple(slot for slot in plan.slots(day) if slot.begins_at != now)) for day in _days(begin, end))
    return [day for day in found if day.slots]


def slot_at(need: Need, begins_at: datetime, at: datetime, moving: Appointment | None = None) -> Slot | None:
    """The free slot that begins at this instant."""
    day = begins_at.astimezone(office_hours.zone()).date()
    found = free(need, day, day, at, moving)
    return next((slot for one in found for slot in one.slots if slot.begins_at == begins_at), None)


class _Plan:
    """One question about an office: everything that does not change from day to day is read once."""

    def __init__(
        self,
        office_id: int,
        need: Need,
        booking: BookingRules,
        at: datetime,
        first: date,
        last: date,
        moving: Appointment | None,
    ) -> None:
        hours = office_hours.of_office(office_id)
        self._zone = hours.zone
        self._spans = list(hours.spans(need.channel, first - timedelta(days=1), last)) if hours.is_planned else None
        """An office without planned hours can be booked whenever somebody is there for it."""
        self._length = rules.cells_for(minutes(need))
        self._grid = booking.grid_minutes
        self._earliest = at + timedelta(minutes=booking.lead_minutes)
        wanted = frozenset(need.services)
        able = {one.id: one for one in diaries.of_office(office_id) if wanted <= one.services}
        self._order = rules.filling_order(able.values())
        lines = [one for one in diaries.staffing(office_id) if one.diary_id in able and need.channel in one.channels]
        self._presence = Presence(lines, diaries.absences(first - timedelta(days=1), last), hours.zone)
        passing = [*appointments.expired_holds(at), *([moving] if moving else [])]
        self._booked = _booked(able, rules.frame(first, hours.zone), rules.frame(last, hours.zone), passing)

    def slots(self, day: date) -> Iterator[Slot]:
        within = rules.frame(day, self._zone)
        there = self._presence.on(within)
        possible = self._open(within) & rules.cells_from(self._earliest, within) if there else 0
        if not possible:
            return iter(())
        cells = {diary: mask & possible & ~self._taken(diary, within) for diary, mask in there.items()}
        return rules.slots(cells, self._length, rules.on_grid(self._grid, within), within, self._order)

    def _open(self, within: Frame) -> int:
        if self._spans is None:
            return within.whole
        begins, ends = rules.instant_of(within.first), rules.instant_of(within.first + within.count)
        return rules.open_cells((one for one in self._spans if one.opens < ends and one.closes > begins), within)

    def _taken(self, diary_id: int, within: Frame) -> int:
        cells = self._booked[diary_id]
        today = slice(bisect_left(cells, within.first), bisect_left(cells, within.first + within.count))
        return rules.taken_cells(cells[today], within)


def _booked(able: Iterable[int], first: Frame, last: Frame, passing: Iterable[Appointment]) -> dict[int, list[int]]:
    """Cells by diary, in order, without those of `passing`: holds that nobody has let go of yet, and who moves away."""
    found = diaries.booked_cells(able, first.first, last.first + last.count)
    for one in passing:
        if one.diary_id in found:
            over = range(rules.cell_at(one.begins_at), rules.cell_at(one.ends_at))
            found[one.diary_id] = [cell for cell in found[one.diary_id] if cell not in over]
    return found


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
