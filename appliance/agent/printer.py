"""Printers of tickets: where their bytes go, and what they say of themselves (ESC/POS, DLE EOT)."""

import errno
import os
import select
import socket
import time
from collections.abc import Callable
from pathlib import Path

from appliance.domain.paper import PrinterState
from appliance.ports import NotPrinted

STATUS_SECONDS = 1.0
"""A printer that answers at all does so within milliseconds."""

WRITE_SECONDS = 15.0
"""A ticket takes two; whoever takes longer has no paper, or no cable."""

PORT = 9100
OFFLINE_CAUSE, PAPER_SENSOR = b"\x10\x04\x02", b"\x10\x04\x04"
FIXED_BITS, FIXED = 0b1001_0011, 0b0001_0010
"""Of every answer to DLE EOT: the others say something."""

COVER_OPEN, PAPER_ENDED, IN_ERROR = 0x04, 0x20, 0x40
NEAR_END, AT_END = 0x0C, 0x60


def state_of(causes: int | None, paper: int | None) -> PrinterState:
    """From the answers to both questions; None: no answer, or one that is none."""
    if causes is None and paper is None:
        return PrinterState.UNKNOWN
    causes, paper = causes or 0, paper or 0
    if causes & COVER_OPEN:
        return PrinterState.COVER_OPEN
    if paper & AT_END or causes & PAPER_ENDED:
        return PrinterState.PAPER_OUT
    if causes & IN_ERROR:
        return PrinterState.ERROR
    return PrinterState.PAPER_LOW if paper & NEAR_END else PrinterState.READY


def answer_of(payload: bytes) -> int | None:
    """The newest byte that can be an answer."""
    return next((byte for byte in reversed(payload) if byte & FIXED_BITS == FIXED), None)


class UsbPrinter:
    """The kernel's `usblp`: /dev/usb/lp0."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def state(self) -> PrinterState:
        try:
            device = os.open(self._path, os.O_RDWR | os.O_NONBLOCK)
        except OSError as error:
            return PrinterState.OFFLINE if error.errno == errno.EBUSY else PrinterState.MISSING
        try:
            return state_of(*(_asked(device, question) for question in (OFFLINE_CAUSE, PAPER_SENSOR)))
        except OSError:
            return PrinterState.UNKNOWN  # it takes bytes and gives none
        finally:
            os.close(device)

    def print(self, paper: bytes) -> None:
        try:
            device = os.open(self._path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            raise NotPrinted(PrinterState.MISSING, begun=False) from None
        try:
            _write_all(device, paper)
        finally:
            os.close(device)


class NetworkPrinter:
    """Raw bytes to a port, 9100 if nothing else is said."""

    def __init__(self, address: str) -> None:
        host, colon, port = address.rpartition(":") if not address.endswith("]") else (address, "", "")
        self._address = (host.strip("[]"), int(port)) if colon else (address.strip("[]"), PORT)

    def state(self) -> PrinterState:
        try:
            with self._connected() as connection:
                return state_of(*(_asked(connection.fileno(), one) for one in (OFFLINE_CAUSE, PAPER_SENSOR)))
        except OSError:
            return PrinterState.MISSING

    def print(self, paper: bytes) -> None:
        try:
            connection = self._connected()
        except OSError:
            raise NotPrinted(PrinterState.MISSING, begun=False) from None
        with connection:
            _write_all(connection.fileno(), paper)
            connection.shutdown(socket.SHUT_WR)

    def _connected(self) -> socket.socket:
        connection = socket.create_connection(self._address, STATUS_SECONDS)
        connection.setblocking(False)
        return connection


class FilePrinter:
    """For tests and demonstrations: tickets are appended to a file. `<file>.state` may hold the state it is in."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def state(self) -> PrinterState:
        said = self._path.with_name(f"{self._path.name}.state")
        return PrinterState(said.read_text().strip()) if said.exists() else PrinterState.READY

    def print(self, paper: bytes) -> None:
        with self._path.open("ab") as file:
            file.write(paper)
            file.flush()
            os.fsync(file.fileno())


def _asked(device: int, question: bytes) -> int | None:
    os.write(device, question)
    if not select.select([device], [], [], STATUS_SECONDS)[0]:
        return None
    return answer_of(os.read(device, 64))


def _write_all(device: int, paper: bytes, now: Callable[[], float] = time.monotonic) -> None:
    """Raises NotPrinted; from the first byte on nobody knows what stands on the paper."""
    deadline, left = now() + WRITE_SECONDS, memoryview(paper)
    while left:
        if not select.select([], [device], [], max(0.0, deadline - now()))[1]:
            raise NotPrinted(PrinterState.OFFLINE, begun=len(left) < len(paper))
        try:
            left = left[os.write(device, left) :]
        except BlockingIOError:
            continue
        except OSError:
            raise NotPrinted(PrinterState.ERROR, begun=len(left) < len(paper)) from None
