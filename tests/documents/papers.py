"""PDFs with fields, as programs of others make them: good ones, odd ones, and those that must be refused."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from appliance.documents.answers import Words

GERMAN = Words("de", "ja", "nein", "Seite {page} von {pages}", "Anlage zu: {title}", "siehe Anlage", "%d.%m.%Y")


def drawn(draw: Callable[[Canvas], None]) -> bytes:
    file = BytesIO()
    canvas = Canvas(file, invariant=1)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def text_field(canvas: Canvas, name: str, label: str, x: float, y: float, **details: Any) -> None:
    details = {"width": 200, "height": 20, **details}
    canvas.acroForm.textfield(name=name, tooltip=label, x=x, y=y, **details)


def one_field(**details: Any) -> bytes:
    return drawn(lambda canvas: text_field(canvas, "name", "Name", 50, 700, **details))


def changed(pdf: bytes, change: Callable[[PdfWriter], None]) -> bytes:
    writer = PdfWriter(clone_from=BytesIO(pdf))
    change(writer)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def with_xfa() -> bytes:
    def add(writer: PdfWriter) -> None:
        form = writer.root_object["/AcroForm"].get_object()
        form[NameObject("/XFA")] = TextStringObject("<xdp/>")  # type: ignore[index]

    return changed(one_field(), add)


def encrypted() -> bytes:
    return changed(one_field(), lambda writer: writer.encrypt("secret", algorithm="RC4-128"))


def without_fields() -> bytes:
    return drawn(lambda canvas: canvas.drawString(50, 700, "Bitte mit der Hand ausfüllen"))


def turned(degrees: int) -> bytes:
    return changed(one_field(), lambda writer: writer.pages[0].rotate(degrees) and None)


def with_script() -> bytes:
    """Runs something when it is opened, and when a field is left."""

    def add(writer: PdfWriter) -> None:
        script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.beep()")}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
        listed = ArrayObject([TextStringObject("first"), DictionaryObject(script)])
        tree = DictionaryObject({NameObject("/Names"): listed})
        writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): tree})
        annotation = writer.pages[0]["/Annots"][0].get_object()  # type: ignore[index]
        leave = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("AFDate_FormatEx")}
        annotation[NameObject("/AA")] = DictionaryObject({NameObject("/F"): DictionaryObject(leave)})

    return changed(one_field(), add)


def with_filled_by_program() -> bytes:
    """A field that nobody may write in shows something: that belongs on the paper."""

    def add(writer: PdfWriter) -> None:
        stream = StreamObject()
        stream.set_data(b"BT /F1 12 Tf 2 5 Td (Aktenzeichen 4711) Tj ET")
        stream[NameObject("/BBox")] = ArrayObject(map(NumberObject, (0, 0, 200, 20)))
        font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
        fonts = DictionaryObject({NameObject("/F1"): DictionaryObject(
            {NameObject(key): NameObject(value) for key, value in font.items()})})  # fmt: skip
        stream[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        annotation = writer.pages[0]["/Annots"][1].get_object()  # type: ignore[index]
        annotation[NameObject("/Ff")] = NumberObject(1)
        annotation[NameObject("/AP")] = DictionaryObject({NameObject("/N"): writer._add_object(stream)})

    def two(canvas: Canvas) -> None:
        text_field(canvas, "name", "Name", 50, 700)
        text_field(canvas, "reference", "Aktenzeichen", 300, 700)

    return changed(drawn(two), add)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
