"""Updates of this server and its kiosks: looks for a new release each night, and carries it out step by step.

The settings, under `updates` in the store: {"source": "", "automatic": true, "start": 2, "end": 5, "first": null}.
The state, under `updates_state`: {"looked_at": iso, "problem": code, "reason": str}.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from appliance.domain.errors import OfficeError
from appliance.fleet.mirror import Mirror
from appliance.fleet.own_health import own_health
from appliance.fleet.rollout import Act, Steps, Window, next_steps
from appliance.operations import fleet as operations
from appliance.ports import Clock
from appliance.privileged.client import Privileged, PrivilegedError
from appliance.store import consultations, fleet, offices, settings
from appliance.store.database import Store
from provisioning.errors import ProvisioningError
from provisioning.releases import Installed, Manifest, version_key

SETTINGS, STATE = "updates", "updates_state"
DEFAULTS: dict[str, Any] = {"source": "", "automatic": True, "start": 2, "end": 5, "first": None}
NOTHING_KNOWN: dict[str, Any] = {"looked_at": None, "problem": "", "reason": ""}
LOOK_EVERY = timedelta(hours=6)
INSTALL_EVERY = timedelta(hours=1)
"""After a try that failed: each one writes the whole system."""
DAMAGED = ("missing", "truncated", "too_large", "wrong_hash")
"""What root's helper says of files that were whole when they were fetched: they are fetched anew."""
STARTED_BY_HAND_FOR = timedelta(hours=2)
"""„Jetzt aktualisieren“ opens the window for so long."""
KEYS = Path("/usr/lib/vorzimmer-release/release.pub")
INSTALL_SECONDS = 3600.0

log = logging.getLogger(__name__)

Command = Callable[[int, str, dict[str, object]], None]


@dataclass(frozen=True)
class Overview:
    """`server`: this machine's own update, as `update_state` tells it; None outside the appliance."""

    settings: dict[str, Any]
    state: dict[str, Any]
    running: Installed
    available: Manifest | None
    steps: Steps
    server: dict[str, Any] | None
    busy: str


