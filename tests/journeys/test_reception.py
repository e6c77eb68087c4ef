"""The reception in a real browser, by keyboard alone: a number for somebody, finding them, an announcement."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import squeezed
from tests.journeys.test_accessibility import violations
from tests.journeys.test_appointment_desk import tab_to
from tests.town_hall import TownHall

pytestmark = pytest.mark.browser

OpenFace = Callable[..., Page]


@pytest.fixture
def reception(open_face: OpenFace, town_hall: TownHall) -> Page:
    """Kaya at the reception, signed in by keyboard."""
    page = open_face("admin", f"http://127.0.0.1:{town_hall.port}/reception/")
    expect(page.get_by_label("Benutzername")).to_be_focused()
    page.keyboard.type("kaya")
    page.keyboard.press("Tab")
    page.keyboard.type(town_hall.passwords["kaya"])
    page.keyboard.press("Enter")
    expect(page.get_by_text("Im Moment wartet niemand.")).to_be_visible()
    return page


def numbers(page: Page) -> list[str]:
    return [squeezed(text) for text in page.locator(".visit-time").all_inner_texts()]


def take_for_somebody(page: Page, priority: str = "") -> None:
    page.keyboard.press("F2")
    expect(page.get_by_label("Anliegen")).to_be_focused()
    page.keyboard.type("Wohn")
    if priority:
        tab_to(page, page.get_by_label("Vorrang"))
        page.keyboard.type(priority)
    page.keyboard.press("Enter")


def test_a_number_is_taken_found_given_priority_and_given_back_by_keyboard_alone(reception: Page, town_hall: TownHall):
    take_for_somebody(reception)
    expect(reception.get_by_role("heading", name="A001")).to_be_focused()
    expect(reception.get_by_role("img", name="QR-Code der Nummer")).to_be_visible()
    take_for_somebody(reception, priority="Notf")
    expect(reception.get_by_role("heading", name="A002")).to_be_focused()
    expect(reception.locator(".visit")).to_have_count(2)
    assert numbers(reception) == ["A002", "A001"]
    assert violations(reception) == []

    reception.keyboard.press("F3")
    reception.keyboard.type("a1")
    reception.keyboard.press("Enter")
    expect(reception.get_by_role("heading", name="A001")).to_be_focused()
    reception.keyboard.press("F6")
    reception.keyboard.press("Enter")
    expect(reception.locator(".visit")).to_contain_text("Behinderung")
    expect(reception.locator(".undo")).to_be_visible()
    reception.keyboard.press("Control+z")
    expect(reception.locator(".visit")).not_to_contain_text("Behinderung")
    reception.keyboard.press("F9")
    expect(reception.locator(".visit")).to_contain_text("zurückgegeben")
    assert violations(reception) == []

    reception.keyboard.press("Escape")
    expect(reception.locator(".visit")).to_be_focused()
    town_hall.clerk("yildiz", 1).post("/api/counters/1/call-next")
    reception.keyboard.press("F3")
    reception.keyboard.press("Delete")
    expect(reception.locator(".visit")).to_contain_text("aufgerufen: Schalter 1")  # by itself


def test_whom_a_clerk_has_left_alone_is_put_back_in_the_queue(reception: Page, town_hall: TownHall):
    number = town_hall.take(town_hall.device("kiosk").get("/api/device")["office"]["services"][0]["id"])["ticket"]
    clerk = town_hall.clerk("yildiz", 1)
    clerk.post("/api/counters/1/call-next")
    clerk.post("/api/counters/1/admit", {"ticket_id": number["id"]})
    clerk.post("/api/console/seen")
    with closing(sqlite3.connect(town_hall.database, timeout=10)) as connection, connection:
        connection.execute("UPDATE counter SET seen_at = seen_at - 200000000 WHERE seen_at IS NOT NULL")
    alone = reception.get_by_role("alert").filter(has_text="A001, Schalter 1: Hier kümmert sich gerade niemand.")
    expect(alone).to_contain_text("An einem anderen Schalter kann jemand aus dem Team übernehmen.")
    assert violations(reception) == []
    alone.get_by_role("button", name="A001 zurück in die Warteschlange").press("Enter")
    expect(alone).to_be_hidden()
    expect(reception.locator(".visit-state")).to_have_text("wartet")
    reception.keyboard.press("Control+z")
    expect(reception.locator(".visit-state")).to_have_text("niemand da: Schalter 1")
    reception.get_by_role("article").get_by_role("button", name="Zurück in die Warteschlange").press("Enter")
    expect(reception.locator(".visit-state")).to_have_text("wartet")


def test_everybody_who_waits_is_told_until_it_is_over(reception: Page, open_face: OpenFace, town_hall: TownHall):
    ticket = town_hall.take(town_hall.device("kiosk").get("/api/device")["office"]["services"][0]["id"])
    phone, kiosk = open_face("citizen", ticket["url"]), open_face("kiosk")
    reception.keyboard.press("F8")
    expect(reception.get_by_label("Deutsch", exact=True)).to_be_focused()
    reception.keyboard.press("Shift+Tab")
    reception.keyboard.press("ArrowDown")
    expect(reception.get_by_label("Englisch, wenn Sie möchten")).to_have_value(re.compile("^Somebody of our team"))
    assert violations(reception) == []
    reception.get_by_role("button", name="Durchsagen", exact=True).press("Enter")
    for page in (
        reception.locator(".reception-running"),
        phone.locator(".announcements"),
        kiosk.locator(".announcements"),
    ):
        expect(page).to_contain_text("Heute fehlt jemand aus unserem Team.")
    assert violations(phone) == []
    reception.get_by_role("button", name="Ändern oder beenden").first.press("Enter")
    reception.get_by_role("button", name="Beenden", exact=True).press("Enter")
    for page in (phone.locator(".announcement"), kiosk.locator(".announcement")):
        expect(page).to_have_count(0)
