"""What a stranger on the network can do to the control port: little, and not for long."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from provisioning.control import connections, read_state
from provisioning.control.channel import Channel
from provisioning.control.wire import LARGEST_REQUEST
from tests.provisioning.conftest import Refused
from tests.provisioning.people import LOOPBACK, Kiosk, Office, ended_here, unchecked
from tests.town_hall import wait_for

PATIENCE_S = 20


@pytest.fixture
def stranger(kiosk: Kiosk) -> Iterator[ssl.SSLSocket]:
    with unchecked(socket.create_connection((LOOPBACK, kiosk.port), timeout=PATIENCE_S)) as connection:
        yield connection


def answer(connection: ssl.SSLSocket) -> bytes:
    """All until the kiosk ends the connection."""
    data = b""
    try:
        while more := connection.recv(65536):
            data += more
    except (ConnectionError, ssl.SSLError):
        pass
    return data


@pytest.mark.parametrize(
    ("request_head", "status", "code"),
    [
        (f"Content-Length: {LARGEST_REQUEST + 1}", b"413", b"too_large"),
        ("Content-Length: 99999999999999999999", b"413", b"too_large"),
        ("Content-Length: -1", b"400", b"malformed"),
        ("Content-Length: 1e3", b"400", b"malformed"),
        ("Transfer-Encoding: chunked", b"400", b"malformed"),
        ("X-Nothing: here", b"400", b"malformed"),
    ],
)
def test_a_message_without_a_sensible_length_ends_the_connection(
    stranger: ssl.SSLSocket, request_head: str, status: bytes, code: bytes
) -> None:
    stranger.sendall(f"POST /adoption/start HTTP/1.1\r\nHost: k\r\n{request_head}\r\n\r\n".encode())
    said = answer(stranger)
    assert said.startswith(b"HTTP/1.1 " + status)
    assert code in said


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"[]",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"protocol": 1}',
        b'{"protocol": "vorzimmer adoption 1"}',
        b'{"protocol": "vorzimmer adoption 1", "message": "zz"}',
        b'{"protocol": "vorzimmer adoption 1", "authority_fingerprint": "\\ud800", "message": ""}',
    ],
)
def test_nonsense_is_answered_in_words(kiosk: Kiosk, stranger: ssl.SSLSocket, body: bytes) -> None:
    head = f"POST /adoption/start HTTP/1.1\r\nHost: k\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    stranger.sendall(head.encode() + body)
    said = answer(stranger)
    assert said.startswith(b"HTTP/1.1 400")
    assert b'"code": "malformed"' in said or b'"code": "other_protocol"' in said
    assert kiosk.codes.state().wrong_attempts == 0


@pytest.mark.parametrize("path", ["/../etc/passwd", "//[", "/state/", "*", "/?%00", "/state?a=%ff&a"])
def test_an_unknown_call_is_said_to_be_unknown(stranger: ssl.SSLSocket, path: str) -> None:
    stranger.sendall(f"POST {path} HTTP/1.1\r\nHost: k\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{{}}".encode())
    assert b'"code": "unknown_call"' in answer(stranger)


def test_a_connection_cannot_be_resumed(stranger: ssl.SSLSocket) -> None:
    """Each one proves its keys: nothing outlives a change of trust."""
    stranger.sendall(b"GET /state HTTP/1.1\r\nHost: k\r\nConnection: close\r\n\r\n")
    assert answer(stranger)
    assert stranger.session is None or not stranger.session.has_ticket


def test_one_host_has_few_connections_at_a_time(kiosk: Kiosk, stranger: ssl.SSLSocket) -> None:
    allowed = connections.MOST_PER_HOST - 1
    others = [unchecked(socket.create_connection((LOOPBACK, kiosk.port))) for _ in range(allowed)]
    with socket.create_connection((LOOPBACK, kiosk.port)) as plain, pytest.raises(OSError):
        unchecked(plain)
    for one in others:
        one.close()
    wait_until_free(kiosk)
    assert read_state(LOOPBACK, kiosk.port)[1] == kiosk.fingerprint


def connected(kiosk: Kiosk, host: str) -> socket.socket:
    """From another address of this machine: another host, to the kiosk."""
    return socket.create_connection((LOOPBACK, kiosk.port), source_address=(host, 0))


@pytest.fixture
def crowd(adopted: Kiosk) -> Iterator[list[socket.socket]]:
    """Four hosts that say nothing, and hold every place that they can get."""
    wait_for(lambda: not adopted.server._server._connections, "the adoption's own connection to end")
    hosts = [f"127.0.0.{number}" for number in range(2, 6)]
    held = [connected(adopted, host) for host in hosts for _ in range(connections.MOST_PER_HOST)]
    wait_for(lambda: len(adopted.server._server._connections) == connections.MOST_CONNECTIONS, "every place taken")
    yield held
    for one in held:
        one.close()


def test_a_few_hosts_do_not_shut_out_the_office(
    crowd: list[socket.socket], adopted: Kiosk, musterstadt: Office
) -> None:
    with Channel(LOOPBACK, adopted.port, 10, musterstadt.control) as channel:
        for _ in crowd:
            with connected(adopted, "127.0.0.9"):  # somebody new, again and again
                channel.call("GET", "/health")
    assert len(adopted.server._server._connections) <= connections.MOST_CONNECTIONS


def test_the_one_that_makes_room_was_used_the_longest_time_ago(crowd: list[socket.socket], adopted: Kiosk) -> None:
    with connected(adopted, "127.0.0.9"):
        crowd[0].settimeout(PATIENCE_S)
        assert crowd[0].recv(1) == b""
        crowd[1].setblocking(False)
        with pytest.raises(BlockingIOError):
            crowd[1].recv(1)


@pytest.mark.parametrize(
    ("one", "another", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8:0:1::5", "2001:db8:0:1:a:b:c:d", True),
        ("2001:db8:0:1::5", "2001:db8:0:2::5", False),
        ("fe80::1%lo", "fe80::2%lo", False),
    ],
)
def test_a_host_is_known_by_more_than_one_address(one: str, another: str, same: bool) -> None:
    assert (connections.host_of(one) == connections.host_of(another)) is same


def wait_until_free(kiosk: Kiosk) -> None:
    """The kiosk notices closed connections by itself; this waits for that, with a limit."""
    ended = threading.Event()
    for _ in range(PATIENCE_S * 20):
        if len(kiosk.server._server._connections) <= 1:
            return
        ended.wait(0.05)
    pytest.fail("closed connections are still counted")


def test_who_says_nothing_is_shown_out(kiosk: Kiosk, stranger: ssl.SSLSocket) -> None:
    """Its time is over: as if a minute had passed."""
    (connection,) = kiosk.server._server._connections
    connection.ends_at = 0
    assert answer(stranger) == b""


def test_who_drips_is_shown_out_too(kiosk: Kiosk, stranger: ssl.SSLSocket) -> None:
    stranger.sendall(b"POST /adoption/start HTTP/1.1\r\nHost: k\r\nContent-Length: 100\r\n\r\n{")
    (connection,) = kiosk.server._server._connections
    connection.ends_at = 0
    assert answer(stranger) == b""


def test_the_offices_connection_has_no_such_end(adopted: Kiosk, musterstadt: Office) -> None:
    with Channel(LOOPBACK, adopted.port, 10, musterstadt.control) as channel:
        channel.call("GET", "/health")
        assert {connection.ends_at for connection in adopted.server._server._connections} == {None}


def test_a_stalled_handshake_holds_up_nobody(kiosk: Kiosk) -> None:
    with socket.create_connection((LOOPBACK, kiosk.port)):
        assert read_state(LOOPBACK, kiosk.port, timeout=5)[1] == kiosk.fingerprint


@pytest.fixture
def taken_over(adopted: Kiosk) -> Iterator[int]:
    """Somebody has the kiosk's key and answers byte by byte without end. The port where he listens."""
    enough = threading.Event()

    def drip(listener: socket.socket) -> None:
        plain, _ = listener.accept()
        with ended_here(plain, adopted.identity) as connection:
            try:
                while not enough.wait(0.05):
                    connection.sendall(b"H")
            except OSError:
                pass  # the office has had enough

    with socket.create_server((LOOPBACK, 0)) as listener:
        thread = threading.Thread(target=drip, args=(listener,))
        thread.start()
        yield listener.getsockname()[1]
        enough.set()
        thread.join()


