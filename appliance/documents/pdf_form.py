"""A form out of the fields of a PDF (AcroForm, ISO 32000-2, 12.7): what they are called and take, and where they are.

What cannot be filled in together is refused in plain words: forms of Adobe's XFA kind, encrypted and damaged files.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject

from appliance.documents import nearby
from appliance.domain.errors import OfficeError
from appliance.domain.form import (
    LONGEST_LABEL,
    LONGEST_VALUE,
    MOST_FIELDS,
    MOST_OPTIONS,
    Field,
    FieldType,
    Form,
    Option,
    Place,
    Writers,
    usual_length,
)

LARGEST = 10 * 1024 * 1024
"""Bytes of a PDF."""

ROW = 6.0
"""Points: fields whose upper edges differ by less stand in one row."""

_READ_ONLY, _REQUIRED = 1 << 0, 1 << 1
_LINES, _PASSWORD, _FILE = 1 << 12, 1 << 13, 1 << 20
_RADIO, PUSH = 1 << 15, 1 << 16
_SEVERAL = 1 << 21
"""Flags of fields (ISO 32000-2, tables 227 to 234)."""

_GUESSES = (
    (FieldType.IBAN, r"\biban\b"),
    (FieldType.EMAIL, r"e-?mail"),
    (FieldType.PHONE, r"telefon|telefax|\bfax|handy|mobil|phone|\btel\b"),
    (FieldType.DATE, r"datum|\bdate\b|geboren am|\bam\b.*\bdatum"),
    (FieldType.NAME, r"(vor|nach|familien|geburts|ruf|zu)namen?\b|^namen?\b"),
)
"""What a field of text probably takes, by its label. The administration sees it and may change it."""


_OF_ANY_LENGTH = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.NAME)
"""A date has its own length, whatever the paper has room for."""

_MEANINGLESS = re.compile(
    r"(text|textfeld|textfield|field|feld|undefined|kontrollkästchen|check ?box|cb|tf)?[ \d.]*", re.I
)
"""Names that programs give when nobody gives one."""


@dataclass(frozen=True)
class Widget:
    """One place where a field appears. `state` is what a box or circle says when it is crossed, `beside` what is
    printed next to it.
    """

    field: DictionaryObject
    place: Place
    state: str
    beside: str = ""

    @cached_property
    def name(self) -> str:
        return ".".join(reversed([str(one["/T"]) for one in _ancestry(self.field) if "/T" in one]))

    def inherited(self, key: str) -> Any:
        """Of the field, or of the nearest ancestor that says it."""
        found = next((one[key] for one in _ancestry(self.field) if key in one), None)
        return None if found is None else found.get_object()

    @property
    def flags(self) -> int:
        return int(self.inherited("/Ff") or 0)

    @property
    def kind(self) -> str:
        return str(self.inherited("/FT") or "")


def read(pdf: bytes, title: str) -> Form:
    """Its fields in the order in which people read. The title of the document counts more than `title`.

    Raises pdf_too_large, pdf_broken, pdf_encrypted, pdf_xfa, pdf_without_fields, pdf_too_many_fields.
    """
    if len(pdf) > LARGEST:
        raise OfficeError("pdf_too_large", megabytes=LARGEST // 1024 // 1024)
    try:
        return _read(pdf, title)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError):
        raise OfficeError("pdf_broken") from None  # pypdf meets damage with whatever error lies on its way


def widgets(reader: PdfReader) -> list[Widget]:
    """All fields' places that people fill in, in the order in which they read."""
    found = [one for index in range(len(reader.pages)) for one in _on_page(reader, index) if is_filled_in(one)]
    rows: dict[int, list[Widget]] = {}
    for page in sorted({one.place.page for one in found}):
        _rows_of_page([one for one in found if one.place.page == page], rows)
    return [one for row in rows.values() for one in sorted(row, key=lambda widget: widget.place.rect[0])]


def annotations(page: Any) -> Iterator[DictionaryObject]:
    """What lies on a page: links, fields, comments."""
    listed = page.get("/Annots")
    for one in listed.get_object() if listed is not None else ():
        annotation = one.get_object()
        if isinstance(annotation, DictionaryObject):
            yield annotation


