"""The administration in a real browser: is everything all right, and if not, what to do."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.town_hall import Api, TownHall

pytestmark = pytest.mark.browser

OpenFace = Callable[..., Page]


def sign_in(page: Page, hall: TownHall, name: str) -> Page:
    page.get_by_label("Benutzername").fill(name)
    page.get_by_label("Passwort").fill(hall.passwords[name])
    page.keyboard.press("Enter")
    return page


@pytest.fixture
def devices_page(open_face: OpenFace, town_hall: TownHall) -> Page:
    page = sign_in(open_face("admin", f"{town_hall.addresses['admin']}devices/"), town_hall, "hoffmann")
    expect(page.get_by_role("heading", name="Geräte ohne unser System")).to_be_visible()
    return page


@pytest.fixture
def admin(open_face: OpenFace, town_hall: TownHall) -> Page:
    """Frau Hoffmann, administrator and supervisor."""
    page = sign_in(open_face("admin"), town_hall, "hoffmann")
    expect(page.get_by_role("heading", name="Stadt Musterstadt")).to_be_visible()
    return page


def office(page: Page, name: str) -> Locator:
    return page.locator(".office", has=page.get_by_role("heading", name=name))


def device(page: Page, name: str) -> Locator:
    return page.locator(".device", has=page.get_by_role("heading", name=name))


def test_a_clerk_gets_a_plain_refusal_with_a_way_on(open_face: OpenFace, town_hall: TownHall) -> None:
    page = sign_in(open_face("admin"), town_hall, "yildiz")
    expect(page.get_by_role("heading", name="Diese Seite ist für Leitung und Administration")).to_be_focused()
    page.get_by_role("link", name="Zu Ihrem Schalter").click()
    expect(page.get_by_role("heading", name="Wo arbeiten Sie heute?")).to_be_visible()


def test_an_office_is_closed_and_opened_and_the_citizens_see_it(admin: Page, town_hall: TownHall) -> None:
    row = office(admin, "Kfz-Zulassung")
    expect(row).to_contain_text("geöffnet")
    row.get_by_role("button", name="Schließen").click()
    expect(row).to_contain_text("geschlossen")
    expect(row.get_by_role("button", name="Öffnen")).to_be_focused()
    shown = Api(town_hall.port).get("/api/offices")["offices"]
    assert {one["name"]: one["state"] for one in shown}["Kfz-Zulassung"] == "closed"
    admin.keyboard.press("Enter")
    expect(row).to_contain_text("geöffnet")


def test_people_waiting_without_a_clerk_are_somebodys_task(admin: Page, town_hall: TownHall) -> None:
    service_id = town_hall.device("kiosk").get("/api/offices")["offices"][0]["services"][0]["id"]
    town_hall.take(service_id)
    task = admin.locator(".todo-item", has_text="Bürgeramt")
    expect(task).to_contain_text("kein Schalter ist besetzt")
    seated = next(
        one for one in town_hall.clerk("yildiz").get("/api/session")["counters"] if one["name"] == "Schalter 1"
    )
    town_hall.clerk("yildiz", seated["id"])
    expect(task).to_have_count(0)
    expect(office(admin, "Bürgeramt")).to_contain_text("Aylin Yildiz")


def test_a_new_device_is_connected_with_a_one_time_code(devices_page: Page, town_hall: TownHall) -> None:
    devices_page.get_by_role("button", name="Neues Gerät").click()
    devices_page.keyboard.press("Enter")
    expect(devices_page.get_by_text("Bitte geben Sie dem Gerät einen Namen.")).to_be_visible()
    devices_page.keyboard.type("Kiosk Nebeneingang")
    devices_page.keyboard.press("Enter")
    code = devices_page.locator(".code-figures")
    expect(code).to_have_text(re.compile(r"^[A-Z2-9]{4} [A-Z2-9]{4}$"))
    row = device(devices_page, "Kiosk Nebeneingang")
    expect(row).to_contain_text("Noch nicht verbunden")
    enrolled = Api(town_hall.port).post("/api/devices/enroll", {"code": code.text_content()})
    expect(code).to_be_hidden()
    Api(town_hall.port, enrolled["token"]).post("/api/device/seen", {"face": "browser"})
    expect(row).to_contain_text("Bereit")


def test_a_device_is_renamed_and_revoked_after_a_question(devices_page: Page) -> None:
    row = device(devices_page, "Kiosk Foyer")
    row.get_by_role("button", name="Details").click()
    row.get_by_label("Name").fill("Kiosk Bürgerhaus")
    row.get_by_role("button", name="Speichern").click()
    row = device(devices_page, "Kiosk Bürgerhaus")
    row.get_by_role("button", name="Details").click()
    row.get_by_role("button", name="Widerrufen", exact=True).click()
    expect(row.get_by_role("button", name="Behalten")).to_be_focused()
    row.get_by_role("button", name="Ja, widerrufen").click()
    expect(row).to_contain_text("Braucht einen neuen Code")


def test_addresses_and_version_are_there(admin: Page, town_hall: TownHall) -> None:
    expect(admin.get_by_role("link", name=f"http://127.0.0.1:{town_hall.port}/board/")).to_be_visible()
    expect(admin.locator(".admin-version")).to_contain_text("Vorzimmer")
