"""Releases as the build writes them, small enough for tests, and the key that signs them."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from provisioning import releases
from provisioning.releases import Manifest, ReleaseFile

KEY = Ed25519PrivateKey.generate()
PARTS = {"root.raw": b"root" * 1000, "verity.raw": b"hashes", "efi": b"kernel", "raw.zst": b"a whole disk"}
UUID = "0123abcd-0123-4567-89ab-0123456789ab"


def release(directory: Path, version: str = "1.1", key: Ed25519PrivateKey = KEY, **changes: str) -> Path:
    """In a new directory; `changes` are values of its manifest."""
    directory.mkdir()
    files = []
    for part, content in PARTS.items():
        name = f"vorzimmer_{version}.{part}"
        (directory / name).write_bytes(content)
        identity = UUID if part in ("root.raw", "verity.raw") else ""
        files.append(ReleaseFile(name, len(content), sha256(content).hexdigest(), identity))
    values = {"channel": "stable", "min_version": "0", **changes}
    manifest = Manifest(version, built_at=datetime(2026, 11, 1, tzinfo=UTC), files=tuple(files), **values).to_bytes()
    (directory / releases.MANIFEST).write_bytes(manifest)
    (directory / releases.SIGNATURE).write_bytes(releases.sign(manifest, key))
    return directory
