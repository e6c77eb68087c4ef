"""Hearing a touch or a key while the screen sleeps: a compositor without an output leads no touch to any page.

The kernel's input devices may be read by several programs; here nothing is learnt but that somebody is there.
https://docs.kernel.org/input/input.html
"""

import asyncio
import os
import struct
from collections.abc import Callable
from pathlib import Path

DIRECTORY = Path("/dev/input")
EVENT = struct.Struct("llHHi")
"""input_event: seconds, microseconds, type, code, value."""
KEY, DOWN = 1, 1
"""Type EV_KEY has every key, every button, and BTN_TOUCH."""
MANY = 64 * EVENT.size


class Fingers:
    """`touched` is called from the running loop. `listen` again finds devices that were plugged in meanwhile."""

    def __init__(self, touched: Callable[[], None], directory: Path = DIRECTORY) -> None:
        self._touched, self._directory = touched, directory
        self._open: dict[Path, int] = {}

    def listen(self) -> None:
        for path in sorted(self._directory.glob("event*")):
            if path not in self._open:
                self._add(path)

    def stop(self) -> None:
        for path in list(self._open):
            self._drop(path)

    def _add(self, path: Path) -> None:
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return  # not ours to read, or gone again
        self._open[path] = descriptor
        asyncio.get_running_loop().add_reader(descriptor, self._read, path)

    def _drop(self, path: Path) -> None:
        descriptor = self._open.pop(path)
        asyncio.get_running_loop().remove_reader(descriptor)
        os.close(descriptor)

    def _read(self, path: Path) -> None:
        try:
            events = os.read(self._open[path], MANY)
        except BlockingIOError:
            return
        except OSError:
            events = b""
        if not events:
            return self._drop(path)  # unplugged
        whole = len(events) - len(events) % EVENT.size
        if any(kind == KEY and value == DOWN for _, _, kind, _, value in EVENT.iter_unpack(events[:whole])):
            self._touched()
