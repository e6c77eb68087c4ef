"""Two people in a consultation: they see, hear and read each other, and switch off what they like."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.room_page import House

pytest_plugins = ["tests.journeys.room_fixtures"]
pytestmark = pytest.mark.browser

NO_SOUND_BEFORE_A_TAP = """
const play = HTMLMediaElement.prototype.play;
let tapped = false;
addEventListener("click", () => { tapped = true; }, { capture: true });
HTMLMediaElement.prototype.play = async function () {
    if (!tapped && !this.muted) throw new DOMException("", "NotAllowedError");
    return play.call(this);
};
"""
"""What browsers do with a page that nobody has touched; one that is driven always counts as touched."""

PIXEL = """() => {
    const canvas = new OffscreenCanvas(1280, 720);
    const pen = canvas.getContext("2d");
    pen.drawImage(document.querySelector("[data-part=still-image]"), 0, 0);
    return Array.from(pen.getImageData(640, 20, 1, 1).data).slice(0, 3);
}"""
"""The plain ground of the drawn card, as the clerk's still shows it."""


def test_both_see_hear_and_read_each_other(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen()
    clerk.sees("citizen")
    citizen.sees("clerk")
    clerk.hears("citizen")
    citizen.hears("clerk")
    clerk.writes("Guten Tag")
    citizen.reads("Guten Tag")
    citizen.writes("Hallo\nFrau Beispiel")
    clerk.reads("Hallo\nFrau Beispiel")
    expect(clerk.part("path")).to_contain_text("direkt verbunden")
    expect(citizen.part("path")).to_contain_text("nicht aufgezeichnet")
    assert clerk.errors == citizen.errors == []


def test_a_muted_microphone_and_a_camera_that_is_off_are_seen_by_the_other(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen()
    clerk.sees("citizen")
    citizen.part("microphone").click()
    clerk.page.locator(".room-stream__muted:visible").wait_for()
    assert citizen.page.evaluate("page.tracks.find(({kind}) => kind === 'audio').enabled") is False
    citizen.part("camera").click()
    clerk.page.locator(".room-stream__no-picture:visible").wait_for()
    assert citizen.page.evaluate("page.tracks.find(({kind}) => kind === 'video').readyState") == "ended"  # light off
    citizen.part("camera").click()
    clerk.page.locator(".room-stream__no-picture:visible").wait_for(state="detached")
    clerk.sees("citizen")
    assert citizen.page.evaluate("page.connections.length") == clerk.page.evaluate("page.connections.length") == 3


def test_text_takes_part_without_any_device(house: House, strict_browser: Browser) -> None:
    clerk, citizen = house.clerk(), house.citizen(strict_browser, media="text")
    citizen.sees("clerk")
    citizen.writes("Ich schreibe lieber")
    clerk.reads("Ich schreibe lieber")
    expect(clerk.part("waiting")).to_contain_text("ohne Kamera und Mikrofon")
    assert citizen.page.evaluate("page.tracks.length") == 0


def test_sound_that_the_browser_holds_back_is_one_tap_away(house: House) -> None:
    citizen = house.citizen(media="text", script=NO_SOUND_BEFORE_A_TAP)
    house.clerk()
    citizen.is_told("Ton").get_by_role("button", name="Ton einschalten").click()
    citizen.until("!document.querySelector('.room-stream[data-from=clerk] audio').paused")
    citizen.is_no_longer_told("Ton")
    citizen.sees("clerk")


def test_voice_sends_no_picture_until_the_camera_is_switched_on(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen(media="voice")
    clerk.hears("citizen")
    clerk.page.locator(".room-stream__no-picture:visible").wait_for()
    citizen.part("camera").click()
    clerk.sees("citizen")


def test_refused_devices_leave_a_way_to_take_part(house: House, strict_browser: Browser) -> None:
    clerk, citizen = house.clerk(), house.citizen(strict_browser)
    citizen.is_told("sieht und hört Sie nicht")
    citizen.sees("clerk")
    citizen.writes("Ich kann Sie sehen")
    clerk.reads("Ich kann Sie sehen")


def test_the_clerk_looks_at_a_document_and_takes_a_still(house: House) -> None:
    clerk, _, agent = house.clerk(), house.citizen(), house.agent()
    clerk.sees("citizen")
    clerk.part("document").click()
    clerk.sees("agent", "document")
    expect(clerk.page.locator(".room-stream--large")).to_have_attribute("data-label", "document")
    clerk.part("take-still").click()
    clerk.until("document.querySelector('[data-part=still-image]').naturalWidth === 1280")
    assert clerk.page.evaluate(PIXEL) == [225, 232, 240]
    clerk.part("still-close").click()
    assert clerk.part("still-image").get_attribute("src") is None
    clerk.page.locator(".room-stream[data-from=citizen] [data-part=enlarge]").click()
    expect(clerk.page.locator(".room-stream--large")).to_have_attribute("data-label", "camera")
    clerk.part("document").click()
    clerk.page.locator(".room-stream[data-label=document]").wait_for(state="detached")
    agent.page.evaluate("page.damaged = true")
    clerk.part("document").click()
    clerk.part("take-still").click()
    clerk.is_told("nicht vollständig")


def test_a_lost_document_camera_is_said_and_its_last_picture_is_not_taken_for_live(house: House) -> None:
    clerk, agent = house.clerk(), house.agent()
    clerk.part("document").click()
    clerk.sees("agent", "document")
    agent.page.evaluate("page.live.send({type: 'notice', code: 'document_camera_lost'})")
    clerk.is_told("liefert kein Bild mehr")
    clerk.page.locator(".room-stream__no-source:visible").wait_for()
    agent.page.evaluate("page.live.send({type: 'notice', code: 'document_camera_back'})")
    clerk.is_told("wieder da")
    clerk.page.locator(".room-stream__no-source:visible").wait_for(state="detached")


def test_hanging_up_releases_everything_and_is_said(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen()
    citizen.sees("clerk")
    citizen.part("hang-up").click()
    clerk.is_told("hat aufgelegt")
    citizen.has_released_everything()
    citizen.until("page.told.includes('hung up')")


def test_the_end_mutes_an_undo_brings_back_and_closing_releases(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen()
    clerk.sees("citizen")
    house.town.finish(house.consultation)
    citizen.is_told("beendet")
    citizen.until("page.tracks.every((track) => !track.enabled)")
    house.town.reopen(house.consultation)
    citizen.is_no_longer_told("beendet")
    clerk.sees("citizen")
    house.town.finish(house.consultation)
    house.town.close_consultation(house.consultation)
    for one in (clerk, citizen):
        one.until("page.told.includes('left: closed')")
        one.has_released_everything()


def test_a_long_message_shows_what_is_left(house: House) -> None:
    citizen = house.citizen(media="text")
    citizen.part("chat-text").fill("x" * 1950)
    expect(citizen.part("chat-left")).to_have_text("noch 50 Zeichen")
    assert citizen.part("chat-text").get_attribute("maxlength") == "2000"
