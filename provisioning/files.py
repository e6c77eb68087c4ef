"""Files that are whole or not there, also after a power cut."""

import os
from pathlib import Path

OWNER_ONLY = 0o600
EVERYONE_READS = 0o644
OWNERS_DIRECTORY = 0o700


def write_atomically(path: Path, data: bytes | str, mode: int = OWNER_ONLY) -> None:
    """Replaces the file in one step. When this returns, name and content are on the disk.

    The directory must exist. The file never has more permissions than `mode`, not even for a moment.
    """
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(file.fileno(), mode)  # the umask may have taken bits away
        file.write(data.encode() if isinstance(data, str) else data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_directory(path.parent)


def remove_durably(path: Path) -> None:
    """The file is gone, also after a power cut. It need not exist."""
    path.unlink(missing_ok=True)
    sync_directory(path.parent)


def make_private_directory(path: Path) -> None:
    path.mkdir(mode=OWNERS_DIRECTORY, parents=True, exist_ok=True)


def sync_directory(path: Path) -> None:
    """A new name is on the disk only when its directory is."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
