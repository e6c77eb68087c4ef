"""Disks and partitions of this machine, as lsblk lists them."""

import json
from collections.abc import Iterator
from typing import Any

from appliance.privileged.machine import Machine

COLUMNS = "PATH,TYPE,SIZE,MODEL,SERIAL,TRAN,RM,RO,FSTYPE,PARTLABEL,MOUNTPOINTS"
OURS = ("root_", "verity_")
WINDOWS = {"ntfs", "BitLocker", "ReFS"}
LINUX = {"ext2", "ext3", "ext4", "btrfs", "xfs", "crypto_LUKS", "LVM2_member", "linux_raid_member"}

Device = dict[str, Any]


def all_disks(machine: Machine) -> list[Device]:
    """Whole disks, each with its `children`. Sizes are bytes."""
    listed = json.loads(machine.run(["lsblk", "--json", "--bytes", "--tree", "--output", COLUMNS]))
    return [device for device in listed["blockdevices"] if device["type"] in ("disk", "loop")]


def within(device: Device) -> Iterator[Device]:
    """The device, and everything that lies in or on it."""
    yield device
    for child in device.get("children", ()):
        yield from within(child)


def in_use(device: Device) -> bool:
    """Mounted, used as swap, or below something like LUKS or RAID."""
    return any(
        any(one.get("mountpoints") or ()) or one["type"] not in ("disk", "loop", "part") for one in within(device)
    )


def is_removable(device: Device) -> bool:
    """A stick; many tell by their connection only."""
    return bool(device["rm"]) or device["tran"] == "usb"


def holds(disk: Device) -> str:
    """What is on it, for people: `vorzimmer`, `windows`, `linux`, `other` or `nothing`."""
    inside = list(within(disk))
    if all(any((one.get("partlabel") or "").startswith(label) for one in inside) for label in OURS):
        return "vorzimmer"
    systems = {one["fstype"] for one in inside}
    for name, known in (("windows", WINDOWS), ("linux", LINUX)):
        if systems & known:
            return name
    return "nothing" if len(inside) == 1 and systems == {None} else "other"
