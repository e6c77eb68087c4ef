"""A machine that was updated to a version with a broken service, and has one attempt for it left.

The version stands in the free slots as an installation leaves it; the disk is written from outside, because the
installation itself is no part of the figure (tests/image/test_updates.py has it).
"""

import json
import struct
import subprocess
import uuid
import zlib
from pathlib import Path
from typing import BinaryIO

from image import gpt, paths, qemu, tools_tree
from image.release import MANIFEST
from tests.image.derived import derive

BROKEN = {
    "usr/lib/systemd/system/vorzimmer-web.service.d/broken.conf": "[Service]\nExecStart=\nExecStart=/usr/bin/false\n"
}
FREE = "_empty"
ONE_ATTEMPT_LEFT = "+1-2"

# UEFI specification 2.10, section 5.3
HEADER_SIZE = 92  # bytes
CHECKSUM, TABLE_CHECKSUM = slice(16, 20), slice(88, 92)  # of a header
OTHER_COPY = slice(32, 40)
IDENTITY, LABEL = slice(16, 32), slice(56, 128)  # of an entry


def install_broken(built: Path, directory: Path, disk: Path) -> str:
    """Into the free slots of the `disk` of a server that is switched off; the version's name."""
    version = higher(json.loads((built / MANIFEST).read_text())["version"])
    tools = tools_tree.prepare(paths.default_cache())
    release = derive(built, directory / "broken", version, tools, paths.default_signing_key(), BROKEN)
    for entry in json.loads((release / MANIFEST).read_text())["files"]:
        if "partition_uuid" in entry:
            kind = entry["name"].split(".")[-2]
            fill_slot(disk, f"{kind}_{version}", release / entry["name"], uuid.UUID(entry["partition_uuid"]))
    kernel = (release / f"vorzimmer_{version}.efi").read_bytes()
    qemu.put_on_boot_partition(disk, f"EFI/Linux/vorzimmer_{version}{ONE_ATTEMPT_LEFT}.efi", kernel)
    return version


def higher(version: str) -> str:
    """As long as the one it follows: derived kernels are rewritten in place."""
    first, rest = version[:1], version[1:]
    return f"{int(first) + 1}{rest}"


def fill_slot(disk: Path, label: str, content: Path, identity: uuid.UUID) -> None:
    kind = gpt.named(disk, f"{label.partition('_')[0]}_{version_there(disk)}").kind
    slot = next(one for one in gpt.partitions(disk) if one.label == FREE and one.kind == kind)
    command = ["dd", f"if={content}", f"of={disk}", "bs=1M", f"seek={slot.offset}", "oflag=seek_bytes"]
    subprocess.run([*command, "conv=notrunc,sparse", "status=none"], check=True)
    rename(disk, slot.number, label, identity)


def version_there(disk: Path) -> str:
    return next(one.label for one in gpt.partitions(disk) if one.label.startswith("root_")).removeprefix("root_")


def rename(disk: Path, number: int, label: str, identity: uuid.UUID) -> None:
    """In both copies of the partition table."""
    with disk.open("r+b") as file:
        [other] = struct.unpack("<Q", read(file, gpt.SECTOR, HEADER_SIZE)[OTHER_COPY])
        for place in (gpt.SECTOR, other * gpt.SECTOR):
            header = bytearray(read(file, place, HEADER_SIZE))
            first_sector, count, size = gpt.HEADER.unpack_from(header)[10:13]
            entries = bytearray(read(file, first_sector * gpt.SECTOR, count * size))
            entry = memoryview(entries)[(number - 1) * size : number * size]
            entry[IDENTITY] = identity.bytes_le
            entry[LABEL] = label.encode("utf-16-le").ljust(72, b"\0")
            write(file, first_sector * gpt.SECTOR, bytes(entries))
            header[TABLE_CHECKSUM] = checksum(bytes(entries))
            header[CHECKSUM] = bytes(4)
            header[CHECKSUM] = checksum(bytes(header))
            write(file, place, bytes(header))


def read(file: BinaryIO, place: int, size: int) -> bytes:
    file.seek(place)
    return file.read(size)


def write(file: BinaryIO, place: int, content: bytes) -> None:
    file.seek(place)
    file.write(content)


def checksum(content: bytes) -> bytes:
    return struct.pack("<I", zlib.crc32(content))
