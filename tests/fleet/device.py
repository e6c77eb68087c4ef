"""A device as the fleet meets it: a real control port on loopback, with a code to type, that notes what it was told."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from provisioning.clock import DeviceClock
from provisioning.codes import Codes
from provisioning.control import ControlServer, Description
from provisioning.errors import ProvisioningError
from provisioning.identity import DeviceIdentity
from tests.fakes import SettableClock

LOOPBACK = "127.0.0.1"
PICTURE = b"\x89PNG\r\n\x1a\n"


class OwnClock:
    """Runs as the town's does, and may be wrong by any span."""

    def __init__(self, town: SettableClock) -> None:
        self._town, self._wrong = town, timedelta()

    def now(self) -> datetime:
        return self._town.now() + self._wrong

    def set(self, at: datetime) -> None:
        self._wrong = at - self._town.now()


class FakeHandlers:
    """What the device's own program would do, noted instead of done."""

    def __init__(self, clock: OwnClock) -> None:
        self.clock = clock
        self.configuration: dict[str, Any] = {}
        self.configurations = 0
        self.commands: list[tuple[str, dict[str, object]]] = []
        self.in_consultation = False
        self.facts: dict[str, object] = {}
        self.certificates = 0

    def describe(self) -> Description:
        return Description(role="kiosk", version="0.1.0", name=str(self.configuration.get("name", "")))

    def adopted(self, configuration: dict[str, object], at: datetime) -> int:
        self.clock.set(at)
        return self.configure(configuration)

    def configure(self, configuration: dict[str, object]) -> int:
        self.configuration = configuration
        self.configurations += 1
        return int(self.configuration["revision"])

    def health(self) -> dict[str, object]:
        return {
            "version": "0.1.0",
            "uptime_s": 12.0,
            "cameras": [{"id": "f", "name": "Front", "kind": "camera"}, {"id": "d", "name": "Doc", "kind": "document"}],
            "microphones": [{"id": "m", "name": "Mikrofon"}],
            "printer": None,
            "disk": {"total": 32 * 10**9, "free": 20 * 10**9},
            "memory": {"total": 4 * 10**9, "available": 2 * 10**9},
            "temperature_c": 48.5,
            "clock": {"at": self.clock.now().isoformat(), "synchronised": True},
            "recoveries": {"page": 0, "browser": 0, "compositor": 0, "reboot": 0, "watchdog": 0},
            "session": {"page": "office", "heartbeat_age_s": 1.0, "in_consultation": self.in_consultation},
            "configuration_revision": self.configuration.get("revision", 0),
            "update": {"state": "idle", "version": None, "reason": None, "failed_versions": []},
            **self.facts,
        }

    def command(self, name: str, arguments: dict[str, object]) -> dict[str, object]:
        self.commands.append((name, arguments))
        return {}

    def log(self, lines: int) -> list[str]:
        return [f"line {number}" for number in range(min(lines, 3))]

    def screenshot(self) -> bytes:
        if self.in_consultation:
            raise ProvisioningError("in_consultation")
        return PICTURE

    def set_time(self, at: datetime) -> None:
        self.clock.set(at)

    def revoked(self) -> None:
        self.configuration = {}


class FakeDevice:
    """On `port` (0: any free one), which it keeps when it is switched off and on; `move` gives it another."""

    def __init__(self, directory: Path, town: SettableClock, *, clock_trusted: bool = True) -> None:
        self.identity = DeviceIdentity.load_or_create(directory)
        self.clock = OwnClock(town)
        self.handlers = FakeHandlers(self.clock)
        self.codes = Codes()
        self._clock = DeviceClock(now=self.clock.now, synchronised=lambda: clock_trusted)
        self.port = 0
        self._server: ControlServer | None = None
        self.switch_on()

    @property
    def address(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    @property
    def code(self) -> str:
        return self.codes.state().code

    @property
    def wrong_code(self) -> str:
        return f"{(int(self.code) + 1) % 10**6:06}"

    @property
    def is_adopted(self) -> bool:
        return self.identity.adopted

    def switch_on(self) -> None:
        server = ControlServer(self.identity, self.handlers, LOOPBACK, self.port, codes=self.codes, clock=self._clock)
        server.start()
        self._server, self.port = server, server.port

    def switch_off(self) -> None:
        if self._server is not None:
            self._server.stop()
        self._server = None

    def move(self) -> None:
        """Another address: on loopback that is another port."""
        self.switch_off()
        self.port = 0
        self.switch_on()

    def forget(self) -> None:
        """Somebody resets it at the device."""
        assert self._server is not None
        self._server.forget()
