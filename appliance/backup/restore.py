"""A backup and its key make this machine the office server that was lost.

Two steps, so that a running server can take the first one: `prepare` unpacks and checks everything beside the database,
`move_in` puts it in place while nobody has the database open. A power cut between or within them loses nothing:
what was prepared is either moved in at the next start, or was never complete.
"""

import shutil
from datetime import datetime
from pathlib import Path

import appliance
from appliance.backup import archive
from appliance.backup.archive import Contents
from provisioning.errors import ProvisioningError
from provisioning.files import sync_directory
from provisioning.releases import version_key

PREPARED, UNFINISHED = ".restored", ".restoring"


def restore(backup: Path, secret_key: str, data: Path, at: datetime, *, replace: bool = False) -> Contents:
    """Both steps; the server must not run. It migrates the database at its next start.

    An office that is there already is refused (office_exists), or with `replace` set aside as `before-<time>`.
    Raises what `archive.unpack` raises; then nothing has changed.
    """
    if has_office(data) and not replace:
        raise ProvisioningError("office_exists")
    contents = prepare(backup, secret_key, data)
    move_in(data, at)
    return contents


def prepare(backup: Path, secret_key: str, data: Path) -> Contents:
    """Unpack and check, beside what is there. A database of a newer version is none that we can open."""
    unfinished = data / UNFINISHED
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        contents = archive.unpack(backup, secret_key, unfinished)
        if version_key(contents.version) > version_key(appliance.__version__):
            raise ProvisioningError("newer_backup", version=contents.version)
        shutil.rmtree(data / PREPARED, ignore_errors=True)
        unfinished.rename(data / PREPARED)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    sync_directory(data)
    return contents


def move_in(data: Path, at: datetime) -> bool:
    """Whether there was something prepared. The database moves last: until then a power cut only repeats this."""
    prepared = data / PREPARED
    if not prepared.is_dir():
        return False
    if has_office(data) and (prepared / archive.DATABASE).exists():
        _set_aside(data, data / f"before-{at:%Y%m%d-%H%M%S}")
    for path in sorted(prepared.iterdir(), key=_is_database):
        target = data / path.name
        if target.is_dir():
            shutil.rmtree(target)
        path.replace(target)
    sync_directory(data)
    prepared.rmdir()
    return True


def has_office(data: Path) -> bool:
    return (data / archive.DATABASE).exists()


def _set_aside(data: Path, aside: Path) -> None:
    aside.mkdir(mode=0o700)
    for name in (*archive.KEPT, f"{archive.DATABASE}-wal", f"{archive.DATABASE}-shm", archive.DATABASE):
        if (data / name).exists():
            (data / name).rename(aside / name)


def _is_database(path: Path) -> bool:
    """Sorts it behind everything else."""
    return path.name == archive.DATABASE
