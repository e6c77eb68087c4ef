"""Disks and partitions of this machine, as lsblk lists them."""

import json
from collections.abc import Iterator
from typing import Any

from appliance.privileged.machine import Machine

COLUMNS = "PATH,TYPE,SIZE,MODEL,SERIAL,TRAN,RM,RO,FSTYPE,MOUNTPOINTS"

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
