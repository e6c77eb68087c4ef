"""Free slots: every one that is offered fits, and none that fits is kept back."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.office_hours import Hours, OfficeHours, Span
from appliance.domain.slots import (
    CELL,
    Diary,
    Frame,
    beginnings,
    cell_at,
    cells_for,
    cells_from,
    filling_order,
    frame,
    instant_of,
    minutes_for,
    on_grid,
    open_cells,
    slots,
    taken_cells,
)
from appliance.domain.ticket import Channel

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 23)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


def found(free: dict[int, int], minutes: int, step: int = 5, within: Frame | None = None) -> list[tuple[int, ...]]:
    within = within or frame(MONDAY, BERLIN)
    return [
        slot.diaries for slot in slots(free, cells_for(minutes), on_grid(step, within), within, dict.fromkeys(free, 0))
    ]


@pytest.mark.parametrize(("day", "hours"), [(MONDAY, 24), (SPRING, 23), (AUTUMN, 25)])
def test_a_day_has_as_many_cells_as_it_has_hours(day: date, hours: int) -> None:
    assert frame(day, BERLIN).count == hours * 12


def test_a_cell_that_is_not_wholly_open_is_not_open() -> None:
    within = frame(MONDAY, BERLIN)
    cells = open_cells([Span(at(8, 2), at(8, 19))], within)
    assert [within.first + bit for bit in range(within.count) if cells >> bit & 1] == [
        cell_at(at(8, 5)), cell_at(at(8, 10))
    ]  # fmt: skip


def test_several_people_with_several_concerns_take_the_sum() -> None:
    assert minutes_for([15, 10], persons=3) == 75
    assert cells_for(11) == 3
    with pytest.raises(ValueError):
        cells_for(0)


def test_a_slot_ends_when_the_diary_closes() -> None:
    within = frame(MONDAY, BERLIN)
    offered = list(
        slots({1: open_cells([Span(at(8), at(9))], within)}, cells_for(25), on_grid(15, within), within, {1: 0})
    )
    assert [slot.begins_at for slot in offered] == [at(8), at(8, 15), at(8, 30)]
    assert offered[-1].ends_at == at(8, 55)


def test_what_is_booked_or_past_is_not_offered() -> None:
    within = frame(MONDAY, BERLIN)
    free = open_cells([Span(at(8), at(10))], within)
    free &= ~taken_cells([cell_at(at(8, 30))], within) & cells_from(at(8, 7), within)
    offered = list(slots({1: free}, cells_for(40), on_grid(10, within), within, {1: 0}))
    assert [slot.begins_at for slot in offered] == [at(8, 40), at(8, 50), at(9), at(9, 10), at(9, 20)]


def test_who_can_serve_least_is_filled_first_and_then_the_tightest_gap() -> None:
    within = frame(MONDAY, BERLIN)
    wide, tight = open_cells([Span(at(8), at(12))], within), open_cells([Span(at(8), at(8, 30))], within)
    diaries = [Diary(1, "", None, frozenset({1, 2})), Diary(2, "", None, frozenset({1})),
               Diary(3, "", None, frozenset({1}))]  # fmt: skip
    free = {1: tight, 2: wide, 3: tight}
    [first, *_] = slots(free, cells_for(30), on_grid(30, within), within, filling_order(diaries))
    assert first.diaries == (3, 2, 1)


def test_in_the_hour_that_comes_twice_both_are_offered() -> None:
    hours = OfficeHours(BERLIN, {Channel.VIDEO: ((Hours(120, 180),),) * 7})
    within = frame(AUTUMN, BERLIN)
    free = open_cells(hours.spans(Channel.VIDEO, AUTUMN, AUTUMN), within)
    assert len(found({1: free}, 60, 60, within)) == 2


# ---- against looking at every cell

masks = st.integers(0, (1 << 288) - 1)


@given(masks, st.integers(1, 60))
def test_beginnings_are_those_that_a_plain_look_finds(free: int, length: int) -> None:
    run = (1 << length) - 1
    plain = sum(1 << bit for bit in range(288) if free >> bit & run == run)
    assert beginnings(free, length) == plain


@given(st.dictionaries(st.integers(1, 4), masks, min_size=1), st.integers(1, 120), st.sampled_from([5, 10, 15, 20, 30]))
def test_every_offered_slot_fits_and_none_is_kept_back(free: dict[int, int], minutes: int, step: int) -> None:
    within, length = frame(MONDAY, BERLIN), cells_for(minutes)
    offered = {
        (cell_at(slot.begins_at) - within.first, diary)
        for slot in slots(free, length, on_grid(step, within), within, dict.fromkeys(free, 0))
        for diary in slot.diaries
    }
    plain = {
        (cell, diary)
        for diary, cells in free.items()
        for cell in range(0, within.count, step // 5)
        if all(cells >> (cell + number) & 1 for number in range(length))
    }
    assert offered == plain


@given(masks, masks, st.integers(1, 12))
def test_the_tightest_place_comes_first(one: int, other: int, length: int) -> None:
    within = frame(MONDAY, BERLIN)
    for slot in slots({1: one, 2: other}, length, within.whole, within, {1: 0, 2: 0}):
        cell = cell_at(slot.begins_at) - within.first
        gaps = [plain_gap({1: one, 2: other}[diary], cell, length) for diary in slot.diaries]
        assert gaps == sorted(gaps)


def plain_gap(free: int, cell: int, length: int) -> int:
    before = next(number for number in range(300) if cell - number == 0 or not free >> (cell - number - 1) & 1)
    return before + next(number for number in range(300) if not free >> (cell + length + number) & 1)


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_cell_begins_within_five_minutes_before_any_instant(instant: datetime) -> None:
    assert timedelta(0) <= instant - instant_of(cell_at(instant)) < CELL
