"""The key that releases are signed with: Ed25519, by the openssl command, which every Debian has."""

import os
import subprocess
from pathlib import Path

from .progress import say


def ensure_key(path: Path) -> None:
    """Made at the first build. Whoever loses it cannot update the machines in the field any more: keep a copy."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(".new")
    previous = os.umask(0o077)
    try:
        openssl("genpkey", "-algorithm", "ed25519", "-out", str(unfinished))
    finally:
        os.umask(previous)
    unfinished.rename(path)
    say(f"Made the signing key {path}. Keep a copy in a safe place: without it there are no more updates.")


def public_key(path: Path) -> bytes:
    """PEM, as it goes into the image."""
    return openssl("pkey", "-in", str(path), "-pubout")


def sign(key: Path, file: Path) -> bytes:
    """The 64 bytes of the signature over the file's exact bytes (RFC 8032)."""
    return openssl("pkeyutl", "-sign", "-rawin", "-inkey", str(key), "-in", str(file))


def openssl(*arguments: str) -> bytes:
    return subprocess.run(["openssl", *arguments], stdout=subprocess.PIPE, check=True).stdout