class Updates:
    """Made once beside the fleet, whose rounds call `step`. `command` tells a device something.

    Downloading and writing take minutes: they run on a thread of their own, one at a time.
    """

    def __init__(
        self, store: Store, clock: Clock, data: Path, privileged: Privileged, command: Command, keys: Path = KEYS
    ) -> None:
        self._store, self._clock, self._data, self._privileged = store, clock, data, privileged
        self._command = command
        self.mirror = Mirror(data / "releases", keys, privileged)
        self._busy = ""
        self._lock = threading.Lock()
        self._by_hand_until: datetime | None = None
        self._failed_at: datetime | None = None

    def chosen(self) -> dict[str, Any]:
        known = self._store.read(settings.get, SETTINGS)
        return {**DEFAULTS, **(known or {})}

    def choose(self, changes: dict[str, Any]) -> None:
        self._store.write(settings.put, SETTINGS, {**self.chosen(), **changes})

    def overview(self) -> Overview:
        busy = self._busy  # before the state: what says that it has ended shows what came of it
        at, chosen = self._clock.now(), self.chosen()
        available = self._available()
        return Overview(
            chosen, self._state(), self._running(), available,
            self._steps(available, chosen, at), self._own_state(), busy,
        )  # fmt: skip

    def look(self) -> None:
        """Is there a new release? Answers at once; `overview` tells what came of it. Raises no_source, updates_busy."""
        source = self.chosen()["source"]
        if not source:
            raise OfficeError("no_source")
        self._begin("looking", lambda: self._fetch(source))

    def start_now(self) -> None:
        """Do not wait for the window, nor for the next try. Raises nothing_to_update where there is no release."""
        if self._available() is None:
            raise OfficeError("nothing_to_update")
        self._by_hand_until = self._clock.now() + STARTED_BY_HAND_FOR
        self._failed_at = None

    def step(self, at: datetime) -> None:
        """A job of the fleet's rounds: short, and never raises."""
        chosen = self.chosen()
        try:
            if chosen["automatic"] and chosen["source"] and not self._busy and self._is_time_to_look(at):
                self.look()
            available = self._available()
            if available is not None and (chosen["automatic"] or self._is_open_by_hand(at)):
                self._carry_out(available, chosen, at)
        except (OfficeError, ProvisioningError, PrivilegedError) as error:
            log.warning("update: %s", error)

    def _carry_out(self, available: Manifest, chosen: dict[str, Any], at: datetime) -> None:
        """This server goes first: it knows how to speak with older kiosks, not the other way round."""
        if version_key(self._running().version) < version_key(available.version):
            self._update_server(available, self._may_start(chosen, at), at)
            return
        for device_id, act in self._steps(available, chosen, at).acts:
            self._tell(device_id, act, available.version)

    def _tell(self, device_id: int, act: Act, version: str) -> None:
        try:
            if act is Act.DOWNLOAD:
                self._command(device_id, "update", {"version": version})
            else:
                self._store.read(operations.require_idle, device_id, "terminal_in_use")
                self._command(device_id, "reboot", {"reason": f"update to {version}"})
        except (OfficeError, ProvisioningError) as error:
            log.info("device %d: %s", device_id, error)

    def _update_server(self, available: Manifest, may_start: bool, at: datetime) -> None:
        own = self._own_state()
        if own is None or any(failure["version"] == available.version for failure in own["failures"]):
            return
        if own["trial"] is None:
            if self._failed_at is None or abs(at - self._failed_at) >= INSTALL_EVERY:
                self._begin("installing", lambda: self._install(available.version))
        elif own["trial"]["complete"] and may_start and not self._store.read(consultations.is_any_running):
            self._privileged.call("reboot", reason=f"update to {available.version}")

    def _install(self, version: str) -> None:
        patient = Privileged(self._privileged.path, INSTALL_SECONDS)
        try:
            patient.call("update_install", directory=str(self.mirror.path(version)))
        except PrivilegedError as error:
            log.error("version %s cannot be installed: %s", version, error)
            self._failed_at = self._clock.now()
            self._note(problem=error.code, reason=error.text)
            if error.code in DAMAGED:
                self.mirror.forget(version)

    def _steps(self, available: Manifest | None, chosen: dict[str, Any], at: datetime) -> Steps:
        if available is None:
            return Steps()
        everybody = self._store.read(fleet.adopted)
        return next_steps(everybody, available.version, chosen["first"], self._may_start(chosen, at), at)

    def _may_start(self, chosen: dict[str, Any], at: datetime) -> bool:
        organisation = self._store.read(offices.organisation)
        zone = ZoneInfo(organisation.time_zone if organisation else "UTC")
        return self._is_open_by_hand(at) or Window(chosen["start"], chosen["end"]).holds(at, zone)

    def _is_open_by_hand(self, at: datetime) -> bool:
        return self._by_hand_until is not None and at < self._by_hand_until

    def _is_time_to_look(self, at: datetime) -> bool:
        looked_at = self._state()["looked_at"]
        return not looked_at or abs(at - datetime.fromisoformat(looked_at)) >= LOOK_EVERY  # or its clock was wrong

    def _available(self) -> Manifest | None:
        """The newest release of the mirror; machines of ours may run it already."""
        return next(iter(self.mirror.versions()), None)

    def _running(self) -> Installed:
        own = own_health(self._data, self._clock.now())
        return Installed(str(own["version"]), str(own["channel"] or "stable"))

    def _own_state(self) -> dict[str, Any] | None:
        try:
            state: dict[str, Any] = self._privileged.call("update_state")
        except PrivilegedError:
            return None
        return state

    def _fetch(self, source: str) -> None:
        problem, reason = "", ""
        try:
            self.mirror.fetch(source, self._running())
        except ProvisioningError as error:
            problem, reason = error.code, str(error.facts.get("reason", error.facts.get("name", "")))
        self._note(looked_at=self._clock.now().isoformat(), problem=problem, reason=reason)

    def _state(self) -> dict[str, Any]:
        known = self._store.read(settings.get, STATE)
        return {**NOTHING_KNOWN, **(known or {})}

    def _note(self, **changes: str) -> None:
        self._store.write(settings.put, STATE, {**self._state(), **changes})

    def _begin(self, what: str, work: Callable[[], object]) -> None:
        with self._lock:
            if self._busy:
                raise OfficeError("updates_busy")
            self._busy = what
        threading.Thread(target=self._work, args=[work], name=f"update-{what}", daemon=True).start()

    def _work(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:
            log.error("update: %s failed: %s", self._busy, error)
        finally:
            self._busy = ""
