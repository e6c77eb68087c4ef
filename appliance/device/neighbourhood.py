"""Announces this device on its networks and lists the office servers that it sees there. All are hints."""

import logging
import threading
from collections.abc import Callable
from urllib.parse import urlunsplit

from appliance.device.situation import FoundServer, Situation
from provisioning.addresses import in_url
from provisioning.discovery import Announced, Announcement, Browser, Interfaces

log = logging.getLogger(__name__)

HTTPS_PORT = 443
NAMED_DIGITS = 4


class Neighbourhood:
    """`announced`: what to say, asked for with every `look`. Without a network nothing is said."""

    def __init__(
        self,
        situation: Situation,
        announced: Callable[[], Announced],
        interfaces: Interfaces | None = None,
    ) -> None:
        """`interfaces`: addresses of those to use; None: all."""
        self._situation, self._announced = situation, announced
        self._where: dict[str, Interfaces] = {} if interfaces is None else {"interfaces": interfaces}
        self._said: Announced | None = None
        self._announcement: Announcement | None = None
        self._browser: Browser | None = None
        self._named: tuple[FoundServer, ...] = ()
        self._servers: dict[str, FoundServer] = {}
        self._lock = threading.Lock()

    def name(self, address: str) -> None:
        """The server that the provisioning file names stands first, also where mDNS does not reach."""
        with self._lock:
            self._named = (FoundServer(address, https(address, HTTPS_PORT)),)
            self._note()

    def look(self) -> None:
        """To be called again and again: begins when there is a network, and says what changed. OSError: next time."""
        if not self._situation.facts.addresses:
            return
        wanted = self._announced()
        try:
            self._say(wanted)
            self._browser = self._browser or Browser(self._appeared, self._left, **self._where)
        except OSError as error:
            log.warning("mDNS: %s; it is tried again", error)

    def close(self) -> None:
        for part in (self._browser, self._announcement):
            if part is not None:
                part.close()

    def _say(self, wanted: Announced) -> None:
        """Another id is another device to its neighbours: after a revocation the old one says goodbye."""
        if self._announcement is not None and self._said is not None and wanted.id != self._said.id:
            self._announcement.close()
            self._announcement = None
        if self._announcement is None:
            self._announcement = Announcement(wanted, **self._where)
        elif wanted != self._said:
            self._announcement.update(wanted)
        self._said = wanted

    def _appeared(self, found: Announced) -> None:
        if found.role != "server" or not found.addresses:
            return
        with self._lock:
            self._servers[found.id] = FoundServer(f"Server {found.id[:NAMED_DIGITS].upper()}", _url(found))
            self._note()

    def _left(self, server_id: str) -> None:
        with self._lock:
            if self._servers.pop(server_id, None):
                self._note()

    def _note(self) -> None:
        named = {one.url for one in self._named}
        found = (server for _, server in sorted(self._servers.items()) if server.url not in named)
        self._situation.note(servers=(*self._named, *found))


def _url(found: Announced) -> str:
    """By its first IPv4 address: people compare it with what stands on the server."""
    return https(min(found.addresses, key=lambda one: ":" in one), found.port)


def https(address: str, port: int) -> str:
    host = in_url(address)
    return urlunsplit(("https", host if port == HTTPS_PORT else f"{host}:{port}", "", "", ""))
