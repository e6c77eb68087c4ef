"""The time of the house that is played in, and waiting for it."""

import asyncio
import time
from datetime import datetime, timedelta

from appliance.adapters.clock import SharedClock
from appliance.ports import Clock

SHORTEST_SECONDS = 0.01
"""Of the machine: a shorter wait is none."""


class ToldClock:
    """The clock of a server on another machine, as it has told it."""

    def __init__(self, at: datetime, speed: float) -> None:
        self._at, self.speed, self._told = at, speed, time.monotonic()

    def now(self) -> datetime:
        return self._at + timedelta(seconds=(time.monotonic() - self._told) * self.speed)


class Pace:
    """Minutes are those of the day, since its office opened (`opens`)."""

    def __init__(self, clock: Clock, opens: datetime) -> None:
        self.clock, self.opens = clock, opens

    @property
    def minute(self) -> float:
        return (self.clock.now() - self.opens) / timedelta(minutes=1)

    def minute_of(self, moment: str) -> float:
        """Of a time as the server writes it (RFC 3339)."""
        return (datetime.fromisoformat(moment) - self.opens) / timedelta(minutes=1)

    @property
    def speed(self) -> float:
        """While the clock stands, somebody is about to let it run: asked again soon."""
        speed = self.clock.speed if isinstance(self.clock, SharedClock | ToldClock) else 1.0
        return speed or 1000.0

    async def until(self, minute: float) -> None:
        while (rest := minute - self.minute) > 0:
            await asyncio.sleep(max(min(rest * 60 / self.speed, 1.0), SHORTEST_SECONDS))

    async def minutes(self, minutes: float) -> None:
        await self.until(self.minute + minutes)
