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
from provisioning.identity import DeviceIdentity
from provisioning.releases import version_key

RELEASE = Path("/usr/lib/vorzimmer-release/release.json")
SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
"""systemd-timesyncd makes this file when a time server has set the clock."""

REASON = ("code", "text", "check", "log")


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
    update: Callable[[], Mapping[str, Any]]
    release: Release

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
            "session": self.session.described(),
            "certificate": {"not_after": self.identity.certificate.not_valid_after_utc.isoformat()},
            "configuration_revision": facts.configuration.revision if facts.configuration else 0,
            "update": self.update(),
            "address": facts.addresses[0] if facts.addresses else "",
        }


def update_of(known: Mapping[str, Any]) -> dict[str, Any]:
    """From what root's helper remembers of this machine's versions (`update_state`).

    A failure counts as the present state until a version runs that is newer than the one that failed.
    """
    trial, failures, running = known["trial"], known["failures"], known["running"]["version"]
    last = failures[-1] if failures else None
    if trial is not None:
        state, version = "installed" if trial["complete"] else "downloading", trial["version"]
    elif last is not None and version_key(last["version"]) > version_key(running):
        state, version = "rolled_back", last["version"]
    else:
        state, version = "idle", None
    reason = {name: last[name] for name in REASON} if last is not None and state == "rolled_back" else None
    return {"state": state, "version": version, "reason": reason, "failed_versions": failures}
