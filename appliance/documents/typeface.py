"""The typeface that forms are printed in: it has every letter that a name in Germany may have (`domain.latin`).

Letters that are a sequence of a letter and combining marks are shaped by HarfBuzz, so that the marks stand where they
belong; everything else is set as it is, because ligatures would be found by no search.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

from reportlab.lib.abag import ABag
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont, shapeFragWord
from reportlab.pdfgen.canvas import Canvas

FILE = Path(__file__).with_name("vendor") / "DejaVuSans.ttf"
NAME = "DejaVu"
MISSING = "\N{REPLACEMENT CHARACTER}"
"""Printed for what the typeface does not have: something is lacking there, and the reader sees it."""

_WITH_MARKS = re.compile("(.[\u0300-\u036f]+)")
_PLAIN = dict.fromkeys(("ccmp", "calt", "clig", "liga", "locl"), False)
"""No glyph takes the place of another one: a mark's variant has no letter, and no search would find it."""

ASCENT, DESCENT = 0.76, 0.24
"""Of the size: what a line of capitals with marks takes above and below its baseline."""


@cache
def _typeface() -> TTFont:
    font = TTFont(NAME, str(FILE), shapable=True)
    pdfmetrics.registerFont(font)
    return font


def has(character: str) -> bool:
    return ord(character) in _typeface().face.charToGlyph


def printable(text: str) -> str:
    """In the spelling that is printed, without anything that the typeface does not have."""
    composed = unicodedata.normalize("NFC", text.replace("\t", " "))
    return "".join(one if has(one) or one == "\n" else MISSING for one in composed)


def width(text: str, size: float) -> float:
    _typeface()
    return float(pdfmetrics.stringWidth(text, NAME, size))


def draw(canvas: Canvas, x: float, y: float, text: str, size: float) -> None:
    """One line of printable text; `y` is its baseline."""
    _typeface()
    line = canvas.beginText(x, y)
    line.setFont(NAME, size)
    for part in _WITH_MARKS.split(text):
        if _WITH_MARKS.fullmatch(part):
            line.textOut(_shaped(part, size))
            line._code.append("0 Ts")  # reportlab forgets how high it has set the last mark
            line._rise = 0
        elif part:
            line.textOut(part)
    canvas.drawText(line)


def _shaped(cluster: str, size: float) -> str:
    """A letter with its marks in their places, or the same string where they are there already."""
    look = ABag(fontName=NAME, fontSize=size)
    return shapeFragWord([0, (look, cluster)], _PLAIN)[1][1]


def wrapped(text: str, size: float, room: float) -> list[str]:
    """Printable text in lines no wider than `room`; words that are wider are cut."""
    lines: list[str] = []
    for paragraph in printable(text).split("\n"):
        lines.extend(_filled(paragraph.split(" "), size, room))
    return lines


def _filled(words: list[str], size: float, room: float) -> list[str]:
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if width(longer, size) <= room:
            lines[-1] = longer
        elif lines[-1]:
            lines.extend(_cut(word, size, room))
        else:
            lines[-1:] = _cut(word, size, room)
    return lines


def _cut(word: str, size: float, room: float) -> list[str]:
    pieces = [""]
    for one in word:
        if pieces[-1] and not unicodedata.combining(one) and width(pieces[-1] + one, size) > room:
            pieces.append("")
        pieces[-1] += one
    return pieces
