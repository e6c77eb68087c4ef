"""Free slots (Zeitfenster): where an appointment fits into the diaries of those who can serve it.

A diary (Terminkalender) is the appointment book of one place at which one appointment runs at a time. Time is counted
in cells of five minutes since 1970 (UTC), so that neither a change of the clocks nor a midnight is a special case. A
frame of cells is one Python integer with a bit for every cell; a run of n free cells is found by log2(n) shifts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from appliance.domain.office_hours import DAY_MINUTES, Span, closing_instant, opening_instant

CELL_MINUTES = 5
CELL = timedelta(minutes=CELL_MINUTES)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Diary:
    """`services`: ids of those that can be served here; `clerk_id`: who keeps it, None for a place without a name."""

    id: int
    name: str
    clerk_id: int | None
    services: frozenset[int]


@dataclass(frozen=True)
class Frame:
    """One calendar day of the town: `count` cells from the cell `first` on. 276 of them when a clock goes forward."""

    day: date
    first: int
    count: int

    @property
    def whole(self) -> int:
        return (1 << self.count) - 1


@dataclass(frozen=True)
class Slot:
    """An appointment may begin here. `diaries`: ids of those in which it fits, the best choice first."""

    begins_at: datetime
    ends_at: datetime
    diaries: tuple[int, ...]


def cells_for(minutes: int) -> int:
    """Cells that so many minutes take, the last one whole. Raises ValueError for none."""
    if minutes <= 0:
        raise ValueError(f"an appointment of {minutes} minutes")
    return -(-minutes // CELL_MINUTES)


def minutes_for(minutes_by_service: Sequence[int], persons: int) -> int:
    """Several concerns, and several people each with them, take the sum."""
    return sum(minutes_by_service) * persons


@lru_cache(maxsize=1024)
def frame(day: date, zone: ZoneInfo) -> Frame:
    first = cell_at(opening_instant(day, 0, zone))
    return Frame(day, first, cell_at(closing_instant(day, DAY_MINUTES, zone)) - first)


def cell_at(at: datetime) -> int:
    """The cell that holds this instant."""
    return (at - _EPOCH) // CELL


def instant_of(cell: int) -> datetime:
    return _EPOCH + cell * CELL


def open_cells(spans: Iterable[Span], within: Frame) -> int:
    """Cells that lie in a span from their first to their last minute."""
    found = 0
    for span in spans:
        first = -((_EPOCH - span.opens) // CELL)  # rounded up
        found |= _range(first - within.first, cell_at(span.closes) - within.first, within.count)
    return found


def taken_cells(cells: Iterable[int], within: Frame) -> int:
    found = 0
    for cell in cells:
        if 0 <= cell - within.first < within.count:
            found |= 1 << (cell - within.first)
    return found


def cells_from(at: datetime, within: Frame) -> int:
    """Those that begin at this instant or later."""
    return _range(-((_EPOCH - at) // CELL) - within.first, within.count, within.count)


def on_grid(step_minutes: int, within: Frame) -> int:
    """Every so many minutes from the day's midnight on."""
    return _grid(cells_for(step_minutes), within.count)


def beginnings(free: int, length: int) -> int:
    """The cells at which `length` free cells begin. By doubling: 2k cells are free where k are, and k later too."""
    found, reach = free, 1
    while reach < length:
        shift = min(reach, length - reach)
        found &= found >> shift
        reach += shift
    return found


def slots(free: Mapping[int, int], length: int, grid: int, within: Frame, order: Mapping[int, int]) -> Iterator[Slot]:
    """Slots of one day, by time. `free`: cells by diary; `order`: the lower, the sooner that diary is filled."""
    fitting = [(diary, begin) for diary, cells in free.items() if (begin := beginnings(cells, length) & grid)]
    lasts = length * CELL
    for cell in _bits(_union(begin for _, begin in fitting)):
        choices = [
            (order[diary], _gap(free[diary], cell, length), diary) for diary, begin in fitting if begin >> cell & 1
        ]
        choices.sort()
        begins = instant_of(within.first + cell)
        yield Slot(begins, begins + lasts, tuple([diary for _, _, diary in choices]))


def filling_order(diaries: Iterable[Diary]) -> dict[int, int]:
    """Who can serve least is filled first: the others stay free for what only they can do."""
    return {diary.id: len(diary.services) for diary in diaries}


@lru_cache(maxsize=64)
def _grid(step: int, count: int) -> int:
    return sum(1 << cell for cell in range(0, count, step))


def _gap(free: int, cell: int, length: int) -> int:
    """Free cells that touch the appointment on both sides: a tight place leaves the long ones whole."""
    taken_before = ~free & ((1 << cell) - 1)
    before = cell - taken_before.bit_length()
    behind = free >> (cell + length)
    return before + (~behind & (behind + 1)).bit_length() - 1


def _range(first: int, end: int, count: int) -> int:
    first, end = max(first, 0), min(end, count)
    return (1 << end) - (1 << first) if first < end else 0


def _union(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _bits(mask: int) -> Iterator[int]:
    """Positions of the set bits, from the lowest."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
