"""Standing on a virtual LAN, or inside one of its machines: a socket stays in the namespace that it was made in."""

import ctypes
import http.client
import os
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tests.town_hall import Api

CLONE_NEWNET = 0x40000000
SECONDS = 30.0

T = TypeVar("T")
libc = ctypes.CDLL(None, use_errno=True)


def inside(namespace: str, action: Callable[[], T]) -> T:
    """What `action` returns. Sockets that it opens and threads that it starts stay in that namespace."""

    def stand() -> T:
        with open(f"/run/netns/{namespace}", "rb") as handle:
            if libc.setns(handle.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), namespace)
        return action()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(stand).result()


@dataclass
class Browser(Api):
    """Somebody on the LAN who asks a server by its address and trusts the one authority in `authority`."""

    port: int = 443
    host: str = ""
    namespace: str = ""
    authority: Path = field(default_factory=Path)

    def connect(self) -> http.client.HTTPConnection:
        """Raises ssl.SSLCertVerificationError where the certificate is not of that authority and for that address."""
        context = ssl.create_default_context(cafile=str(self.authority))
        connection = http.client.HTTPSConnection(self.host, self.port, timeout=SECONDS, context=context)
        inside(self.namespace, connection.connect)
        return connection


@dataclass
class AtTheScreen(Api):
    """Whoever stands before a kiosk: only its own browser reaches its local page."""

    namespace: str = ""

    def connect(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        inside(self.namespace, connection.connect)
        return connection
