"""Showing one's screen: either side, sharp, and over at once by any button."""

import pytest
from playwright.sync_api import expect

from tests.journeys.room_page import House

pytest_plugins = ["tests.journeys.room_fixtures"]
pytestmark = pytest.mark.browser

WATCHED = """
const show = navigator.mediaDevices.getDisplayMedia.bind(navigator.mediaDevices);
window.shown = [];
navigator.mediaDevices.getDisplayMedia = async (asked) => {
    const media = await show(asked);
    window.shown.push(...media.getTracks());
    return media;
};
"""
"""What is captured is Chromium's own test picture."""

NO_SCREENS = "delete MediaDevices.prototype.getDisplayMedia;"


def test_a_screen_is_large_on_the_other_side_and_ends_by_the_browsers_own_button(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen(media="voice", script=WATCHED)
    citizen.press("screen")
    clerk.sees("citizen", "screen")
    expect(clerk.page.locator(".room-stream--large")).to_have_attribute("data-label", "screen")
    clerk.is_told("zeigt Ihnen ihren Bildschirm")
    citizen.is_told("sieht jetzt Ihren Bildschirm")
    assert citizen.page.evaluate("shown.map(({ kind, contentHint }) => [kind, contentHint])") == [["video", "detail"]]
    assert 5 <= citizen.page.evaluate("shown[0].getSettings().frameRate") <= 15
    citizen.page.evaluate("shown[0].stop(); shown[0].dispatchEvent(new Event('ended'))")
    clerk.page.locator(".room-stream[data-label=screen]").wait_for(state="detached")
    citizen.is_no_longer_told("sieht jetzt Ihren Bildschirm")
    assert clerk.errors == citizen.errors == []


def test_both_may_show_and_the_end_of_the_conversation_ends_it(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen(media="voice", script=WATCHED)
    clerk.press("screen")
    citizen.sees("clerk", "screen")
    citizen.press("screen")
    clerk.sees("citizen", "screen")
    clerk.is_told("sieht jetzt Ihren Bildschirm").get_by_role("button", name="Nicht mehr zeigen").click()
    citizen.page.locator(".room-stream[data-label=screen]").wait_for(state="detached")
    citizen.part("hang-up").click()
    citizen.until("shown.every(({ readyState }) => readyState === 'ended')")


def test_where_the_browser_cannot_it_is_not_offered(house: House) -> None:
    citizen = house.citizen(media="text", script=NO_SCREENS)
    expect(citizen.part("screen")).to_have_attribute("hidden", "")