def test_a_device_that_drips_does_not_hold_up_the_office(
    adopted: Kiosk, taken_over: int, musterstadt: Office, refused: Refused
) -> None:
    with refused("unreachable", "refused"):
        musterstadt.client(adopted, port=taken_over, timeout=0.5).state()


def test_something_else_that_speaks_tls_at_the_address(tmp_path: Path, refused: Refused) -> None:
    """A printer, with an RSA key: no device of ours."""
    key, certificate = tmp_path / "key.pem", tmp_path / "crt.pem"
    subject = ["-subj", "/CN=printer", "-days", "1", "-keyout", key, "-out", certificate]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject], check=True, capture_output=True
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server((LOOPBACK, 0)) as listener:
        printer = threading.Thread(target=lambda: context.wrap_socket(listener.accept()[0], server_side=True).close())
        printer.start()
        with refused("malformed"):
            read_state(LOOPBACK, listener.getsockname()[1])
        printer.join()


def test_nobody_at_the_address(musterstadt: Office, kiosk: Kiosk, refused: Refused) -> None:
    with socket.create_server((LOOPBACK, 0)) as nobody:
        port = nobody.getsockname()[1]
    with refused("unreachable"):
        read_state(LOOPBACK, port)
    with refused("unreachable"):
        musterstadt.adopt(port, "123456")
