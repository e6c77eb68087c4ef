"""`vorzimmer health`: whether this boot is good.

Asks this machine only. An unplugged cable, a camera, an office server that is off say nothing about a version of the
system, and must never roll an update back. The verdict is kept in health.json, for the screen, for the fleet page, and
as the reason of a rollback.
"""

import json
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from appliance import __version__
from appliance.boot import boots, checks
from appliance.boot.checks import Check, CheckFailed
from appliance.boot.told import told
from appliance.privileged import versions
from appliance.privileged.machine import Machine, Root
from appliance.privileged.protocol import PrivilegedError
from provisioning.files import EVERYONE_READS, write_atomically

FILE_NAME = "health.json"
PATIENCE_SECONDS = 180.0
"""A slow machine, its first start, a database that is being migrated."""
AGAIN_SECONDS = 2.0
WARNINGS, LOG_LINES = 10, 40

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Judge:
    """`monotonic` and `rest` measure and pass the time; `at` dates the verdict."""

    machine: Machine
    checks: Sequence[Check]
    monotonic: Callable[[], float] = time.monotonic
    rest: Callable[[float], None] = time.sleep
    patience_seconds: float = PATIENCE_SECONDS

    def __call__(self, at: datetime) -> bool:
        """Every check until it holds, at most for the patience; then the verdict, kept."""
        until = self.monotonic() + self.patience_seconds
        reasons = {check.name: self.reason(check, until) for check in self.checks}
        good = not any(reasons.values())
        self.keep(reasons, good, at)
        return good

    def reason(self, check: Check, until: float) -> str:
        """Why it does not hold; empty if it does."""
        while True:
            try:
                check.run()
                return ""
            except (CheckFailed, OSError, ValueError) as failure:
                if self.monotonic() >= until:
                    log.error("%s: %s", check.name, failure)
                    return str(failure) or type(failure).__name__
            self.rest(AGAIN_SECONDS)

    def keep(self, reasons: dict[str, str], good: bool, at: datetime) -> None:
        verdict: dict[str, Any] = {
            "version": version(self.machine.root),
            "at": at.isoformat(),
            "good": good,
            "checks": [{"name": name, "good": not reason, "reason": reason} for name, reason in reasons.items()],
        }
        if not good:
            verdict["log"] = self.log_lines()
        path = self.machine.root.system / FILE_NAME
        write_atomically(path, json.dumps(verdict, ensure_ascii=False), EVERYONE_READS)

    def log_lines(self) -> list[str]:
        """What the system warns of, and what our own programs said last: their errors are no warnings to systemd."""
        return [*self.logged("--priority=warning", WARNINGS), *self.logged("--unit=vorzimmer-*", LOG_LINES)]

    def logged(self, which: str, lines: int) -> list[str]:
        command = ["journalctl", "--boot", "--no-pager", "--quiet", "--output=short-iso", which, f"--lines={lines}"]
        try:
            return self.machine.run(command).splitlines()
        except PrivilegedError:
            return []


def version(root: Root) -> str:
    """Of the running release; in a checkout the program's."""
    try:
        release = json.loads((root.base / "usr/lib/vorzimmer-release/release.json").read_text())
        return str(release["version"])
    except (OSError, ValueError, KeyError):
        return __version__


def run(base: Path = Path("/")) -> int:
    machine = Machine(Root(base))
    known = told(machine.root)
    good = Judge(machine, checks.of_role(known, machine))(datetime.now(UTC))
    if good:
        versions.confirm(machine.root, version(machine.root))
        machine.root.on_trial.unlink(missing_ok=True)
    elif boots.is_worth_a_reboot(base):
        log.error("this boot is not good: starting again")
        machine.run(["systemctl", "--no-block", "reboot"])
    return 0 if good else 1
