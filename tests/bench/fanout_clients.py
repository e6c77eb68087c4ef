"""Thousands of waiting pages in one process: a client driver that is cheaper than what it measures.

Run as a process of its own; it reads one JSON command a line and answers with one JSON line:

    {"do": "open", "count": 1000}      connect that many more           -> {"open": 1000}
    {"do": "round"}                    every page is to hear one message -> {"ready": true}, then {"arrivals": [...]}
    {"do": "roam"}                     follow events, come back whenever the connection is lost
    {"do": "report"}                   what the roaming pages heard      -> {"reconnects", "gaps", "doubles", ...}

Times are of the monotonic clock, which is one for all processes of a machine.
"""

import base64
import heapq
import json
import os
import select
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

REQUEST = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
PER_SOURCE_ADDRESS = 10_000
"""Pages from one 127.0.0.x, so that ephemeral ports suffice."""

ROUND_SECONDS = 20.0
RETRY_SECONDS = 0.25
TEXT, CLOSE, PING = 0x81, 0x88, 0x89
PONG = bytes((0x8A, 0x80, 0, 0, 0, 0))


def masked(text: str) -> bytes:
    """A client's text frame. The mask of zeros is a legal one, and free."""
    payload = text.encode()
    assert len(payload) < 65536
    length = bytes((0x80 | len(payload),)) if len(payload) < 126 else b"\xfe" + len(payload).to_bytes(2, "big")
    return bytes((TEXT,)) + length + b"\0\0\0\0" + payload


def frames(buffer: bytearray) -> list[tuple[int, bytes]]:
    """Take the whole frames off a buffer: (first byte, payload)."""
    found = []
    while len(buffer) >= 2:
        length, start = buffer[1], 2
        if length == 126:
            length, start = int.from_bytes(buffer[2:4], "big"), 4
        elif length == 127:
            length, start = int.from_bytes(buffer[2:10], "big"), 10
        if len(buffer) < start + length:
            break
        found.append((buffer[0], bytes(buffer[start : start + length])))
        del buffer[: start + length]
    return found


class Target:
    """Where pages connect. `token` is a pattern for the nth page's token; without one the server needs no hello."""

    def __init__(self, port: int, path: str, token: str) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        self.port, self._token = port, token
        self.request = REQUEST.format(path=path, key=key).encode()

    def hello(self, number: int, after: int | None) -> bytes:
        if not self._token:
            return b""
        return masked(json.dumps({"type": "hello", "token": self._token.format(number), "after": after}))

    def connected(self, number: int) -> socket.socket:
        page = socket.socket()
        page.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        page.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # closing leaves no TIME_WAIT
        if number > PER_SOURCE_ADDRESS:
            page.bind((f"127.0.0.{2 + number // PER_SOURCE_ADDRESS}", 0))
        page.connect(("127.0.0.1", self.port))
        return page


