"""What the office server decided for this device, as it is pushed over the control port; kept whole or not at all.

`configuration.json`, and beside it the agent's `identity.json` ({"server", "token", "device", "revoked"} and
`vouching`, by which the agent speaks for this device's key), whose appearance starts the agent and whose change starts
it anew (systemd path unit). After a revocation the token is gone.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from appliance.device.opening_hours import Hours, checked_hours
from appliance.domain.device import Function
from provisioning.addresses import in_url
from provisioning.errors import ProvisioningError
from provisioning.files import write_atomically
from provisioning.identity import KEY_FILE
from provisioning.keys import load_or_create_key
from provisioning.vouching import is_of, new_vouching

FILE_NAME = "configuration.json"
AGENT_FILE_NAME = "identity.json"
DEFAULT_ZONE = "Europe/Berlin"


@dataclass(frozen=True)
class Configuration:
    """`pushed` is the JSON as it came; the rest is what this process needs of it."""

    revision: int
    device_id: int
    name: str
    function: Function
    organisation: str
    office: str
    url: str
    addresses: tuple[str, ...]
    token: str
    zone: ZoneInfo
    screen: Hours | None
    admin_code_hashes: tuple[str, ...]
    pushed: Mapping[str, Any]

    @property
    def origins(self) -> tuple[str, ...]:
        """The server's name first, then its addresses on the same scheme and port."""
        address = urlsplit(self.url)
        port = f":{address.port}" if address.port else ""
        hosts = map(in_url, self.addresses)
        return tuple(dict.fromkeys([self.url, *(f"{address.scheme}://{host}{port}" for host in hosts)]))

    def page(self, origin: str) -> str:
        """The office's page for this device. It carries the token: for the screen, never for a log."""
        path = "board" if self.function is Function.BOARD else "kiosk"
        return f"{origin}/{path}/#{self.token}"


def parsed(pushed: Mapping[str, Any]) -> Configuration:
    """Raises ProvisioningError bad_configuration with the reason."""
    try:
        device, server = pushed["device"], pushed["server"]
        return Configuration(
            revision=int(pushed["revision"]),
            device_id=int(device["id"]),
            name=str(device["name"]),
            function=Function(device["function"]),
            organisation=str(pushed.get("organisation", "")),
            office=str(pushed["office"]["name"]),
            url=_origin(server["url"]),
            addresses=tuple(map(str, server.get("addresses", ()))),
            token=str(pushed["token"]),
            zone=ZoneInfo(pushed.get("time_zone", DEFAULT_ZONE)),
            screen=checked_hours(pushed.get("screen")),
            admin_code_hashes=tuple(map(str, pushed.get("admin_code_hashes", ()))),
            pushed=pushed,
        )
    except (KeyError, TypeError, ValueError, AttributeError, ZoneInfoNotFoundError) as error:
        raise ProvisioningError("bad_configuration", reason=f"{type(error).__name__}: {error}") from None


def _origin(url: str) -> str:
    """Scheme, host and port only: the page's path is decided here."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f"no address of a server: {url!r}")
    return f"{parts.scheme}://{parts.netloc}"


def load(directory: Path) -> Configuration | None:
    """None before the first push; a damaged file counts as none, and the server pushes again."""
    try:
        return parsed(json.loads((directory / FILE_NAME).read_text()))
    except (OSError, ValueError, ProvisioningError):
        return None


def save(directory: Path, configuration: Configuration) -> None:
    _write(directory / FILE_NAME, configuration.pushed)
    tell_agent(directory, configuration, configuration.url)


def tell_agent(directory: Path, configuration: Configuration, origin: str) -> None:
    """The agent's identity; left alone when it says the same already: a change restarts the agent."""
    identity = {"server": origin, "token": configuration.token, "device": configuration.device_id, "revoked": False}
    known, key = _read(directory / AGENT_FILE_NAME), load_or_create_key(directory / KEY_FILE)
    vouching = known.get("vouching")
    kept = isinstance(vouching, dict) and is_of(vouching, key)
    identity["vouching"] = vouching if kept else new_vouching(key)
    if known != identity:
        _write(directory / AGENT_FILE_NAME, identity)


def forget(directory: Path) -> None:
    """After a revocation. The agent's file stays, without its token: it says that this device was removed."""
    known = _read(directory / AGENT_FILE_NAME)
    if known:
        known.pop("vouching", None)
        _write(directory / AGENT_FILE_NAME, {**known, "token": "", "revoked": True})
    (directory / FILE_NAME).unlink(missing_ok=True)


def was_removed(directory: Path) -> bool:
    return bool(_read(directory / AGENT_FILE_NAME).get("revoked"))


def _read(file: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(file.read_text()))
    except (OSError, ValueError, TypeError):
        return {}


def _write(file: Path, content: Mapping[str, Any]) -> None:
    write_atomically(file, json.dumps(content).encode())
