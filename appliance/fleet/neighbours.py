"""Who is on this network: this server announces itself, and notes which devices announce themselves.

What mDNS says is a hint that fills a list. Without a network it is tried again in the next round.
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from appliance.fleet.configuration import joined_address
from provisioning.discovery import Announced, Announcement, Browser

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """A device on the network that is none of ours. `state`: new, locked, adopted or revoked; `fingerprint` a hint."""

    id: str
    address: str
    version: str
    state: str
    fingerprint: str


class Neighbours:
    """`ensure` may be called again and again: it starts what does not run yet. `interfaces` by their addresses."""

    def __init__(self, interfaces: Sequence[str] = ()) -> None:
        self._options: dict[str, Any] = {"interfaces": list(interfaces)} if interfaces else {}
        self._lock = threading.Lock()
        self._devices: dict[str, Announced] = {}
        self._running: list[Announcement | Browser] = []

    def ensure(self, own: Announced) -> None:
        try:
            if not self._running:
                self._running.append(Announcement(own, **self._options))
            if len(self._running) == 1:
                self._running.append(Browser(self.appeared, self.left, **self._options))
        except OSError as error:
            log.warning("no mDNS for now: %s", error)

    def close(self) -> None:
        for one in self._running:
            one.close()
        self._running.clear()

    def appeared(self, announced: Announced) -> None:
        if announced.role == "kiosk":
            with self._lock:
                self._devices[announced.id] = announced

    def left(self, device_id: str) -> None:
        with self._lock:
            self._devices.pop(device_id, None)

    def found(self) -> list[Found]:
        """All devices that announce themselves, ours too."""
        with self._lock:
            devices = sorted(self._devices.values(), key=lambda one: one.id)
        return [
            Found(one.id, joined_address(one.addresses[0], one.port), one.version, one.state, one.fingerprint)
            for one in devices
            if one.addresses
        ]

    def addresses(self, device_id: str) -> list[str]:
        with self._lock:
            device = self._devices.get(device_id)
        return [joined_address(address, device.port) for address in device.addresses] if device else []
