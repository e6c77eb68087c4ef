"""The machine as the helper sees it: where things lie, how programs are run, how the clock is set.

Tests give another root directory, another runner, another clock.
"""

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from appliance.privileged.protocol import PrivilegedError

ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "SYSTEMD_PAGER": "", "SYSTEMD_COLORS": "0"}
RUN_SECONDS = 120.0
TOLD_CHARACTERS = 500


class Runner(Protocol):
    """Runs a program to its end and returns what it printed. Raises PrivilegedError `failed`."""

    def __call__(self, command: Sequence[str], *, text: str = "", seconds: float = RUN_SECONDS) -> str: ...


def run(command: Sequence[str], *, text: str = "", seconds: float = RUN_SECONDS) -> str:
    """`text` goes to standard input."""
    try:
        finished = subprocess.run(
            command, env=ENVIRONMENT, input=text, capture_output=True, text=True, timeout=seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PrivilegedError("failed", f"{command[0]}: {error}") from None
    if finished.returncode != 0:
        raise PrivilegedError("failed", f"{command[0]}: {finished.stderr.strip()[-TOLD_CHARACTERS:]}")
    return finished.stdout


def set_clock(at: datetime) -> None:
    time.clock_settime(time.CLOCK_REALTIME, at.timestamp())


@dataclass(frozen=True)
class Root:
    """Paths below the root directory."""

    base: Path = Path("/")

    @property
    def system(self) -> Path:
        """What this machine was told; root's alone to write."""
        return self.base / "var/lib/vorzimmer/system"

    @property
    def server(self) -> Path:
        """The office server's certificate and key, from which `apply` makes what nginx reads."""
        return self.system / "server"

    @property
    def release(self) -> Path:
        """What the image says of itself, and the key that its successors are signed with."""
        return self.base / "usr/lib/vorzimmer-release"

    @property
    def run(self) -> Path:
        return self.base / "run/vorzimmer"

    @property
    def on_trial(self) -> Path:
        """While it exists, the office server changes nothing: this version may still be given up."""
        return self.run / "on-trial"

    @property
    def mounts(self) -> Path:
        """Where sticks are mounted for a moment."""
        return self.base / "run/vorzimmer-privileged"

    @property
    def zones(self) -> Path:
        return self.base / "usr/share/zoneinfo"

    @property
    def interfaces(self) -> Path:
        """The kernel's table: a line for each, `name:` and figures, below two lines of headings."""
        return self.base / "proc/net/dev"

    @property
    def synchronised(self) -> Path:
        """systemd-timesyncd makes this file when a time server has set the clock."""
        return self.base / "run/systemd/timesync/synchronized"

    @property
    def own_disk(self) -> Path:
        """A link to the disk that this system was started from (the image's udev rule)."""
        return self.base / "dev/vorzimmer/disk"


@dataclass(frozen=True)
class Machine:
    root: Root = field(default_factory=Root)
    run: Runner = run
    set_clock: Callable[[datetime], None] = set_clock

    def apply(self) -> None:
        """Let `vorzimmer apply` make the programs' files from what this machine was told."""
        self.run(["systemctl", "start", "vorzimmer-apply.service"])

    def own_disk(self) -> str | None:
        """`/dev/sda`, or None where the system was not started from an image."""
        link = self.root.own_disk
        return os.path.realpath(link) if link.is_symlink() else None
