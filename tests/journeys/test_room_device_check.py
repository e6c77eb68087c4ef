"""Before the talk: camera, microphone and speaker are tried, and nobody is stopped by one that is missing."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.room_page import House, RoomPage

pytest_plugins = ["tests.journeys.room_fixtures"]
pytestmark = pytest.mark.browser

SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Safari/604.1"


def check(house: House, browser: Browser | None = None, **options: object) -> RoomPage:
    return house.citizen(browser, query="&check", **options)  # type: ignore[arg-type]


def test_picture_and_level_are_shown_and_released_with_the_choice(house: House) -> None:
    citizen = check(house)
    citizen.until("document.querySelector('[data-part=preview]').videoWidth > 0")
    citizen.until("document.querySelector('[data-part=level]').getAttribute('aria-valuenow') > 0")
    citizen.page.get_by_text("Ihr Mikrofon funktioniert").wait_for()
    citizen.page.get_by_role("button", name="Testton abspielen").click()
    citizen.page.get_by_role("button", name="Mit Kamera").click()
    citizen.until("page.done === 'camera' && page.check.result.media === 'camera'")
    citizen.until("page.tracks.length > 0 && page.tracks.every((track) => track.readyState === 'ended')")
    assert citizen.errors == []


def test_a_refusal_is_explained_and_leaves_sound_or_text(house: House, strict_browser: Browser) -> None:
    citizen = check(house, strict_browser)
    citizen.page.get_by_role("button", name="Jetzt prüfen").click()
    citizen.page.get_by_text("links neben der Adresse").first.wait_for()
    expect(citizen.page.get_by_role("button", name="Mit Kamera")).to_be_hidden()
    citizen.page.get_by_role("button", name="Nur mit Text").click()
    citizen.until("page.done === 'text'")


def test_help_speaks_of_the_browser_in_use(house: House, strict_browser: Browser) -> None:
    citizen = check(house, strict_browser, user_agent=SAFARI)
    citizen.page.get_by_role("button", name="Jetzt prüfen").click()
    expect(citizen.page.get_by_text("Website-Einstellungen")).to_be_visible()
    expect(citizen.page.get_by_text("zwei Regler")).to_be_hidden()


@pytest.mark.parametrize(
    ("error", "words"),
    [("NotFoundError", "weder eine Kamera noch ein Mikrofon"), ("NotReadableError", "Ein anderes Programm")],
)
def test_missing_and_busy_devices_have_words_of_their_own(house: House, error: str, words: str) -> None:
    citizen = without_devices(house, error)
    citizen.page.get_by_text(words).first.wait_for()
    citizen.page.get_by_role("button", name="Nur mit Text").click()
    citizen.until("page.done === 'text'")


def without_devices(house: House, error: str) -> RoomPage:
    citizen = check(house)
    citizen.page.add_init_script(
        f"navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('', '{error}'); }}"
    )
    citizen.page.reload()
    return citizen


def test_a_page_without_media_devices_says_why(house: House) -> None:
    citizen = check(house)
    citizen.page.add_init_script("Object.defineProperty(navigator, 'mediaDevices', {value: undefined})")
    citizen.page.reload()
    begin = citizen.page.get_by_role("button", name="Jetzt prüfen")
    begin.or_(citizen.page.get_by_text("nicht sicher geöffnet")).first.wait_for()
    if begin.is_visible():
        begin.click()
    citizen.page.get_by_text("nicht sicher geöffnet").wait_for()
    citizen.page.get_by_role("button", name="Nur mit Text").click()
    citizen.until("page.done === 'text'")
