"""Staffing against demand: how many can be booked in each hour of the week, and how much of it is booked."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.domain.appointment import KEEPS_TIME
from appliance.domain.slots import CELL, CELL_MINUTES
from appliance.store import appointments, diaries, office_hours

WEEKS = 4
"""So far ahead appointments are counted; a week of the picture is their mean."""

CELLS_AN_HOUR = 60 // CELL_MINUTES
CELLS_A_DAY = 24 * CELLS_AN_HOUR
DAYS = 7


@dataclass(frozen=True)
class HourOfWeek:
    """In people: 1.5 is two of whom one is there for half the hour. `weekday`: 0 is Monday; `hour`: 0 to 23."""

    weekday: int
    hour: int
    staffed: float
    booked: float


def of_office(office_id: int, at: datetime) -> list[HourOfWeek]:
    """The hours in which somebody is planned or booked."""
    staffed, booked = _staffed(office_id), _booked(office_id, at)
    return [
        HourOfWeek(weekday, hour, staffed[weekday, hour] / CELLS_AN_HOUR, booked[weekday, hour] / CELLS_AN_HOUR / WEEKS)
        for weekday, hour in sorted(staffed.keys() | booked.keys())
    ]


def _staffed(office_id: int) -> dict[tuple[int, int], int]:
    """Cells of the plan by weekday and hour. Somebody who can be booked on two channels is still one."""
    there: dict[int, set[int]] = defaultdict(set)
    for line in diaries.staffing(office_id):
        begin = line.weekday * CELLS_A_DAY
        there[line.diary_id].update(
            range(begin + line.hours.opens // CELL_MINUTES, begin + line.hours.closes // CELL_MINUTES)
        )
    found: dict[tuple[int, int], int] = defaultdict(int)
    for cells in there.values():
        for cell in cells:
            found[cell // CELLS_A_DAY % DAYS, cell % CELLS_A_DAY // CELLS_AN_HOUR] += 1
    return found


def _booked(office_id: int, at: datetime) -> dict[tuple[int, int], int]:
    """Cells of the weeks to come by weekday and hour."""
    zone = office_hours.zone()
    found: dict[tuple[int, int], int] = defaultdict(int)
    for one in appointments.of_office(office_id, at, at + timedelta(weeks=WEEKS)):
        if one.state in KEEPS_TIME:
            for number in range((one.ends_at - one.begins_at) // CELL):
                local = (one.begins_at + number * CELL).astimezone(zone)
                found[local.weekday(), local.hour] += 1
    return found
