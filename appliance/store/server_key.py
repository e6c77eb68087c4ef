"""The server's own key, from which tokens are derived that are stored as hashes only."""

import os
import secrets
from pathlib import Path


def server_key(data: Path) -> bytes:
    """Made on first use, readable by the server alone."""
    path = data / "secret.key"
    if not path.exists():
        fresh = data / "secret.key.new"
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        with fresh.open("wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)  # whole or not at all: an empty key would derive the same tokens everywhere
    return path.read_bytes()
