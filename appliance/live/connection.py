"""One client: bytes in, messages out. The `websockets` library speaks the protocol; nothing here waits or has a task.

Ten thousand of these lie idle in one process, so each is a few slots beside the library's own object, and whatever the
handshake needed is gone after it.
"""

import asyncio
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, cast

from websockets.exceptions import PayloadTooBig
from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import OPEN
from websockets.server import ServerProtocol

from appliance.domain.admission import Principal
from appliance.live.frames import PING, wire
from appliance.live.limits import Limits
from appliance.live.messages import BREACHES, Refused, error

_library_log = logging.getLogger("websockets.live")
_library_log.setLevel(logging.WARNING)  # a line for each of ten thousand connections says nothing


class Handler(Protocol):
    """What becomes of a client's requests and messages."""

    def answer(self, connection: "Connection", request: Request) -> Response | None:
        """The HTTP response that takes the place of a WebSocket, or None to open one."""

    def received(self, connection: "Connection", payload: bytes | bytearray) -> None:
        """One text message. Raises Refused."""

    def lost(self, connection: "Connection") -> None: ...


@dataclass
class Watch:
    """The one clock of all connections, advanced by one sweep a second: nobody has a timer of his own."""

    limits: Limits
    now: int = 0
    everyone: set["Connection"] = field(default_factory=set)
    deadlines: dict["Connection", int] = field(default_factory=dict)
    """Those who have yet to say hello, or goodbye."""

    def expect(self, connection: "Connection", seconds: int) -> None:
        self.deadlines[connection] = self.now + seconds

    def tick(self) -> None:
        """A second has passed. A process that was held up counts no seconds, so it blames nobody for its own delay."""
        self.now += 1
        for connection in [late for late, due in self.deadlines.items() if due <= self.now]:
            connection.too_late()
        if self.now % 5 == 0:
            self._look_for_silent()

    def _look_for_silent(self) -> None:
        for connection in list(self.everyone):
            silence = self.now - connection.heard
            if silence >= self.limits.silent_seconds:
                connection.abort()
            elif silence >= self.limits.ping_seconds:
                connection.send(PING)


@dataclass(slots=True)
class Session:
    """Who is at the other end, since hello. `credential` is kept for devices and staff, to be asked for again."""

    principal: Principal
    topics: tuple[str, ...]
    credential: str | None


