"""Counting: each day that is over once and for good, today whenever somebody asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from appliance.domain.statistics import (
    KEPT_YEARS,
    LATEST,
    Cell,
    Tallies,
    Tally,
    count_appointment,
    count_stays,
    local_hour,
)
from appliance.domain.stay import stays
from appliance.domain.ticket import Channel
from appliance.store import office_hours, settings, statistics

SETTING = "statistics"
"""`until`: the last day that was counted for good."""

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Selection:
    """Of which days (both included), office, service and channel; None: of all."""

    first: date
    last: date
    office_id: int | None = None
    service_id: int | None = None
    channel: Channel | None = None

    def __contains__(self, cell: object) -> bool:
        return (
            isinstance(cell, Cell)
            and self.first <= cell.day <= self.last
            and self.office_id in (None, cell.office_id)
            and self.service_id in (None, cell.service_id)
            and self.channel in (None, cell.channel)
        )


def due(at: datetime) -> date | None:
    """The next day to be counted for good; None as long as there is none. Asked by reading."""
    day = _next_day()
    today = at.astimezone(office_hours.zone()).date()
    if day is None or day >= today or (today - day < LATEST and statistics.has_open(day)):
        return None
    return day


def count(day: date) -> Tallies:
    """By reading: how the day stands now."""
    zone = office_hours.zone()
    found: Tallies = {}
    for one in statistics.histories(day):
        count_stays(found, stays(one.events, one.now, one.begins_at), day, zone)
    since, until = (datetime.combine(when, time(), zone).astimezone(UTC) for when in (day, day + _DAY))
    for booked in statistics.booked(since, until):
        when = local_hour(booked.begins_at, zone)
        cell = Cell(*when, booked.office_id, booked.service_id, booked.channel)
        count_appointment(found, cell, booked.state)
    return found


def keep(day: date, tallies: Tallies) -> None:
    statistics.put(day, tallies)
    settings.put(SETTING, {"until": day.isoformat()})


def selected(wanted: Selection, at: datetime) -> list[tuple[Cell, Tally]]:
    return [(cell, tally) for cell, tally in _all(wanted, at) if cell in wanted]


def earliest() -> date | None:
    """The first day of which anything is known."""
    days = [day for day in (statistics.first_counted(), statistics.first_day()) if day is not None]
    return min(days, default=None)


def forget(at: datetime) -> None:
    today = at.astimezone(office_hours.zone()).date()
    statistics.forget_before(today.replace(year=today.year - KEPT_YEARS, day=1))


def _all(wanted: Selection, at: datetime) -> Iterator[tuple[Cell, Tally]]:
    """What was kept, and the days since then as they stand."""
    yield from statistics.between(wanted.first, wanted.last)
    day = _next_day()
    last = min(wanted.last, at.astimezone(office_hours.zone()).date())
    while day is not None and day <= last:
        if day >= wanted.first:
            yield from count(day).items()
        day += _DAY


def _next_day() -> date | None:
    """The first day that is not counted for good; None where nobody has ever come."""
    kept = settings.get(SETTING)
    return date.fromisoformat(kept["until"]) + _DAY if kept else statistics.first_day()
