"""What is kept of the automatic certificate, in `acme` of the data directory: the server's alone, and backed up.

settings.json   what an administrator chose; not there: certificates are not fetched by themselves
state.json      how the last attempt went, and when the next one is allowed
account.key     who we are to the directory; made once, and never told to anybody
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from provisioning.files import make_private_directory, remove_durably, write_atomically

FOLDER, SETTINGS, STATE, ACCOUNT = "acme", "settings.json", "state.json", "account.key"


@dataclass(frozen=True)
class Settings:
    """`directory` is the address of an ACME directory; `ca_pem` who vouches for it, "" for the world's authorities."""

    name: str
    directory: str
    email: str = ""
    ca_pem: str = ""


@dataclass(frozen=True)
class State:
    """`wanted`: somebody asked for one now. `problem` is a stable code, "" when the last attempt went well."""

    wanted: bool = False
    at: datetime | None = None
    problem: str = ""
    reason: str = ""
    failures: int = 0
    retry_at: datetime | None = None


class Kept:
    def __init__(self, data: Path) -> None:
        self._folder = data / FOLDER

    def settings(self) -> Settings | None:
        found = self._read(SETTINGS)
        return Settings(**found) if found else None

    def state(self) -> State:
        found = self._read(STATE) or {}
        for moment in ("at", "retry_at"):
            found[moment] = datetime.fromisoformat(found[moment]) if found.get(moment) else None
        return State(**found)

    def keep(self, kept: Settings | State) -> None:
        make_private_directory(self._folder)
        file = SETTINGS if isinstance(kept, Settings) else STATE
        write_atomically(self._folder / file, json.dumps(asdict(kept), default=datetime.isoformat))

    def forget(self) -> None:
        """The account stays: it may be needed again, and a directory limits how many one may make."""
        if self._folder.exists():
            remove_durably(self._folder / SETTINGS)
            remove_durably(self._folder / STATE)

    def account_key(self) -> ec.EllipticCurvePrivateKey:
        path = self._folder / ACCOUNT
        if not path.exists():
            make_private_directory(self._folder)
            write_atomically(path, pem(ec.generate_private_key(ec.SECP256R1())))
        key = load_pem_private_key(path.read_bytes(), password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return key

    def _read(self, file: str) -> dict[str, Any] | None:
        path = self._folder / file
        return json.loads(path.read_text()) if path.exists() else None


def pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
