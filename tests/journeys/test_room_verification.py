"""The check number: the same on both sides as long as nobody sits in between."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from provisioning.keys import fingerprint_of, new_key
from provisioning.vouching import new_vouching, voucher
from tests.journeys.eavesdropper import Eavesdropper
from tests.journeys.room_page import House, RoomPage, served
from tests.live.town import Town

pytest_plugins = ["tests.journeys.room_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

DIGITS = re.compile(r"\d{3} \d{3}")
WARNING = "Vielleicht hört jemand dazwischen mit."


@contextmanager
def overheard(data: Path, browser: Browser, lies: str) -> Iterator[House]:
    town = Town(data)
    live = Eavesdropper(town.config.data, lies)
    live.start()
    with served(town, live) as address:
        house = House(town, live, address, browser)
        yield house
        house.close()
    live.close()
    town.close()


def number(page: RoomPage) -> str:
    shown = page.page.locator('[data-room] summary [data-part="check-number"]')
    expect(shown).to_have_text(DIGITS)
    return shown.inner_text()


def test_both_read_the_same_digits_also_after_a_reload(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen()
    first = number(clerk)
    assert number(citizen) == first
    citizen.sees("clerk")
    house.live.kill_and_start()
    citizen.until("page.view.room.joined")
    clerk.writes("noch da")
    citizen.reads("noch da")
    assert number(clerk) == number(citizen) == first
    citizen.page.reload()
    expect(clerk.page.locator('summary [data-part="check-number"]')).not_to_have_text(first)
    assert number(clerk) == number(citizen)
    assert not clerk.part("notices").get_by_text(WARNING).is_visible()


def test_what_to_do_with_them_is_one_sentence_and_opens_by_keyboard(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen(viewport={"width": 390, "height": 844})
    number(citizen)
    assert number(clerk)
    citizen.page.locator("[data-part=check] summary").focus()
    citizen.page.keyboard.press("Enter")
    sentence = citizen.page.get_by_text("Lesen Sie sich die Zahl gegenseitig vor.")
    expect(sentence).to_be_visible()
    box = citizen.page.locator(".room-check__words").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390


@pytest.mark.parametrize("vouches", ["its device", "another device", "nobody"])
def test_the_document_is_shown_when_the_office_s_own_device_vouches_for_it(house: House, vouches: str) -> None:
    device, other = new_key(), new_key()
    agent = house.agent()
    if vouches != "nobody":
        vouching = new_vouching(device if vouches == "its device" else other)
        agent.page.expose_function("vouch", lambda sdp: voucher(vouching, sdp))
    clerk = house.clerk(query=f"&device={fingerprint_of(device.public_key())}")
    clerk.page.locator("[data-part=document]:not([data-state=unavailable])").click()
    if vouches == "its device":
        clerk.sees("agent", "document")
        return
    clerk.is_told("gehört. Sie werden nicht gezeigt.")
    assert clerk.page.locator(".room-stream[data-label=document]").count() == 0


@pytest.mark.parametrize("lies", ["descriptions", "descriptions to the citizen", "reveals"])
def test_who_swaps_certificates_is_noticed_and_gets_no_picture(tmp_path: Path, chromium: Browser, lies: str) -> None:
    with overheard(tmp_path, chromium, lies) as house:
        clerk, citizen = house.clerk(), house.citizen()
        for page in (clerk, citizen):
            page.is_told(WARNING)
            expect(page.page.locator('[data-part="check"]')).to_be_hidden()
            assert page.page.locator(".room-stream[data-state=connected]").count() == 0


def test_who_lies_about_everything_shows_each_side_other_digits(tmp_path: Path, chromium: Browser) -> None:
    with overheard(tmp_path, chromium, "everything") as house:
        clerk, citizen = house.clerk(), house.citizen()
        assert number(clerk) != number(citizen)
