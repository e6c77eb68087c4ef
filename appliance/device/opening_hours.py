"""When the screen is on: the configuration's `screen`, on the clock of the device's town."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Hours:
    """An `off` before `on` is on the next day, and belongs to the day on which the screen went on. Monday is 0."""

    on: time
    off: time
    days: frozenset[int]


def checked_hours(screen: Mapping[str, Any] | None) -> Hours | None:
    """From {"on": "07:30", "off": "18:30", "days": [0, 1]}; None: always on. Raises KeyError, TypeError, ValueError."""
    if screen is None:
        return None
    return Hours(time.fromisoformat(screen["on"]), time.fromisoformat(screen["off"]), frozenset(screen["days"]))


def in_hours(hours: Hours | None, at: datetime, zone: ZoneInfo) -> bool:
    if hours is None:
        return True
    here = at.astimezone(zone)
    now, today, yesterday = here.time(), here.weekday(), (here - timedelta(days=1)).weekday()
    if hours.on < hours.off:
        return today in hours.days and hours.on <= now < hours.off
    return (today in hours.days and now >= hours.on) or (yesterday in hours.days and now < hours.off)
