"""The backup file: a tar archive, encrypted with age. What lies in it is listed in `backup.json`, its first member.

    backup.json     {"format": 1, "version": "0.1.0", "created_at": "2026-11-22T02:30:00+00:00", "organisation": "...",
                     "files": {"office.sqlite": "<sha256>", "ca/ca.key": "<sha256>", ...}}
    office.sqlite   the database of one instant, taken while the office works
    secret.key ...  the rest of what the office server is

Left out are what others can give back (releases) and what must not survive (sessions of staff end with a restore).
"""

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, Any

import pyrage

from appliance.backup import key
from provisioning.errors import ProvisioningError

FORMAT = 1
CONTENTS = "backup.json"
DATABASE = "office.sqlite"
PUBLIC_KEY = "backup.pub"
KEPT = ("secret.key", "ca", "acme", PUBLIC_KEY)
"""Beside the database, relative to the data directory; folders with everything in them."""
SUFFIX = ".vorzimmer"
SCRATCH = ".backup-"
"""Begins the names of folders in which a backup is being made."""
LARGEST_CONTENTS = 1 << 20


@dataclass(frozen=True)
class Contents:
    """What `backup.json` says. `files`: relative path -> SHA-256."""

    version: str
    created_at: datetime
    organisation: str
    files: dict[str, str]


def create(data: Path, public_key: str, destination: Path, version: str, at: datetime) -> Contents:
    """Write the backup of the office in `data`; `destination` appears whole or not at all.

    Raises bad_backup_key, and OSError (no space, no office there).
    """
    recipient = key.recipient(public_key)
    with TemporaryDirectory(prefix=SCRATCH, dir=data) as scratch:
        snapshot = Path(scratch) / DATABASE
        organisation = _snapshot(data / DATABASE, snapshot)
        sources = {DATABASE: snapshot, **_kept(data)}
        contents = Contents(version, at, organisation, {name: _sha256(path) for name, path in sources.items()})
        plain = Path(scratch) / "backup.tar"
        _pack(plain, contents, sources)
        _encrypt(plain, destination, recipient)
    return contents


def unpack(backup: Path, secret_key: str, directory: Path) -> Contents:
    """Decrypt into the (new) directory and check every byte.

    Raises bad_backup_key, wrong_backup_key, damaged_backup, newer_backup.
    """
    identity = key.identity(secret_key)
    directory.mkdir(mode=0o700, parents=True)
    plain = directory / ".backup.tar"
    try:
        _decrypt(backup, plain, identity)
        contents = _unpack(plain, directory)
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError):
        raise ProvisioningError("damaged_backup") from None
    finally:
        plain.unlink(missing_ok=True)
    return contents


def _snapshot(database: Path, copy: Path) -> str:
    """A consistent copy, made while others read and write; the organisation's name."""
    with (
        closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
        target.execute("DELETE FROM session")
        target.commit()
        target.execute("VACUUM")
        name = target.execute("SELECT name FROM organisation").fetchone()
    return str(name[0]) if name else ""


def _kept(data: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for kept in KEPT:
        path = data / kept
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.is_file() and not file.is_symlink():
                found[file.relative_to(data).as_posix()] = file
    return found


def _pack(plain: Path, contents: Contents, sources: dict[str, Path]) -> None:
    described = {"format": FORMAT, "version": contents.version, "created_at": contents.created_at.isoformat(),
                 "organisation": contents.organisation, "files": contents.files}  # fmt: skip
    with _private(plain) as file, tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
        _add(archive, CONTENTS, BytesIO(json.dumps(described).encode()))
        for name, path in sources.items():
            with path.open("rb") as source:
                _add(archive, name, source)


def _add(archive: tarfile.TarFile, name: str, source: IO[bytes]) -> None:
    member = tarfile.TarInfo(name)
    member.mode = 0o600
    member.size = source.seek(0, os.SEEK_END)
    source.seek(0)
    archive.addfile(member, source)


def _encrypt(plain: Path, destination: Path, recipient: Any) -> None:
    beside = destination.with_name(f".{destination.name}.part")
    try:
        with plain.open("rb") as source, _private(beside) as target:
            pyrage.encrypt_io(source, target, [recipient])
            target.flush()
            os.fsync(target.fileno())
        beside.replace(destination)
    finally:
        beside.unlink(missing_ok=True)


def _decrypt(backup: Path, plain: Path, identity: Any) -> None:
    """age tells a wrong key by its text only, and damage further on by an OSError without a number."""
    try:
        with backup.open("rb") as encrypted, _private(plain) as decrypted:
            pyrage.decrypt_io(encrypted, decrypted, [identity])
    except pyrage.DecryptError as error:
        code = "wrong_backup_key" if "no matching keys" in str(error).lower() else "damaged_backup"
        raise ProvisioningError(code) from None
    except OSError as error:
        if error.errno is not None:
            raise
        raise ProvisioningError("damaged_backup") from None


def _unpack(plain: Path, directory: Path) -> Contents:
    with tarfile.open(plain, "r:") as archive:
        contents = _contents(archive)
        if DATABASE not in contents.files:
            raise ProvisioningError("damaged_backup")
        for name, expected in contents.files.items():
            _extract(archive, name, directory / _within(name), expected)
    return contents


def _contents(archive: tarfile.TarFile) -> Contents:
    first = archive.next()
    if first is None or first.name != CONTENTS or first.size > LARGEST_CONTENTS:
        raise ProvisioningError("damaged_backup")
    file = archive.extractfile(first)
    assert file is not None
    found = json.load(file)
    if found["format"] > FORMAT:
        raise ProvisioningError("newer_backup", version=found["version"])
    return Contents(
        found["version"], datetime.fromisoformat(found["created_at"]), found["organisation"], dict(found["files"])
    )


def _within(name: str) -> PurePosixPath:
    """An archive of somebody else's making brings an office and nothing else, and writes nowhere else."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.parts[:1] not in {(kept,) for kept in (DATABASE, *KEPT)}:
        raise ProvisioningError("damaged_backup")
    return path


def _extract(archive: tarfile.TarFile, name: str, target: Path, expected: str) -> None:
    source = archive.extractfile(name)
    if source is None:
        raise ProvisioningError("damaged_backup")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _private(target) as file:
        shutil.copyfileobj(source, file)
        file.flush()
        os.fsync(file.fileno())
    if _sha256(target) != expected:
        raise ProvisioningError("damaged_backup")


def _private(path: Path) -> IO[bytes]:
    """A new file that only its owner may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
