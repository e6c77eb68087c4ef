"""How people talk in a room: picture, voice, text, sign language, changed at any time and offered when it is needed."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.room_page import House, RoomPage

pytest_plugins = ["tests.journeys.room_fixtures"]
pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}}
WEAK = {"quality": "weak", "picture": True, "sound": True, "callable": True, "signing": False}
INTERRUPTED = {**WEAK, "quality": "interrupted"}
LADDER = [
    ({**WEAK, "quality": "good", "seconds": 99}, None),
    ({**WEAK, "seconds": 2}, None),
    ({**WEAK, "seconds": 7}, "picture-off"),
    ({**WEAK, "seconds": 99}, "picture-off"),
    ({**WEAK, "seconds": 7, "picture": False}, None),
    ({**WEAK, "seconds": 15, "picture": False}, "text"),
    ({**WEAK, "seconds": 31, "picture": False}, "call-back"),
    ({**WEAK, "seconds": 31, "picture": False, "callable": False}, "text"),
    ({**WEAK, "seconds": 31, "picture": False, "sound": False, "callable": False}, None),
    ({**WEAK, "seconds": 10, "signing": True}, None),
    ({**WEAK, "seconds": 31, "signing": True}, "call-back"),
    ({**INTERRUPTED, "seconds": 5}, None),
    ({**INTERRUPTED, "seconds": 9}, "call-back"),
    ({**INTERRUPTED, "seconds": 9, "callable": False}, "text"),
]
"""What is offered under which circumstances."""

LOOKS = """async (ways) => {
    const { next, SENDING } = await import("/static/js/room/audio_first.js");
    let picture = SENDING;
    return ways.map((way) => (picture = next(picture, way)).paused);
}"""
WIDE, NARROW, LOSSY = ({"available": 900_000, "loss": 0}, {"available": 40_000, "loss": 0},
                       {"available": None, "loss": 0.3})  # fmt: skip

PREFERENCES = """page.connections.filter((one) => one.connectionState === "connected")
    .flatMap((one) => one.getTransceivers())
    .filter(({sender, currentDirection}) => sender.track?.kind === "video" && currentDirection === "sendonly")
    .map(({sender}) => sender.getParameters().degradationPreference)"""

SHARE = """() => {
    const { width, height } = document.querySelector(".room-stream--signer").getBoundingClientRect();
    return (width * height) / (innerWidth * innerHeight);
}"""


def choose(page: RoomPage, media: str) -> None:
    open_ways(page)
    page.page.locator(f"[data-panel=ways] [data-media={media}]").click()


def open_ways(page: RoomPage) -> None:
    if not page.part("ways-toggle").is_visible():
        page.part("more-toggle").click()
    page.part("ways-toggle").click()


def test_whoever_wishes_goes_on_in_writing_and_comes_back(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen(**PHONE)
    clerk.sees("citizen")
    choose(citizen, "text")
    expect(citizen.part("chat-text")).to_be_focused()
    expect(citizen.page.locator(".room-chat__complete")).to_be_visible()
    citizen.until("page.tracks.find(({kind}) => kind === 'video').readyState === 'ended'")
    clerk.page.locator(".room-stream__no-picture:visible").wait_for()
    citizen.writes("So ist es mir lieber")
    clerk.reads("So ist es mir lieber")
    assert citizen.page.evaluate("parseFloat(getComputedStyle(document.querySelector('.room-message')).fontSize)") >= 22
    choose(citizen, "camera")
    clerk.sees("citizen")
    expect(citizen.page.locator("[data-panel=ways] [data-media=camera]")).to_have_attribute("aria-pressed", "true")


def test_two_people_who_only_write_have_the_screen_for_it(house: House) -> None:
    citizen = house.citizen(media="text", **PHONE)
    expect(citizen.page.locator(".room-chat__complete")).to_be_visible()
    share = "document.querySelector('[data-panel=chat]').clientHeight / innerHeight"
    assert citizen.page.evaluate(share) > 0.55


@pytest.mark.parametrize("size", [PHONE, {}])
def test_sign_language_is_large_and_keeps_its_frames_on_both_sides(house: House, size: dict[str, Any]) -> None:
    clerk, citizen = house.clerk(), house.citizen(**size)
    citizen.sees("clerk")
    clerk.sees("citizen")
    open_ways(citizen)
    citizen.part("sign-language").check()
    clerk.is_told("Gebärdensprache")
    for one in (clerk, citizen):
        one.until(f"({PREFERENCES}).join() === 'maintain-framerate'")
    assert citizen.page.evaluate(SHARE) >= 1 / 3
    citizen.part("chat-toggle").click()
    assert citizen.page.evaluate(SHARE) >= 1 / 3
    clerk.page.reload()
    citizen.sees("clerk")
    clerk.until(f"({PREFERENCES}).join() === 'maintain-framerate'")
    open_ways(citizen)
    citizen.part("sign-language").uncheck()
    clerk.until(f"({PREFERENCES}).join() === 'balanced'")


def test_the_next_way_is_offered_when_the_connection_does_not_suffice(house: House) -> None:
    page = house.citizen(media="text").page
    offered = page.evaluate(
        "async (all) => all.map((await import('/static/js/room/ladder.js')).offerFor)", [now for now, _ in LADDER]
    )
    assert offered == [offer for _, offer in LADDER]


def test_the_picture_gives_way_before_the_sound_and_comes_back(house: House) -> None:
    page = house.citizen(media="text").page
    assert page.evaluate(LOOKS, [WIDE, NARROW, WIDE, NARROW, NARROW]) == [False, False, False, False, True]
    assert page.evaluate(LOOKS, [LOSSY] * 2 + [{"available": None, "loss": 0}] * 5) == [False] + [True] * 5 + [False]
    twice = page.evaluate(LOOKS, [NARROW, NARROW, *[WIDE] * 5, NARROW, NARROW, *[WIDE] * 10])
    assert twice == [False, *[True] * 5, False, False, *[True] * 10, False]