def _read(pdf: bytes, title: str) -> Form:
    if not pdf.lstrip().startswith(b"%PDF-"):
        raise OfficeError("pdf_broken")
    reader = PdfReader(BytesIO(pdf))
    if reader.is_encrypted:
        raise OfficeError("pdf_encrypted")
    form = reader.root_object.get("/AcroForm")
    if form is not None and "/XFA" in form.get_object():
        raise OfficeError("pdf_xfa")
    fields = _fields(widgets(reader))
    if not fields:
        raise OfficeError("pdf_without_fields")
    if len(fields) > MOST_FIELDS:
        raise OfficeError("pdf_too_many_fields", most=MOST_FIELDS)
    said = reader.metadata.title if reader.metadata is not None else None
    return Form((said or title).strip()[:LONGEST_LABEL], tuple(fields))


def rectangle(annotation: DictionaryObject) -> tuple[float, float, float, float]:
    """Left, bottom, right, top, whichever corners the file names."""
    first_x, first_y, second_x, second_y = (float(edge) for edge in annotation["/Rect"].get_object())  # type: ignore[union-attr]
    return min(first_x, second_x), min(first_y, second_y), max(first_x, second_x), max(first_y, second_y)


def _on_page(reader: PdfReader, index: int) -> list[Widget]:
    page = reader.pages[index]
    found = [one for one in annotations(page) if one.get("/Subtype") == "/Widget" and "/Rect" in one]
    words = nearby.printed_on(page) if found else []
    return [_widget(one, Place(index, rectangle(one)), words) for one in found]


def _widget(annotation: DictionaryObject, place: Place, words: list[nearby.Words]) -> Widget:
    widget = Widget(annotation, place, _crossed(annotation))
    beside = nearby.right_of if widget.kind == "/Btn" else nearby.above_or_left
    return replace(widget, beside=beside(place, words))


def is_filled_in(widget: Widget) -> bool:
    """Not what a program fills in, presses, signs or uploads."""
    unusual = {"/Tx": _READ_ONLY | _FILE | _PASSWORD, "/Btn": _READ_ONLY | PUSH, "/Ch": _READ_ONLY}
    return widget.kind in unusual and not widget.flags & unusual[widget.kind] and widget.name != ""


def _rows_of_page(found: list[Widget], rows: dict[int, list[Widget]]) -> None:
    row, upper = len(rows), float("inf")
    for one in sorted(found, key=lambda widget: -widget.place.rect[3]):
        if upper - one.place.rect[3] > ROW:
            row, upper = row + 1, one.place.rect[3]
        rows.setdefault(row, []).append(one)


def _fields(found: list[Widget]) -> list[Field]:
    """Each once, at its first place."""
    by_name: dict[str, list[Widget]] = {}
    for widget in found:
        by_name.setdefault(widget.name, []).append(widget)
    fields: list[Field] = []
    for name, same in by_name.items():
        identifier = _identifier(name, {field.name for field in fields})
        fields.append(usual_length(_field(identifier, same)))
    return fields


def _field(name: str, same: list[Widget]) -> Field:
    widget = same[0]
    shaped = {"/Tx": _text, "/Btn": _button, "/Ch": _choice}[widget.kind](widget, same)
    return replace(
        shaped, name=name, label=_label(widget), required=bool(widget.flags & _REQUIRED), writers=Writers.BOTH
    )


def _text(widget: Widget, same: list[Widget]) -> Field:
    type = FieldType.LONG_TEXT if widget.flags & _LINES else _guessed(widget)
    longest = min(int(widget.inherited("/MaxLen") or 0), LONGEST_VALUE) if type in _OF_ANY_LENGTH else 0
    return _placed(Field("", type, "", longest=max(0, longest)), same)


def _guessed(widget: Widget) -> FieldType:
    if "AFDate" in _script(widget):
        return FieldType.DATE
    if "AFNumber" in _script(widget):
        return FieldType.NUMBER
    label = _label(widget).lower()
    return next((type for type, words in _GUESSES if re.search(words, label)), FieldType.TEXT)


