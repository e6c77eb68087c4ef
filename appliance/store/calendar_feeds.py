"""Secret addresses under which a calendar program reads the appointments of an office or of a diary."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from appliance.domain.errors import OfficeError
from appliance.store.rows import instant, to_micros
from appliance.store.sql import execute, first, insert_row
from appliance.store.tokens import hash_of

_FEEDS = "SELECT id, office_id, diary_id, with_names, made_at FROM calendar_feed"


@dataclass(frozen=True)
class Feed:
    """Of an office or of a diary. `with_names`: the people who come are named in it."""

    id: int
    office_id: int | None
    diary_id: int | None
    with_names: bool
    made_at: datetime


def renew(office_id: int | None, diary_id: int | None, with_names: bool, token: str, at: datetime) -> int:
    """There is one of each office and each diary: the one before it ends."""
    execute("DELETE FROM calendar_feed WHERE office_id = ? OR diary_id = ?", (office_id, diary_id))
    return insert_row(
        "INSERT INTO calendar_feed (office_id, diary_id, with_names, token_hash, made_at) VALUES (?, ?, ?, ?, ?)",
        (office_id, diary_id, with_names, hash_of(token), to_micros(at)),
    )


def end(feed_id: int) -> None:
    execute("DELETE FROM calendar_feed WHERE id = ?", (feed_id,))


def all() -> list[Feed]:
    return [_feed(row) for row in execute(f"{_FEEDS} ORDER BY id")]


def by_id(feed_id: int) -> Feed:
    """Raises unknown_calendar."""
    return _known(first(f"{_FEEDS} WHERE id = ?", (feed_id,)))


def by_token(token: str) -> Feed:
    """Raises unknown_calendar for one that is made up, renewed or ended."""
    return _known(first(f"{_FEEDS} WHERE token_hash = ?", (hash_of(token),)))


def _known(row: Any) -> Feed:
    if row is None:
        raise OfficeError("unknown_calendar")
    return _feed(row)


def _feed(row: tuple[Any, ...]) -> Feed:
    id, office_id, diary_id, with_names, made_at = row
    return Feed(id, office_id, diary_id, bool(with_names), instant(made_at))
