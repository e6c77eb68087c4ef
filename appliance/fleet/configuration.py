"""What a device is told of its office: name, task, server, token. ADOPTION.md has the fields.

Only a change makes a new revision. The token is derived from the server's own key and the adoption, so that it can be
pushed again without being stored, and lasts as long as the adoption does.
"""

import base64
import hashlib
import hmac
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from appliance.config import Config
from appliance.domain.fleet import Adopted
from appliance.operations import exit_codes
from appliance.store import offices, settings
from provisioning.addresses import in_url

DEFAULT_TIME_ZONE = "Europe/Berlin"
LANGUAGE = "de"
SCREEN_HOURS = "screen_hours"
"""Name of the setting {"on": "07:30", "off": "18:30", "days": [0, ...]} (0 is Monday); without it screens stay on."""


@dataclass(frozen=True)
class Content:
    """A configuration without its revision."""

    fields: Mapping[str, Any]

    @property
    def token(self) -> str:
        return str(self.fields["token"])

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(self.fields, sort_keys=True).encode()).hexdigest()

    def as_revision(self, revision: int) -> dict[str, object]:
        return {"revision": revision, **self.fields}


def content(adopted: Adopted, config: Config, secret: bytes, at: datetime) -> Content:
    """For this device now. Reads the store."""
    device, organisation = adopted.device, offices.organisation()
    return Content({
        "device": {"id": device.id, "name": device.name, "place": device.place, "function": device.function.value},
        "office": {"id": device.office_id, "name": offices.by_id(device.office_id).name},
        "organisation": organisation.name if organisation else "",
        "server": _server(config, adopted.identity.address),
        "token": token_of(adopted, secret),
        "time_zone": organisation.time_zone if organisation else DEFAULT_TIME_ZONE,
        "screen": settings.get(SCREEN_HOURS) or None,
        "language": LANGUAGE,
        "admin_code_hashes": exit_codes.hashes(device.id, at),
    })  # fmt: skip


def token_of(adopted: Adopted, secret: bytes) -> str:
    what = f"device\0{adopted.identity.fingerprint}\0{adopted.adopted_at.isoformat()}"
    digest = hmac.new(secret, what.encode(), hashlib.sha256).digest()
    return "d_" + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _server(config: Config, device_address: str) -> dict[str, object]:
    """The address towards this very device helps where names are not resolved."""
    own = own_address_towards(device_address)
    named = config.fleet.url or config.public_url
    return {"url": (named or _url(config, own)).rstrip("/"), "addresses": [own] if own else []}


def _url(config: Config, address: str) -> str:
    host = in_url(address)
    return f"https://{host}" if config.one_origin else f"http://{host}:{config.port}"


def own_address_towards(device_address: str) -> str:
    """Which of our addresses the device sees; empty where there is no way to it. Sends nothing."""
    host, port = split_address(device_address)
    try:
        family, kind, protocol, _, target = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.connect(target)
            return str(probe.getsockname()[0])
    except OSError:
        return ""


def split_address(address: str, default_port: int = 8443) -> tuple[str, int]:
    """`host`, `host:port`, `[v6]:port` or a bare IPv6 address. Raises ValueError."""
    text = address.strip()
    if text.startswith("["):
        host, _, port = text[1:].partition("]")
        return host, _port(port.removeprefix(":") or str(default_port))
    if text.count(":") == 1:
        host, _, port = text.partition(":")
        return host, _port(port)
    if not text:
        raise ValueError("empty address")
    return text, default_port


def _port(text: str) -> int:
    if not 0 < (port := int(text)) < 1 << 16:
        raise ValueError("no port")
    return port


def joined_address(host: str, port: int) -> str:
    return f"{in_url(host)}:{port}"
