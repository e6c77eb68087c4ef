"""Filled forms on paper: every name is in them as it was written, on our pages and on the town's own."""

import unicodedata
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import RectangleObject

from appliance.documents import pdf_form, pdf_paper, pdf_sheet
from appliance.domain.form import Condition, Field, FieldType, Form, Option, usual_length
from appliance.domain.form_values import Value, printed
from tests.documents import example_paper, papers
from tests.documents.names import NAMES
from tests.documents.papers import GERMAN, text_of

PEOPLE = tuple(usual_length(Field(f"name_{number}", FieldType.NAME, f"Name {number}")) for number in range(len(NAMES)))
FORM = Form("Anmeldung einer Wohnung", (
    Field("who", FieldType.HEADING, "Wer zieht um?"),
    *PEOPLE,
    Field("family", FieldType.CHECKBOX, "Mit Familie"),
    usual_length(Field("children", FieldType.NUMBER, "Kinder", shown_if=Condition("family", True))),
    usual_length(Field("moved_on", FieldType.DATE, "Einzug am")),
    Field("kind", FieldType.CHOICES, "Art", options=(Option("a", "Hauptwohnung"), Option("b", "Nebenwohnung"))),
    usual_length(Field("remarks", FieldType.LONG_TEXT, "Bemerkungen")),
))  # fmt: skip
VALUES: dict[str, Any] = {field.name: name for field, name in zip(PEOPLE, NAMES, strict=True)}


def sheet(**values: Value) -> bytes:
    asked = printed(FORM, {**VALUES, **values})
    return pdf_sheet.sheet(FORM, asked, "Stadt Musterstadt", ["Ausgefüllt am 2. März 2026."], GERMAN)


def paper(**values: Value) -> bytes:
    pdf = example_paper.certificate_of_residence()
    form = pdf_form.read(pdf, "")
    return pdf_paper.filled(pdf, form, printed(form, values), GERMAN)


