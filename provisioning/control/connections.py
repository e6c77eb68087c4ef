"""Connections of the control port: TLS, HTTP/1.1 and the limits that keep strangers from filling the device.

Knows nothing of what is asked. A stranger's connection lives at most `STRANGERS_SECONDS`, and shorter where all places
are taken and somebody new comes; one whose client certificate TLS has verified stays as long as it is used.
"""

import logging
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from ipaddress import IPv6Address, ip_address, ip_network
from socketserver import BaseRequestHandler, TCPServer, ThreadingMixIn
from typing import Any
from urllib.parse import parse_qs

from provisioning.adoption import DeviceSide
from provisioning.control.wire import LARGEST_REQUEST, decode, encode, encode_error, status_of
from provisioning.errors import ProvisioningError

log = logging.getLogger(__name__)

MOST_CONNECTIONS = 32
MOST_PER_HOST = 8
SUBNET_OF_A_HOST = 64
"""Bits: behind one IPv6 subnet stands one host with as many addresses as it likes."""
STRANGERS_SECONDS = 60.0  # for a whole adoption, the typing of the code not included
HANDSHAKE_SECONDS = 10.0
IDLE_SECONDS = 20.0


@dataclass(eq=False)
class Connection:
    """One TLS connection. `certificate` is the client's (DER), verified by TLS against the pinned authority."""

    socket: socket.socket
    address: str
    ends_at: float | None
    used_at: float = field(default_factory=time.monotonic)
    certificate: bytes | None = None
    adoption: DeviceSide | None = field(default=None)

    @property
    def host(self) -> str:
        return host_of(self.address)

    def end(self) -> None:
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it has just ended by itself


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str]
    body: Mapping[str, object]
    connection: Connection


Answerer = Callable[[Request], Mapping[str, object]]


class ControlHTTPServer(ThreadingMixIn, TCPServer):
    """One thread a connection. `context` is asked for each new connection, so that a new identity counts at once."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = MOST_CONNECTIONS

    def __init__(self, address: tuple[str, int], context: Callable[[], ssl.SSLContext], answer: Answerer) -> None:
        """An empty address means every one, IPv4 and IPv6."""
        self.context = context
        self.answer = answer
        self._connections: set[Connection] = set()
        self._registering = threading.Lock()
        self.address_family = family_of(address[0])
        super().__init__(address, BaseRequestHandler)  # `finish_request` makes the handlers

    def server_bind(self) -> None:
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Too many connections from one host: the new one is closed at once. Too many in all: a stranger's makes room,
        of whoever has the most and used it the longest time ago, so that a few hosts cannot shut the office out."""
        with self._registering:
            hosts = Counter(one.host for one in self._connections)
            if hosts[host_of(client_address[0])] >= MOST_PER_HOST:
                return False
            if len(self._connections) < MOST_CONNECTIONS:
                return True
            strangers = [one for one in self._connections if one.certificate is None]
            leaving = max(strangers, key=lambda one: (hosts[one.host], -one.used_at), default=None)
            if leaving is None:
                return False
            self._connections.discard(leaving)
        leaving.end()
        return True

    def process_request(self, request: Any, client_address: Any) -> None:
        connection = Connection(request, client_address[0], ends_at=time.monotonic() + STRANGERS_SECONDS)
        with self._registering:
            self._connections.add(connection)
        super().process_request(request, (connection, client_address))

    def finish_request(self, request: Any, client_address: Any) -> None:
        """In the connection's own thread: a client that stalls the handshake holds up nobody else."""
        connection, address = client_address
        try:
            request.settimeout(HANDSHAKE_SECONDS)
            with self.context().wrap_socket(request, server_side=True, do_handshake_on_connect=False) as tls:
                connection.socket = tls  # from here on it can be ended, also in the middle of its handshake
                tls.do_handshake()
                connection.certificate = tls.getpeercert(binary_form=True)
                if connection.certificate:
                    connection.ends_at = None
                RequestHandler(tls, address, self, connection)
        finally:
            with self._registering:
                self._connections.discard(connection)

    def service_actions(self) -> None:
        """Called by `serve_forever` in each of its rounds."""
        now = time.monotonic()
        self.close_connections(lambda connection: connection.ends_at is not None and connection.ends_at <= now)

    def close_connections(self, which: Callable[[Connection], bool] = lambda _: True) -> None:
        with self._registering:
            ending = [connection for connection in self._connections if which(connection)]
        for connection in ending:
            connection.end()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A stranger's broken connection is no event of ours."""
        log.debug("connection ended", exc_info=True)


class RequestHandler(BaseHTTPRequestHandler):
    """HTTP/1.1 on one connection: bounded JSON in, JSON out."""

    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    server: ControlHTTPServer

    def __init__(self, tls: ssl.SSLSocket, address: Any, server: ControlHTTPServer, connection: Connection) -> None:
        self._connection_state = connection
        super().__init__(tls, address, server)

    def do_GET(self) -> None:
        self._serve(with_body=False)

    def do_POST(self) -> None:
        self._serve(with_body=True)

    def _serve(self, *, with_body: bool) -> None:
        self._connection_state.used_at = time.monotonic()
        try:
            answer = self.server.answer(self._request(with_body))
        except ProvisioningError as error:
            self._send(status_of(error.code), encode_error(error))
        except Exception:
            log.exception("%s %s failed", self.command, self.path)
            self._send(HTTPStatus.INTERNAL_SERVER_ERROR, encode_error(ProvisioningError("internal")))
        else:
            self._send(HTTPStatus.OK, encode(answer))

    def _request(self, with_body: bool) -> Request:
        body = decode(self._body()) if with_body else {}
        path, _, query_string = self.path.partition("?")
        query = {name: values[0] for name, values in parse_qs(query_string).items()}
        return Request(self.command, path, query, body, self._connection_state)

    def _body(self) -> bytes:
        """Errors: `malformed` (no length), `too_large`; the connection then ends, as its next bytes have no meaning."""
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            raise ProvisioningError("malformed", what="length")
        if int(length[:12]) > LARGEST_REQUEST:
            self.close_connection = True
            raise ProvisioningError("too_large", most=LARGEST_REQUEST)
        return self.rfile.read(int(length))

    def _send(self, status: HTTPStatus, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def version_string(self) -> str:
        return "vorzimmer"

    def log_message(self, format: str, *args: object) -> None:
        log.debug(format, *args)


def host_of(address: str) -> str:
    """One name for all addresses that one host may have; on the local link every address is a host."""
    known = ip_address(address)
    if not isinstance(known, IPv6Address):
        return address
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    if known.is_link_local:
        return address
    return str(ip_network((int(known), SUBNET_OF_A_HOST), strict=False))


def family_of(address: str) -> socket.AddressFamily:
    if ":" in address or (not address and socket.has_dualstack_ipv6()):
        return socket.AF_INET6
    return socket.AF_INET
