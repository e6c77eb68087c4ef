"""What kiosks with a camera look for, and what was shown to them: in memory, for moments, written down nowhere."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from appliance.domain.errors import OfficeError

LOOKS_FOR = timedelta(seconds=90)
"""The page asks again as long as somebody is before it."""


@dataclass(frozen=True)
class _Look:
    number: int
    until: datetime
    token: str | None = None


class ShownCodes:
    """One look a device. The page asks its agent to look, the agent hands over what it saw, the page
    fetches it once.
    """

    def __init__(self) -> None:
        self._looks: dict[int, _Look] = {}
        self._numbers = count(1)
        self._lock = threading.Lock()

    def look(self, device_id: int, at: datetime) -> None:
        with self._lock:
            self._looks[device_id] = _Look(next(self._numbers), at + LOOKS_FOR)

    def end(self, device_id: int) -> None:
        with self._lock:
            self._looks.pop(device_id, None)

    def looking(self, device_id: int, at: datetime) -> int | None:
        """The number of the look, as long as nothing was shown."""
        found = self._present(device_id, at)
        return found.number if found is not None and found.token is None else None

    def is_shown(self, device_id: int, at: datetime) -> bool:
        found = self._present(device_id, at)
        return found is not None and found.token is not None

    def show(self, device_id: int, token: str, at: datetime) -> None:
        """Raises nobody_looks when the page does not wait for a code any more."""
        with self._lock:
            found = self._present(device_id, at)
            if found is None:
                raise OfficeError("nobody_looks")
            self._looks[device_id] = _Look(found.number, found.until, token)

    def take(self, device_id: int, at: datetime) -> str:
        """What was shown, once. Raises nobody_looks."""
        with self._lock:
            found = self._present(device_id, at)
            self._looks.pop(device_id, None)
        if found is None or found.token is None:
            raise OfficeError("nobody_looks")
        return found.token

    def _present(self, device_id: int, at: datetime) -> _Look | None:
        found = self._looks.get(device_id)
        return found if found is not None and at < found.until else None
