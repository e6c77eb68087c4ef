"""Diaries: whose time can be booked, when, for which offices and services."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from appliance.domain.errors import OfficeError
from appliance.domain.office_hours import Hours
from appliance.domain.slots import Diary
from appliance.domain.ticket import Channel
from appliance.store.rows import to_micros
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
    _set_services(diary_id, services)
    return diary_id


def change(diary_id: int, name: str, services: Iterable[int]) -> None:
    execute("UPDATE diary SET name = ? WHERE id = ?", (name, diary_id))
    execute("DELETE FROM diary_service WHERE diary_id = ?", (diary_id,))
    _set_services(diary_id, services)


def rename_of_clerk(clerk_id: int, name: str) -> None:
    execute("UPDATE diary SET name = ? WHERE clerk_id = ?", (name, clerk_id))


def retire(diary_id: int, at: datetime) -> None:
    """It can be booked no longer; appointments in it stay. One without any is deleted."""
    for table in ("staffing", "absence", "calendar_feed"):
        execute(f"DELETE FROM {table} WHERE diary_id = ?", (diary_id,))
    if first("SELECT 1 FROM appointment WHERE diary_id = ?", (diary_id,)):
        execute("UPDATE diary SET retired_at = ? WHERE id = ?", (to_micros(at), diary_id))
    else:
        execute("DELETE FROM diary_service WHERE diary_id = ?", (diary_id,))
        execute("DELETE FROM diary WHERE id = ?", (diary_id,))


def revive(clerk_id: int) -> int | None:
    """The diary that this clerk had once, in use again."""
    row = first("SELECT id FROM diary WHERE clerk_id = ? AND retired_at IS NOT NULL", (clerk_id,))
    if row is None:
        return None
    execute("UPDATE diary SET retired_at = NULL WHERE id = ?", row)
    return int(row[0])


def all() -> list[Diary]:
    return [_diary(*row) for row in execute(f"{_DIARIES} WHERE retired_at IS NULL ORDER BY id")]


def of_clerk(clerk_id: int) -> Diary | None:
    row = first(f"{_DIARIES} WHERE clerk_id = ? AND retired_at IS NULL", (clerk_id,))
    return _diary(*row) if row else None


def of_office(office_id: int) -> list[Diary]:
    """Those that are ever there."""
    where = "WHERE id IN (SELECT diary_id FROM staffing WHERE office_id = ?) ORDER BY id"
    return [_diary(*row) for row in execute(f"{_DIARIES} {where}", (office_id,))]


def by_id(diary_id: int) -> Diary:
    """Retired ones too. Raises unknown_diary."""
    row = first(f"{_DIARIES} WHERE id = ?", (diary_id,))
    if row is None:
        raise OfficeError("unknown_diary", diary=diary_id)
    return _diary(*row)


def is_staffed(office_id: int) -> bool:
    """Whether anybody can ever be booked for this office."""
    return first("SELECT 1 FROM staffing WHERE office_id = ? LIMIT 1", (office_id,)) is not None


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


def clear_staffing(diary_id: int, office_id: int) -> None:
    execute("DELETE FROM staffing WHERE diary_id = ? AND office_id = ?", (diary_id, office_id))


def offices_of(diary_id: int) -> list[int]:
    """For which it can be booked."""
    rows = execute("SELECT DISTINCT office_id FROM staffing WHERE diary_id = ? ORDER BY office_id", (diary_id,))
    return [office_id for (office_id,) in rows]


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


def absence(id: int) -> Absence:
    """Raises unknown_absence."""
    row = first("SELECT id, diary_id, first, last FROM absence WHERE id = ?", (id,))
    if row is None:
        raise OfficeError("unknown_absence", absence=id)
    return Absence(row[0], row[1], date.fromisoformat(row[2]), date.fromisoformat(row[3]))


def remove_absence(id: int) -> None:
    execute("DELETE FROM absence WHERE id = ?", (id,))


def forget_absences_before(day: date) -> None:
    """What is over is nobody's business any more."""
    execute("DELETE FROM absence WHERE last < ?", (day.isoformat(),))


def booked_cells(diary_ids: Iterable[int], first_cell: int, end_cell: int) -> dict[int, list[int]]:
    """By diary, in order, from `first_cell` until before `end_cell`."""
    question = "SELECT cell FROM booked_cell WHERE diary_id = ? AND cell >= ? AND cell < ? ORDER BY cell"
    return {
        diary_id: [cell for (cell,) in execute(question, (diary_id, first_cell, end_cell))] for diary_id in diary_ids
    }


def _set_services(diary_id: int, services: Iterable[int]) -> None:
    for service_id in services:
        execute("INSERT INTO diary_service VALUES (?, ?)", (diary_id, service_id))


def _diary(id: int, name: str, clerk_id: int | None, own: str | None, skills: str | None) -> Diary:
    services = skills if clerk_id is not None else own
    return Diary(id, name, clerk_id, frozenset(map(int, services.split(","))) if services else frozenset())
