"""Fields of PDFs become a form; what cannot is refused by its name."""

import json

import pytest
from reportlab.pdfgen.canvas import Canvas

from appliance.demo import PAPER_FORM
from appliance.documents import pdf_form
from appliance.domain.form import MOST_FIELDS, FieldType, Form, from_json
from tests.conftest import Refused
from tests.documents import example_paper, papers


@pytest.fixture(scope="module")
def example() -> Form:
    return pdf_form.read(example_paper.certificate_of_residence(), "antrag.pdf")


def test_a_form_has_the_title_of_its_document_and_no_faults(example: Form) -> None:
    assert (example.title, example.faults()) == ("Antrag auf Meldebescheinigung", [])


def test_fields_come_in_the_order_in_which_people_read(example: Form) -> None:
    names = "familienname vornamen geburtsname geburtsdatum strasse ort telefon art weg zweck gebuehr"
    assert [field.name for field in example.fields] == names.split()


def test_a_field_takes_what_its_label_says(example: Form) -> None:
    types = {field.name: field.type for field in example.fields}
    assert (types["familienname"], types["geburtsdatum"], types["strasse"]) == ("name", "date", "text")
    assert (types["telefon"], types["art"], types["weg"]) == ("phone", "choice", "choice")
    assert (types["zweck"], types["gebuehr"]) == ("long_text", "checkbox")


def test_labels_are_what_screen_readers_say_and_buttons_what_stands_beside_them(example: Form) -> None:
    kind = example.field("art")
    assert kind is not None and kind.label == "Welche Bescheinigung brauchen Sie?"
    assert [option.label for option in kind.options] == ["einfache Meldebescheinigung", "erweiterte Meldebescheinigung"]


def test_required_fields_lengths_and_places_are_kept(example: Form) -> None:
    surname, purpose, kind = (example.field(name) for name in ("familienname", "zweck", "art"))
    assert surname is not None and purpose is not None and kind is not None
    assert (surname.required, purpose.required, purpose.longest) == (True, False, 1000)
    assert surname.pdf is not None and surname.pdf.rect == (60, 690, 290, 710)
    assert kind.pdf is None and [option.pdf is not None for option in kind.options] == [True, True]


def test_without_a_label_what_is_printed_beside_a_field_names_it() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 724, "Mädchenname")
        papers.text_field(canvas, "Text1", "", 50, 700)
        canvas.drawString(50, 656, "Postleitzahl")
        papers.text_field(canvas, "Text2", "", 130, 650)
        papers.text_field(canvas, "hausnummer", "", 50, 600)

    form = pdf_form.read(papers.drawn(draw), "x")
    assert [field.label for field in form.fields] == ["Mädchenname", "Postleitzahl", "hausnummer"]


def test_a_field_that_appears_twice_is_asked_once_and_printed_twice() -> None:
    def draw(canvas: Canvas) -> None:
        papers.text_field(canvas, "name", "Name", 50, 700)
        canvas.showPage()
        papers.text_field(canvas, "name", "Name", 60, 500)

    (field,) = pdf_form.read(papers.drawn(draw), "x").fields
    assert [place.page for place in field.copies] == [1]


def test_what_a_program_fills_in_is_not_asked() -> None:
    form = pdf_form.read(papers.with_filled_by_program(), "x")
    assert [field.name for field in form.fields] == ["name"]


def test_a_script_says_what_a_field_is_for_and_is_not_run() -> None:
    assert pdf_form.read(papers.with_script(), "x").fields[0].type is FieldType.DATE


def test_names_of_others_become_names_of_ours() -> None:
    def draw(canvas: Canvas) -> None:
        for number, name in enumerate(("Straße/Haus-Nr.", "strasse_haus_nr", "1. Kind", "ß" * 90)):
            papers.text_field(canvas, name, "L", 50, 700 - 30 * number)

    form = pdf_form.read(papers.drawn(draw), "x")
    assert [field.name for field in form.fields[:3]] == ["strasse_haus_nr", "strasse_haus_nr_2", "field_1_kind"]
    assert form.faults() == []


def many_fields() -> bytes:
    def draw(canvas: Canvas) -> None:
        for number in range(MOST_FIELDS + 1):
            papers.text_field(canvas, f"f{number}", "F", 50 + number % 10 * 40, 700 - number // 10 * 30, width=30)

    return papers.drawn(draw)


@pytest.mark.parametrize(
    ("pdf", "code"),
    [
        (papers.with_xfa, "pdf_xfa"),
        (papers.encrypted, "pdf_encrypted"),
        (papers.without_fields, "pdf_without_fields"),
        (many_fields, "pdf_too_many_fields"),
        (lambda: b"PK\x03\x04 a word document", "pdf_broken"),
        (lambda: b"", "pdf_broken"),
        (lambda: b"%PDF-1.7\n" + bytes(1000), "pdf_broken"),
        (lambda: b"%PDF-" + bytes(pdf_form.LARGEST), "pdf_too_large"),
    ],
)
def test_what_cannot_be_filled_in_together_is_refused(pdf: object, code: str, refused: Refused) -> None:
    assert callable(pdf)
    with refused(code):
        pdf_form.read(pdf(), "x")


def test_damage_anywhere_is_a_plain_refusal_or_does_no_harm() -> None:
    """Every 97th byte overwritten, and the file cut there."""
    whole = papers.one_field()
    for position in range(0, len(whole), 97):
        for damaged in (whole[:position], whole[:position] + b"<<" + whole[position + 2 :]):
            try:
                assert pdf_form.read(damaged, "x").fields
            except pdf_form.OfficeError as refusal:
                assert refusal.code.startswith("pdf_")


def test_the_demo_has_the_paper_as_it_is_drawn_and_read(example: Form) -> None:
    """After a change of either: `python -m tests.documents.example_paper`."""
    kept = json.loads(PAPER_FORM.with_suffix(".json").read_text())
    assert from_json(kept) == example
    drawn = example_paper.certificate_of_residence()
    assert papers.text_of(PAPER_FORM.with_suffix(".pdf").read_bytes()) == papers.text_of(drawn)
