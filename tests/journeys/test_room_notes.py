"""The clerk's notes, and the controls for which a small screen has no room."""

import pytest
from playwright.sync_api import expect

from tests.journeys.room_page import House

pytest_plugins = ["tests.journeys.room_fixtures"]
pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}}
KEPT = "[data-notes-are=kept]"
SHOWN = ".room__controls > .room-control:visible, .room-more:visible"


def test_notes_outlive_a_reload_and_a_restart_and_are_the_clerks_alone(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen(media="text")
    clerk.press("notes-toggle")
    clerk.part("notes-text").fill("Vollmacht fehlt")
    expect(clerk.page.locator(KEPT)).to_be_visible()
    clerk.page.reload()
    expect(clerk.part("notes-text")).to_have_value("Vollmacht fehlt")
    house.live.kill_and_start()
    clerk.press("notes-toggle")
    expect(clerk.page.locator(KEPT)).to_be_visible()  # the page still had them
    clerk.page.reload()
    expect(clerk.part("notes-text")).to_have_value("Vollmacht fehlt")
    expect(citizen.part("notes-toggle")).to_have_attribute("hidden", "")
    assert clerk.errors == []


def test_on_a_phone_rare_controls_stand_behind_one_button(house: House) -> None:
    citizen = house.citizen(media="text", **PHONE)
    assert citizen.page.locator(SHOWN).count() <= 6
    assert citizen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    more = citizen.part("more-toggle")
    more.focus()
    more.press("Enter")
    expect(citizen.page.locator(".room-more__list > .room-control:visible").first).to_be_focused()
    citizen.page.keyboard.press("Escape")
    expect(more).to_be_focused()
    expect(more).to_have_attribute("aria-expanded", "false")
    citizen.page.set_viewport_size({"width": 1920, "height": 1080})
    citizen.page.locator("[data-panel=chat] [data-part=panel-close]").click()
    expect(citizen.part("files-toggle")).to_be_visible()
