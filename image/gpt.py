"""Reads a GUID partition table (UEFI specification, chapter 5) from a disk image."""

import struct
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SECTOR = 512  # bytes
HEADER = struct.Struct("<8s4s4s4s4s8s8s8s8s16sQII")
ENTRY = struct.Struct("<16s16sQQQ72s")
SIGNATURE = b"EFI PART"


@dataclass(frozen=True)
class Partition:
    number: int  # from 1
    label: str
    kind: uuid.UUID
    identity: uuid.UUID
    offset: int  # bytes
    size: int  # bytes


def partitions(image: Path) -> list[Partition]:
    """Every used entry, in the table's order. Raises ValueError where there is no table."""
    with image.open("rb") as disk:
        disk.seek(SECTOR)
        header = HEADER.unpack(disk.read(HEADER.size))
        if header[0] != SIGNATURE:
            raise ValueError(f"{image} has no partition table")
        first_sector, count, entry_size = header[10:13]
        disk.seek(first_sector * SECTOR)
        return list(used_entries(disk.read(count * entry_size), entry_size))


def used_entries(table: bytes, entry_size: int) -> Iterator[Partition]:
    for index in range(len(table) // entry_size):
        kind, identity, first, last, _flags, name = ENTRY.unpack_from(table, index * entry_size)
        if any(kind):
            label = name.decode("utf-16-le").rstrip("\0")
            kinds = uuid.UUID(bytes_le=kind), uuid.UUID(bytes_le=identity)
            yield Partition(index + 1, label, *kinds, first * SECTOR, (last - first + 1) * SECTOR)


def named(image: Path, label: str) -> Partition:
    """The first partition with this label."""
    found = [partition for partition in partitions(image) if partition.label == label]
    if not found:
        raise ValueError(f"{image} has no partition {label!r}")
    return found[0]
