"""The fields of a PDF become part of its pages: nobody fills them in any more, and nothing in it runs by itself."""

from collections.abc import Iterator
from typing import Any

from pypdf import PageObject, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, StreamObject

from appliance.documents import pdf_form
from appliance.domain.form import Place

_HIDDEN = 1 << 1
_RUNS = ("/OpenAction", "/AA", "/AcroForm")
"""What would fill in, compute or run something when the file is opened."""

_HARMLESS_ACTIONS = ("/URI", "/GoTo")


def still(writer: PdfWriter) -> None:
    """Without scripts and files inside."""
    for key in _RUNS:
        writer.root_object.pop(NameObject(key), None)
    names = _dictionary(writer.root_object, "/Names")
    for key in ("/JavaScript", "/EmbeddedFiles"):
        names.pop(NameObject(key), None)


def flatten(writer: PdfWriter, page: PageObject) -> None:
    """Fields go; their frames stay, and what fields show that nobody fills in here."""
    kept = ArrayObject()
    operators: list[str] = []
    for annotation in pdf_form.annotations(page):
        if annotation.get("/Subtype") != "/Widget":
            kept.append(annotation.indirect_reference or annotation)
            _calm(annotation)
        elif not int(annotation.get("/F", 0)) & _HIDDEN:
            operators.extend(_painted(writer, page, annotation))
    page.pop(NameObject("/AA"), None)
    page[NameObject("/Annots")] = kept
    if operators:
        _add_content(writer, page, "\n".join(operators))


def _calm(annotation: DictionaryObject) -> None:
    annotation.pop(NameObject("/AA"), None)
    if _dictionary(annotation, "/A").get("/S") not in _HARMLESS_ACTIONS:
        annotation.pop(NameObject("/A"), None)


def _painted(writer: PdfWriter, page: PageObject, annotation: DictionaryObject) -> Iterator[str]:
    widget = pdf_form.Widget(annotation, Place(0, pdf_form.rectangle(annotation)), "")
    if pdf_form.is_filled_in(widget):
        yield from _frame(annotation)
        return
    appearance = _dictionary(annotation, "/AP").get("/N")
    stream = appearance.get_object() if appearance is not None else None
    is_pushed = widget.kind == "/Btn" and widget.flags & pdf_form.PUSH
    if isinstance(stream, StreamObject) and not is_pushed:
        yield _stamp(writer, page, annotation, stream)


def _stamp(writer: PdfWriter, page: PageObject, annotation: DictionaryObject, stream: StreamObject) -> str:
    """The field's own picture as a part of the page (ISO 32000-2, 12.5.5, without turned matrices)."""
    resources = page.setdefault(NameObject("/Resources"), DictionaryObject()).get_object()
    objects = resources.setdefault(NameObject("/XObject"), DictionaryObject()).get_object()
    name = NameObject(f"/VorzimmerField{len(objects)}")
    objects[name] = stream.indirect_reference or writer._add_object(stream)
    stream.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form")})
    box = [float(edge) for edge in stream.get("/BBox", (0, 0, 1, 1))]
    left, bottom, right, top = pdf_form.rectangle(annotation)
    across, up = (right - left) / ((box[2] - box[0]) or 1), (top - bottom) / ((box[3] - box[1]) or 1)
    moved = f"{across:.5f} 0 0 {up:.5f} {left - box[0] * across:.3f} {bottom - box[1] * up:.3f} cm"
    return f"q {moved} {name} Do Q"


def _frame(annotation: DictionaryObject) -> Iterator[str]:
    """Ground and border of a field, as its dictionary says (/MK, /BS)."""
    look, style = _dictionary(annotation, "/MK"), _dictionary(annotation, "/BS")
    left, bottom, right, top = pdf_form.rectangle(annotation)
    area = f"{left:.2f} {bottom:.2f} {right - left:.2f} {top - bottom:.2f} re"
    width = float(style.get("/W", 1))
    ground, border = _colour(look, "/BG", "rg"), _colour(look, "/BC", "RG")
    if ground:
        yield f"q {ground} {area} f Q"
    if border and width > 0:
        yield f"q {border} {width:.2f} w {area} S Q"


def _colour(look: DictionaryObject, key: str, operator: str) -> str:
    """The operator for grey, RGB or CMYK; "" for none."""
    parts: Any = look.get(key, ())
    operators = {1: {"rg": "g", "RG": "G"}, 3: {"rg": "rg", "RG": "RG"}, 4: {"rg": "k", "RG": "K"}}
    if len(parts) not in operators:
        return ""
    return f"{' '.join(f'{float(part):.3f}' for part in parts)} {operators[len(parts)][operator]}"


def _dictionary(holder: DictionaryObject, key: str) -> DictionaryObject:
    found = holder.get(key)
    value = found.get_object() if found is not None else None
    return value if isinstance(value, DictionaryObject) else DictionaryObject()


def _add_content(writer: PdfWriter, page: PageObject, operators: str) -> None:
    """After what is there, whose settings end with it."""
    known = page.get("/Contents")
    content = known.get_object() if known is not None else ArrayObject()
    listed = list(content) if isinstance(content, ArrayObject) else [known]
    page[NameObject("/Contents")] = ArrayObject(
        [_stream(writer, "q"), *listed, _stream(writer, "Q"), _stream(writer, operators)]
    )


def _stream(writer: PdfWriter, operators: str) -> Any:
    stream = DecodedStreamObject()
    stream.set_data(operators.encode())
    return writer._add_object(stream)
