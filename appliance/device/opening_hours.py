"""When the screen is on: the configuration's `screen`, on the clock of the device's town."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo


def in_hours(screen: Mapping[str, Any] | None, at: datetime, zone: ZoneInfo) -> bool:
    """`screen`: {"on": "07:30", "off": "18:30", "days": [0..6]}, Monday is 0; None: always on.

    An `off` before `on` is on the next day, and belongs to the day on which the screen went on.
    """
    if screen is None:
        return True
    here = at.astimezone(zone)
    on, off = time.fromisoformat(screen["on"]), time.fromisoformat(screen["off"])
    now, today, yesterday = here.time(), here.weekday(), (here - timedelta(days=1)).weekday()
    if on < off:
        return today in screen["days"] and on <= now < off
    return (today in screen["days"] and now >= on) or (yesterday in screen["days"] and now < off)
