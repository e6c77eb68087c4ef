"""Opening hours: typed by the administrator, kept by the office, read by citizens."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.test_accessibility import violations
from tests.journeys.test_admin import sign_in
from tests.town_hall import Api, TownHall

pytestmark = pytest.mark.browser

OpenFace = Callable[..., Page]
OFFICE = "Bürgeramt"
ALWAYS = "0–24"


@pytest.fixture
def hours_page(open_face: OpenFace, town_hall: TownHall) -> Page:
    page = sign_in(open_face("admin", f"{town_hall.addresses['admin']}hours/"), town_hall, "hoffmann")
    expect(of_office(page).get_by_label("Montag, vor Ort")).to_be_visible()
    return page


def of_office(page: Page, name: str = OFFICE) -> Locator:
    return page.locator(".hours-office").filter(has=page.get_by_role("heading", name=name, exact=True))


def state(hall: TownHall) -> dict[str, object]:
    return next(one for one in Api(hall.port).get("/api/offices")["offices"] if one["name"] == OFFICE)


def fill_week(page: Page, written: str) -> None:
    office = of_office(page)
    for channel in ("vor Ort", "per Video"):
        office.get_by_label(f"Montag, {channel}").fill(written)
    office.get_by_role("button", name="Montag auf alle Werktage übertragen").click()
    for day in ("Samstag", "Sonntag"):
        for channel in ("vor Ort", "per Video"):
            office.get_by_label(f"{day}, {channel}").fill(written)


def save(page: Page) -> None:
    of_office(page).get_by_role("button", name="Öffnungszeiten speichern").click()


def test_hours_that_are_typed_hold_at_once(hours_page: Page, town_hall: TownHall, open_face: OpenFace) -> None:
    citizen = open_face("citizen", town_hall.addresses["citizen"])
    fill_week(hours_page, ALWAYS)
    save(hours_page)
    expect(of_office(hours_page)).to_contain_text("Gespeichert.")
    expect(of_office(hours_page).locator(".ahead-day")).to_have_count(14)
    assert state(town_hall)["gives_numbers"]
    fill_week(hours_page, "")
    of_office(hours_page).get_by_label("Montag, vor Ort").fill("8-8:01")
    save(hours_page)
    expect(of_office(hours_page).get_by_label("Montag, vor Ort")).to_have_value("8–8:01")
    citizen.reload()
    expect(citizen.locator(".office").first).to_contain_text("geschlossen, öffnet")


def test_a_closing_day_is_told_with_its_reason(hours_page: Page, town_hall: TownHall, open_face: OpenFace) -> None:
    fill_week(hours_page, ALWAYS)
    save(hours_page)
    expect(of_office(hours_page)).to_contain_text("Gespeichert.")
    office = of_office(hours_page)
    office.get_by_text("Andere Zeiten oder Schließtage eintragen").click()
    today = office.locator(".ahead-day").first
    first = hours_page.evaluate("new Date().toLocaleDateString('en-CA', { timeZone: 'Europe/Berlin' })")
    office.get_by_label("Erster Tag").fill(first)
    office.get_by_label("Grund").fill("Betriebsausflug")
    office.get_by_role("button", name="Eintragen").click()
    expect(today).to_contain_text("Betriebsausflug")
    citizen = open_face("citizen", town_hall.addresses["citizen"])
    expect(citizen.locator(".office").first).to_contain_text("Betriebsausflug")
    office.get_by_role("button", name="Entfernen").click()
    expect(today).not_to_contain_text("Betriebsausflug")


def test_what_is_no_time_is_named_and_nothing_is_saved(hours_page: Page) -> None:
    cell = of_office(hours_page).get_by_label("Dienstag, vor Ort")
    cell.fill("vormittags")
    save(hours_page)
    expect(of_office(hours_page).get_by_role("alert").first).to_contain_text("Dienstag: „vormittags“ ist keine Zeit")
    expect(cell).to_be_focused()
    hours_page.reload()
    expect(of_office(hours_page).get_by_label("Dienstag, vor Ort")).to_have_value("")


def test_the_region_brings_its_holidays(hours_page: Page) -> None:
    hours_page.get_by_label("Region").select_option(label="Nordrhein-Westfalen")
    expect(hours_page.locator("[data-field=next_holidays]")).to_contain_text("Als Nächstes:")


def test_the_page_has_no_barrier_that_a_machine_can_find(hours_page: Page) -> None:
    fill_week(hours_page, "8–12, 14–18")
    save(hours_page)
    expect(of_office(hours_page)).to_contain_text("Gespeichert.")
    of_office(hours_page).get_by_text("Andere Zeiten oder Schließtage eintragen").click()
    assert violations(hours_page) == []
