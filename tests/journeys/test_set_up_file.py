"""The set-up file: opened, broken, mended and applied by the administrator; services from a table of German Excel."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_accessibility import violations
from tests.journeys.test_admin import sign_in
from tests.town_hall import Api, TownHall

pytestmark = pytest.mark.browser

OpenFace = Callable[..., Page]
TABLE = "Leistung;Dauer;Wege\r\nGrünabfälle anmelden;5 Min.;persönlich\r\n"


@pytest.fixture
def page(open_face: OpenFace, town_hall: TownHall) -> Page:
    opened = open_face("admin", f"{town_hall.addresses['admin']}set-up-file/")
    page = sign_in(opened, town_hall, "hoffmann")
    expect(page.get_by_role("heading", name="Die Einrichtung als Datei")).to_be_visible()
    return page


SELECT = """(area, words) => {
  area.focus();
  area.setSelectionRange(area.value.indexOf(words), area.value.indexOf(words) + words.length);
}"""


def write(page: Page, before: str, after: str) -> None:
    """In one line of the text; typing all of it anew takes a browser half a minute on a busy machine."""
    page.get_by_label("Text der Datei").evaluate(SELECT, before)
    page.keyboard.insert_text(after)


def check(page: Page) -> None:
    page.get_by_role("button", name="Prüfen").click()


def test_a_file_is_mended_line_by_line_and_applied(page: Page, town_hall: TownHall) -> None:
    page.get_by_role("button", name="Hier zum Ändern öffnen").click()
    expect(page.get_by_label("Text der Datei")).to_have_value(re.compile("kind: vorzimmer-set-up"))
    write(page, "place: Rathaus, Erdgeschoss", "plaze: Rathaus, Foyer")
    check(page)
    finding = page.locator(".file-finding")
    expect(finding).to_contain_text("Meinten Sie „place“?")
    finding.get_by_role("button", name="Zeile").click()
    assert page.evaluate("String(getSelection())").strip() == "plaze: Rathaus, Foyer"
    write(page, "plaze: Rathaus, Foyer", "place: Rathaus, Foyer")
    expect(finding).not_to_be_visible()
    check(page)
    expect(page.locator(".file-change")).to_have_text(
        re.compile("geändert.*Büro: Bürgeramt.*Rathaus, Foyer", re.DOTALL)
    )
    assert violations(page) == []
    page.get_by_role("button", name="Alles jetzt übernehmen").click()
    expect(page.get_by_role("heading", name="Erledigt")).to_be_focused()
    assert Api(town_hall.port).get("/api/offices")["offices"][0]["place"] == "Rathaus, Foyer"

    table = {"name": "leistungen.csv", "mimeType": "text/csv", "buffer": TABLE.encode("cp1252")}
    page.get_by_label("Datei auswählen").set_input_files(table)  # type: ignore[arg-type]
    check(page)
    page.get_by_label("Büro, für das die Leistungen sind").select_option(label="Bürgeramt")
    check(page)
    expect(page.locator(".file-change")).to_contain_text("Leistung: Grünabfälle anmelden")
    page.get_by_role("button", name="Alles jetzt übernehmen").click()
    expect(page.get_by_role("heading", name="Erledigt")).to_be_focused()
    services = Api(town_hall.port).get("/api/offices")["offices"][0]["services"]
    assert "Grünabfälle anmelden" in [one["name"] for one in services]
