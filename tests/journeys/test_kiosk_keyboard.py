"""The keyboard on the screen: a person at a terminal writes in the chat with a finger."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.test_kiosk_terminal import call, screen, touch, waiting_terminal
from tests.town_hall import TownHall

pytestmark = pytest.mark.browser

UPRIGHT, LYING = {"width": 1080, "height": 1920}, {"width": 1920, "height": 1080}
SMALLEST_KEY_PX = 72
OpenFace = Callable[..., Page]


def in_talk(open_face: OpenFace, town_hall: TownHall, size: Any) -> Page:
    """A terminal with a touch screen, in whose conversation the chat was opened."""
    terminal = waiting_terminal(lambda face: open_face(face, has_touch=True), town_hall)
    terminal.set_viewport_size(size)
    _, taken = call(town_hall)
    touch(screen(terminal, "called"), taken["ticket"]["code"])
    terminal.locator("[data-part=chat-toggle]").tap()
    expect(keyboard(terminal)).to_be_visible()
    return terminal


def keyboard(page: Page) -> Locator:
    return page.get_by_role("group", name="Tastatur auf dem Bildschirm")


def field(page: Page) -> Locator:
    return page.locator("[data-part=chat-text]")


def write(page: Page, text: str) -> None:
    """Key by key, as they are labelled at that moment; `^` is the key for a capital, `#` and `~` change the layer."""
    deeds = {"^": "Großbuchstabe", "<": "Löschen", "#": "123", "~": "abc", " ": "Leerzeichen"}
    for character in text:
        key = keyboard(page).get_by_role("button", name=deeds.get(character, character), exact=True)
        key.filter(visible=True).tap()


@pytest.mark.parametrize("size", [UPRIGHT, LYING], ids=["upright", "lying"])
def test_a_finger_writes_and_the_clerk_reads(open_face: OpenFace, town_hall: TownHall, size: Any) -> None:
    terminal = in_talk(open_face, town_hall, size)
    write(terminal, "Guten ^Tagx<, ^Hausnr. #12/3~ ^Ä^Ö^Ü äöüß")
    expect(field(terminal)).to_have_value("Guten Tag, Hausnr. 12/3 ÄÖÜ äöüß")
    expect(field(terminal)).to_be_focused()

    clerk = open_face("clerk")
    clerk.locator("#sign-in-name").fill("yildiz")
    clerk.locator("#sign-in-password").fill(town_hall.passwords["yildiz"])
    clerk.locator("[data-view=sign_in] button[type=submit]").click()
    keyboard(terminal).get_by_role("button", name="Senden").tap()
    expect(clerk.locator("[data-part=messages]")).to_contain_text("Guten Tag, Hausnr. 12/3 ÄÖÜ äöüß")
    expect(field(terminal)).to_have_value("")


@pytest.mark.parametrize("size", [UPRIGHT, LYING], ids=["upright", "lying"])
def test_it_covers_nothing_and_its_keys_are_large(open_face: OpenFace, town_hall: TownHall, size: Any) -> None:
    terminal = in_talk(open_face, town_hall, size)
    top = box(keyboard(terminal))["y"]
    for what in ("[data-part=chat-text]", "[data-part=hang-up]", ".room-chat__send"):
        shown = box(terminal.locator(what))
        assert shown["y"] + shown["height"] <= top, what
    for key in keyboard(terminal).get_by_role("button").filter(visible=True).all():
        place = box(key)
        assert min(place["width"], place["height"]) >= SMALLEST_KEY_PX, key
        assert place["x"] >= 0 and place["x"] + place["width"] <= size["width"]
    assert terminal.evaluate("document.documentElement.scrollHeight <= innerHeight")


def box(element: Locator) -> Any:
    found = element.bounding_box()
    assert found is not None
    return found


def test_it_goes_when_it_is_put_away_and_comes_with_the_next_touch(open_face: OpenFace, town_hall: TownHall) -> None:
    terminal = in_talk(open_face, town_hall, LYING)
    keyboard(terminal).get_by_role("button", name="Tastatur schließen").tap()
    expect(keyboard(terminal)).to_be_hidden()
    field(terminal).tap()
    expect(keyboard(terminal)).to_be_visible()
    terminal.locator("[data-part=chat-toggle]").tap()
    expect(keyboard(terminal)).to_be_hidden()


def test_a_held_delete_key_goes_on_deleting(open_face: OpenFace, town_hall: TownHall) -> None:
    terminal = in_talk(open_face, town_hall, LYING)
    field(terminal).fill("aaaaaaaaaaaaaaaa")
    delete = box(keyboard(terminal).get_by_role("button", name="Löschen").filter(visible=True))
    terminal.mouse.move(delete["x"] + 20, delete["y"] + 20)
    terminal.mouse.down()
    expect(field(terminal)).to_have_value("")
    terminal.mouse.up()


def test_nobody_with_keys_sees_it(open_face: OpenFace, town_hall: TownHall) -> None:
    terminal = waiting_terminal(open_face, town_hall)
    _, taken = call(town_hall)
    touch(screen(terminal, "called"), taken["ticket"]["code"])
    terminal.locator("[data-part=chat-toggle]").click()
    expect(field(terminal)).to_be_focused()
    expect(keyboard(terminal)).to_be_hidden()


LISTEN = "window.said = []; window.vorzimmerKiosk = (message) => window.said.push(JSON.parse(message));"


def test_the_machine_below_is_told_of_visits_and_talks(open_face: OpenFace, town_hall: TownHall) -> None:
    terminal = waiting_terminal(open_face, town_hall)
    terminal.context.add_init_script(LISTEN)
    terminal.reload()
    expect(screen(terminal, "rest")).to_be_visible()
    clerk, taken = call(town_hall)
    expect(screen(terminal, "called")).to_be_visible()
    touch(screen(terminal, "called"), taken["ticket"]["code"])
    expect(screen(terminal, "serving")).to_be_visible()
    current = clerk.get("/api/console")["current"]
    clerk.post("/api/counters/1/finish", {"ticket_id": current["id"], "outcome": "done"})
    expect(screen(terminal, "thanks")).to_be_visible()
    expect(screen(terminal, "rest")).to_be_visible()
    said = terminal.evaluate("window.said")
    assert said[0] == {"alive": True}
    assert [message for message in said if "alive" not in message] == [
        {"consultation": False},
        {"visit": "begins"},
        {"consultation": True},
        {"consultation": False},
        {"visit": "ended"},
    ]


@pytest.mark.parametrize("face", ["kiosk", "board"])
def test_every_face_of_a_device_says_that_it_lives(open_face: OpenFace, face: str) -> None:
    page = open_face(face)
    page.context.add_init_script(LISTEN)
    page.reload()
    page.wait_for_function("window.said.some((message) => message.alive)")