def _script(widget: Widget) -> str:
    """Of its format, as Acrobat writes it: it says what the field is for. It is read, and never run."""
    actions = widget.inherited("/AA") or {}
    action = actions["/F"].get_object() if "/F" in actions else {}
    return str(action.get("/JS", ""))


def _button(widget: Widget, same: list[Widget]) -> Field:
    states = list(dict.fromkeys(one.state for one in same))
    if not widget.flags & _RADIO and len(states) == 1:
        return _placed(Field("", FieldType.CHECKBOX, ""), same)
    first = {state: next(one for one in same if one.state == state) for state in states[:MOST_OPTIONS]}
    options = tuple(
        Option(state, _button_label(one, widget, number)[:LONGEST_LABEL], one.place)
        for number, (state, one) in enumerate(first.items())
    )
    return Field("", FieldType.CHOICE, "", options=options)


def _button_label(button: Widget, group: Widget, number: int) -> str:
    """Its own words, those that the form exports for it (/Opt), those printed beside it, or the name of its state."""
    own = str(button.field.get("/TU", ""))
    if own and own != _label(group):
        return own
    exported = group.inherited("/Opt")
    position = int(button.state) if button.state.isdigit() else number
    if isinstance(exported, ArrayObject) and position < len(exported):
        return _words(str(exported[position].get_object()))
    return button.beside or _words(button.state)


def _choice(widget: Widget, same: list[Widget]) -> Field:
    options: dict[str, Option] = {}
    for one in (widget.inherited("/Opt") or ())[:MOST_OPTIONS]:
        entry = one.get_object()
        value, label = (entry[0], entry[1]) if isinstance(entry, ArrayObject) else (entry, entry)
        if str(value).strip():
            options[str(value)] = Option(str(value)[:LONGEST_LABEL], str(label)[:LONGEST_LABEL] or str(value))
    if not options:
        return _text(widget, same)
    type = FieldType.CHOICES if widget.flags & _SEVERAL else FieldType.CHOICE
    return _placed(Field("", type, "", options=tuple(options.values())), same)


def _placed(field: Field, same: list[Widget]) -> Field:
    return replace(field, pdf=same[0].place, copies=tuple(one.place for one in same[1:]))


def _crossed(annotation: DictionaryObject) -> str:
    """The name of the state that is not "off"."""
    appearances = annotation.get("/AP")
    normal = appearances.get_object().get("/N") if appearances is not None else None
    states = normal.get_object() if normal is not None else {}
    named = [str(key)[1:] for key in states if str(key) not in ("/Off", "/Type")] if "/Length" not in states else []
    return named[0] if named else "Yes"


def _label(widget: Widget) -> str:
    """What a screen reader says of the field (/TU, not that of one of its buttons), its name if that says something,
    or what is printed beside it.
    """
    is_radio = bool(widget.flags & _RADIO) and widget.kind == "/Btn"
    spoken = [*(one for one in _ancestry(widget.field) if "/T" in one), *([] if is_radio else [widget.field])]
    said = next((str(one["/TU"]).strip() for one in spoken if str(one.get("/TU", "")).strip()), "")
    name = _words(widget.name.rpartition(".")[2])
    printed = "" if is_radio else widget.beside
    return (said or (printed if _MEANINGLESS.fullmatch(name) else "") or name)[:LONGEST_LABEL]


def _words(name: str) -> str:
    """`vor_name[0]` -> `vor name`."""
    return " ".join(re.sub(r"\[\d+\]$|[_.]+", " ", name).split()) or name


def _identifier(name: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:50]
    stem = stem if stem[:1].isalpha() else f"field_{stem}".rstrip("_")
    numbered = (f"{stem}_{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(one for one in numbered if one not in taken)


def _ancestry(field: DictionaryObject) -> Iterator[DictionaryObject]:
    """The field and what it belongs to; a damaged file may go round in circles."""
    for _generation in range(20):
        yield field
        if "/Parent" not in field:
            return
        field = field["/Parent"].get_object()  # type: ignore[assignment]
