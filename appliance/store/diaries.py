"""Diaries: whose time can be booked, when, for which offices and services."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from appliance.domain.errors import OfficeError
from appliance.domain.office_hours import Hours
from appliance.domain.slots import Diary
from appliance.domain.ticket import Channel
from appliance.store.sql import execute, first, insert_row

_DIARIES = """SELECT diary.id, diary.name, diary.clerk_id,
    (SELECT group_concat(service_id) FROM diary_service WHERE diary_id = diary.id),
    (SELECT group_concat(service_id) FROM clerk_skill WHERE clerk_skill.clerk_id = diary.clerk_id) FROM diary"""


@dataclass(frozen=True)
class Staffing:
    """One line of the staffing plan (Einsatzplan): this diary can be booked for this office on this weekday."""

    id: int
    diary_id: int
    office_id: int
    weekday: int
    hours: Hours
    channels: frozenset[Channel]


@dataclass(frozen=True)
class Absence:
    """Days on which a diary cannot be booked, both included. Why is nobody's business."""

    id: int
    diary_id: int
    first: date
    last: date


def add(name: str, clerk_id: int | None, services: Iterable[int] = ()) -> int:
    """A clerk's diary serves what the clerk can; one without a clerk serves `services`."""
    diary_id = insert_row("INSERT INTO diary (name, clerk_id) VALUES (?, ?)", (name, clerk_id))
    for service_id in services:
        execute("INSERT INTO diary_service VALUES (?, ?)", (diary_id, service_id))
    return diary_id


def all() -> list[Diary]:
    return [_diary(*row) for row in execute(f"{_DIARIES} ORDER BY id")]


def of_office(office_id: int) -> list[Diary]:
    """Those that are ever there."""
    where = "WHERE id IN (SELECT diary_id FROM staffing WHERE office_id = ?) ORDER BY id"
    return [_diary(*row) for row in execute(f"{_DIARIES} {where}", (office_id,))]


def by_id(diary_id: int) -> Diary:
    row = first(f"{_DIARIES} WHERE id = ?", (diary_id,))
    if row is None:
        raise OfficeError("unknown_diary", diary=diary_id)
    return _diary(*row)


def staffing(office_id: int) -> list[Staffing]:
    rows = execute(
        "SELECT id, diary_id, office_id, weekday, opens, closes, channels FROM staffing WHERE office_id = ?"
        " ORDER BY diary_id, weekday, opens",
        (office_id,),
    )
    return [
        Staffing(id, diary, office, weekday, Hours(opens, closes), frozenset(map(Channel, channels.split(","))))
        for id, diary, office, weekday, opens, closes, channels in rows
    ]


def add_staffing(diary_id: int, office_id: int, weekday: int, hours: Hours, channels: Iterable[Channel]) -> int:
    return insert_row(
        "INSERT INTO staffing (diary_id, office_id, weekday, opens, closes, channels) VALUES (?, ?, ?, ?, ?, ?)",
        (diary_id, office_id, weekday, hours.opens, hours.closes, ",".join(sorted(channels))),
    )


def remove_staffing(id: int) -> None:
    execute("DELETE FROM staffing WHERE id = ?", (id,))


def absences(first_day: date, last_day: date) -> list[Absence]:
    """That touch these days."""
    rows = execute(
        "SELECT id, diary_id, first, last FROM absence WHERE last >= ? AND first <= ? ORDER BY first, id",
        (first_day.isoformat(), last_day.isoformat()),
    )
    return [Absence(id, diary, date.fromisoformat(begin), date.fromisoformat(end)) for id, diary, begin, end in rows]


def add_absence(diary_id: int, first_day: date, last_day: date) -> int:
    return insert_row(
        "INSERT INTO absence (diary_id, first, last) VALUES (?, ?, ?)",
        (diary_id, first_day.isoformat(), last_day.isoformat()),
    )


def booked_cells(diary_ids: Iterable[int], first_cell: int, end_cell: int) -> dict[int, list[int]]:
    """By diary, from `first_cell` until before `end_cell`."""
    found: dict[int, list[int]] = {diary_id: [] for diary_id in diary_ids}
    for diary_id, cells in found.items():
        rows = execute(
            "SELECT cell FROM booked_cell WHERE diary_id = ? AND cell >= ? AND cell < ?",
            (diary_id, first_cell, end_cell),
        )
        cells.extend(cell for (cell,) in rows)
    return found


def _diary(id: int, name: str, clerk_id: int | None, own: str | None, skills: str | None) -> Diary:
    services = skills if clerk_id is not None else own
    return Diary(id, name, clerk_id, frozenset(map(int, services.split(","))) if services else frozenset())
