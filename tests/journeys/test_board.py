"""The board: every call is seen and heard exactly once, one after another; a lost connection is said."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import is_online
from tests.town_hall import Api, TownHall, wait_for

pytestmark = pytest.mark.browser

ID_CARD = 1
OpenFace = Callable[..., Page]
LISTEN = """
  window.announced = []; window.gongs = [];
  document.addEventListener("announced", (event) => announced.push({ ...event.detail, at: performance.now() }));
  document.addEventListener("sound", (event) => gongs.push({ ...event.detail, at: performance.now() }));
"""
"""Runs before the page's own scripts, also after a reload."""


@pytest.fixture
def board(open_face: OpenFace, town_hall: TownHall) -> Page:
    board = open_face("board", "about:blank")
    board.add_init_script(LISTEN)
    board.goto(town_hall.addresses["board"])
    is_online(board)
    return board


@pytest.fixture
def clerk(town_hall: TownHall) -> Api:
    return town_hall.clerk("yildiz", counter_id=1)


def call_next(town_hall: TownHall, clerk: Api) -> str:
    """A new ticket, called to counter 1 after the one before was served."""
    taken = town_hall.take(ID_CARD)["ticket"]
    clerk.post("/api/counters/1/call-next")
    return str(taken["number"])


def act(clerk: Api, action: str, **more: str) -> None:
    """Something with the ticket that is at the clerk's counter."""
    current = clerk.get("/api/console")["current"]
    clerk.post(f"/api/counters/1/{action}", {"ticket_id": current["id"], **more})


def serve(clerk: Api) -> None:
    act(clerk, "admit")
    act(clerk, "finish", outcome="done")


def heard(board: Page, times: int) -> list[tuple[str, str]]:
    """The announcements, when so many gongs have sounded; the page's policy allows no `wait_for_function`.

    Announcements keep the order of the journal: when something later was heard, nothing earlier is still to come.
    """
    wait_for(lambda: len(gongs(board)) >= times, f"{times} announcements")
    return [(one["number"], "recall" if one["again"] else "call") for one in board.evaluate("announced")]


def gongs(board: Page) -> Any:
    return board.evaluate("gongs")


def now(board: Page) -> Any:
    return board.locator("[data-now=call]")


def test_a_call_is_shown_large_and_gongs_once_and_a_recall_once_more_and_says_so(
    board: Page, town_hall: TownHall, clerk: Api
) -> None:
    number = call_next(town_hall, clerk)
    expect(now(board).locator("[data-slot=number]")).to_have_text(number)
    expect(now(board)).to_contain_text("Schalter 1")
    expect(now(board).locator("[data-ring=call]")).to_be_visible()
    act(clerk, "recall")
    assert heard(board, 2) == [(number, "call"), (number, "recall")]
    assert [gong["heard"] for gong in gongs(board)] == [True, True]
    expect(now(board).locator("[data-ring=recall]")).to_be_visible()


def test_calls_in_a_row_never_overlap(board: Page, town_hall: TownHall, clerk: Api) -> None:
    numbers = []
    for _ in range(3):
        numbers.append(call_next(town_hall, clerk))
        serve(clerk)
    assert heard(board, 3) == [(number, "call") for number in numbers]
    times = [gong["at"] for gong in gongs(board)]
    assert min(later - earlier for earlier, later in pairwise(times)) >= 3_900


def test_a_withdrawn_call_vanishes_and_is_not_announced_later(board: Page, town_hall: TownHall, clerk: Api) -> None:
    first = call_next(town_hall, clerk)
    heard(board, 1)
    serve(clerk)
    taken = town_hall.take(ID_CARD)
    withdrawn = taken["ticket"]["number"]
    clerk.post("/api/counters/1/call-next")
    expect(board.locator("[data-calls]")).to_contain_text(withdrawn)  # its turn to be announced is still to come
    undo = clerk.get("/api/console")["undo"]
    clerk.post("/api/counters/1/undo", {"action": undo["action"]})
    Api(town_hall.port, taken["token"]).post("/api/ticket/cancel")
    third = call_next(town_hall, clerk)
    assert heard(board, 2) == [(first, "call"), (third, "call")]
    expect(board.get_by_text(withdrawn)).to_have_count(0)


