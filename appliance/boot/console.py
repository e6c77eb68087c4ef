"""`vorzimmer console`: what the server's own screen shows. Nobody can sign in there; it is looked at."""

import json
import ssl
import time
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from appliance.boot import screen
from appliance.boot.health import version
from appliance.boot.told import told
from appliance.privileged.machine import Root
from provisioning.addresses import in_url, own_addresses
from provisioning.keys import first_of_chain

LOOK_AGAIN_SECONDS = 2.0
OFFICE = Path("var/lib/vorzimmer/office")
SETUP_CODE = "setup-code"
STANDARD_INPUT = 0


@dataclass(frozen=True)
class State:
    """All that is shown. `setup_code` is empty once there is an office; `failed` names checks with their reasons."""

    name: str
    version: str
    addresses: tuple[str, ...]
    setup_code: str
    fingerprint: str
    failed: tuple[str, ...]
    checked: bool

    def text(self) -> str:
        parts = [f"VORZIMMER {self.version}   {self.name}", self._where(), self._set_up(), self._certificate()]
        return "\n\n".join([*filter(None, parts), self._health()])

    def _where(self) -> str:
        if not self.addresses:
            return "Keine Netzwerkadresse: Steckt das Kabel?\nNo network address: is the cable plugged in?"
        return "\n".join(f"   https://{in_url(address)}/" for address in self.addresses)

    def _set_up(self) -> str:
        if not self.setup_code:
            return ""
        code = f"{self.setup_code[:4]} {self.setup_code[4:]}"
        return (
            "Einrichtung: eine der Adressen im Browser öffnen und diesen Code eingeben.\n"
            f"Set-up: open one of the addresses in a browser and enter this code.\n\n      {code}"
        )

    def _certificate(self) -> str:
        return f"Zertifikat / certificate (SHA-256):\n   {self.fingerprint}" if self.fingerprint else ""

    def _health(self) -> str:
        if not self.checked:
            return "Der Server startet ...   The server is starting ..."
        if not self.failed:
            return "Alles in Ordnung.   Everything is all right."
        return "Nicht in Ordnung / not all right:\n" + "\n".join(f"   {reason}" for reason in self.failed)


def state(root: Root, addresses: tuple[str, ...], boot_began: datetime) -> State:
    """A verdict of an earlier boot is not shown."""
    verdict = _json(root.system / "health.json")
    is_of_this_boot = verdict is not None and datetime.fromisoformat(verdict["at"]) >= boot_began
    checks = verdict["checks"] if verdict is not None and is_of_this_boot else []
    return State(
        name=told(root).name,
        version=version(root),
        addresses=addresses,
        setup_code=_text(root.base / OFFICE / SETUP_CODE),
        fingerprint=_fingerprint(_text(root.run / "tls/server.crt")),
        failed=tuple(f"{check['name']}: {check['reason']}" for check in checks if not check["good"]),
        checked=is_of_this_boot,
    )


def run() -> int:
    shown, root = screen.Screen(STANDARD_INPUT), Root()
    began = datetime.fromtimestamp(time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)).astimezone()
    while True:
        shown.show(state(root, own_addresses(), began).text())
        time.sleep(LOOK_AGAIN_SECONDS)


def _fingerprint(pem: str) -> str:
    """As browsers show it, in two lines."""
    own = first_of_chain(pem)
    if not own:
        return ""
    digest = sha256(ssl.PEM_cert_to_DER_cert(own)).hexdigest().upper()
    pairs = [digest[at : at + 2] for at in range(0, len(digest), 2)]
    half = len(pairs) // 2
    return ":".join(pairs[:half]) + "\n   " + ":".join(pairs[half:])


def _json(path: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def _text(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
