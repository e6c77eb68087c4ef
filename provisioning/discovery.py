"""Who is on this network, by mDNS: kiosks waiting for an office, office servers waiting for kiosks.

Service `_vorzimmer._tcp.local.`, TXT `id`, `role`, `version`, `state`, `fp`. Anybody on the network can say anything
here, so all of it is a hint: it fills a list that a person looks at, and never decides anything. Answers that do not
look like ours are left out.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from zeroconf import InterfaceChoice, ServiceBrowser, ServiceInfo, ServiceListener, Zeroconf

from provisioning.addresses import ipv4_addresses

SERVICE = "_vorzimmer._tcp.local."
ANSWER_WITHIN_MS = 3000
ID = re.compile(r"[0-9a-f]{16}")
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
VERSION = re.compile(r"[0-9A-Za-z.+~-]{1,32}")
ROLES = ("server", "kiosk")
STATES = ("new", "adopted", "revoked", "locked")

Interfaces = Sequence[str] | InterfaceChoice


@dataclass(frozen=True)
class Announced:
    """What an appliance says of itself. `fingerprint`: of a kiosk's key, or of a server's authority.

    `state` is "new", "adopted", "revoked" or "locked". `port`: the control port of a kiosk, HTTPS of a server.
    """

    id: str
    role: str
    version: str
    state: str
    fingerprint: str
    port: int
    addresses: tuple[str, ...] = ()


class Announcement:
    """Announces this appliance until `close()`. After another network was joined, close it and make a new one.

    `addresses` empty: those of the chosen interfaces. Two machines with one id (a restored server beside the old one)
    are both announced: that they differ is for adoption to find out. Errors of the constructor: OSError without a
    network (try again).
    """

    def __init__(self, announced: Announced, interfaces: Interfaces = InterfaceChoice.All) -> None:
        self._interfaces = interfaces
        self._zeroconf = open_zeroconf(interfaces)
        service = service_of(announced, own_addresses(interfaces))
        self._zeroconf.register_service(service, cooperating_responders=True)

    def update(self, announced: Announced) -> None:
        """Another state, version or address; the id stays."""
        self._zeroconf.update_service(service_of(announced, own_addresses(self._interfaces)))

    def close(self) -> None:
        """Says goodbye, so that others see it leave at once."""
        self._zeroconf.unregister_all_services()
        self._zeroconf.close()


class Browser(ServiceListener):
    """Calls `appeared` for each appliance found or changed, `left` with its id when it said goodbye or fell silent.

    Both are called from a thread of the browser's own. `close()` ends it.
    """

    def __init__(
        self,
        appeared: Callable[[Announced], None],
        left: Callable[[str], None],
        interfaces: Interfaces = InterfaceChoice.All,
    ) -> None:
        self._appeared = appeared
        self._left = left
        self._zeroconf = open_zeroconf(interfaces)
        self._browser = ServiceBrowser(self._zeroconf, SERVICE, listener=self)

    def close(self) -> None:
        self._browser.cancel()
        self._zeroconf.close()

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        info = zc.get_service_info(type_, name, ANSWER_WITHIN_MS)
        announced = announced_by(info) if info else None
        if announced:
            self._appeared(announced)

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self.add_service(zc, type_, name)

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        left = name.removesuffix(f".{SERVICE}")
        if ID.fullmatch(left):
            self._left(left)


def open_zeroconf(interfaces: Interfaces) -> Zeroconf:
    """Errors: OSError where there is no such interface, or none at all."""
    try:
        return Zeroconf(interfaces=interfaces if isinstance(interfaces, InterfaceChoice) else list(interfaces))
    except RuntimeError as problem:  # zeroconf's word for an interface that it does not find
        raise OSError(str(problem)) from problem


def own_addresses(interfaces: Interfaces) -> tuple[str, ...]:
    """The addresses that were chosen by name, or all of this machine's."""
    if not isinstance(interfaces, InterfaceChoice):
        return tuple(interfaces)
    return tuple(address for address in ipv4_addresses() if not ip_address(address).is_loopback)


def service_of(announced: Announced, fallback: tuple[str, ...]) -> ServiceInfo:
    return ServiceInfo(
        SERVICE,
        f"{announced.id}.{SERVICE}",
        port=announced.port,
        parsed_addresses=list(announced.addresses or fallback),
        server=f"vorzimmer-{announced.id}.local.",
        properties={
            "id": announced.id,
            "role": announced.role,
            "version": announced.version,
            "state": announced.state,
            "fp": announced.fingerprint,
        },
    )


def announced_by(info: ServiceInfo) -> Announced | None:
    """None for what is not one of ours, or is damaged."""
    texts = {name: text_of(info.properties.get(name.encode())) for name in ("id", "role", "version", "state", "fp")}
    announced = Announced(
        texts["id"],
        texts["role"],
        texts["version"],
        texts["state"],
        texts["fp"],
        info.port or 0,
        tuple(info.parsed_scoped_addresses()),
    )
    return announced if plausible(announced) and info.name == f"{announced.id}.{SERVICE}" else None


def plausible(announced: Announced) -> bool:
    return (
        ID.fullmatch(announced.id) is not None
        and FINGERPRINT.fullmatch(announced.fingerprint) is not None
        and announced.role in ROLES
        and announced.state in STATES
        and VERSION.fullmatch(announced.version) is not None
        and 0 < announced.port < 65536
        and announced.addresses != ()
    )


def text_of(value: bytes | None) -> str:
    return (value or b"").decode("ascii", errors="replace")
