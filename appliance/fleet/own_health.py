"""How this machine is, in the shape in which devices describe themselves; read from /proc and /sys.

What cannot be found out is None: a container has no temperature, a checkout no release.
"""

import json
import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import appliance

RELEASE = Path("/usr/lib/vorzimmer-release/release.json")
CLOCK_SYNCHRONISED = Path("run/systemd/timesync/synchronized")
_KIB = 1024


def own_health(data: Path, at: datetime, root: Path = Path("/")) -> dict[str, Any]:
    """`data` is the directory whose disk counts; `root` is where /proc, /sys and /run are."""
    release = _json(root / RELEASE.relative_to("/"))
    disk = shutil.disk_usage(data)
    return {
        "version": release.get("version", appliance.__version__),
        "channel": release.get("channel", ""),
        "role": "server",
        "uptime_s": _uptime(root),
        "boot_id": _text(root / "proc/sys/kernel/random/boot_id"),
        "cameras": [],
        "microphones": [],
        "printer": None,
        "disk": {"total": disk.total, "free": disk.free},
        "memory": _memory(root),
        "temperature_c": _temperature(root),
        "clock": {"at": at.isoformat(), "synchronised": (root / CLOCK_SYNCHRONISED).exists()},
        "load": os.getloadavg()[0],
    }


def _uptime(root: Path) -> float | None:
    words = _text(root / "proc/uptime").split()
    return float(words[0]) if words else None


def _memory(root: Path) -> dict[str, int] | None:
    """Bytes, from lines such as `MemTotal:  16316412 kB`."""
    lines = (line.split() for line in _text(root / "proc/meminfo").splitlines())
    found = {words[0]: int(words[1]) * _KIB for words in lines if len(words) >= 2}
    if "MemTotal:" not in found or "MemAvailable:" not in found:
        return None
    return {"total": found["MemTotal:"], "available": found["MemAvailable:"]}


def _temperature(root: Path) -> float | None:
    """The hottest sensor, in degrees Celsius."""
    sensors = [_text(path) for path in (root / "sys/class/thermal").glob("thermal_zone*/temp")]
    degrees = [int(value) / 1000 for value in sensors if value.lstrip("-").isdigit()]
    return max(degrees, default=None)


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(_text(path) or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _text(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
