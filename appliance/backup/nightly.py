"""The office server's own backups: a thread that makes the one that is due, and the one that somebody asks for."""

import logging
import shutil
import threading
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from appliance.backup.archive import PUBLIC_KEY, SCRATCH
from appliance.backup.schedule import Backups, State, due
from appliance.backup.targets import Target, target_of
from appliance.ports import Clock
from appliance.privileged.client import Privileged
from appliance.store import offices, settings
from appliance.store.database import Store
from provisioning.errors import ProvisioningError
from provisioning.files import write_atomically

LOOK_EVERY_SECONDS = 60.0
SETTINGS, STATE = "backup", "backup_state"
DEFAULTS: dict[str, Any] = {"kind": "folder", "path": "", "address": "", "user": "", "password": "", "hour": 2,
                            "keep": 14}  # fmt: skip

log = logging.getLogger(__name__)


class Nightly:
    """Made once in the process that owns the store. `chosen`, `state` and `run` may be called from any thread."""

    def __init__(
        self, store: Store, clock: Clock, data: Path, version: str, privileged: Privileged, *,
        look_every: float = LOOK_EVERY_SECONDS,
    ) -> None:  # fmt: skip
        self._store, self._clock, self._data, self._privileged = store, clock, data, privileged
        self._backups = Backups(data, version)
        self._look_every = look_every
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="backup", daemon=True)

    def start(self) -> None:
        for left in self._data.glob(f"{SCRATCH}*"):  # by a power cut, and in the clear
            shutil.rmtree(left)
        self._thread.start()

    def stop(self) -> None:
        """A backup that is being written is given up: it only becomes one when it is whole."""
        self._stopping.set()

    @property
    def running(self) -> bool:
        return self._backups.running

    def chosen(self) -> dict[str, Any]:
        chosen = self._store.read(settings.get, SETTINGS)
        return {**DEFAULTS, **(chosen or {})}

    def choose(self, changes: dict[str, Any]) -> None:
        """An empty password keeps the one that is stored: it is never shown again."""
        before = self.chosen()
        kept = {"password": before["password"]} if not changes.get("password") else {}
        self._store.write(settings.put, SETTINGS, {**before, **changes, **kept})

    def state(self) -> State:
        return State.of(self._store.read(settings.get, STATE))

    def target(self) -> Target:
        return target_of(self.chosen(), self._data, self._privileged)

    def has_key(self) -> bool:
        return self._backups.has_key()

    def is_overdue(self) -> bool:
        return self.has_key() and self.state().is_overdue(self._clock.now(), self._key_made_at())

    def trouble(self) -> str:
        """ "" when all is well, else what needs somebody: no_key, failed, overdue."""
        if not self.has_key():
            return "no_key"
        if self.state().problem:
            return "failed"
        return "overdue" if self.is_overdue() else ""

    def keep_public_key(self, public: str) -> None:
        """Later backups are for this key; earlier ones stay with the key they were made for."""
        write_atomically(self._data / PUBLIC_KEY, public.encode(), 0o600)

    def run(self) -> State:
        """Make a backup now. Raises backup_running; every other failure is in the state."""
        return self._noted(lambda before, at: self._backups.run(self.target(), self.chosen()["keep"], before, at))

    def _work(self) -> None:
        while not self._stopping.wait(self._look_every):
            try:
                if self.has_key() and due(self.state(), self.chosen()["hour"], self._zone(), self._clock.now()):
                    self.run()
            except ProvisioningError as error:
                log.info("not now: %s", error.code)
            except Exception:
                log.exception("the nightly backup failed; it is tried again")

    def _noted(self, attempt: Callable[[State, datetime], State]) -> State:
        state = attempt(self.state(), self._clock.now())
        self._store.write(settings.put, STATE, state.described())
        return state

    def _zone(self) -> tzinfo:
        organisation = self._store.read(offices.organisation)
        return ZoneInfo(organisation.time_zone) if organisation else UTC

    def _key_made_at(self) -> datetime:
        return datetime.fromtimestamp((self._data / PUBLIC_KEY).stat().st_mtime, UTC)
