"""Who this device is to its office: a server and a token, in one file that only the agent's user may read.

`identity.json` in the data directory: {"server": "http://...", "token": "d_...", "device": 7}. After a revocation the
token is gone and `revoked` is true: the agent does not ask again until it gets a new code. On an adopted device it has
`vouching` too (`provisioning.vouching`), by which the agent speaks for the device's key.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

FILE_NAME = "identity.json"
OWNER_ONLY = 0o600


@dataclass(frozen=True)
class Identity:
    server: str
    token: str
    device: int
    revoked: bool = False
    vouching: Mapping[str, str] | None = None


def load(data: Path) -> Identity | None:
    """None where the device was never enrolled, or the file is damaged."""
    try:
        return Identity(**json.loads((data / FILE_NAME).read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def save(data: Path, identity: Identity) -> None:
    """Whole or not at all, also at a power cut."""
    data.mkdir(parents=True, exist_ok=True)
    beside = data / f"{FILE_NAME}.new"
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(identity), file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(data / FILE_NAME)


def forget(data: Path, identity: Identity) -> None:
    """The office has revoked this device."""
    save(data, Identity(identity.server, "", identity.device, revoked=True))
