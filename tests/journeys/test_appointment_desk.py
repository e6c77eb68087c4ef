"""The appointment desk in a real browser: a caller is booked by keyboard alone, and is called by a colleague."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys.people import RESIDENCE, ClerkAtWork
from tests.journeys.test_accessibility import violations
from tests.town_hall import TownHall

pytestmark = pytest.mark.browser

OpenFace = Callable[..., Page]
MOST_TABS = 20


@pytest.fixture
def open_all_day(town_hall: TownHall) -> TownHall:
    """People may check in long before their time, so that the journey is the same at every hour."""
    with closing(sqlite3.connect(town_hall.database, timeout=10)) as connection, connection:
        connection.execute("""UPDATE office SET booking = '{"early_minutes": 40000}'""")
    return town_hall


@pytest.fixture
def reception(open_face: OpenFace, open_all_day: TownHall) -> Page:
    """Kaya at the reception, signed in by keyboard."""
    page = open_face("clerk", f"{open_all_day.addresses['clerk']}appointments/")
    expect(page.get_by_label("Benutzername")).to_be_focused()
    page.keyboard.type("kaya")
    page.keyboard.press("Tab")
    page.keyboard.type(open_all_day.passwords["kaya"])
    page.keyboard.press("Enter")
    expect(page.get_by_text("An diesem Tag gibt es keine Termine.")).to_be_visible()
    return page


@pytest.fixture
def yildiz(open_face: OpenFace, town_hall: TownHall) -> ClerkAtWork:
    return ClerkAtWork(open_face("clerk")).sign_in(town_hall, "yildiz", "Schalter 1")


def tab_to(page: Page, wanted: Locator) -> None:
    for _ in range(MOST_TABS):
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {wanted}")


def book_by_keyboard(page: Page) -> None:
    """Erika Meyer calls and takes the next free time."""
    page.keyboard.press("F2")
    expect(page.get_by_label("Anliegen")).to_be_focused()
    page.keyboard.type(RESIDENCE[:5])
    following = page.get_by_role("button", name="Nächste freie Zeit")
    expect(following).to_be_visible()
    tab_to(page, following)
    page.keyboard.press("Enter")
    tab_to(page, page.locator("[data-part=booking]").get_by_label("Name", exact=True))
    page.keyboard.type("Erika Meyer")
    page.keyboard.press("Tab")
    page.keyboard.type("+49 151 23456789")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Erika Meyer")).to_be_focused()


def take_back(page: Page) -> None:
    expect(page.locator(".undo")).to_be_visible()
    page.keyboard.press("Control+z")


def test_a_caller_is_booked_and_checked_in_by_keyboard_alone(reception: Page, yildiz: ClerkAtWork) -> None:
    book_by_keyboard(reception)
    row = reception.locator(".visit")
    expect(row).to_contain_text("Erika Meyer")
    assert violations(reception) == []
    reception.keyboard.press("F4")
    expect(row).to_contain_text("A001 wartet")
    expect(yildiz.page.locator(".row")).to_contain_text("Termin")
    take_back(reception)
    expect(yildiz.page.locator(".row")).to_have_count(0)
    expect(row).to_contain_text("kann einchecken")
    reception.keyboard.press("F4")
    yildiz.call_next("A002")
    expect(row).to_contain_text("A002 aufgerufen")  # by itself
    expect(yildiz.page.locator(".facts")).to_contain_text("Erika Meyer")
    reception.keyboard.press("Escape")
    expect(row).to_be_focused()


def test_another_time_and_another_way_to_talk(reception: Page) -> None:
    book_by_keyboard(reception)
    before = reception.locator(".appointment-time").inner_text()
    reception.keyboard.press("F6")
    times = reception.locator(".desk-form .slot")
    times.first.focus()
    reception.keyboard.press("ArrowRight")
    reception.keyboard.press("ArrowRight")
    reception.keyboard.press("Enter")
    expect(times.nth(2)).to_have_attribute("aria-pressed", "true")
    assert violations(reception) == []
    reception.get_by_role("button", name="Verlegen auf").press("Enter")
    expect(reception.locator(".desk-form:visible")).to_have_count(0)
    expect(reception.locator(".appointment-time")).not_to_have_text(before)
    reception.get_by_role("button", name="Auf Video wechseln").press("Enter")
    expect(reception.locator(".visit")).to_contain_text("per Video")
    reception.get_by_role("button", name="Termin absagen").press("Enter")
    expect(reception.locator(".visit")).to_contain_text("abgesagt")
    take_back(reception)
    expect(reception.locator(".visit")).to_contain_text("kann einchecken")


def test_who_goes_on_before_the_answer_is_here_is_not_ignored(reception: Page) -> None:
    book_by_keyboard(reception)
    held: list[Route] = []
    reception.route("**/api/clerk/appointments/*/channel", lambda route: held.append(route))
    with reception.expect_request("**/api/clerk/appointments/*/channel"):
        reception.get_by_role("button", name="Auf Video wechseln").press("Enter")
    reception.get_by_role("button", name="Termin absagen").press("Enter")
    held[0].continue_()
    expect(reception.locator(".visit")).to_contain_text("per Video")
    expect(reception.locator(".visit")).to_contain_text("abgesagt")


def test_a_number_is_switched_in_the_queue_by_keyboard_alone(yildiz: ClerkAtWork, town_hall: TownHall) -> None:
    town_hall.take(3)
    row, keyboard = yildiz.page.locator(".row"), yildiz.page.keyboard
    row.get_by_role("button", name="A001 aufrufen").focus()
    keyboard.press("ArrowRight")
    keyboard.press("Enter")
    keyboard.press("ArrowRight")
    expect(row.get_by_role("button", name="per Video")).to_be_focused()
    keyboard.press("Enter")
    expect(row).to_contain_text("online")
    keyboard.press("Control+z")
    expect(row).to_contain_text("vor Ort")
    assert violations(yildiz.page) == []
