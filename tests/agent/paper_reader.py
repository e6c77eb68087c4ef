"""Reads what an ESC/POS printer would print: the text as it looks, QR codes as a phone would read them.

Only what tickets need; anything else is an error, so that nothing unknown is printed. Commands as in Epson's ESC/POS
command reference.
"""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import segno
import zxingcpp
from escpos.capabilities import get_profile


def known(code_page: str) -> bool:
    """To Python; printers have some that nobody else has."""
    try:
        codecs.lookup(code_page)
    except LookupError:
        return False
    return True


@dataclass
class Printed:
    """`rows` of text as (height in letters, text); `codes`: what the QR codes say; `cuts`: how often it was cut off."""

    rows: list[tuple[int, str]] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    cuts: int = 0

    @property
    def text(self) -> str:
        """Broken lines joined."""
        return re.sub(r"\s+", " ", " ".join(row for _, row in self.rows)).strip()


class Reader:
    def __init__(self, model: str = "default") -> None:
        pages = get_profile(model).get_code_pages()
        self._codecs = {int(number): name for name, number in pages.items() if known(name)}

    def read(self, paper: bytes) -> Printed:
        self._paper, self._at = paper, 0
        self._codec, self._height, self._line, self._stored = self._codecs.get(0, "ascii"), 1, "", ""
        self._printed = Printed()
        while self._at < len(paper):
            self._one()
        assert not self._line, "a line that nothing ends"
        return self._printed

    def _one(self) -> None:
        for command, act in COMMANDS.items():
            if self._paper.startswith(command, self._at):
                self._at += len(command)
                return act(self)
        byte = self._take()
        assert byte >= 0x20, f"unknown command {self._paper[self._at - 1 : self._at + 3]!r}"
        self._line += bytes([byte]).decode(self._codec)

    def _take(self, count: int = 1) -> int:
        """Little-endian, as all of their numbers."""
        value = int.from_bytes(self._paper[self._at : self._at + count], "little")
        self._at += count
        return value

    def _feed(self) -> None:
        if self._line:
            self._printed.rows.append((self._height, self._line))
        self._line = ""

    def _page(self) -> None:
        self._codec = self._codecs[self._take()]

    def _size(self) -> None:
        self._height = (self._take() & 0x0F) + 1

    def _mode(self) -> None:
        self._height = 2 if self._take() & 0x10 else 1

    def _skip(self) -> None:
        self._take()

    def _cut(self) -> None:
        self._take()
        self._printed.cuts += 1

    def _symbol(self) -> None:
        """GS ( k: 80 stores, 81 prints what is stored; the others say how large and how safe."""
        length = self._take(2)
        data = self._paper[self._at : self._at + length]
        self._at += length
        if data[1] == 80:
            self._stored = data[3:].decode()
        elif data[1] == 81:
            self._printed.codes.append(decoded(drawn(self._stored)))

    def _raster(self) -> None:
        """GS v 0: mode, bytes a row, rows, and the dots."""
        self._take()
        width, height = self._take(2), self._take(2)
        dots = np.frombuffer(self._paper, np.uint8, width * height, self._at).reshape(height, width)
        self._at += width * height
        self._printed.codes.append(decoded(np.where(np.unpackbits(dots, axis=1), 0, 255).astype(np.uint8)))


COMMANDS: dict[bytes, Callable[[Reader], None]] = {
    b"\x1b@": lambda reader: None,
    b"\n": Reader._feed,
    b"\x1bt": Reader._page,
    b"\x1d!": Reader._size,
    b"\x1b!": Reader._mode,
    b"\x1dV": Reader._cut,
    b"\x1d(k": Reader._symbol,
    b"\x1dv0": Reader._raster,
    **dict.fromkeys((b"\x1bE", b"\x1ba", b"\x1b{", b"\x1db", b"\x1b-", b"\x1bM", b"\x1dB", b"\x1bd"), Reader._skip),
}


def drawn(text: str) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    """As the printer's own firmware draws it."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix_iter(scale=6, border=4)]
    dark = np.array([list(row) for row in rows], np.uint8)
    return np.where(dark, 0, 255).astype(np.uint8)


def decoded(picture: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]") -> str:
    """With paper around it."""
    (code,) = zxingcpp.read_barcodes(np.pad(picture, 40, constant_values=255))
    return str(code.text)
