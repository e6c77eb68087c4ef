"""Tags for PDFs that we lay out ourselves: what is a heading, what a paragraph, in which order it is read (ISO 32000-2,
14.7 and 14.8). reportlab writes the page, pypdf adds the tree; screen readers need both.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    TextStringObject,
)
from reportlab.pdfgen.canvas import Canvas


@dataclass
class Element:
    """A heading or paragraph: the marked content (page, number on it) that belongs to it, in reading order."""

    tag: str
    content: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class Tagging:
    """Of one canvas. Everything that is drawn belongs to an element or is an artifact."""

    canvas: Canvas
    elements: list[Element] = field(default_factory=list)
    _marks: list[int] = field(default_factory=lambda: [0])

    def element(self, tag: str) -> Element:
        self.elements.append(Element(tag))
        return self.elements[-1]

    @contextmanager
    def content(self, element: Element) -> Iterator[None]:
        page, number = len(self._marks) - 1, self._marks[-1]
        self._marks[-1] += 1
        element.content.append((page, number))
        self.canvas._code.append(f"/{element.tag} <</MCID {number}>> BDC")
        yield
        self.canvas._code.append("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is not read out: lines, page numbers."""
        self.canvas._code.append("/Artifact BMC")
        yield
        self.canvas._code.append("EMC")

    def next_page(self) -> None:
        self.canvas.showPage()
        self._marks.append(0)


def with_tree(pdf: bytes, elements: list[Element]) -> bytes:
    """The same PDF, which says how it is to be read."""
    writer = PdfWriter(clone_from=BytesIO(pdf))
    root = writer._add_object(DictionaryObject({NameObject("/Type"): NameObject("/StructTreeRoot")}))
    document = _add(writer, "/Document", root)
    marks: dict[int, dict[int, IndirectObject]] = {}
    children = ArrayObject(_add_element(writer, element, document, marks) for element in elements)
    document.get_object()[NameObject("/K")] = children  # type: ignore[index]
    root.get_object().update(  # type: ignore[union-attr]
        {NameObject("/K"): ArrayObject([document]), NameObject("/ParentTree"): _parent_tree(writer, marks)}
    )
    for index, page in enumerate(writer.pages):
        page[NameObject("/StructParents")] = NumberObject(index)
        page[NameObject("/Tabs")] = NameObject("/S")
    writer.root_object[NameObject("/StructTreeRoot")] = root
    writer.root_object[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(True)})
    writer.root_object[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject("/DisplayDocTitle"): BooleanObject(True)}
    )
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def set_language(writer: PdfWriter, language: str) -> None:
    writer.root_object[NameObject("/Lang")] = TextStringObject(language)


def _add_element(
    writer: PdfWriter, element: Element, parent: IndirectObject, marks: dict[int, dict[int, IndirectObject]]
) -> IndirectObject:
    reference = _add(writer, f"/{element.tag}", parent)
    content = ArrayObject()
    for page, number in element.content:
        marks.setdefault(page, {})[number] = reference
        content.append(
            DictionaryObject(
                {
                    NameObject("/Type"): NameObject("/MCR"),
                    NameObject("/Pg"): writer.pages[page].indirect_reference or NumberObject(0),
                    NameObject("/MCID"): NumberObject(number),
                }
            )
        )
    reference.get_object()[NameObject("/K")] = content  # type: ignore[index]
    return reference


def _add(writer: PdfWriter, tag: str, parent: IndirectObject) -> IndirectObject:
    entries = {"/Type": NameObject("/StructElem"), "/S": NameObject(tag), "/P": parent}
    return writer._add_object(DictionaryObject({NameObject(key): value for key, value in entries.items()}))


def _parent_tree(writer: PdfWriter, marks: dict[int, dict[int, IndirectObject]]) -> IndirectObject:
    """From marked content back to its element, by page and number."""
    numbers = ArrayObject()
    for page, of_page in sorted(marks.items()):
        numbers.append(NumberObject(page))
        numbers.append(ArrayObject(of_page[number] for number in sorted(of_page)))
    return writer._add_object(DictionaryObject({NameObject("/Nums"): numbers}))
