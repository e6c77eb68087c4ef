"""Calls for help from kiosks."""

from datetime import datetime
from typing import Any

from appliance.domain.errors import OfficeError
from appliance.domain.help_call import HelpCall
from appliance.store.rows import from_micros, instant, to_micros
from appliance.store.sql import execute, insert_row

_CALLS = "SELECT id, device_id, office_id, called_at, taken_at, clerk_id, ended_at FROM help_call"


def add(device_id: int, office_id: int, at: datetime) -> int:
    """A device has one that is not over: a unique index."""
    return insert_row(
        "INSERT INTO help_call (device_id, office_id, called_at) VALUES (?, ?, ?)",
        (device_id, office_id, to_micros(at)),
    )


def by_id(help_id: int) -> HelpCall:
    """Raises unknown_help_call."""
    found = _many("WHERE id = ?", help_id)
    if not found:
        raise OfficeError("unknown_help_call")
    return found[0]


def of_device(device_id: int) -> HelpCall | None:
    """The one that is not over."""
    return next(iter(_many("WHERE device_id = ? AND ended_at IS NULL", device_id)), None)


def open_ones() -> list[HelpCall]:
    """Who has waited longest comes first."""
    return _many("WHERE ended_at IS NULL ORDER BY id")


def take(help_id: int, clerk_id: int, at: datetime) -> bool:
    """False: somebody was faster, or it is over."""
    changed = execute(
        "UPDATE help_call SET taken_at = ?, clerk_id = ? WHERE id = ? AND taken_at IS NULL AND ended_at IS NULL",
        (to_micros(at), clerk_id, help_id),
    )
    return changed.rowcount == 1


def end(help_id: int, at: datetime) -> bool:
    """False: it was over before."""
    changed = execute("UPDATE help_call SET ended_at = ? WHERE id = ? AND ended_at IS NULL", (to_micros(at), help_id))
    return changed.rowcount == 1


def forget_before(moment: datetime) -> None:
    """What is over since then: its times stay in the journal."""
    execute("DELETE FROM help_call WHERE ended_at < ?", (to_micros(moment),))


def _many(where: str, *values: object) -> list[HelpCall]:
    return [_call(row) for row in execute(f"{_CALLS} {where}", values)]


def _call(row: tuple[Any, ...]) -> HelpCall:
    id, device, office, called_at, taken_at, clerk, ended_at = row
    return HelpCall(id, device, office, instant(called_at), from_micros(taken_at), clerk, from_micros(ended_at))
