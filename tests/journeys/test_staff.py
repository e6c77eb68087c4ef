"""Colleagues: the administrator adds one, who chooses a password by the link, sits down and calls a number."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.test_accessibility import violations
from tests.journeys.test_admin import sign_in
from tests.town_hall import Api, TownHall

pytestmark = pytest.mark.browser

OpenFace = Callable[..., Page]
CHOSEN = "Regenschirm im Foyer"


@pytest.fixture
def staff_page(open_face: OpenFace, town_hall: TownHall) -> Page:
    page = sign_in(open_face("admin", f"{town_hall.addresses['admin']}staff/"), town_hall, "hoffmann")
    expect(page.get_by_role("heading", name="Aylin Yildiz")).to_be_visible()
    return page


def of(page: Page, name: str) -> Locator:
    return page.locator(".colleague").filter(has=page.get_by_role("heading", name=name, exact=True))


def add_colleague(page: Page) -> str:
    """By keyboard alone; the link that is shown."""
    page.get_by_role("button", name="Neue Person anlegen").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Zoe Lang")
    page.keyboard.press("Tab")
    page.keyboard.type("lang")
    office = page.locator("#new-colleague .skill-office").filter(has_text="Bürgeramt")
    office.get_by_label("alles").focus()
    page.keyboard.press("Space")
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Link für Zoe Lang")).to_be_focused()
    return page.locator(".welcome-link-url").input_value()


def test_a_new_colleague_chooses_a_password_and_serves(
    staff_page: Page, town_hall: TownHall, open_face: OpenFace
) -> None:
    link = add_colleague(staff_page)
    expect(of(staff_page, "Zoe Lang")).to_contain_text("Bürgeramt: alles")
    desk = open_face("clerk", link)
    expect(desk.get_by_role("heading", name="Willkommen, Zoe Lang")).to_be_visible()
    assert violations(desk) == []
    for typed, again, said in (("kurz", "kurz", "mindestens 12 Zeichen"), (CHOSEN, "anders", "nicht gleich")):
        desk.get_by_label("Passwort", exact=True).fill(typed)
        desk.get_by_label("Noch einmal").fill(again)
        desk.keyboard.press("Enter")
        expect(desk.get_by_role("alert")).to_contain_text(said)
    desk.get_by_label("Noch einmal").fill(CHOSEN)
    desk.keyboard.press("Enter")
    desk.get_by_role("button", name="Schalter 1").click()
    town_hall.take(3)
    desk.get_by_role("button", name="Nächste Person aufrufen").click()
    expect(desk.locator("[data-view=console]")).to_contain_text("A001")
    again = open_face("clerk", link)
    expect(again.get_by_role("heading", name="Dieser Link gilt nicht")).to_be_visible()


def test_a_list_of_colleagues_is_sifted_and_changed(staff_page: Page, town_hall: TownHall) -> None:
    staff_page.get_by_label("Suchen").fill("kfz brandt")
    expect(staff_page.locator(".colleague:visible")).to_have_count(0)
    staff_page.get_by_label("Suchen").fill("fahrzeug sachbearb")
    expect(staff_page.get_by_text("2 von 4")).to_be_visible()
    brandt = of(staff_page, "Jan Brandt")
    brandt.get_by_role("button", name="Details").click()
    brandt.get_by_label("Benutzername").fill("yildiz")
    brandt.get_by_role("button", name="Name und Rollen speichern").click()
    expect(staff_page.get_by_text("Als yildiz meldet sich schon jemand an.")).to_be_visible()
    brandt.get_by_label("Benutzername").fill("brandt")
    vehicles = brandt.locator(".skill-office").filter(has_text="Kfz-Zulassung")
    vehicles.get_by_label("Fahrzeug abmelden").uncheck()
    brandt.get_by_role("button", name="Leistungen speichern").click()
    expect(brandt).to_contain_text("Kfz-Zulassung: 1 von 2")
    brandt.get_by_role("button", name="Arbeitet nicht mehr hier").click()
    assert violations(staff_page) == []
    brandt.get_by_role("button", name="Ja, herausnehmen").click()
    expect(staff_page.get_by_role("heading", name="Jan Brandt")).to_have_count(0)
    assert all(
        one["clerk"] is None for one in Api(town_hall.port, cookie=cookie(town_hall)).get("/api/session")["counters"]
    )


def cookie(town_hall: TownHall) -> str:
    return town_hall.clerk("kaya").cookie
