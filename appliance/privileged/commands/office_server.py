"""Certificate and addresses of the office server: kept, made into files by `apply`, and told to whom they concern."""

import json
import ssl
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from appliance.privileged.command import Request
from appliance.privileged.protocol import PrivilegedError
from provisioning.files import OWNER_ONLY, remove_durably, write_atomically

PUBLIC_PAIR, PUBLIC_FACTS = "public.pem", "public.json"

CONCERNS: dict[str, tuple[tuple[str, str], ...]] = {
    "office.toml": (("restart", "vorzimmer-web.service"), ("restart", "vorzimmer-live.service")),
    "nginx.conf": (("reload-or-restart", "vorzimmer-nginx.service"),),
    "turnserver.conf": (("restart", "vorzimmer-turn.service"),),
    "tls/server.crt": (
        ("reload-or-restart", "vorzimmer-nginx.service"),
        ("reload-or-restart", "vorzimmer-turn.service"),
    ),
    "tls/public.crt": (("reload-or-restart", "vorzimmer-nginx.service"),),
}
"""File below /run/vorzimmer -> what is done to which unit when it changed, the thorough first."""


def apply_server(
    request: Request, *, names: list[str], addresses: list[str], certificate_pem: str, key_pem: str, public_url: str
) -> dict[str, Any]:
    """Nothing is kept unless the key belongs to the certificate."""
    _require_pair(certificate_pem, key_pem, request.machine.root.mounts)
    kept = request.machine.root.server
    kept.mkdir(mode=0o700, exist_ok=True)
    write_atomically(kept / "tls.pem", key_pem.rstrip() + "\n" + certificate_pem, OWNER_ONLY)
    facts = {"names": names, "addresses": addresses, "public_url": public_url}
    write_atomically(kept / "server.json", json.dumps(facts), OWNER_ONLY)
    _apply(request)
    return {}


def set_public_certificate(request: Request, *, public_url: str, certificate_pem: str, key_pem: str) -> dict[str, Any]:
    """The town's own certificate for its public name, beside the one that kiosks trust. Empty `public_url`: no more."""
    kept = request.machine.root.server
    kept.mkdir(mode=0o700, exist_ok=True)
    if public_url:
        _require_pair(certificate_pem, key_pem, request.machine.root.mounts)
        write_atomically(kept / PUBLIC_PAIR, key_pem.rstrip() + "\n" + certificate_pem, OWNER_ONLY)
        write_atomically(kept / PUBLIC_FACTS, json.dumps({"public_url": public_url}), OWNER_ONLY)
    else:
        remove_durably(kept / PUBLIC_FACTS)
        remove_durably(kept / PUBLIC_PAIR)
    _apply(request)
    return {}


def _apply(request: Request) -> None:
    """Only units whose file changed are disturbed."""
    before = _contents(request.machine.root.run)
    request.machine.apply()
    after = _contents(request.machine.root.run)
    for verb, unit in _to_do([file for file in CONCERNS if before[file] != after[file]]):
        request.machine.run(["systemctl", "--no-block", verb, unit])


def _require_pair(certificate_pem: str, key_pem: str, directory: Path) -> None:
    """OpenSSL itself says whether nginx would take them. `directory` is in memory and root's."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=directory) as file:
        file.write(key_pem.rstrip() + "\n" + certificate_pem)
        file.flush()
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(file.name, password="")
        except (ssl.SSLError, ValueError):
            raise PrivilegedError("bad_argument", "key_pem: not the key of this certificate") from None


def _contents(directory: Path) -> dict[str, bytes]:
    return {file: sha256(_read(directory / file)).digest() for file in CONCERNS}


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _to_do(changed: list[str]) -> list[tuple[str, str]]:
    """One order a unit."""
    orders: dict[str, str] = {}
    for file in changed:
        for verb, unit in CONCERNS[file]:
            orders.setdefault(unit, verb)
    return [(verb, unit) for unit, verb in orders.items()]
