"""A filled form on the PDF that it came from.

Values are drawn over the page with our own typeface and the fields are taken away: tools that fill fields in write
names with the typeface of the form, which has no `ł`. What does not fit in its place stands on an annex.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.pdfgen.canvas import Canvas

from appliance.documents import flattening, tagging, typeface
from appliance.documents.answers import NOTHING, Words, in_words
from appliance.documents.pdf_sheet import ANSWER, LABEL, TITLE, Block, pages
from appliance.domain.form import Field, FieldType, Form, Place
from appliance.domain.form_values import Value, shown

LARGEST_SIZE, SMALLEST_SIZE = 11.0, 6.0
"""Of letters, in points: smaller than that nobody reads on paper."""

SIZE_STEP = 0.5
LEADING = 1.2
PADDING = 2.0
CROSS = "X"
_ENDLESS = RectangleObject((-20_000, -20_000, 20_000, 20_000))


@dataclass(frozen=True)
class Entry:
    """What is drawn at a place; a field that is `lined` may break it."""

    place: Place
    text: str
    lined: bool = False
    crossed: bool = False


def filled(pdf: bytes, form: Form, values: dict[str, Value], words: Words) -> bytes:
    """`values` are printed ones (see `form_values.printed`)."""
    writer = PdfWriter(clone_from=BytesIO(pdf))
    entries, overlong = _entries(form, values, words)
    for index, page in enumerate(list(writer.pages)):
        flattening.flatten(writer, page)
        overlay = _overlay([one for one in entries if one.place.page == index], _turned(page))
        if overlay is not None:
            page.merge_page(overlay)
            page.compress_content_streams()
    if overlong:
        writer.append(BytesIO(_annex(form, overlong, values, words)), import_outline=False)
    flattening.still(writer)
    tagging.set_language(writer, words.language)
    writer.add_metadata({"/Title": form.title})
    return tagging.written(PdfWriter(clone_from=BytesIO(tagging.written(writer))))  # only what the pages still need


def _entries(form: Form, values: dict[str, Value], words: Words) -> tuple[list[Entry], list[Field]]:
    """What is drawn, and the fields whose values do not fit in their place or have none on the paper."""
    entries: list[Entry] = []
    overlong: list[Field] = []
    for field in shown(form, values):
        if not _has_place(field) and values.get(field.name):
            overlong.append(field)
        for entry in _of_field(field, values.get(field.name), words):
            if entry.crossed or _size(entry) > 0:
                entries.append(entry)
                continue
            entries.append(Entry(entry.place, words.see_annex))
            if field not in overlong:
                overlong.append(field)
    return entries, overlong


def _has_place(field: Field) -> bool:
    return field.pdf is not None or any(option.pdf is not None for option in field.options)


def _of_field(field: Field, value: Value | None, words: Words) -> Iterator[Entry]:
    if value is None:
        return
    chosen = value if isinstance(value, list) else [value]
    for option in field.options:
        if option.pdf is not None and option.value in chosen:
            yield Entry(option.pdf, CROSS, crossed=True)
    for place in (field.pdf, *field.copies) if field.pdf is not None else ():
        if field.type is FieldType.CHECKBOX:
            yield Entry(place, CROSS, crossed=True)
        else:
            text = in_words(field, value, words)
            lined = field.type is FieldType.LONG_TEXT
            yield Entry(place, typeface.printable(text if lined else text.replace("\n", ", ")), lined)


def _room(place: Place) -> tuple[float, float]:
    left, bottom, right, top = place.rect
    return right - left - 2 * PADDING, top - bottom


def _size(entry: Entry) -> float:
    """The largest that fits, 0 if none does."""
    size = LARGEST_SIZE
    while size >= SMALLEST_SIZE:
        if _fits(entry, size):
            return size
        size -= SIZE_STEP
    return 0


def _fits(entry: Entry, size: float) -> bool:
    across, up = _room(entry.place)
    if not entry.lined:
        return (
            typeface.width(entry.text, size) <= across and size * (typeface.ASCENT + typeface.DESCENT) <= up + PADDING
        )
    return len(typeface.wrapped(entry.text, size, across)) * size * LEADING <= up - 2 * PADDING


def _overlay(entries: list[Entry], turned: int) -> PageObject | None:
    if not entries:
        return None
    file = BytesIO()
    canvas = Canvas(file)
    for entry in entries:
        _draw(canvas, entry, turned)
    canvas.save()
    overlay = PdfReader(file).pages[0]
    overlay.mediabox = overlay.cropbox = overlay.trimbox = _ENDLESS
    return overlay


def _draw(canvas: Canvas, entry: Entry, turned: int) -> None:
    """On a page that is shown turned, letters stand as people see them."""
    canvas.saveState()
    left, bottom, right, top = entry.place.rect
    corner = {0: (left, bottom), 90: (right, bottom), 180: (right, top), 270: (left, top)}[turned]
    canvas.translate(*corner)
    canvas.rotate(turned)
    across, up = (right - left, top - bottom) if turned % 180 == 0 else (top - bottom, right - left)
    lying = Entry(Place(0, (0, 0, across, up)), entry.text, entry.lined, entry.crossed)
    _cross(canvas, lying) if entry.crossed else _write(canvas, lying)
    canvas.restoreState()


def _write(canvas: Canvas, entry: Entry) -> None:
    across, up = _room(entry.place)
    size = _size(entry) or SMALLEST_SIZE
    if not entry.lined:
        typeface.draw(canvas, PADDING, (up - size * (typeface.ASCENT - typeface.DESCENT)) / 2, entry.text, size)
        return
    for number, line in enumerate(typeface.wrapped(entry.text, size, across)):
        typeface.draw(canvas, PADDING, up - PADDING - size * (typeface.ASCENT + number * LEADING), line, size)


def _cross(canvas: Canvas, entry: Entry) -> None:
    across, up = entry.place.rect[2:]
    size = min(across, up)
    width = typeface.width(CROSS, size)
    typeface.draw(canvas, (across - width) / 2, (up - size * 0.73) / 2, CROSS, size)


def _turned(page: PageObject) -> int:
    """Degrees clockwise, in quarters."""
    return int(page.rotation) % 360 // 90 * 90


def _annex(form: Form, fields: list[Field], values: dict[str, Value], words: Words) -> bytes:
    title = words.annex.format(title=form.title)
    blocks = [Block(((TITLE, title),))]
    for field in fields:
        text = in_words(field, values.get(field.name), words) or NOTHING
        blocks.append(Block(((LABEL, field.label), (ANSWER, text)), ruled=True))
    return pages(blocks, title, words)
