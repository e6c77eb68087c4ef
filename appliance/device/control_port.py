"""What this device does when its office server asks over the control port (`provisioning.control.Handlers`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from appliance.device import configuration as stored
from appliance.device.session_link import SessionLink
from appliance.device.situation import Situation
from appliance.device.updates import Updates
from appliance.ports import Clock
from appliance.privileged.client import Privileged, PrivilegedError
from provisioning.control import Description
from provisioning.errors import ProvisioningError

CLOCK_MAY_DIFFER = timedelta(seconds=2)
IDENTIFY_SECONDS = 30
LONGEST_IDENTIFY_SECONDS = 300


@dataclass(frozen=True)
class OfficeOrders:
    """`name`: what the device calls itself before an office named it. `health`: makes the report."""

    directory: Path
    name: str
    version: str
    situation: Situation
    session: SessionLink
    privileged: Privileged
    clock: Clock
    health: Callable[[], dict[str, Any]]
    updates: Updates

    def describe(self) -> Description:
        facts = self.situation.facts
        name = facts.configuration.name if facts.configuration else self.name
        return Description(role=facts.role or "kiosk", version=self.version, name=name)

    def adopted(self, configuration: dict[str, object], at: datetime) -> int:
        try:
            self.set_time(at)
        except ProvisioningError:  # without the helper the clock stays as it is; that is no reason against an adoption
            pass
        return self._take(stored.parsed(configuration))

    def configure(self, configuration: dict[str, object]) -> int:
        """An older revision than the present one is not taken: two pushes may overtake each other. The device answers
        with the revision that holds, and its office sees the difference."""
        pushed, known = stored.parsed(configuration), self.situation.facts.configuration
        if known is not None and pushed.revision < known.revision and pushed.device_id == known.device_id:
            return known.revision
        return self._take(pushed)

    def command(self, name: str, arguments: dict[str, object]) -> dict[str, object]:
        order = COMMANDS.get(name)
        if order is None:
            raise ProvisioningError("unknown_command", name=name)
        order(self, arguments)
        return {}

    def log(self, lines: int) -> list[str]:
        return [str(line) for line in self._root("journal", lines=lines)["lines"]]

    def screenshot(self) -> bytes:
        return self.session.screenshot()

    def set_time(self, at: datetime) -> None:
        """A clock that a time server sets is right already, and root's helper leaves it alone."""
        if abs(at - self.clock.now()) <= CLOCK_MAY_DIFFER:
            return
        try:
            self._root("set_time", at=at.isoformat())
        except ProvisioningError as refusal:
            if refusal.code != "synchronised":
                raise

    def revoked(self) -> None:
        stored.forget(self.directory)
        self.situation.note(configuration=None, adopted=False, removed=True)

    def reboot(self, arguments: Mapping[str, object]) -> None:
        self._require_nobody_here()
        self._root("reboot", reason=str(arguments.get("reason") or "asked by the office server"))

    def identify(self, arguments: Mapping[str, object]) -> None:
        wanted = arguments.get("seconds", IDENTIFY_SECONDS)
        seconds = wanted if isinstance(wanted, int) and 0 < wanted <= LONGEST_IDENTIFY_SECONDS else IDENTIFY_SECONDS
        self.session.identify(self.describe().name, seconds)

    def reset(self, arguments: Mapping[str, object]) -> None:
        self._require_nobody_here()
        self._root("factory_reset")

    def update(self, arguments: Mapping[str, object]) -> None:
        self.updates.start(str(arguments.get("version", "")))

    def _require_nobody_here(self) -> None:
        """Errors: `in_consultation`."""
        if self.session.in_consultation:
            raise ProvisioningError("in_consultation")

    def _take(self, pushed: stored.Configuration) -> int:
        stored.save(self.directory, pushed)
        self.situation.note(configuration=pushed)
        return pushed.revision

    def _root(self, name: str, **arguments: Any) -> Any:
        """Root's helper; what it refuses reaches the office as this device's refusal."""
        try:
            return self.privileged.call(name, **arguments)
        except PrivilegedError as refusal:
            raise ProvisioningError(refusal.code, text=refusal.text) from None


COMMANDS: Mapping[str, Callable[[OfficeOrders, Mapping[str, object]], None]] = {
    "reboot": OfficeOrders.reboot,
    "identify": OfficeOrders.identify,
    "reset": OfficeOrders.reset,
    "update": OfficeOrders.update,
}
