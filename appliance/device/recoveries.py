"""How often this device had to help itself, and when a reboot is the next step.

The layers: the session reloads the page, starts the browser anew, starts the compositor anew; when that does not help,
this process asks for a reboot; when nothing answers, the watchdog resets the machine. Each is counted.
"""

import json
from collections import deque
from collections.abc import Mapping
from pathlib import Path

from provisioning.files import write_atomically

FILE_NAME = "recoveries.json"
LAYERS = ("page", "browser", "compositor", "reboot", "watchdog")

COMPOSITORS_BEFORE_REBOOT = 3
WITHIN_SECONDS = 600.0
SILENT_SECONDS = 180.0
"""A session that says nothing for so long has no picture on its screen."""
UPTIME_BEFORE_NEXT_REBOOT = 3600.0
"""A fault that a reboot does not heal must not keep the machine rebooting: after the first, one an hour at most."""


class Recoveries:
    """`own` is this process's file; `system` is root's, which counts what happens below it (watchdog)."""

    def __init__(self, own: Path, system: Path) -> None:
        self._own, self._system = own, system
        self._counted = _counts(own)
        self._compositors: deque[float] = deque(maxlen=COMPOSITORS_BEFORE_REBOOT)

    def count(self, layer: str, uptime: float) -> None:
        """Raises ValueError for a layer that does not exist."""
        if layer not in LAYERS:
            raise ValueError(f"no such layer of recovery: {layer!r}")
        if layer == "compositor":
            self._compositors.append(uptime)
        elif layer == "reboot":
            self._compositors.clear()
        self._counted[layer] += 1
        write_atomically(self._own, json.dumps(self._counted).encode())

    def counts(self) -> dict[str, int]:
        system = _counts(self._system)
        return {layer: self._counted[layer] + system[layer] for layer in LAYERS}

    def reason_to_reboot(self, uptime: float, silent_since: float) -> str | None:
        """`uptime` and `silent_since` in seconds since boot; None: no reason, or too soon after the last reboot."""
        if self._counted["reboot"] and uptime < UPTIME_BEFORE_NEXT_REBOOT:
            return None
        if uptime - silent_since >= SILENT_SECONDS:
            return f"no heartbeat of the screen for {int(uptime - silent_since)} s"
        if len(self._compositors) == COMPOSITORS_BEFORE_REBOOT and uptime - self._compositors[0] <= WITHIN_SECONDS:
            return f"the compositor was started anew {COMPOSITORS_BEFORE_REBOOT} times within {int(WITHIN_SECONDS)} s"
        return None


def _counts(file: Path) -> dict[str, int]:
    """Zero where the file is missing or damaged: a counter is no reason to fail."""
    try:
        stored = json.loads(file.read_text())
    except (OSError, ValueError):
        stored = {}
    known = stored if isinstance(stored, Mapping) else {}
    return {layer: count if isinstance(count := known.get(layer), int) else 0 for layer in LAYERS}