class Crowd:
    """Pages that wait. Opened one after another, with blocking sockets; then only listened to."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._pages: dict[int, socket.socket] = {}
        self._poll = select.epoll()

    def open(self, count: int) -> None:
        for number in range(len(self._pages) + 1, len(self._pages) + count + 1):
            page = self._target.connected(number)
            page.sendall(self._target.request)
            _read_until(page, lambda seen: b"\r\n\r\n" in seen)
            if hello := self._target.hello(number, None):
                page.sendall(hello)
                _read_until(page, lambda seen: bool(frames(bytearray(seen))))
            self._pages[page.fileno()] = page
            self._poll.register(page.fileno(), select.EPOLLIN)

    def one_message_each(self, ready: Callable[[], None]) -> list[float]:
        """When it came, for every page that heard a message within the time."""
        ready()
        pages, buffer, now = self._pages, bytearray(65536), time.monotonic
        arrivals: list[float] = []
        deadline = now() + ROUND_SECONDS
        while len(arrivals) < len(pages) and now() < deadline:
            for fd, _ in self._poll.poll(0.5, 4096):
                page = pages[fd]
                if not page.recv_into(buffer):
                    raise ConnectionError("a page was dropped")
                if buffer[0] == TEXT:
                    arrivals.append(now())
                elif buffer[0] == PING:
                    page.sendall(PONG)
        return arrivals


class Roamer:
    """One page that comes back whenever it is lost, with the id of the last event that it saw."""

    __slots__ = ("buffer", "doubles", "gaps", "last", "number", "page", "resets", "upgraded", "visits")

    def __init__(self, number: int) -> None:
        self.number = number
        self.page: socket.socket | None = None
        self.buffer = bytearray()
        self.last: int | None = None
        self.upgraded = False
        self.gaps = self.doubles = self.resets = self.visits = 0


class Roamers:
    """Every page follows the same events, so the ids that one page sees have to be consecutive."""

    def __init__(self, target: Target, count: int) -> None:
        self._target = target
        self._poll = select.epoll()
        self._by_fd: dict[int, Roamer] = {}
        self._due: list[tuple[float, int, Roamer]] = []
        self.all = [Roamer(number) for number in range(1, count + 1)]
        for roamer in self.all:
            self._connect(roamer)

    def step(self) -> None:
        while self._due and self._due[0][0] <= time.monotonic():
            self._connect(heapq.heappop(self._due)[2])
        for fd, _ in self._poll.poll(0.01, 4096):
            roamer = self._by_fd[fd]
            try:
                data = roamer.page.recv(262144) if roamer.page else b""
            except ConnectionError:
                data = b""
            if data:
                roamer.buffer += data
                self._read(roamer)
            else:
                self._lost(fd, roamer)

    def report(self) -> dict[str, Any]:
        lasts = [roamer.last or 0 for roamer in self.all]
        return {
            "reconnects": sum(max(roamer.visits - 1, 0) for roamer in self.all),
            "gaps": sum(roamer.gaps for roamer in self.all),
            "doubles": sum(roamer.doubles for roamer in self.all),
            "resets": sum(roamer.resets for roamer in self.all),
            "visits": sum(roamer.visits for roamer in self.all),
            "online": sum(roamer.upgraded for roamer in self.all),
            "slowest": min(lasts),
            "fastest": max(lasts),
        }

    def _connect(self, roamer: Roamer) -> None:
        try:
            page = self._target.connected(roamer.number)
            page.sendall(self._target.request)
        except OSError:
            self._later(roamer)
            return
        roamer.page = page
        roamer.buffer.clear()
        self._by_fd[page.fileno()] = roamer
        self._poll.register(page.fileno(), select.EPOLLIN)

    def _later(self, roamer: Roamer) -> None:
        heapq.heappush(self._due, (time.monotonic() + RETRY_SECONDS, roamer.number, roamer))

    def _lost(self, fd: int, roamer: Roamer) -> None:
        self._poll.unregister(fd)
        del self._by_fd[fd]
        if roamer.page is not None:
            roamer.page.close()
        roamer.page, roamer.upgraded = None, False
        self._later(roamer)

    def _read(self, roamer: Roamer) -> None:
        assert roamer.page is not None
        if not roamer.upgraded:
            _, end, rest = bytes(roamer.buffer).partition(b"\r\n\r\n")
            if not end:
                return
            roamer.buffer[:] = rest
            roamer.upgraded = True
            roamer.page.sendall(self._target.hello(roamer.number, roamer.last))
        for kind, payload in frames(roamer.buffer):
            if kind == TEXT:
                self._heard(roamer, json.loads(payload))
            elif kind == PING:
                roamer.page.sendall(PONG)

    def _heard(self, roamer: Roamer, message: dict[str, Any]) -> None:
        if message["type"] == "welcome":
            roamer.visits += 1
            if roamer.last is None:
                roamer.last = message["head"]
        elif message["type"] == "event":
            assert roamer.last is not None
            roamer.gaps += max(message["id"] - roamer.last - 1, 0)
            roamer.doubles += message["id"] <= roamer.last
            roamer.last = max(roamer.last, message["id"])
        elif message["type"] == "reset":
            roamer.resets += 1


def _read_until(page: socket.socket, enough: Callable[[bytes], bool]) -> None:
    seen = b""
    while not enough(seen):
        data = page.recv(65536)
        if not data:
            raise ConnectionError(f"refused: {seen[:200]!r}")
        seen += data


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _wait(target: Target) -> None:
    """Crowd commands until the input ends or somebody wants to roam."""
    crowd = Crowd(target)
    for line in sys.stdin:
        command = json.loads(line)
        if command["do"] == "open":
            crowd.open(command["count"])
            _say({"open": command["count"]})
        elif command["do"] == "round":
            began = time.process_time()
            arrivals = crowd.one_message_each(lambda: _say({"ready": True}))
            _say({"arrivals": sorted(arrivals), "cpu": time.process_time() - began})
        elif command["do"] == "roam":
            _roam(target, command["count"])
            return


def _roam(target: Target, count: int) -> None:
    roamers = Roamers(target, count)
    commands = select.poll()
    commands.register(0, select.POLLIN)
    _say({"ready": True})
    while True:
        roamers.step()
        if commands.poll(0):
            if not sys.stdin.readline():
                return
            _say(roamers.report())


if __name__ == "__main__":
    _wait(Target(int(sys.argv[1]), sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else ""))
