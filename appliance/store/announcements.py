"""Announcements to those who wait, by the offices that they concern."""

from datetime import datetime
from typing import Any

from appliance.domain.announcement import Announcement, Wording
from appliance.domain.errors import OfficeError
from appliance.store.rows import from_micros, instant, to_micros
from appliance.store.sql import execute, first, insert_row

_ANNOUNCEMENTS = (
    "SELECT id, de, en, made_at, until, ended_at, clerk_id,"
    " (SELECT group_concat(office_id) FROM announcement_office WHERE announcement_id = announcement.id)"
    " FROM announcement"
)
_OF_OFFICE = "EXISTS (SELECT 1 FROM announcement_office WHERE announcement_id = announcement.id AND office_id = ?)"


def add(wording: Wording, clerk_id: int, at: datetime) -> int:
    announcement_id = insert_row(
        "INSERT INTO announcement (de, en, made_at, until, clerk_id) VALUES (?, ?, ?, ?, ?)",
        (wording.de, wording.en, to_micros(at), to_micros(wording.until), clerk_id),
    )
    _place(announcement_id, wording)
    return announcement_id


def change(announcement_id: int, wording: Wording) -> None:
    """It runs again if it was over."""
    execute(
        "UPDATE announcement SET de = ?, en = ?, until = ?, ended_at = NULL WHERE id = ?",
        (wording.de, wording.en, to_micros(wording.until), announcement_id),
    )
    execute("DELETE FROM announcement_office WHERE announcement_id = ?", (announcement_id,))
    _place(announcement_id, wording)


def end(announcement_id: int, at: datetime) -> None:
    execute("UPDATE announcement SET ended_at = ? WHERE id = ?", (to_micros(at), announcement_id))


def by_id(announcement_id: int) -> Announcement:
    """Raises unknown_announcement."""
    row = first(f"{_ANNOUNCEMENTS} WHERE id = ?", (announcement_id,))
    if row is None:
        raise OfficeError("unknown_announcement")
    return _announcement(row)


def of_office(office_id: int, at: datetime) -> list[Announcement]:
    """What is announced there now, the newest first."""
    return _many(f"ended_at IS NULL AND until > ? AND {_OF_OFFICE} ORDER BY id DESC", to_micros(at), office_id)


def known() -> list[Announcement]:
    """Those that run and those that are kept, the newest first."""
    return _many("TRUE ORDER BY id DESC")


def due(at: datetime) -> list[Announcement]:
    """Whose time has come, and nobody has said so."""
    return _many("ended_at IS NULL AND until <= ?", to_micros(at))


def forget_ended_before(moment: datetime) -> None:
    execute("DELETE FROM announcement WHERE ended_at < ?", (to_micros(moment),))


def _place(announcement_id: int, wording: Wording) -> None:
    for office_id in wording.offices:
        execute("INSERT INTO announcement_office VALUES (?, ?)", (announcement_id, office_id))


def _many(where: str, *values: object) -> list[Announcement]:
    return [_announcement(row) for row in execute(f"{_ANNOUNCEMENTS} WHERE {where}", values)]


def _announcement(row: tuple[Any, ...]) -> Announcement:
    id, de, en, made_at, until, ended_at, clerk_id, offices = row
    placed = tuple(sorted(map(int, offices.split(",")))) if offices else ()
    return Announcement(placed, de, en, instant(until), id, instant(made_at), from_micros(ended_at), clerk_id)
