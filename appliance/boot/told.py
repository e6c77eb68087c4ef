"""What this machine was told: small JSON files in /var/lib/vorzimmer/system, written by the privileged helper only."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from appliance.privileged.commands.office_server import PUBLIC_FACTS
from appliance.privileged.machine import Root

DEFAULT_NAME = "vorzimmer"
DEFAULT_ZONE = "Europe/Berlin"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ServerFacts:
    """`addresses` are this server's own; `public_url` is empty where phones outside do not reach it.

    `certified_url` is the public address for which the town has given a certificate; empty without one.
    """

    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    public_url: str = ""
    certified_url: str = ""


@dataclass(frozen=True)
class Told:
    """`role` is empty until somebody decided. `network` as the command `set_network` takes it."""

    role: str = ""
    name: str = DEFAULT_NAME
    time_zone: str = DEFAULT_ZONE
    network: Mapping[str, Any] = field(default_factory=dict)
    server: ServerFacts | None = None


def told(root: Root) -> Told:
    host, server = _read(root.system / "host.json"), _read(root.server / "server.json")
    facts = None
    if server.keys() >= {"names", "addresses", "public_url"}:
        public = _read(root.server / PUBLIC_FACTS).get("public_url", "")
        facts = ServerFacts(tuple(server["names"]), tuple(server["addresses"]), public or server["public_url"], public)
    return Told(
        role=str(_read(root.system / "role.json").get("role", "")),
        name=host.get("name", DEFAULT_NAME),
        time_zone=host.get("time_zone", DEFAULT_ZONE),
        network=_read(root.system / "network.json"),
        server=facts,
    )


def _read(path: Path) -> dict[str, Any]:
    """Empty where there is nothing; a damaged file counts as nothing: the machine has to start."""
    try:
        content = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        log.error("%s cannot be read: %s", path, error)
        return {}
    return content if isinstance(content, dict) else {}
