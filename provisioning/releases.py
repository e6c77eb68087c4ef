"""Signed releases: what may be installed, and why not. ADOPTION.md says nothing of this; the rules stand here.

A release is a directory with `manifest.json`, its detached Ed25519 signature `manifest.json.sig` (64 raw bytes over the
manifest's exact bytes) and the files that the manifest names with size and SHA-256. Nothing in a manifest is looked at
before its signature holds.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.sig"


@dataclass(frozen=True)
class ReleaseFile:
    """`size` in bytes, `sha256` as 64 hexadecimal digits."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`min_version`: the oldest version that may step to this one directly. `notes`: for people."""

    version: str
    channel: str
    built_at: datetime
    min_version: str
    files: tuple[ReleaseFile, ...]
    notes: str = ""


@dataclass(frozen=True)
class Installed:
    """What runs now."""

    version: str
    channel: str


def load_public_keys(pem: bytes) -> list[Ed25519PublicKey]:
    """One or several PEM blocks in one file: while a key is being replaced, both count. Errors: `malformed`."""
    raise NotImplementedError


def sign(manifest: bytes, key: Ed25519PrivateKey) -> bytes:
    raise NotImplementedError


def verify(manifest: bytes, signature: bytes, keys: Sequence[Ed25519PublicKey]) -> Manifest:
    """Errors: `bad_signature`; then those of `parse`."""
    raise NotImplementedError


def parse(manifest: bytes) -> Manifest:
    """Of bytes whose signature held. Unknown keys are left for later versions. Errors: `malformed` (with `what`)."""
    raise NotImplementedError


def check_upgrade(current: Installed, candidate: Manifest, failed: Collection[str]) -> None:
    """May this machine install the candidate? `failed`: versions that were rolled back here.

    Errors: `wrong_channel`, `already_installed`, `downgrade`, `step_missing` (with `min_version`), `failed_here`.
    """
    raise NotImplementedError


def receive(file: ReleaseFile, chunks: Iterable[bytes], directory: Path) -> Path:
    """Writes a download and checks it on the way; the file gets its name only when all of it is right and on the disk.

    Errors: `truncated`, `too_large`, `wrong_hash`, `disk_full`.
    """
    raise NotImplementedError


def verify_directory(directory: Path, keys: Sequence[Ed25519PublicKey]) -> Manifest:
    """A release on a stick or in the server's mirror: signature, manifest and every file.

    Errors: those of `verify`; `missing`, `truncated`, `too_large`, `wrong_hash` (each with `name`).
    """
    raise NotImplementedError