class Connection(asyncio.Protocol):
    """`heard` is the watch's second of the last sign of life; `write` hands bytes to the transport as they are;
    `address` is the client's once the gate let it in."""

    __slots__ = (
        "_fragments",
        "_handler",
        "_paced_until",
        "_protocol",
        "_refusals",
        "_transport",
        "_watch",
        "address",
        "cookie",
        "heard",
        "session",
        "write",
    )

    write: Callable[[bytes], None]

    def __init__(self, handler: Handler, watch: Watch) -> None:
        self._handler, self._watch = handler, watch
        self._protocol = ServerProtocol(max_size=watch.limits.frame_bytes, logger=_library_log)
        self._fragments: bytearray | None = None
        self._paced_until = 0.0
        self._refusals = 0
        self.address = ""
        self.cookie: str | None = None
        self.heard = watch.now
        self.session: Session | None = None

    # From the event loop.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self.write = self._transport.write
        limits = self._watch.limits
        self._transport.set_write_buffer_limits(high=limits.unread_bytes)
        own = self._transport.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, limits.kernel_bytes)
        self._watch.everyone.add(self)
        self._watch.expect(self, limits.hello_seconds)

    def data_received(self, data: bytes) -> None:
        self.heard = self._watch.now
        protocol = self._protocol
        protocol.receive_data(data)
        for event in protocol.events_received():
            if isinstance(event, Request):
                self._shake_hands(event)
            elif isinstance(event, Frame):
                _ON_FRAME[event.opcode](self, event)
        if isinstance(protocol.parser_exc, PayloadTooBig):
            self.write(wire(error("too_large", None, f"a message has at most {self._watch.limits.frame_bytes} bytes")))
        self._flush()

    def eof_received(self) -> None:
        self._protocol.receive_eof()
        self._flush()

    def pause_writing(self) -> None:
        """The reader is too slow: dropping it costs the others nothing, and it resumes from where it was."""
        self.abort()

    def connection_lost(self, _reason: Exception | None) -> None:
        self._watch.everyone.discard(self)
        self._watch.deadlines.pop(self, None)
        self._handler.lost(self)

    # To the client.

    def peer(self) -> str:
        """The address at the other end of the wire, which may be a proxy's."""
        peer = self._transport.get_extra_info("peername")
        return peer[0] if isinstance(peer, tuple) else ""

    @property
    def is_open(self) -> bool:
        return self._protocol.state is OPEN and not self._transport.is_closing()

    def send(self, frame: bytes) -> None:
        """A frame made by `frames.wire`; dropped when the connection is on its way out."""
        if self.is_open:
            self.write(frame)

    def unread(self) -> int:
        """Bytes that wait until the client reads."""
        return self._transport.get_write_buffer_size()

    def welcome(self, session: Session) -> None:
        """The client is known from now on."""
        self.session = session
        self.cookie = None
        self._watch.deadlines.pop(self, None)

    def refuse(self, refused: Refused, of: str | None) -> None:
        """Say what was wrong; a client that goes on breaking the protocol is closed."""
        self.send(wire(error(refused.code, of, refused.detail)))
        self._refusals += refused.code in BREACHES
        if self._refusals > self._watch.limits.refusals:
            self.close(CloseCode.POLICY_VIOLATION, "too many refused messages")

    def close(self, code: int, reason: str = "") -> None:
        """Start the closing handshake, which has a few seconds to end."""
        if self.is_open:
            self._protocol.send_close(code, reason)
            self._flush()
            self._say_no_more()

    def abort(self) -> None:
        self._transport.abort()

    def too_late(self) -> None:
        """The deadline passed: without a hello, or in closing."""
        if self.is_open and self.session is None:
            self.send(wire(error("no_hello", None, "the first message is hello, at once")))
            self.close(CLOSE_NO_HELLO, "no hello")
        else:
            self.abort()

    def within_pace(self, now: float) -> bool:
        """Count one message against the limits. `now` in seconds of any steady clock (generic cell rate algorithm)."""
        limits = self._watch.limits
        due = max(self._paced_until, now) + 1 / limits.messages_per_second
        if due - now > limits.message_burst / limits.messages_per_second:
            return False
        self._paced_until = due
        return True

    # Inside.

    def _shake_hands(self, request: Request) -> None:
        protocol = self._protocol
        response = self._handler.answer(self, request) or protocol.accept(request)
        if response.status_code == 101:
            self.cookie = request.headers.get("Cookie") if "Origin" in request.headers else None
        protocol.send_response(response)
        self._flush()

    def _text(self, frame: Frame) -> None:
        if frame.fin:
            self._message(bytes(frame.data))
        else:
            self._fragments = bytearray(frame.data)

    def _continuation(self, frame: Frame) -> None:
        if self._fragments is None:
            return
        self._fragments += frame.data
        if frame.fin:
            payload, self._fragments = self._fragments, None
            self._message(payload)

    def _binary(self, _frame: Frame) -> None:
        self._fragments = None
        self.refuse(Refused("malformed", "messages are text"), None)

    def _ignore(self, _frame: Frame) -> None:
        """Ping, pong and close: the library has answered."""

    def _message(self, payload: bytes | bytearray) -> None:
        if self.is_open:
            self._handler.received(self, payload)

    def _flush(self) -> None:
        """Send what the library has to say; its empty string means: nothing more to come."""
        for data in self._protocol.data_to_send():
            if data:
                self._transport.write(data)
            elif not self._transport.is_closing():
                self._transport.write_eof()
                self._say_no_more()

    def _say_no_more(self) -> None:
        """After a close frame comes nothing, whoever still has this connection among his followers."""
        self.write = _nothing
        self._watch.expect(self, self._watch.limits.closing_seconds)


def _nothing(_data: bytes) -> None: ...


CLOSE_NOT_ADMITTED = 4401
CLOSE_REVOKED = 4403
CLOSE_NO_HELLO = 4408

_ON_FRAME: dict[Opcode, Callable[[Connection, Frame], None]] = {
    Opcode.TEXT: Connection._text,
    Opcode.CONT: Connection._continuation,
    Opcode.BINARY: Connection._binary,
    Opcode.PING: Connection._ignore,
    Opcode.PONG: Connection._ignore,
    Opcode.CLOSE: Connection._ignore,
}
