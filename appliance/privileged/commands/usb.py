"""Files on USB sticks: mounted for the moment of one command, seen by this helper alone (its own mount namespace).

Only FAT and exFAT, only files of ours in the top directory, never the stick that the system itself was started from.
"""

import os
import shutil
import stat
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from appliance.privileged.arguments import STICK_FILE
from appliance.privileged.command import Request
from appliance.privileged.commands.block_devices import all_disks, within
from appliance.privileged.machine import Machine
from appliance.privileged.protocol import PrivilegedError

FILE_SYSTEMS = ("vfat", "exfat")
SAFE = "nosuid,nodev,noexec"
LARGEST_TEXT = 256 * 1024
COPY_BYTES = 1 << 20
RESERVE = 64 << 20
"""Bytes of this machine's disk that no stick may fill."""


def usb_files(request: Request) -> list[str]:
    """Names of our files on all sticks; empty without a stick."""
    found: set[str] = set()
    for directory in _sticks(request.machine):
        found.update(path.name for path in directory.iterdir() if STICK_FILE.fullmatch(path.name) and path.is_file())
    return sorted(found)


def read_usb_file(request: Request, *, name: str) -> dict[str, str]:
    """The text of a small file, from the first stick that has it."""
    with _opened(_with_file(request.machine, name)) as file:
        content = file.read(LARGEST_TEXT + 1)
    if len(content) > LARGEST_TEXT:
        raise PrivilegedError("too_large", f"{name} is larger than {LARGEST_TEXT} bytes")
    try:
        return {"data": content.decode()}
    except UnicodeDecodeError:
        raise PrivilegedError("malformed", f"{name} is not UTF-8") from None


def write_usb_file(request: Request, *, name: str, data: str) -> dict[str, Any]:
    with _writable(request.machine) as directory, _replacing(directory / name) as file:
        file.write(data.encode())
    return {}


def usb_store(request: Request, *, file: str, path: str) -> dict[str, Any]:
    """Copies a file of whoever asks: root reads nothing for others that they could not read themselves."""
    with _own_file(Path(path), request.uid, os.O_RDONLY) as source, _writable(request.machine) as directory:
        _require_room(directory, os.fstat(source.fileno()).st_size)
        with _replacing(directory / file) as target:
            shutil.copyfileobj(source, target, COPY_BYTES)
    return {}


def usb_fetch(request: Request, *, file: str, path: str) -> dict[str, Any]:
    """The other way: over a file of whoever asks, which nothing is left of where there is no room for it."""
    with (
        _own_file(Path(path), request.uid, os.O_WRONLY) as target,
        _opened(_with_file(request.machine, file)) as source,
    ):
        target.truncate()
        _require_room(Path(path).parent, os.fstat(source.fileno()).st_size + RESERVE, "disk_full")
        shutil.copyfileobj(source, target, COPY_BYTES)
    return {}


def usb_remove(request: Request, *, file: str) -> dict[str, Any]:
    with _writable(request.machine) as directory:
        (directory / file).unlink(missing_ok=True)
    return {}


def partitions(machine: Machine) -> list[tuple[str, str]]:
    """(device, file system) of what is plugged in."""
    own = machine.own_disk()
    plugged = [disk for disk in all_disks(machine) if disk["tran"] == "usb" and disk["path"] != own]
    return [(one["path"], one["fstype"]) for disk in plugged for one in within(disk) if one["fstype"] in FILE_SYSTEMS]


def _sticks(machine: Machine) -> Generator[Path, None, None]:
    """Each stick's directory, mounted while the caller looks at it. What cannot be mounted is passed over."""
    for device, file_system in partitions(machine):
        try:
            with mounted(machine, device, file_system, writable=False) as directory:
                yield directory
        except PrivilegedError:
            continue


def _with_file(machine: Machine, name: str) -> Generator[Path, None, None]:
    for directory in _sticks(machine):
        if (directory / name).is_file():
            yield directory / name
            return
    raise PrivilegedError("no_such_file", f"no stick has {name}")


@contextmanager
def _opened(files: Generator[Path, None, None]) -> Iterator[BinaryIO]:
    """The first file; its stick stays mounted until the end."""
    path = next(files)
    try:
        with path.open("rb") as file:
            yield file
    finally:
        files.close()


@contextmanager
def _writable(machine: Machine) -> Iterator[Path]:
    """The first stick."""
    for device, file_system in partitions(machine):
        with mounted(machine, device, file_system, writable=True) as directory:
            yield directory
            return
    raise PrivilegedError("no_stick", "no USB stick (FAT or exFAT) is plugged in")


@contextmanager
def mounted(machine: Machine, device: str, file_system: str, *, writable: bool) -> Iterator[Path]:
    directory = machine.root.mounts / device.replace("/", "-").strip("-")
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    options = f"{'rw' if writable else 'ro'},{SAFE}"
    machine.run(["mount", "-t", file_system, "-o", options, device, str(directory)])
    try:
        yield directory
    finally:
        machine.run(["umount", str(directory)])


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """Whole or not at all, and on the stick before anybody says so."""
    beside = path.with_name(f".{path.name}.part")
    try:
        with beside.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _own_file(path: Path, uid: int, flags: int) -> Iterator[BinaryIO]:
    """A regular file that belongs to `uid`; links are not followed, so the name cannot lead elsewhere."""
    try:
        descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise PrivilegedError("bad_argument", f"path: {error.strerror}") from None
    facts = os.fstat(descriptor)
    if not stat.S_ISREG(facts.st_mode) or facts.st_uid != uid or facts.st_nlink != 1:
        os.close(descriptor)
        raise PrivilegedError("bad_argument", "path: not a file of yours")
    with os.fdopen(descriptor, "rb" if flags == os.O_RDONLY else "wb") as file:
        yield file


def _require_room(directory: Path, size: int, otherwise: str = "stick_full") -> None:
    free = shutil.disk_usage(directory).free
    if free < size:
        raise PrivilegedError(otherwise, f"{size} bytes are needed, {free} are free")
