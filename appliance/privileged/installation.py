"""Installing to the internal disk, as those who ask root's helper for it see it: disks to choose from, then one copy.

A copy goes on in a thread of its own; whoever looks sees how far it is, also after their page was loaded again.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from appliance.privileged.client import Privileged, PrivilegedError

log = logging.getLogger(__name__)

SILENCE_SECONDS = 900.0
"""A slow disk is silent for so long until everything is on it."""
LEAST_LISTED = 1 << 30
"""Bytes; what is smaller is a card reader without a card, or a boot area of the mainboard's memory."""


class Stage(StrEnum):
    IDLE = "idle"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Disk:
    """`holds`: `vorzimmer`, `windows`, `linux`, `other` or `nothing`. `refusal`: why it cannot be taken; empty: it can.

    `size` is in bytes.
    """

    path: str
    model: str
    size: int
    holds: str
    refusal: str


@dataclass(frozen=True)
class Progress:
    """`percent` counts copying and comparing as one half each. `code`: why it failed, as the helper says, or
    `unknown_disk` (it is not there any more)."""

    stage: Stage = Stage.IDLE
    disk: Disk | None = None
    percent: int = 0
    code: str = ""

    @property
    def takes_the_machine(self) -> bool:
        """Copying, or waiting for the restart: nothing else is to be begun on this machine."""
        return self.stage in (Stage.RUNNING, Stage.DONE)

    def described(self) -> dict[str, Any]:
        return asdict(self)


NOT_BEGUN = Progress()


def internal_disks(privileged: Privileged) -> tuple[Disk, ...] | None:
    """Largest first. None: the system does not run from a removable stick. Raises PrivilegedError."""
    listed = privileged.call("list_disks")
    if not any(one["refusal"] == "own_disk" and one["removable"] for one in listed):
        return None
    internal = [_disk(one) for one in listed if not one["removable"] and one["size"] >= LEAST_LISTED]
    return tuple(sorted(internal, key=lambda disk: -disk.size))


class Installation:
    """`changed` is called with each new progress, in the thread of the copy."""

    def __init__(self, privileged: Privileged, changed: Callable[[Progress], None] = lambda _: None) -> None:
        self._privileged = privileged
        self._changed = changed
        self._beginning = threading.Lock()
        self._progress = NOT_BEGUN

    @property
    def progress(self) -> Progress:
        return self._progress

    def disks(self) -> tuple[Disk, ...]:
        """None where there is no helper, or nothing that could be installed."""
        try:
            return internal_disks(self._privileged) or ()
        except PrivilegedError as error:
            log.info("no disks to install to: %s", error)
            return ()

    def begin(self, path: str, confirm: str) -> Progress:
        """Erase this disk and install to it; `confirm` repeats its path. What goes wrong, the progress says. While one
        copy runs, or is done and waits for the restart, another does not begin."""
        with self._beginning:
            if not self.progress.takes_the_machine:
                self._note(Progress(Stage.RUNNING, next((one for one in self.disks() if one.path == path), None)))
                threading.Thread(target=self._install, args=[path, confirm], name="installation", daemon=True).start()
            return self.progress

    def start_anew(self) -> None:
        """From the disk, if the stick goes meanwhile. Raises PrivilegedError, `not_installed` before the end."""
        self._end("reboot", reason="installed to the internal disk")

    def switch_off(self) -> None:
        """Raises PrivilegedError, as `start_anew`."""
        self._end("power_off")

    def _end(self, command: str, **arguments: str) -> None:
        if self.progress.stage is not Stage.DONE:
            raise PrivilegedError("not_installed", "nothing was installed")
        self._privileged.call(command, **arguments)

    def _install(self, path: str, confirm: str) -> None:
        try:
            if self.progress.disk is None:
                raise PrivilegedError("unknown_disk", path)
            patient = replace(self._privileged, patience_seconds=SILENCE_SECONDS)
            patient.follow("install_to_disk", self._hear, disk=path, confirm=confirm)
            self._note(replace(self.progress, stage=Stage.DONE, percent=100))
        except PrivilegedError as error:
            log.error("installing to %s failed: %s", path, error)
            self._note(replace(self.progress, stage=Stage.FAILED, code=error.code))

    def _hear(self, told: Mapping[str, int]) -> None:
        percent = 100 * told["done"] // max(told["total"], 1)
        if percent != self.progress.percent:
            self._note(replace(self.progress, percent=percent))

    def _note(self, progress: Progress) -> None:
        self._progress = progress
        self._changed(progress)


def _disk(listed: Mapping[str, Any]) -> Disk:
    return Disk(listed["path"], listed["model"], listed["size"], listed["holds"], listed["refusal"] or "")