def spelled(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def test_every_name_is_on_our_sheet() -> None:
    text = text_of(sheet())
    assert [name for name in NAMES if spelled(name) not in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_on_the_towns_own_paper(name: str) -> None:
    assert spelled(name) in text_of(paper(familienname=name))


def test_our_sheet_says_who_asks_what_was_answered_and_where_it_ends() -> None:
    text = text_of(sheet(family=True, children="2", moved_on="2026-03-01", kind=["a", "b"], remarks="eins\nzwei"))
    told = ("Stadt Musterstadt", "Anmeldung einer Wohnung", "Wer zieht um?", "ja", "01.03.2026", "eins\nzwei")
    assert [one for one in told if one not in text] == []
    assert all(one in text for one in ("Hauptwohnung", "Nebenwohnung", "Ausgefüllt am 2. März", "Seite 2 von 2"))


def test_what_is_not_asked_is_not_on_our_sheet() -> None:
    assert "Kinder" not in text_of(sheet(family=False, children="2"))


def test_a_date_that_is_not_whole_yet_is_printed_as_it_was_typed() -> None:
    assert "2026-0" in text_of(sheet(moved_on="2026-0"))


def test_a_long_answer_goes_on_over_pages() -> None:
    answer = " ".join(f"Wort{number}" for number in range(400))
    pdf = sheet(remarks=answer)
    assert len(PdfReader(BytesIO(pdf)).pages) == 3
    assert " ".join(text_of(pdf).split()).count("Wort") == 400


def test_our_sheet_is_tagged_with_language_title_and_reading_order() -> None:
    root = PdfReader(BytesIO(sheet())).root_object
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("de", True)  # type: ignore[index]
    (document,) = root["/StructTreeRoot"]["/K"]  # type: ignore[index]
    tags = [element.get_object()["/S"] for element in document.get_object()["/K"]]
    assert tags[:4] == ["/P", "/H1", "/H2", "/P"]
    assert PdfReader(BytesIO(sheet())).metadata.title == "Anmeldung einer Wohnung"  # type: ignore[union-attr]


def test_every_mark_on_a_page_leads_back_to_its_element() -> None:
    reader = PdfReader(BytesIO(sheet(remarks="viel Text " * 300)))
    numbers = reader.root_object["/StructTreeRoot"]["/ParentTree"]["/Nums"]  # type: ignore[index]
    by_page = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for index, page in enumerate(reader.pages):
        marks = page.get_contents().get_data().count(b"/MCID")  # type: ignore[union-attr]
        assert page["/StructParents"] == index and len(by_page[index]) == marks > 0


def test_choices_are_crossed_where_the_paper_has_them() -> None:
    chosen = text_of(paper(art="extended", gebuehr=True))
    assert chosen.count("\nX") == 2 and text_of(paper(gebuehr=True)).count("\nX") == 1


def test_a_filled_paper_has_no_fields_any_more_but_their_frames() -> None:
    reader = PdfReader(BytesIO(paper(familienname="Weiß")))
    assert "/AcroForm" not in reader.root_object
    assert list(reader.pages[0].get("/Annots", ())) == []
    assert b" re S" in reader.pages[0].get_contents().get_data()  # type: ignore[union-attr]


def test_a_value_longer_than_its_place_stands_on_an_annex() -> None:
    pdf = paper(strasse="Am Wümmedamm " * 7)
    first, annex = (page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    assert "siehe Anlage" in first and "Wümme" not in first
    assert "Anlage zu: Antrag auf Meldebescheinigung" in annex and annex.count("Wümmedamm") == 7


def test_a_field_that_the_paper_does_not_have_stands_on_an_annex() -> None:
    pdf = papers.one_field()
    form = pdf_form.read(pdf, "x")
    more = replace(form, fields=(*form.fields, usual_length(Field("remark", FieldType.TEXT, "Bemerkung"))))
    _first, annex = PdfReader(BytesIO(pdf_paper.filled(pdf, more, {"remark": "später ergänzt"}, GERMAN))).pages
    assert "Bemerkung\nspäter ergänzt" in annex.extract_text()


def test_a_value_becomes_smaller_before_it_goes_to_an_annex() -> None:
    street = "Am Großen Anger 5 b, Hinterhaus, 3. Obergeschoss links"
    pdf = paper(strasse=street)
    assert street in text_of(pdf) and len(PdfReader(BytesIO(pdf)).pages) == 1


def test_nothing_in_a_filled_paper_runs_by_itself() -> None:
    pdf = papers.with_script()
    filled = pdf_paper.filled(pdf, pdf_form.read(pdf, "x"), {}, GERMAN)
    root = PdfReader(BytesIO(filled)).root_object
    assert "/OpenAction" not in root and "/JavaScript" not in root.get("/Names", {})
    assert b"JavaScript" not in filled and b"app." not in filled


def test_what_a_program_filled_in_stays_on_the_paper() -> None:
    pdf = papers.with_filled_by_program()
    filled = pdf_paper.filled(pdf, pdf_form.read(pdf, "x"), {"name": "Weiß"}, GERMAN)
    assert "Aktenzeichen 4711" in text_of(filled) and "Weiß" in text_of(filled)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_on_a_turned_page_letters_stand_as_people_read_them(degrees: int) -> None:
    pdf = papers.turned(degrees)
    form = pdf_form.read(pdf, "x")
    filled = pdf_paper.filled(pdf, form, {"name": "Weiß"}, GERMAN)
    found: list[tuple[float, ...]] = []
    PdfReader(BytesIO(filled)).pages[0].extract_text(
        visitor_text=lambda text, moved, _matrix, _font, _size: found.append(tuple(moved)) if "Wei" in text else None
    )
    turns = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}
    assert tuple(round(part) for part in found[0][:2]) == turns[degrees]


def test_on_a_page_whose_corner_is_elsewhere_values_stand_in_their_place() -> None:
    box = RectangleObject((-50, -50, 600, 900))
    pdf = papers.changed(papers.one_field(), lambda writer: setattr(writer.pages[0], "mediabox", box))
    form = pdf_form.read(pdf, "x")
    assert "Weiß" in text_of(pdf_paper.filled(pdf, form, {"name": "Weiß"}, GERMAN))


def test_a_copy_is_printed_too() -> None:
    pdf = papers.one_field()
    form = pdf_form.read(pdf, "x")
    (field,) = form.fields
    assert field.pdf is not None
    below = replace(field.pdf, rect=(50, 400, 250, 420))
    twice = replace(form, fields=(replace(field, copies=(below,)),))
    assert text_of(pdf_paper.filled(pdf, twice, {"name": "Weiß"}, GERMAN)).count("Weiß") == 2
