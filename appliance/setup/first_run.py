"""Setting the office server up, or bringing back the office of a backup."""

import logging
import shutil
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from appliance.adapters import passwords
from appliance.backup import key, restore
from appliance.backup.archive import PUBLIC_KEY, Contents
from appliance.backup.key import BackupKey
from appliance.domain.errors import OfficeError
from appliance.operations import set_up
from appliance.ports import Clock
from appliance.privileged.client import Privileged, PrivilegedError
from appliance.privileged.installation import Installation, Progress
from appliance.setup.code import SetupCode
from appliance.setup.plan import Plan
from appliance.store import offices
from appliance.store.database import Store
from provisioning.ca import Authority
from provisioning.errors import ProvisioningError
from provisioning.files import write_atomically

CLOCK_MAY_DIFFER = timedelta(minutes=5)
UPLOADED = ".uploaded.vorzimmer"

log = logging.getLogger(__name__)


class FirstRun:
    """Made once in the process that owns the store. `installation`: this system onto the internal disk instead."""

    def __init__(self, store: Store, clock: Clock, data: Path, privileged: Privileged) -> None:
        self._store, self._clock, self._data, self._privileged = store, clock, data, privileged
        self.installation = Installation(privileged)
        self._code = SetupCode(data)
        self._one = threading.Lock()
        self._starts_anew = False
        self._done = store.read(offices.organisation) is not None

    @property
    def needed(self) -> bool:
        return not self._done

    def begin(self) -> None:
        """Where there is no office: a set-up code for this start."""
        for name in (restore.UNFINISHED, UPLOADED):
            _remove(self._data / name)  # of a restore that a power cut ended
        if self.needed:
            self._code.renew()

    def check_code(self, typed: str) -> None:
        """Raises already_set_up, wrong_setup_code."""
        if self._done:
            raise OfficeError("already_set_up")
        self._code.check(typed)

    def require_the_machine(self) -> None:
        """Raises being_installed: what is set up during a copy, or before the restart from the disk, would be lost."""
        if self.installation.progress.takes_the_machine:
            raise OfficeError("being_installed")

    def install(self, disk: str, confirm: str) -> Progress:
        """As `Installation.begin`. Raises being_set_up while an office is made or brought back here."""
        if not self._one.acquire(blocking=False):
            raise OfficeError("being_set_up")
        try:
            if self._done or self._starts_anew:
                raise OfficeError("being_set_up")
            return self.installation.begin(disk, confirm)
        finally:
            self._one.release()

    def compare_clock(self, theirs: datetime) -> None:
        """A machine that no time service has set believes whoever has the code: certificates begin with its clock.

        Root's helper refuses where a time service is at work; outside the appliance the clock is the machine's affair.
        """
        if abs(theirs - self._clock.now()) <= CLOCK_MAY_DIFFER:
            return
        try:
            self._privileged.call("set_time", at=theirs.isoformat())
        except PrivilegedError as error:
            log.info("the clock was left alone: %s", error)

    def set_up(self, typed_code: str, plan: Plan, host_name: str) -> BackupKey:
        """Everything or nothing; the key that is answered is shown to the administrator once and stored nowhere.

        One at a time: who comes second must not exchange the key that was shown to the first.
        Raises invalid_host_name, server_clock_wrong, and what `check_code`, `require_the_machine`, `Plan.town` and
        `set_up.create` raise.
        """
        with self._one:
            self.check_code(typed_code)
            self.require_the_machine()
            town = plan.town()
            self._name_the_machine(host_name, plan.time_zone)
            self._make_authority(plan.organisation)
            hashes = {plan.sign_in_name: passwords.hashed(plan.password)}
            fresh = key.generate()
            write_atomically(self._data / PUBLIC_KEY, fresh.public)
            self._store.write(set_up.create, town, hashes, self._clock.now())
            self._done = True
            self._code.end()
            return fresh

    def bring_back(
        self, typed_code: str, backup: IO[bytes], secret_key: str, start_anew: Callable[[], None]
    ) -> Contents:
        """Prepare the office of this backup and `start_anew`: the successor moves it in before it opens the database.

        Raises what `check_code`, `require_the_machine` and `archive.unpack` raise; then nothing has changed.
        """
        with self._one:
            self.check_code(typed_code)
            self.require_the_machine()
            uploaded = self._data / UPLOADED
            try:
                with uploaded.open("wb") as file:
                    shutil.copyfileobj(backup, file)
                contents = restore.prepare(uploaded, secret_key, self._data)
            finally:
                uploaded.unlink(missing_ok=True)
            self._starts_anew = True
            start_anew()
            return contents

    def _make_authority(self, name: str) -> None:
        """Raises server_clock_wrong: an authority signs nothing while its clock stands in 1970."""
        try:
            Authority.load_or_create(self._data / "ca", name, self._clock.now())
        except ProvisioningError as error:
            if error.code != "implausible_clock":
                raise
            raise OfficeError("server_clock_wrong") from None

    def _name_the_machine(self, name: str, time_zone: str) -> None:
        """Outside the appliance a machine has its name already."""
        try:
            self._privileged.call("set_host", name=name, time_zone=time_zone)
        except PrivilegedError as error:
            if error.code != "unavailable":
                raise OfficeError("invalid_host_name", reason=error.text) from None
            log.info("no privileged helper: the machine keeps its name")


def _remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
