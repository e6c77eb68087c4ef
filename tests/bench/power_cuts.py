"""Power cuts at the file-system layer: what may be on the disk afterwards, made from a recording of what was written.

What a file held at its last fsync is safe. Of everything since, each 512-byte sector of each write, each truncation and
each creation or removal of a file may have reached the disk or not, independently, in any order: this is less than any
real disk and file system promise. Names become safe with an fsync of the directory.
"""

import random
import shutil
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
_HEAD = struct.Struct("=cBqI")


@dataclass(frozen=True)
class Step:
    """One record of `power_cut_recorder.c`."""

    operation: str
    name: str
    offset: int
    data: bytes


def compiler() -> str | None:
    return shutil.which("gcc") or shutil.which("cc")


def build_recorder(directory: Path) -> Path:
    """The preloaded library. Needs a C compiler."""
    library = directory / "recorder.so"
    source = Path(__file__).with_name("power_cut_recorder.c")
    command = [compiler() or "cc", "-shared", "-fPIC", "-O2", "-o", str(library), str(source), "-ldl", "-lpthread"]
    subprocess.run(command, check=True)
    return library


def steps(recording: Path) -> list[Step]:
    return list(_steps(recording.read_bytes()))


def _steps(raw: bytes) -> Iterator[Step]:
    at = 0
    while at < len(raw):
        operation, name_length, offset, length = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        name = raw[at : at + name_length].decode()
        at += name_length
        yield Step(operation.decode(), name, offset, raw[at : at + length])
        at += length


@dataclass
class Disk:
    """What is safe, and what is still on its way. `take` follows the recording; `cut` is one possible aftermath."""

    safe: dict[str, bytearray] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    pending: dict[str, list[Step]] = field(default_factory=dict)
    unsafe_names: list[Step] = field(default_factory=list)

    def take(self, step: Step) -> None:
        {"O": self._open, "U": self._name_changes, "W": self._later, "T": self._later, "S": self._sync}[step.operation](
            step
        )

    def _open(self, step: Step) -> None:
        if step.name not in self.safe:
            self.safe[step.name] = bytearray()
            self._name_changes(step)

    def _later(self, step: Step) -> None:
        self.pending.setdefault(step.name, []).append(step)

    def _name_changes(self, step: Step) -> None:
        self.unsafe_names.append(step)
        if step.operation == "U":
            self._later(Step("T", step.name, 0, b""))

    def _sync(self, step: Step) -> None:
        if step.name == "":
            for change in self.unsafe_names:
                _rename(self.names, change)
            self.unsafe_names.clear()
        else:
            for change in self.pending.pop(step.name, []):
                _apply(self.safe[step.name], change)

    def cut(self, chance: random.Random) -> dict[str, bytes]:
        """Files and their content as they may be found when the power is back."""
        names = set(self.names)
        for change in self.unsafe_names:
            if chance.random() < 0.5:
                _rename(names, change)
        return {name: self._content(name, chance) for name in names}

    def _content(self, name: str, chance: random.Random) -> bytes:
        content = bytearray(self.safe[name])
        arrived = chance.choice((0.0, 0.5, 0.9, 1.0))  # from nothing to nearly all: the extremes are likely too
        pieces = [piece for step in self.pending.get(name, []) for piece in _sectors(step)]
        for piece in pieces:
            if chance.random() < arrived:
                _apply(content, piece)
        return bytes(content)


def _sectors(step: Step) -> Iterator[Step]:
    """A write arrives by sectors."""
    if step.operation != "W":
        yield step
        return
    start = 0
    while start < len(step.data):
        end = min(len(step.data), start + SECTOR - (step.offset + start) % SECTOR)
        yield Step("W", step.name, step.offset + start, step.data[start:end])
        start = end


def _apply(content: bytearray, step: Step) -> None:
    if step.operation == "T":
        _resize(content, step.offset)
        return
    _resize(content, max(len(content), step.offset + len(step.data)))
    content[step.offset : step.offset + len(step.data)] = step.data


def _resize(content: bytearray, size: int) -> None:
    del content[size:]
    content.extend(bytes(size - len(content)))


def _rename(names: set[str], change: Step) -> None:
    (names.discard if change.operation == "U" else names.add)(change.name)