def test_a_restarted_server_announces_nothing_twice(board: Page, town_hall: TownHall, clerk: Api) -> None:
    number = call_next(town_hall, clerk)
    heard(board, 1)
    town_hall.restart("live")
    is_online(board, times=2)
    act(clerk, "recall")
    assert heard(board, 2) == [(number, "call"), (number, "recall")]


def test_a_reload_announces_nothing_twice(board: Page, town_hall: TownHall, clerk: Api) -> None:
    number = call_next(town_hall, clerk)
    heard(board, 1)
    board.reload()
    is_online(board)
    expect(now(board).locator("[data-slot=number]")).to_have_text(number)
    act(clerk, "recall")
    assert heard(board, 1) == [(number, "recall")]


def test_what_was_called_while_the_server_was_away_is_announced_on_return(
    board: Page, town_hall: TownHall, clerk: Api
) -> None:
    board.context.set_offline(True)
    board.evaluate("dispatchEvent(new Event('offline'))")
    number = call_next(town_hall, clerk)
    lost = board.locator("[data-connection-lost]")
    expect(lost).to_be_visible(timeout=8_000)
    expect(lost).to_contain_text("den Stand von")
    board.context.set_offline(False)
    assert heard(board, 1) == [(number, "call")]
    expect(lost).to_be_hidden()


def test_a_device_that_is_no_board_goes_to_the_kiosk_with_its_capability(
    open_face: OpenFace, town_hall: TownHall
) -> None:
    board = town_hall.addresses["board"].partition("#")[0]
    page = open_face("board", f"{board}#{town_hall.token('kiosk')}")
    page.wait_for_url(f"**/kiosk/#{town_hall.token('kiosk')}")
    new = {"name": "Kiosk 2", "place": "Foyer", "office_id": 1, "function": "ticket"}
    code = town_hall.clerk("hoffmann").post("/api/devices", new)["code"]
    page = open_face("board", board)
    expect(page.locator("[data-screen=enrol]")).to_be_visible()
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/kiosk/#d_*")


def test_a_board_of_staff_asks_to_sign_in_and_comes_back(open_face: OpenFace, town_hall: TownHall) -> None:
    address = town_hall.addresses["board"].partition("#")[0] + "?office=1"
    page = open_face("board", address)
    expect(page.get_by_text("Bitte melden Sie sich an.")).to_be_visible()
    expect(page.get_by_role("link", name="Anmelden")).to_have_attribute("href", "/clerk/")
    expect(page.locator("[data-screen=enrol]")).to_be_hidden()
    sign_in(page, town_hall)
    expect(page.locator("[data-screen=calls]")).to_be_visible()
    page.context.request.delete(address.partition("/board")[0] + "/api/session", headers={"X-Vorzimmer": "1"})
    expect(page.get_by_text("Bitte melden Sie sich an.")).to_be_visible(timeout=40_000)
    expect(page.locator("[data-connection-lost]")).to_be_hidden()
    assert page.url == address


def sign_in(page: Page, town_hall: TownHall) -> None:
    """In the same browser, as in another tab."""
    page.context.request.post(
        page.url.partition("/board")[0] + "/api/session",
        data={"name": "yildiz", "password": town_hall.passwords["yildiz"]},
        headers={"X-Vorzimmer": "1"},
    )


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (3840, 2160)], ids=["lying", "standing", "4K"])
def test_the_number_is_readable_at_fifteen_metres(
    board: Page, town_hall: TownHall, clerk: Api, size: tuple[int, int]
) -> None:
    """Its letters fill at least a fifth of the screen's height, and nothing is cut off."""
    board.set_viewport_size({"width": size[0], "height": size[1]})
    call_next(town_hall, clerk)
    number = now(board).locator("[data-slot=number]")
    expect(number).to_be_visible()
    letters, needed, room = number.evaluate(
        "(e) => [parseFloat(getComputedStyle(e).fontSize), e.scrollWidth, e.parentElement.clientWidth]"
    )
    assert letters >= size[1] / 5
    assert needed <= room
    assert board.evaluate("document.querySelector('footer').getBoundingClientRect().bottom") <= size[1]


def test_a_silenced_board_offers_to_turn_its_sound_on(open_face: OpenFace) -> None:
    board = open_face("board")
    board.add_init_script("AudioContext = class { state = 'suspended'; resume() { return new Promise(() => {}); } }")
    board.reload()
    expect(board.get_by_role("button", name="Ton einschalten")).to_be_visible()
