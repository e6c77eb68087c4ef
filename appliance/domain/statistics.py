"""Statistics (Statistik): how many came, how long things took, how it ended; by day, hour, service and channel.

About no clerk, and about no few: see `told`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from math import ceil

from appliance.domain.appointment import AppointmentState
from appliance.domain.stay import Ending, Stay
from appliance.domain.ticket import Channel

LEAST = 5
"""A number of people below this is not told, except that there was nobody."""

STEP = 5
"""All other numbers are told as multiples of this. What is told of two overlapping sets (a sum and its parts, a week
and six of its days, an office and all but one of its services) then differs by a multiple too, so subtracting finds
nobody. Statistical offices round so. Who asks often enough narrows a number down; those who may ask lead an office and
could stand in it."""

LEAST_FOR_LONGEST = 10
"""Of fewer times the ninth in ten would be one person's."""

LEAST_FOR_SHARE = 50
"""A share of fewer would be off by too much, as both of its numbers are rounded."""

KEPT_YEARS = 5
LATEST = timedelta(days=2)
"""A day is counted for good when all its tickets are over, at the latest so long after it."""

TENTHS = timedelta(seconds=6)
"""Times are kept in tenths of minutes."""


@dataclass(frozen=True, order=True)
class Cell:
    """What is counted together. `day` and `hour` are the town's, of coming; for an appointment, of its beginning."""

    day: date
    hour: int
    office_id: int
    service_id: int
    channel: Channel


@dataclass
class Tally:
    """What was counted. `arrivals` took a number; `sent_on` came from another service. Each of them `served`,
    `no_shows` (called, and nobody came), `given_up`, handed on, or still there. Appointments `kept` (checked in) and
    `missed`. `waits`, `ways` and `works`: every single time, in tenths of minutes.
    """

    arrivals: int = 0
    sent_on: int = 0
    served: int = 0
    no_shows: int = 0
    given_up: int = 0
    kept: int = 0
    missed: int = 0
    waits: list[int] = field(default_factory=list)
    ways: list[int] = field(default_factory=list)
    works: list[int] = field(default_factory=list)

    def count(self, stay: Stay) -> None:
        self.arrivals += stay.is_arrival
        self.sent_on += not stay.is_arrival
        self.served += stay.ending is Ending.SERVED
        self.no_shows += stay.ending is Ending.NO_SHOW
        self.given_up += stay.ending is Ending.GIVEN_UP
        for times, time in ((self.waits, stay.waited), (self.ways, stay.way), (self.works, stay.work)):
            if time is not None:
                times.append(round(time / TENTHS))

    def add(self, other: "Tally") -> None:
        """Field by field: a year of a town is a quarter of a million of these."""
        self.arrivals += other.arrivals
        self.sent_on += other.sent_on
        self.served += other.served
        self.no_shows += other.no_shows
        self.given_up += other.given_up
        self.kept += other.kept
        self.missed += other.missed
        self.waits += other.waits
        self.ways += other.ways
        self.works += other.works


COUNTS = ("arrivals", "sent_on", "served", "no_shows", "given_up", "kept", "missed")
TIMES = ("waits", "ways", "works")

Tallies = dict[Cell, Tally]


def count_stays(into: Tallies, stays: Iterable[Stay], day: date, zone: tzinfo) -> None:
    """Those of one ticket, under the day on which it was taken."""
    for stay in stays:
        concern = stay.concern
        hour = stay.came_at.astimezone(zone).hour
        cell = Cell(day, hour, concern.office_id, concern.service_id, concern.channel)
        into.setdefault(cell, Tally()).count(stay)


def count_appointment(into: Tallies, cell: Cell, state: AppointmentState) -> None:
    if state in (AppointmentState.CHECKED_IN, AppointmentState.MISSED):
        tally = into.setdefault(cell, Tally())
        tally.kept += state is AppointmentState.CHECKED_IN
        tally.missed += state is AppointmentState.MISSED


def local_hour(at: datetime, zone: tzinfo) -> tuple[date, int]:
    local = at.astimezone(zone)
    return local.date(), local.hour


def told(count: int) -> int | None:
    """A number of people as it may be told; None: some, but fewer than LEAST."""
    if 0 < count < LEAST:
        return None
    return (count + STEP // 2) // STEP * STEP


def share(part: int, rest: int) -> int | None:
    """`part` of all in per cent, from what is told of both; None where that would say too much or too little."""
    told_part, told_all = told(part), told(part + rest)
    if told_part is None or told_all is None or told_all < LEAST_FOR_SHARE:
        return None
    return round(100 * told_part / told_all)


def median(times: list[int]) -> float | None:
    """Minutes; None of fewer than LEAST."""
    return _quantile(times, 0.5) if len(times) >= LEAST else None


def longest(times: list[int]) -> float | None:
    """Minutes that nine in ten did not exceed; None of fewer than LEAST_FOR_LONGEST."""
    return _quantile(times, 0.9) if len(times) >= LEAST_FOR_LONGEST else None


def _quantile(times: list[int], share: float) -> float:
    """The shortest of the times that at least this share did not exceed."""
    return sorted(times)[ceil(share * len(times)) - 1] / 10
