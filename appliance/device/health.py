"""How the device is, as its office reads it over the control port: the `Health` object of ADOPTION.md."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import appliance
from appliance.device.hardware import Machine
from appliance.device.recoveries import Recoveries
from appliance.device.session_link import SessionLink
from appliance.device.situation import Situation
from appliance.ports import Clock
from appliance.privileged.client import Privileged, PrivilegedError
from provisioning.identity import DeviceIdentity

RELEASE = Path("/usr/lib/vorzimmer-release/release.json")
SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
"""systemd-timesyncd makes this file when a time server has set the clock."""

NO_UPDATE: Mapping[str, Any] = {"state": "idle", "version": None, "reason": None, "failed_versions": []}


@dataclass(frozen=True)
class Release:
    version: str
    channel: str
    built_at: str = ""


def release(file: Path = RELEASE) -> Release:
    """Of the running image; in a checkout the version of the code, and no channel."""
    try:
        stored = json.loads(file.read_text())
        return Release(str(stored["version"]), str(stored.get("channel", "")), str(stored.get("built_at", "")))
    except (OSError, ValueError, KeyError, TypeError):
        return Release(appliance.__version__, "")


@dataclass(frozen=True)
class HealthReport:
    """Puts the report together. `synchronised`: the clock was set by a time server or by the office in this boot."""

    machine: Machine
    data: Path
    clock: Clock
    synchronised: Callable[[], bool]
    identity: DeviceIdentity
    situation: Situation
    session: SessionLink
    recoveries: Recoveries
    privileged: Privileged
    release: Release
    monotonic: Callable[[], float]

    def __call__(self) -> dict[str, Any]:
        facts, disk = self.situation.facts, shutil.disk_usage(self.data)
        return {
            "version": self.release.version,
            "channel": self.release.channel,
            "uptime_s": self.machine.uptime_seconds(),
            "boot_id": self.machine.boot_id(),
            "role": facts.role,
            "cameras": self.machine.cameras(),
            "microphones": self.machine.microphones(),
            "printer": self.machine.printer(),
            "disk": {"total": disk.total, "free": disk.free},
            "memory": self.machine.memory(),
            "temperature_c": self.machine.temperature_celsius(),
            "clock": {"at": self.clock.now().isoformat(), "synchronised": self.synchronised()},
            "recoveries": self.recoveries.counts(),
            "session": self._session(),
            "certificate": {"not_after": self.identity.certificate.not_valid_after_utc.isoformat()},
            "configuration_revision": facts.configuration.revision if facts.configuration else 0,
            "update": self._update(),
            "address": facts.addresses[0] if facts.addresses else "",
        }

    def _session(self) -> dict[str, Any]:
        heard = self.session.heard
        if heard is None:
            return {"page": "none", "heartbeat_age_s": None, "in_consultation": False}
        age = round(self.monotonic() - heard.at, 1)
        return {"page": heard.page, "heartbeat_age_s": age, "in_consultation": heard.in_consultation}

    def _update(self) -> Mapping[str, Any]:
        try:
            return {**NO_UPDATE, **self.privileged.call("update_state")}
        except (PrivilegedError, TypeError):
            return NO_UPDATE
