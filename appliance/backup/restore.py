"""`vorzimmer restore`: a backup and its key make this machine the office server that was lost."""

import os
import shutil
from datetime import datetime
from pathlib import Path

from appliance.backup import archive
from appliance.backup.archive import Contents
from provisioning.errors import ProvisioningError


def restore(backup: Path, secret_key: str, data: Path, at: datetime, *, replace: bool = False) -> Contents:
    """Make `data` the office of the backup. The server must not run; it migrates the database at its next start.

    An office that is there already is refused (office_exists), or with `replace` set aside as `<data>.before-<time>`.
    Everything is unpacked and checked beside it first: a wrong key or a damaged file changes nothing.
    Raises what `archive.unpack` raises.
    """
    occupied = (data / archive.DATABASE).exists()
    if occupied and not replace:
        raise ProvisioningError("office_exists")
    fresh = data / ".restoring"
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        contents = archive.unpack(backup, secret_key, fresh)
        if occupied:
            _set_aside(data, data / f"before-{at:%Y%m%d-%H%M%S}")
        _move_in(fresh, data)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return contents


def _set_aside(data: Path, aside: Path) -> None:
    aside.mkdir(mode=0o700)
    for name in (archive.DATABASE, f"{archive.DATABASE}-wal", f"{archive.DATABASE}-shm", *archive.KEPT):
        if (data / name).exists():
            (data / name).rename(aside / name)


def _move_in(fresh: Path, data: Path) -> None:
    """The database last: where there is none, the machine is still new, and restoring can begin again."""
    others = [path for path in sorted(fresh.iterdir()) if path.name != archive.DATABASE]
    for path in [*others, fresh / archive.DATABASE]:
        target = data / path.name
        if target.is_dir():
            shutil.rmtree(target)
        path.replace(target)
    _sync(data)


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
