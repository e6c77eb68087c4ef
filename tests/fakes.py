"""Hand-written stand-ins for the ports: the clock and what else comes from outside."""

from datetime import datetime, timedelta


class SettableClock:
    """Stands still until the test moves it."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        self._now = moment

    def advance(self, **duration: float) -> datetime:
        """`advance(seconds=10)`: as timedelta names it. Returns the new time."""
        self._now += timedelta(**duration)
        return self._now
