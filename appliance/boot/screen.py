"""The text screen of a machine (tty1), for those who stand before it while there is nothing else."""

import os
import select
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TERMINAL = Path("/dev/tty1")
CLEAR = "\x1b[2J\x1b[H"
HIDE_CURSOR = "\x1b[?25l"
WIDTH = 78


@dataclass
class Screen:
    """`descriptor` is a terminal. What is shown already is not painted again."""

    descriptor: int
    _shown: str = ""

    def show(self, text: str) -> None:
        if text != self._shown:
            self._shown = text
            painted = "\r\n".join(f"  {line}" for line in ("", *text.splitlines()))
            os.write(self.descriptor, (HIDE_CURSOR + CLEAR + painted + "\r\n").encode())

    def key(self, seconds: float) -> str:
        """The key that is pressed within this time; empty if none is."""
        ready, _, _ = select.select([self.descriptor], [], [], seconds)
        return os.read(self.descriptor, 1).decode(errors="ignore") if ready else ""


@contextmanager
def opened(terminal: Path = TERMINAL) -> Iterator[Screen | None]:
    """None where there is no such terminal. Keys come one by one and are not echoed."""
    try:
        descriptor = os.open(terminal, os.O_RDWR | os.O_NOCTTY)
    except OSError:
        yield None
        return
    try:
        before = termios.tcgetattr(descriptor)
        tty.setcbreak(descriptor)
        yield Screen(descriptor)
        termios.tcsetattr(descriptor, termios.TCSANOW, before)
    finally:
        os.close(descriptor)
