"""The machine's clock, and one for simulations, which runs faster and which the processes of one machine share."""

import mmap
import struct
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from appliance.config import Config
from appliance.ports import Clock

_FORM = struct.Struct("<qqqd")
"""How often it was set, the steady nanosecond at which it was set, microseconds since 1970 (UTC) then, its speed."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class SharedClock:
    """What o'clock it is in a simulation: a small file, mapped by all who ask, so that all of them agree.

    It goes by the machine's steady clock, so after the machine was started anew it has to be set anew. One process
    sets it (`ClockSetter`). Raises OSError where there is no such file.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._shared = mmap.mmap(file.fileno(), _FORM.size, access=mmap.ACCESS_READ)

    def now(self) -> datetime:
        _, steady, micros, speed = self._settled()
        passed = (time.monotonic_ns() - steady) * speed / 1000
        return _EPOCH + timedelta(microseconds=micros + round(passed))

    @property
    def speed(self) -> float:
        return self._settled()[3]

    def _settled(self) -> tuple[int, int, int, float]:
        """As it was set last: read again while somebody is setting it, which the odd number tells."""
        while True:
            before = _FORM.unpack(self._shared[:])
            if before[0] % 2 == 0 and before == _FORM.unpack(self._shared[:]):
                return before


class ClockSetter(SharedClock):
    """The one who sets it. Setting it back is refused with ValueError: nobody in the house expects that."""

    def __init__(self, path: Path, at: datetime | None = None) -> None:
        """Makes the file: the clock stands at `at` until it is started. Without, it goes on as it goes."""
        if at is not None:
            path.write_bytes(_FORM.pack(0, time.monotonic_ns(), _micros(at), 0.0))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), _FORM.size)

    def run(self, speed: float, at: datetime | None = None) -> None:
        """From now on so many seconds pass in one second; `at`: it is this o'clock now."""
        now = self.now()
        at = now if at is None else at
        if at < now:
            raise ValueError(f"the clock is at {now} already")
        sets = self._settled()[0]
        self._shared[:8] = struct.pack("<q", sets + 1)
        self._shared[:] = _FORM.pack(sets + 1, time.monotonic_ns(), _micros(at), speed)
        self._shared[:8] = struct.pack("<q", sets + 2)


def clock_of(config: Config) -> Clock:
    """By which a process of this office server goes."""
    return SystemClock() if config.clock is None else SharedClock(config.clock)


def speed_of(clock: Clock) -> float | None:
    """How much faster than the machine's; None for the machine's own."""
    return clock.speed if isinstance(clock, SharedClock) else None


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)
