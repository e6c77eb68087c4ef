"""Whose page would ring now if somebody called for help: in memory, a time with a lifetime, so nothing cleans up."""

import threading
from datetime import datetime, timedelta

LISTENS_FOR = timedelta(seconds=75)
"""A page says every 25 s that it is open (js/help/help_calls.js)."""


class Listeners:
    """By clerk: when the page was last heard of, and the offices it listens to."""

    def __init__(self) -> None:
        self._heard: dict[int, tuple[datetime, frozenset[int]]] = {}
        self._lock = threading.Lock()

    def listens(self, clerk_id: int, offices: frozenset[int], at: datetime) -> None:
        with self._lock:
            self._heard[clerk_id] = (at, offices)

    def hears(self, office_id: int, at: datetime) -> bool:
        """Whether anybody would hear a call from this office."""
        with self._lock:
            self._heard = {who: last for who, last in self._heard.items() if at - last[0] < LISTENS_FOR}
            return any(office_id in offices for _, offices in self._heard.values())
