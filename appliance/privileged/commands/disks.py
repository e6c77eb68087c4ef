"""Installing the running system to a disk: boot partition, root and its hash tree, bit by bit, and read again.

The disk gets a new partition table with these three; everything else (the second slot, the data) is made at its first
boot, as on a fresh stick. The table is written last: an installation that was cut off leaves a disk that does not boot.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from appliance.privileged.command import Request
from appliance.privileged.commands.block_devices import Device, all_disks, holds, in_use, is_removable
from appliance.privileged.commands.update import installed
from appliance.privileged.machine import Machine
from appliance.privileged.protocol import PrivilegedError

SECTOR = 512
PIECE = 4 << 20
TABLE_SECTORS = 2048
"""One MiB at the start (as every partitioning program leaves), and room for the second table at the end."""
LEAST_DATA = 4 << 30
"""What the data partition of a usable machine has."""
IN_MEMORY = ("/dev/zram", "/dev/ram")
ESP_TYPE = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B"


@dataclass(frozen=True)
class Part:
    """A partition of the running disk: sectors of 512 bytes, and what the table says of it."""

    start: int
    size: int
    type: str
    name: str

    @property
    def is_boot(self) -> bool:
        return self.type.upper() == ESP_TYPE


def list_disks(request: Request) -> list[dict[str, Any]]:
    """Disks to choose from; `refusal` says why one cannot be taken, in a code."""
    return [
        {
            "path": disk["path"],
            "size": disk["size"],
            "model": (disk["model"] or "").strip(),
            "serial": disk["serial"] or "",
            "removable": is_removable(disk),
            "holds": holds(disk),
            "refusal": refusal(disk, request.machine),
        }
        for disk in all_disks(request.machine)
        if disk["type"] == "disk" and not disk["path"].startswith(IN_MEMORY)
    ]


def install_to_disk(request: Request, *, disk: str, confirm: str) -> dict[str, Any]:
    """Everything on `disk` is lost, so `confirm` repeats its path. Tells {"done", "total"} in bytes, first copying and
    then comparing. Errors: `not_confirmed`, `own_disk`, `disk_in_use`, `read_only`, `too_small`, `not_from_an_image`,
    `disk_differs` (the disk did not keep what was written)."""
    if confirm != disk:
        raise PrivilegedError("not_confirmed", "`confirm` has to repeat the disk")
    machine = request.machine
    chosen = next(one for one in all_disks(machine) if one["path"] == disk)
    if reason := refusal(chosen, machine):
        raise PrivilegedError(reason, f"{disk} cannot be taken")
    own = machine.own_disk()
    assert own is not None  # or there had been a refusal
    copies = arranged(running_parts(machine, own))
    machine.run(["wipefs", "--all", "--quiet", disk])
    machine.run(["sync"])
    _copy_all(request, Path(own), Path(disk), copies)
    machine.run(["sfdisk", "--quiet", "--label=gpt", "--lock=yes", disk], text=table(copies))
    return {}


def refusal(disk: Device, machine: Machine) -> str | None:
    own = machine.own_disk()
    if own is None:
        return "not_from_an_image"
    if disk["path"] == own:
        return "own_disk"
    if disk["ro"]:
        return "read_only"
    if in_use(disk):
        return "disk_in_use"
    return "too_small" if int(disk["size"]) < needed(running_parts(machine, own)) else None


def running_parts(machine: Machine, own: str) -> list[Part]:
    """Boot partition, root and hash tree of the version that runs."""
    table = json.loads(machine.run(["sfdisk", "--json", own]))["partitiontable"]
    version = installed(machine.root).version
    parts = [Part(one["start"], one["size"], one["type"], one.get("name", "")) for one in table["partitions"]]
    wanted = (f"root_{version}", f"verity_{version}")
    found = [part for part in parts if part.is_boot or part.name in wanted]
    if len(found) != len(wanted) + 1 or table.get("sectorsize", SECTOR) != SECTOR:
        raise PrivilegedError("not_from_an_image", "boot partition, root and hash tree were not found")
    return found


def needed(parts: list[Part]) -> int:
    """Bytes: the boot partition once, two slots, data."""
    slots = sum(part.size * (1 if part.is_boot else 2) for part in parts)
    return (slots + 2 * TABLE_SECTORS) * SECTOR + LEAST_DATA


def arranged(parts: list[Part]) -> list[tuple[Part, int]]:
    """Each part with its first sector on the new disk, one after the other."""
    start, places = TABLE_SECTORS, []
    for part in parts:
        places.append((part, start))
        start += -(-part.size // TABLE_SECTORS) * TABLE_SECTORS
    return places


def table(copies: list[tuple[Part, int]]) -> str:
    """sfdisk's input. Identifiers are new: two disks of one machine must not be taken for each other."""
    return "".join(f'start={start}, size={part.size}, type={part.type}, name="{part.name}"\n' for part, start in copies)


def _copy_all(request: Request, own: Path, disk: Path, copies: list[tuple[Part, int]]) -> None:
    progress = _Progress(request, 2 * SECTOR * sum(part.size for part, _ in copies))
    with own.open("rb") as source, disk.open("r+b") as target:
        written = [_copied(source, target, part, start, progress) for part, start in copies]
        target.flush()
        os.fsync(target.fileno())
        os.posix_fadvise(target.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # read the disk, not the memory
        for (part, start), digest in zip(copies, written, strict=True):
            if _digest(target, start, part.size, progress) != digest:
                raise PrivilegedError("disk_differs", f"{part.name} is not on the disk as it was written")


def _copied(source: BinaryIO, target: BinaryIO, part: Part, start: int, progress: "_Progress") -> bytes:
    digest = hashlib.sha256()
    target.seek(start * SECTOR)
    for piece in _pieces(source, part.start, part.size):
        target.write(piece)
        digest.update(piece)
        progress.more(len(piece))
    return digest.digest()


def _digest(disk: BinaryIO, start: int, size: int, progress: "_Progress") -> bytes:
    digest = hashlib.sha256()
    for piece in _pieces(disk, start, size):
        digest.update(piece)
        progress.more(len(piece))
    return digest.digest()


def _pieces(disk: BinaryIO, start: int, size: int) -> Iterator[bytes]:
    disk.seek(start * SECTOR)
    left = size * SECTOR
    while left > 0:
        piece = disk.read(min(PIECE, left))
        if not piece:
            raise PrivilegedError("failed", "the disk ends before its partition does")
        left -= len(piece)
        yield piece


@dataclass
class _Progress:
    request: Request
    total: int
    done: int = 0

    def more(self, size: int) -> None:
        self.done += size
        self.request.tell({"done": self.done, "total": self.total})
