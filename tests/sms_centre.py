"""A small SMS centre on this machine: it speaks as much of SMPP 3.4 as is needed to take messages, and keeps them.

Written from the specification (4.1 bind, 4.4 submit_sm), without the library that the product sends with.
"""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

HEADER = struct.Struct(">IIII")  # length, command, status, sequence
BIND_TRANSMITTER, SUBMIT_SM, UNBIND, ENQUIRE_LINK, RESPONSE = 0x02, 0x04, 0x06, 0x15, 0x80000000
OK, INVALID_PASSWORD, INVALID_DESTINATION, THROTTLED = 0x00, 0x0E, 0x0B, 0x58
UCS2, HAS_HEADER = 0x08, 0x40


@dataclass(frozen=True)
class Part:
    """One submit_sm. `esm_class` 0x40: `content` begins with a header that says which part of how many it is."""

    sender: str
    number: str
    esm_class: int
    data_coding: int
    content: bytes


@dataclass
class SmsCentre:
    """`answers`: the status for the next messages, in order; OK afterwards."""

    port: int
    password: str = "geheim"
    parts: list[Part] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def text(self) -> str:
        """All parts together, as the telephone shows them."""
        contents = [part.content[6:] if part.esm_class & HAS_HEADER else part.content for part in self.parts]
        coding = "utf-16-be" if self.parts[0].data_coding == UCS2 else "ascii"
        return b"".join(contents).decode(coding)

    def _answer(self, command: int, body: bytes) -> tuple[int, bytes]:
        if command == BIND_TRANSMITTER:
            _, rest = _word(body)
            password, _ = _word(rest)
            return (OK if password == self.password else INVALID_PASSWORD), b"centre\0"
        if command != SUBMIT_SM:
            return OK, b""
        status = self.answers.pop(0) if self.answers else OK
        if status == OK:
            self.parts.append(_part(body))
        return status, b"id-1\0"

    def serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError, EOFError):
            asked = False
            while True:
                length, command, _, sequence = HEADER.unpack(_exactly(connection, HEADER.size))
                body = _exactly(connection, length - HEADER.size)
                if command == SUBMIT_SM and not asked:  # as real centres do in between
                    connection.sendall(HEADER.pack(HEADER.size, ENQUIRE_LINK, 0, 9000))
                    asked = True
                if command & RESPONSE:
                    continue
                status, said = self._answer(command, body)
                said = b"" if status else said
                connection.sendall(HEADER.pack(HEADER.size + len(said), command | RESPONSE, status, sequence) + said)
                if command == UNBIND:
                    return


@contextmanager
def sms_centre() -> Iterator[SmsCentre]:
    """On a free port of 127.0.0.1."""
    listening = socket.create_server(("127.0.0.1", 0))
    centre = SmsCentre(listening.getsockname()[1])

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                threading.Thread(target=centre.serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield centre
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def _part(body: bytes) -> Part:
    _, rest = _word(body)  # service_type
    sender, rest = _word(rest[2:])
    number, rest = _word(rest[2:])
    esm_class = rest[0]
    _, rest = _word(rest[3:])  # schedule_delivery_time
    _, rest = _word(rest)  # validity_period
    _registered, _replace, data_coding, _message_id, length = rest[:5]
    return Part(sender, number, esm_class, data_coding, rest[5 : 5 + length])


def _word(raw: bytes) -> tuple[str, bytes]:
    """A string that ends with a zero byte, and what follows."""
    word, _, rest = raw.partition(b"\0")
    return word.decode("ascii"), rest


def _exactly(connection: socket.socket, size: int) -> bytes:
    raw = b""
    while len(raw) < size:
        more = connection.recv(size - len(raw))
        if not more:
            raise EOFError
        raw += more
    return raw
