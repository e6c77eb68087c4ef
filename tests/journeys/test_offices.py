"""Offices in the administration: made with the assistant and serving somebody, changed, put in order, removed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.people import PhoneVisitor
from tests.journeys.test_accessibility import violations
from tests.journeys.test_admin import sign_in
from tests.town_hall import TownHall

pytestmark = pytest.mark.browser

OpenFace = Callable[..., Page]
OFFICE, SERVICE = "Bewohnerparken", "Parkausweis"


@pytest.fixture
def offices_page(open_face: OpenFace, town_hall: TownHall) -> Page:
    page = sign_in(open_face("admin", f"{town_hall.addresses['admin']}offices/"), town_hall, "hoffmann")
    expect(page.get_by_role("heading", name="Bürgeramt", level=2)).to_be_visible()
    return page


def step(page: Page, name: str) -> Locator:
    return page.locator(f"[data-step={name}]")


def goes_on(page: Page) -> None:
    page.get_by_role("button", name="Weiter", exact=True).click()


def make_office(page: Page) -> None:
    """Around the clock, with one service of its own, one counter and Aylin Yildiz."""
    step(page, "office").get_by_label("Name", exact=True).fill(OFFICE)
    step(page, "office").get_by_label("Wo die Bürger es finden").fill("Rathaus, Zimmer 3")
    expect(page.get_by_label("Nummern beginnen mit")).to_have_value("B")
    goes_on(page)
    goes_on(page)
    expect(page.get_by_text("Bitte wählen Sie mindestens eine Leistung")).to_be_visible()
    page.get_by_role("button", name="Eigene Leistung hinzufügen").click()
    own = page.locator("[data-part=own-form]")
    own.get_by_label("Name", exact=True).fill(SERVICE)
    own.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("checkbox", name=SERVICE)).to_be_checked()
    goes_on(page)
    expect(step(page, "counters").get_by_label("Name")).to_have_value("Schalter 1")
    step(page, "counters").get_by_label("Name").fill("Platz 3")
    goes_on(page)
    for cell in step(page, "hours").get_by_role("textbox").all():
        cell.fill("0-24")
    goes_on(page)
    page.get_by_label("Aylin Yildiz").check()
    page.get_by_role("button", name="Anlegen und ansehen").click()


def test_a_new_office_serves_its_first_citizen(open_face: OpenFace, town_hall: TownHall) -> None:
    admin = sign_in(open_face("admin", f"{town_hall.addresses['admin']}offices/new/"), town_hall, "hoffmann")
    make_office(admin)
    expect(admin.frame_locator("iframe").get_by_role("heading", name=OFFICE)).to_be_visible()
    citizen = open_face("citizen", town_hall.addresses["citizen"])
    expect(citizen.locator(".office")).to_have_count(3)
    admin.get_by_role("button", name="Für Bürger freischalten").click()
    expect(admin.get_by_text(f"{OFFICE} ist jetzt für Bürger freigeschaltet.")).to_be_visible()
    citizen.reload()
    visitor = PhoneVisitor(citizen)
    visitor.join(SERVICE, "text")
    assert visitor.number == "B001"
    counter = next(one["id"] for one in town_hall.clerk("yildiz").get("/api/session")["counters"]
                   if one["name"] == "Platz 3")  # fmt: skip
    town_hall.clerk("yildiz", counter).post(f"/api/counters/{counter}/call-next")
    visitor.sees("called")


def test_a_service_is_changed_and_what_is_wrong_is_named(offices_page: Page, open_face: OpenFace, town_hall: TownHall):
    offices_page.get_by_role("button", name="Wohnsitz anmelden ändern").click()
    form = offices_page.locator("[data-part=editor] form:visible")
    form.get_by_label("Schlüssel im Katalog").fill("12")
    form.get_by_role("button", name="Speichern").click()
    expect(form.get_by_role("alert")).to_contain_text("Der Schlüssel hat 14 Ziffern.")
    expect(form.get_by_label("Schlüssel im Katalog")).to_be_focused()
    form.get_by_label("Schlüssel im Katalog").fill("")
    form.get_by_label("Name", exact=True).fill("Ummelden")
    form.get_by_label("Adresse eines Online-Formulars").fill("https://example.org/form")
    form.get_by_label("Türkisch").check()
    form.get_by_role("button", name="Speichern").click()
    expect(offices_page.get_by_role("button", name="Ummelden ändern")).to_be_focused()
    citizen = open_face("citizen", town_hall.addresses["citizen"])
    citizen.get_by_role("link", name="Ummelden").click()
    expect(citizen.get_by_text("Wir sprechen Deutsch und Türkisch.")).to_be_visible()
    expect(citizen.get_by_role("link", name="Formular online")).to_have_attribute("href", "https://example.org/form")


def test_by_keyboard_things_are_removed_brought_back_put_in_order_and_found(offices_page: Page) -> None:
    change = offices_page.get_by_role("button", name="Meldebescheinigung ändern")
    offices_page.get_by_role("button", name="Meldebescheinigung entfernen").press("Enter")
    expect(offices_page.get_by_text("Meldebescheinigung wurde entfernt.")).to_be_visible()
    expect(change).to_have_count(0)
    expect(offices_page.get_by_role("button", name="Rückgängig")).to_be_focused()
    offices_page.keyboard.press("Enter")
    expect(change).to_be_visible()
    names = offices_page.locator("[data-list=service] .row-words b")
    down = offices_page.get_by_role("button", name="Personalausweis beantragen: weiter nach unten")
    down.focus()
    offices_page.keyboard.press("Enter")
    expect(names.first).to_have_text("Reisepass beantragen")
    expect(down).to_be_focused()
    offices_page.get_by_role("searchbox").fill("fahrzeug")
    expect(offices_page.locator(".office-item")).to_have_count(1)
    offices_page.get_by_role("link", name="Kfz-Zulassung").focus()
    offices_page.keyboard.press("Enter")
    expect(offices_page.get_by_role("heading", name="Kfz-Zulassung", level=2)).to_be_focused()


def test_the_pages_have_no_barrier_that_a_machine_can_find(offices_page: Page, town_hall: TownHall) -> None:
    offices_page.get_by_role("button", name="Wohnsitz anmelden ändern").click()
    assert violations(offices_page) == []
    offices_page.goto(f"{town_hall.addresses['admin']}offices/new/")
    expect(step(offices_page, "office")).to_be_visible()
    assert violations(offices_page) == []
    step(offices_page, "office").get_by_label("Name", exact=True).fill(OFFICE)
    offices_page.get_by_label("Nummern beginnen mit").fill("B")
    goes_on(offices_page)
    assert violations(offices_page) == []
