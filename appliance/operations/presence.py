"""When the diaries of an office can be booked: its staffing plan less absences, in cells of a day's frame."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from appliance.domain import slots as rules
from appliance.domain.office_hours import DAY_MINUTES, Span, closing_instant, opening_instant
from appliance.domain.slots import CELL_MINUTES, Frame
from appliance.store.diaries import Absence, Staffing

ORDINARY_CELLS = DAY_MINUTES // CELL_MINUTES
ONE_DAY = timedelta(days=1)

Cells = dict[int, int]
"""A mask of cells by diary."""


class Presence:
    """Asked day by day. One ordinary Tuesday is like another: only days at a change of the clocks are counted out."""

    def __init__(self, lines: Iterable[Staffing], absences: Sequence[Absence], zone: ZoneInfo) -> None:
        self._zone = zone
        self._absences = absences
        self._lines: dict[int, list[Staffing]] = defaultdict(list)
        for line in lines:
            self._lines[line.weekday].append(line)
        self._weekdays: dict[tuple[int, bool], Cells] = {}

    def on(self, within: Frame) -> Cells:
        """By diary, those that are there at all; an evening may reach into the next day."""
        found: dict[int, int] = defaultdict(int)
        for began, tomorrow in ((within.day - ONE_DAY, True), (within.day, False)):
            away = {one.diary_id for one in self._absences if one.first <= began <= one.last}
            for diary_id, cells in self._begun(began, tomorrow, within).items():
                if diary_id not in away:
                    found[diary_id] |= cells
        return found

    def _begun(self, began: date, tomorrow: bool, within: Frame) -> Cells:
        """What the lines of one day cover of this frame: their own day, or the one after it."""
        if not self._is_ordinary(began, tomorrow, within):
            return self._counted(began, within)
        key = began.weekday(), tomorrow
        if key not in self._weekdays:
            self._weekdays[key] = self._counted(began, within)
        return self._weekdays[key]

    def _is_ordinary(self, began: date, tomorrow: bool, within: Frame) -> bool:
        before = rules.frame(began, self._zone).count if tomorrow else ORDINARY_CELLS
        return within.count == before == ORDINARY_CELLS

    def _counted(self, began: date, within: Frame) -> Cells:
        found: dict[int, int] = defaultdict(int)
        for line in self._lines[began.weekday()]:
            opens = opening_instant(began, line.hours.opens, self._zone)
            span = Span(opens, closing_instant(began, line.hours.closes, self._zone))
            found[line.diary_id] |= rules.open_cells([span], within)
        return {diary_id: cells for diary_id, cells in found.items() if cells}
