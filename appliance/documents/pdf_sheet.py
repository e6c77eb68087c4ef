"""A filled form on pages of our own (A4): who asks, what is asked, what was answered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from appliance.documents import tagging, typeface
from appliance.documents.answers import Words, in_words
from appliance.documents.tagging import Tagging
from appliance.domain.form import FieldType, Form
from appliance.domain.form_values import Value, Values, shown

MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 25 * MM, 20 * MM, 22 * MM, 24 * MM
ROOM = A4[0] - LEFT - RIGHT
INK, QUIET, RULE = HexColor("#16181d"), HexColor("#4d5360"), HexColor("#b9bec8")


@dataclass(frozen=True)
class Style:
    """Sizes and distances in points; `before` is the space above."""

    size: float
    leading: float
    before: float
    tag: str = "P"
    colour: HexColor = INK


TITLE = Style(19, 24, 4, "H1")
TOWN = Style(10, 14, 0, colour=QUIET)
HEADING = Style(13, 17, 18, "H2")
NOTE = Style(9.5, 13, 8, colour=QUIET)
LABEL = Style(8.5, 11, 9, colour=QUIET)
ANSWER = Style(11, 15, 1)
FOOT = 8.0


@dataclass(frozen=True)
class Block:
    """Paragraphs that are one thing to read. `ruled`: a line below it."""

    parts: tuple[tuple[Style, str], ...]
    ruled: bool = False


def sheet(form: Form, values: Values, town: str, remarks: Sequence[str], words: Words) -> bytes:
    """The fields that are asked, with their answers. `remarks` stand at the end: when, and whether it was confirmed."""
    blocks = [Block(((TOWN, town),)), Block(((TITLE, form.title),))]
    for field in shown(form, values):
        blocks.append(_FIXED[field.type](field.label) if field.type in _FIXED else Block(
            ((LABEL, field.label), (ANSWER, in_words(field, _value(values, field.name), words))), ruled=True
        ))  # fmt: skip
    blocks.extend(Block(((NOTE, remark),)) for remark in remarks)
    return pages(blocks, form.title, words)


def pages(blocks: Sequence[Block], title: str, words: Words) -> bytes:
    """Twice: the first time tells how many there are."""
    count = _drawn(blocks, title, words, 0)[1]
    return _drawn(blocks, title, words, count)[0]


def _value(values: Values, name: str) -> Value | None:
    value = values.get(name)
    return value if isinstance(value, str | bool | list) else None


_FIXED: dict[FieldType, Callable[[str], Block]] = {
    FieldType.HEADING: lambda text: Block(((HEADING, text),)),
    FieldType.NOTE: lambda text: Block(((NOTE, text),)),
}


def _drawn(blocks: Sequence[Block], title: str, words: Words, count: int) -> tuple[bytes, int]:
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4, lang=words.language, initialFontName="Helvetica")
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setCreator("Vorzimmer")
    page = _Page(canvas, words, count)
    for block in blocks:
        page.put(block)
    page.end()
    canvas.save()
    return tagging.with_tree(file.getvalue(), page.tagging.elements), page.number


class _Page:
    """Where the next line goes."""

    def __init__(self, canvas: Canvas, words: Words, count: int) -> None:
        self.tagging, self.number = Tagging(canvas), 1
        self._canvas, self._words, self._count = canvas, words, count
        self._y = A4[1] - TOP

    def put(self, block: Block) -> None:
        """On this page as far as there is room; a label is never left alone at its foot."""
        lines = [(style, line, index == 0) for style, text in block.parts
                 for index, line in enumerate(typeface.wrapped(text, style.size, ROOM))]  # fmt: skip
        together = sum(style.leading + style.before for style, _ in block.parts)
        if self._y - together < BOTTOM:
            self._turn()
        element = self.tagging.element(block.parts[0][0].tag)
        for style, line, is_first in lines:
            self._line(element, style, line, style.before if is_first else 0)
        if block.ruled:
            self._rule()

    def end(self) -> None:
        text = self._words.page.format(page=self.number, pages=self._count)
        with self.tagging.artifact():
            self._canvas.setFillColor(QUIET)
            typeface.draw(self._canvas, A4[0] - RIGHT - typeface.width(text, FOOT), BOTTOM / 2, text, FOOT)

    def _line(self, element: tagging.Element, style: Style, line: str, before: float) -> None:
        if self._y - before - style.leading < BOTTOM:
            self._turn()
        self._y -= before + style.leading
        with self.tagging.content(element):
            self._canvas.setFillColor(style.colour)
            typeface.draw(self._canvas, LEFT, self._y, line, style.size)

    def _rule(self) -> None:
        self._y -= 6
        with self.tagging.artifact():
            self._canvas.setStrokeColor(RULE)
            self._canvas.setLineWidth(0.5)
            self._canvas.line(LEFT, self._y, A4[0] - RIGHT, self._y)

    def _turn(self) -> None:
        self.end()
        self.tagging.next_page()
        self.number += 1
        self._y = A4[1] - TOP
