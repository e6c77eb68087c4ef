"""A ticket's lines as bytes for an ESC/POS printer: text in a code page it has, a QR code of its own or a picture."""

import textwrap
from collections.abc import Iterable

from escpos.constants import QR_ECLEVEL_M
from escpos.printer import Dummy

from appliance.domain.paper import Line, Style

NARROW_MM, NARROW_COLUMNS = 58, 32
NUMBER_SCALE, SMALLER_SCALE = 4, 3
"""Times the usual letter; of numbers that would not fit the smaller one."""

QR_DOTS, NARROW_QR_DOTS = 8, 6
"""Of one module: a link of 100 letters becomes about 4 cm wide."""

STARTS_ANEW = b"\x1b@"
"""ESC @: whatever an earlier job left behind."""


def rendered(lines: Iterable[Line], paper_mm: int, model: str) -> bytes:
    """One ticket, cut off at its end."""
    paper = _Paper(paper_mm, model)
    for line in lines:
        paper.put(line)
    return paper.bytes()


class _Paper:
    def __init__(self, paper_mm: int, model: str) -> None:
        self._out = Dummy(profile=model)
        is_narrow = paper_mm <= NARROW_MM
        columns = self._out.profile.get_columns("a")
        self._columns = min(columns, NARROW_COLUMNS) if is_narrow else columns
        self._qr_dots = NARROW_QR_DOTS if is_narrow else QR_DOTS
        self._put = {
            Style.HEAD: self._strong,
            Style.STRONG: self._strong,
            Style.TEXT: self._text,
            Style.NUMBER: self._number,
            Style.QR: self._qr,
            Style.GAP: lambda _text: self._out.text("\n"),
        }

    def put(self, line: Line) -> None:
        self._put[line.style](line.text)

    def bytes(self) -> bytes:
        self._out.cut()
        return STARTS_ANEW + bytes(self._out.output)

    def _text(self, text: str) -> None:
        self._out.set_with_default(align="center")
        for row in textwrap.wrap(text, self._columns):
            self._out.text(f"{row}\n")

    def _strong(self, text: str) -> None:
        self._out.set_with_default(align="center", bold=True)
        for row in textwrap.wrap(text, self._columns):
            self._out.text(f"{row}\n")

    def _number(self, text: str) -> None:
        scale = NUMBER_SCALE if len(text) * NUMBER_SCALE <= self._columns else SMALLER_SCALE
        self._out.set_with_default(align="center", bold=True, custom_size=True, width=scale, height=scale)
        self._out.text(f"{text}\n")

    def _qr(self, url: str) -> None:
        """By the printer itself where it can: sharper, and a hundredth of the bytes."""
        self._out.set_with_default(align="center")
        is_native = bool(self._out.profile.supports("qrCode"))
        self._out.qr(url, ec=QR_ECLEVEL_M, size=self._qr_dots, native=is_native)
        self._out.text("\n")
