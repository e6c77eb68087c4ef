"""Forms in the administration: built by keyboard, tried in the preview, taken from a PDF."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.documents import example_paper, papers
from tests.journeys.test_accessibility import violations
from tests.journeys.test_admin import sign_in
from tests.town_hall import TownHall

pytestmark = pytest.mark.browser

OpenFace = Callable[..., Page]
TITLE = "Anmeldung eines Hundes"


@pytest.fixture
def forms_page(open_face: OpenFace, town_hall: TownHall) -> Page:
    page = sign_in(open_face("admin", f"{town_hall.addresses['admin']}forms/"), town_hall, "hoffmann")
    expect(page.get_by_role("heading", name="Formulare", exact=True)).to_be_visible()
    return page


def settings(page: Page) -> Locator:
    return page.locator("[data-part=rows] form")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def add_field(page: Page, label: str, type: str) -> None:
    """The new field's words have the focus at once."""
    press(page, "Feld hinzufügen")
    page.keyboard.type(label)
    settings(page).locator("[name=type]").select_option(type)


def preview(page: Page, label: str) -> Locator:
    return page.locator("[data-part=preview]").get_by_label(label)


def test_a_form_is_built_by_keyboard_tried_and_saved(forms_page: Page, town_hall: TownHall) -> None:
    page = forms_page
    press(page, "Neues Formular")
    expect(page.get_by_label("Titel des Formulars")).to_be_focused()
    page.keyboard.type(TITLE)
    add_field(page, "Ihr Hund ist gechippt", "checkbox")
    add_field(page, "Nummer des Chips", "text")
    settings(page).get_by_label("muss ausgefüllt werden").check()
    settings(page).locator("[name=depends]").select_option(label="Ihr Hund ist gechippt")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Nummer des Chips ändern")).to_be_focused()
    expect(preview(page, "Nummer des Chips")).to_be_hidden()
    preview(page, "Ihr Hund ist gechippt").check()
    expect(preview(page, "Nummer des Chips")).to_be_visible()
    press(page, "Nummer des Chips: weiter nach oben")
    expect(page.get_by_text("Wovon es abhängt, muss darüber stehen")).to_be_visible()
    press(page, "Nummer des Chips: weiter nach unten")
    expect(page.get_by_text("Wovon es abhängt, muss darüber stehen")).to_be_hidden()
    page.get_by_text("noch für keine Leistung", exact=True).last.click()
    page.get_by_label("Meldebescheinigung").check()
    assert violations(page) == []
    press(page, "Formular speichern")
    expect(page.get_by_text("Gespeichert. Neue Beratungen bekommen es so.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name=f"{TITLE} für 1 Leistung")).to_be_visible()
    expect(page.get_by_role("link", name="Als PDF ansehen")).to_be_visible()


def test_what_is_missing_is_named_and_what_was_removed_comes_back(forms_page: Page) -> None:
    page = forms_page
    press(page, "Neues Formular")
    expect(page.get_by_label("Titel des Formulars")).to_be_focused()
    press(page, "Formular speichern")
    expect(page.get_by_text("Das Formular braucht einen Titel.")).to_be_visible()
    expect(page.get_by_label("Titel des Formulars")).to_be_focused()
    page.keyboard.type(TITLE)
    add_field(page, "Name des Hundes", "text")
    press(page, "Formular speichern")
    expect(page.get_by_text("Gespeichert. Neue Beratungen bekommen es so.")).to_be_visible()
    press(page, "Name des Hundes entfernen")
    press(page, "Rückgängig")
    expect(page.get_by_role("button", name="Name des Hundes ändern")).to_be_focused()
    press(page, "Formular entfernen")
    expect(page.get_by_text(f"{TITLE} wurde entfernt.")).to_be_visible()
    press(page, "Rückgängig")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()


def test_the_fields_of_a_pdf_are_taken_over_and_xfa_is_refused_in_plain_words(forms_page: Page) -> None:
    def bring(pdf: bytes) -> None:
        forms_page.get_by_label("Felder eines PDFs übernehmen").set_input_files(
            [{"name": "antrag.pdf", "mimeType": "application/pdf", "buffer": pdf}]
        )

    bring(papers.with_xfa())
    expect(forms_page.get_by_text("Dieses PDF hat das Adobe-Format XFA")).to_be_visible()
    bring(example_paper.certificate_of_residence())
    expect(forms_page.get_by_text("Die Felder sind übernommen.")).to_be_visible()
    expect(forms_page.get_by_role("heading", name="Antrag auf Meldebescheinigung (2)")).to_be_visible()
    expect(forms_page.get_by_role("button", name="Familienname ändern")).to_be_visible()
    expect(forms_page.get_by_text("Es wird auf das PDF gedruckt")).to_be_visible()
