"""Signed releases: what may be installed, and why not.

A release is a directory with `manifest.json`, its detached Ed25519 signature `manifest.json.sig` (64 raw bytes over
the manifest's exact bytes, as `openssl pkeyutl -sign -rawin` makes them) and the files that the manifest names, each
with size and SHA-256. Nothing in a manifest is looked at before its signature holds.

Versions are up to four numbers, perhaps with more behind `~` (older than without it) or `^` (later): `1.4~beta1`,
`1.4~rc2`, `1.4`, `1.4^1`, `1.4.1` in this order; `1.4` and `1.4.0` are the same version.
"""

import errno
import hashlib
import json
import os
import re
import shutil
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from provisioning.errors import ProvisioningError
from provisioning.files import sync_directory

MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.sig"

LARGEST_MANIFEST = 1024 * 1024  # bytes
LARGEST_FILE = 16 * 1024**3
MOST_FILES = 100
CHUNK = 1024 * 1024

VERSION = re.compile(r"(\d{1,6}(?:\.\d{1,6}){0,3})(?:([~^])([0-9a-z.]{1,20}))?", re.ASCII)
PART = re.compile(r"[0-9]+|[a-z]+")
CHANNEL = re.compile(r"[a-z][a-z0-9-]{0,31}")
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+~-]{0,199}")
SHA256 = re.compile(r"[0-9a-f]{64}")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PEM_BLOCK = re.compile(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", re.DOTALL)
SLOT_PARTS = (".root.raw", ".verity.raw", ".efi")
"""How the names end of what a machine writes to its free slots; the image of a whole disk is for sticks."""
NUMBERS_IN_VERSION = 4
RANK = {"~": 0, None: 1, "^": 2}


@dataclass(frozen=True)
class ReleaseFile:
    """`size` in bytes, `sha256` as 64 hexadecimal digits. `name` has no directory in it.

    `partition_uuid`: the identity that the partition holding this file must get; empty for other files.
    """

    name: str
    size: int
    sha256: str
    partition_uuid: str = ""


@dataclass(frozen=True)
class Manifest:
    """`min_version`: the oldest version that may step to this one directly. `notes`: for people."""

    version: str
    channel: str
    built_at: datetime
    min_version: str
    files: tuple[ReleaseFile, ...]
    notes: str = ""

    def to_bytes(self) -> bytes:
        """What is signed, and parsed by `parse`."""
        content = {
            "version": self.version,
            "channel": self.channel,
            "built_at": self.built_at.isoformat(),
            "min_version": self.min_version,
            "files": [vars(file) for file in self.files],
            "notes": self.notes,
        }
        return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


@dataclass(frozen=True)
class Installed:
    """What runs now."""

    version: str
    channel: str


def version_key(version: str) -> tuple[tuple[int, ...], int, tuple[tuple[int, str], ...]]:
    """Sorts as versions do. Errors: `malformed`."""
    match = VERSION.fullmatch(version)
    if match is None:
        raise ProvisioningError("malformed", what="version")
    numbers = [int(number) for number in match[1].split(".")]
    padding = [0] * (NUMBERS_IN_VERSION - len(numbers))
    return (*numbers, *padding), RANK[match[2]], tuple(map(part_key, PART.findall(match[3] or "")))


def part_key(part: str) -> tuple[int, str]:
    """Words by the alphabet, all before numbers; numbers by their value."""
    return (int(part), "") if part.isdigit() else (-1, part)


def load_public_keys(pem: bytes) -> list[Ed25519PublicKey]:
    """One or several PEM blocks in one file: while a key is being replaced, both count. Errors: `malformed`."""
    try:
        keys = [load_pem_public_key(block + b"\n") for block in PEM_BLOCK.findall(pem)]
    except ValueError as problem:
        raise ProvisioningError("malformed", what="key") from problem
    known = [key for key in keys if isinstance(key, Ed25519PublicKey)]
    if not known or len(known) != len(keys):
        raise ProvisioningError("malformed", what="key")
    return known


def sign(manifest: bytes, key: Ed25519PrivateKey) -> bytes:
    """The content of `manifest.json.sig`."""
    return key.sign(manifest)


def verify(manifest: bytes, signature: bytes, keys: Sequence[Ed25519PublicKey]) -> Manifest:
    """Errors: `bad_signature`; then those of `parse`."""
    if not any(holds(manifest, signature, key) for key in keys):
        raise ProvisioningError("bad_signature")
    return parse(manifest)


def holds(manifest: bytes, signature: bytes, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(signature, manifest)
    except InvalidSignature:
        return False
    return True


def parse(manifest: bytes) -> Manifest:
    """Of bytes whose signature held. Keys that it does not know belong to later versions and are left alone.

    Errors: `malformed` (with `what`).
    """
    try:
        values = json.loads(manifest)
    except (ValueError, RecursionError) as problem:
        raise ProvisioningError("malformed", what="json") from problem
    if not isinstance(values, dict):
        raise ProvisioningError("malformed", what="json")
    version, min_version = string(values, "version"), string(values, "min_version")
    if version_key(min_version) > version_key(version):
        raise ProvisioningError("malformed", what="min_version")
    return Manifest(
        version=version,
        channel=matching(values, "channel", CHANNEL),
        built_at=instant(values, "built_at"),
        min_version=min_version,
        files=parse_files(values.get("files")),
        notes=string(values, "notes") if "notes" in values else "",
    )


def parse_files(values: object) -> tuple[ReleaseFile, ...]:
    if not isinstance(values, list) or not 0 < len(values) <= MOST_FILES:
        raise ProvisioningError("malformed", what="files")
    files = tuple(parse_file(value) for value in values)
    if len({file.name for file in files}) != len(files):
        raise ProvisioningError("malformed", what="files")
    return files


def parse_file(values: object) -> ReleaseFile:
    if not isinstance(values, dict):
        raise ProvisioningError("malformed", what="files")
    size = values.get("size")
    if type(size) is not int or not 0 <= size <= LARGEST_FILE:  # `type`, as True is an int too
        raise ProvisioningError("malformed", what="size")
    identity = matching(values, "partition_uuid", UUID) if values.get("partition_uuid") else ""
    return ReleaseFile(matching(values, "name", FILE_NAME), size, matching(values, "sha256", SHA256), identity)


def check_upgrade(current: Installed, candidate: Manifest, failed: Collection[str] = ()) -> None:
    """May this machine install the candidate? `failed`: versions that were rolled back here.

    Errors: `wrong_channel`, `already_installed`, `downgrade`, `step_missing` (with `min_version`), `failed_here`.
    """
    have, offered = version_key(current.version), version_key(candidate.version)
    if candidate.channel != current.channel:
        raise ProvisioningError("wrong_channel", channel=candidate.channel, expected=current.channel)
    if offered == have:
        raise ProvisioningError("already_installed", version=candidate.version)
    if offered < have:
        raise ProvisioningError("downgrade", version=candidate.version, installed=current.version)
    if have < version_key(candidate.min_version):
        raise ProvisioningError("step_missing", version=candidate.version, min_version=candidate.min_version)
    if offered in map(version_key, failed):
        raise ProvisioningError("failed_here", version=candidate.version)


def for_slots(manifest: Manifest) -> tuple[ReleaseFile, ...]:
    """What an update needs of the release: one file of each kind. Errors: `malformed`."""
    files = tuple(file for part in SLOT_PARTS for file in manifest.files if file.name.endswith(part))
    if [slot_part(file) for file in files] != list(SLOT_PARTS):
        raise ProvisioningError("malformed", what="files")
    return files


def slot_part(file: ReleaseFile) -> str:
    """How the name of such a file ends."""
    return next(part for part in SLOT_PARTS if file.name.endswith(part))


def require_room(directory: Path, size: int, reserve: int) -> None:
    """Before a download begins: `size` bytes, and `reserve` that stay free. Errors: `disk_full`."""
    if shutil.disk_usage(directory).free < size + reserve:
        raise ProvisioningError("disk_full", size=size)


def receive(file: ReleaseFile, chunks: Iterable[bytes], directory: Path) -> Path:
    """Writes a download and checks it on the way; the file gets its name only when all of it is right and on the disk.

    Errors: `truncated`, `too_large`, `wrong_hash`, `disk_full`, each with `name`; nothing is left of the download then.
    An error of `chunks` itself (a broken connection) passes through.
    """
    part, path = directory / f".{file.name}.part", directory / file.name
    try:
        with part.open("wb") as target:
            for chunk in checked(file, chunks):
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        part.replace(path)
        sync_directory(directory)
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ProvisioningError("disk_full", name=file.name, size=file.size) from problem
        raise
    finally:
        part.unlink(missing_ok=True)
    return path


def verify_directory(
    directory: Path, keys: Sequence[Ed25519PublicKey], needed: Callable[[ReleaseFile], bool] = lambda _: True
) -> Manifest:
    """A release on a stick or in the server's mirror: signature, manifest and every file that is `needed`.

    Errors: those of `verify`; `missing`, `truncated`, `too_large`, `wrong_hash` (each with `name`).
    """
    manifest = read_manifest(directory, keys)
    for file in filter(needed, manifest.files):
        for _ in checked(file, chunks_of(directory / file.name)):
            pass
    return manifest


def read_manifest(directory: Path, keys: Sequence[Ed25519PublicKey]) -> Manifest:
    """Without its files. Errors: those of `verify`; `missing`."""
    signature = b"".join(chunks_of(directory / SIGNATURE, most=CHUNK))
    return verify(b"".join(chunks_of(directory / MANIFEST, most=LARGEST_MANIFEST)), signature, keys)


def bounded(name: str, chunks: Iterable[bytes]) -> bytes:
    """All of a manifest or signature that comes from elsewhere. Errors: `too_large`; those of `chunks` pass through."""
    content = b""
    for chunk in chunks:
        content += chunk
        if len(content) > LARGEST_MANIFEST:
            raise ProvisioningError("too_large", name=name)
    return content


def checked(file: ReleaseFile, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Passes the chunks on. Errors: `too_large` before a byte too much passes; `truncated`, `wrong_hash` after all."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > file.size:
            raise ProvisioningError("too_large", name=file.name)
        digest.update(chunk)
        yield chunk
    if size < file.size:
        raise ProvisioningError("truncated", name=file.name, size=size, expected=file.size)
    if digest.hexdigest() != file.sha256:
        raise ProvisioningError("wrong_hash", name=file.name)


def chunks_of(path: Path, most: int = LARGEST_FILE) -> Iterator[bytes]:
    """Errors: `missing`, also for what is no file: nobody waits for the other end of a pipe; `too_large` above `most`
    bytes."""
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            facts = os.fstat(file.fileno())
            if not stat.S_ISREG(facts.st_mode):
                raise ProvisioningError("missing", name=path.name)
            if facts.st_size > most:
                raise ProvisioningError("too_large", name=path.name)
            yield from iter(lambda: file.read(CHUNK), b"")
    except (FileNotFoundError, IsADirectoryError) as problem:
        raise ProvisioningError("missing", name=path.name) from problem


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)


def string(values: Mapping[str, object], name: str) -> str:
    value = values.get(name)
    if not isinstance(value, str):
        raise ProvisioningError("malformed", what=name)
    return value


def matching(values: Mapping[str, object], name: str, pattern: re.Pattern[str]) -> str:
    value = string(values, name)
    if not pattern.fullmatch(value):
        raise ProvisioningError("malformed", what=name)
    return value


def instant(values: Mapping[str, object], name: str) -> datetime:
    """ISO 8601 with a time zone."""
    try:
        at = datetime.fromisoformat(string(values, name))
    except ValueError as problem:
        raise ProvisioningError("malformed", what=name) from problem
    if at.tzinfo is None:
        raise ProvisioningError("malformed", what=name)
    return at
