"""The office server's configuration (`appliance.config`), as the image runs it."""

import json
from pathlib import Path

from appliance.config import Turn


def toml(data: Path, public_url: str, relay: Turn | None) -> str:
    """JSON's strings and lists of strings are TOML's as well."""
    lines = [
        f"data = {json.dumps(str(data))}",
        'host = "127.0.0.1"',
        "port = 8440",
        "live_port = 8441",
        "one_origin = true",
        "trusted_proxies = 1",
        f"public_url = {json.dumps(public_url)}",
        'closed_while = "/run/vorzimmer/on-trial"',
        "",
        "[fleet]",
        "enabled = true",
    ]
    if relay is not None:
        lines += ["", "[turn]", f"urls = {json.dumps(list(relay.urls))}", f"secret = {json.dumps(relay.secret)}"]
    return "\n".join(lines) + "\n"
