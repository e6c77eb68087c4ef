"""`python3 -m image boot`: looks at a built image on this machine, in a virtual PC or in a container."""

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from . import container, qemu, release
from .container import Container, Lan
from .progress import BuildError, say

FOLLOW_PAUSE = 0.3  # seconds


@dataclass(frozen=True)
class Wishes:
    release: Path
    role: str  # "server", "kiosk", or empty: the machine asks
    disk: Path | None  # kept for the next time; None: thrown away
    https_port: int
    control_port: int
    screen: bool


def boot_machine(wishes: Wishes) -> None:
    """Switches a virtual PC on and shows its serial line until it is switched off, or Ctrl-C cuts its power."""
    with tempfile.TemporaryDirectory(prefix="vorzimmer-boot-", dir="/var/tmp") as directory:
        disk = wishes.disk or Path(directory) / "disk.raw"
        if not disk.exists():
            qemu.fresh_disk(delivered(wishes.release, release.DISK), disk)
            if wishes.role:
                qemu.put_on_boot_partition(disk, "vorzimmer.toml", f'role = "{wishes.role}"\n'.encode())
        ports = {443: wishes.https_port, 8443: wishes.control_port}
        say(
            "With hardware virtualisation."
            if qemu.acceleration() == qemu.ACCELERATED
            else "Without hardware virtualisation: slow."
        )
        say(f"https://localhost:{wishes.https_port}/ once it is up; Ctrl-C cuts the power.")
        with qemu.Machine(disk, Path(directory), ports, show=wishes.screen) as machine:
            follow(machine)


def follow(machine: qemu.Machine) -> None:
    assert machine.process is not None
    with machine.serial.open("rb") as serial:
        while machine.process.poll() is None:
            sys.stdout.buffer.write(serial.read())
            sys.stdout.flush()
            time.sleep(FOLLOW_PAUSE)


def boot_container(wishes: Wishes) -> None:
    """A container of the built root with a shell in it: the quick look."""
    with tempfile.TemporaryDirectory(prefix="vorzimmer-container-", dir="/var/tmp") as directory, Lan() as lan:
        data = wishes.disk or Path(directory) / "data"
        root = delivered(wishes.release, ".root.raw")
        machine = container.prepared(root, data, lan, wishes.role) if wishes.role else Container(root, data, lan)
        with machine:
            say(
                f"{machine.address} on the LAN in namespace {lan.name}; try `ip netns exec {lan.name} curl -k https://{machine.address}/`"
            )
            subprocess.run(machine.command(["bash", "-l"]), check=False)


def delivered(release: Path, ending: str) -> Path:
    """The file of a release directory with this ending."""
    found = sorted(release.glob(f"*{ending}"))
    if not found:
        raise BuildError(f"There is no image in {release}. `python3 -m image build` makes one (as root).")
    return found[0]
