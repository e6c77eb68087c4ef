"""What `install_to` in vorzimmer.toml asks for: the system from the stick to a disk, without anybody at the machine.

A file never replaces a Vorzimmer that is on a disk already: a stick that was left in, or comes back later, must not
delete an office.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from appliance.privileged.client import Privileged, PrivilegedError
from appliance.privileged.installation import SILENCE_SECONDS, Disk, internal_disks

LARGEST = "largest"
OURS = "vorzimmer"

RUNNING = """\
VORZIMMER

Wird auf {disk} installiert.             Being installed to {disk}.

   {percent} %

Den Stick stecken lassen.                Leave the stick in.
"""
DONE = """\
VORZIMMER

Installiert. Das Gerät schaltet sich aus.
Danach den Stick abziehen und das Gerät wieder einschalten.

Installed. The machine switches off.
Then take out the stick and switch the machine on again.
"""

log = logging.getLogger(__name__)


class CannotInstall(Exception):
    """The text says why, for the console and the log."""


@dataclass
class Unattended:
    """`show` puts a text on the machine's screen."""

    privileged: Privileged
    show: Callable[[str], None]
    _shown: int = field(default=-1, init=False)

    def install(self, wanted: str) -> bool:
        """False: the system does not run from a removable stick (any more), so nothing is to be done. Otherwise it is
        on the disk now, and the machine switches off. Raises CannotInstall."""
        disks = internal_disks(self.privileged)
        if disks is None:
            return False
        disk = chosen(disks, wanted)
        log.warning("install_to: deleting everything on %s (%s) and installing", disk.path, disk.model)
        try:
            patient = replace(self.privileged, patience_seconds=SILENCE_SECONDS)
            patient.follow("install_to_disk", lambda told: self._tell(disk, told), disk=disk.path, confirm=disk.path)
        except PrivilegedError as error:
            raise CannotInstall(f"{disk.path}: {error}. Restart the machine to try it again") from None
        self.show(DONE)
        self.privileged.call("power_off")
        return True

    def _tell(self, disk: Disk, told: Mapping[str, int]) -> None:
        percent = 100 * told["done"] // max(told["total"], 1)
        if percent != self._shown:
            self._shown = percent
            self.show(RUNNING.format(disk=disk.path, percent=percent))


def chosen(disks: tuple[Disk, ...], wanted: str) -> Disk:
    """Raises CannotInstall."""
    found = [disk for disk in disks if disk.path == wanted or (wanted == LARGEST and not disk.refusal)]
    if not found:
        raise CannotInstall(f"{wanted}: this machine has no such internal disk, or none that can be taken")
    disk = found[0]
    if disk.refusal:
        raise CannotInstall(f"{disk.path}: {disk.refusal}")
    if disk.holds == OURS:
        raise CannotInstall(f"{disk.path} has a Vorzimmer already, which no file replaces. Take out the stick")
    return disk
