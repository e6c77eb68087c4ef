"""The board: every call is seen, heard and said exactly once, one after another; a lost connection is said."""

import shutil
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import is_online
from tests.journeys.test_accessibility import violations
from tests.town_hall import Api, TownHall, recall, wait_for

pytestmark = pytest.mark.browser

ID_CARD = 1
OpenFace = Callable[..., Page]
needs_a_voice = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng on this machine")
LISTEN = """
  window.announced = []; window.sounds = [];
  document.addEventListener("announced", (event) => announced.push(event.detail));
  document.addEventListener("sound", (event) => sounds.push(event.detail));
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
    return [sound for sound in board.evaluate("sounds") if sound["name"] == "gong"]


def set_up(town_hall: TownHall, **settings: Any) -> None:
    """The only board there is, by the administration."""
    admin = town_hall.clerk("hoffmann")
    (known,) = admin.get("/api/admin/boards")["boards"]
    admin.ask("PUT", f"/api/admin/boards/{known['id']}", {**known["settings"], **settings}, {})


def now(board: Page) -> Any:
    return board.locator("[data-now=call]")


def test_a_call_is_shown_large_and_gongs_once_and_a_recall_once_more_and_says_so(
    board: Page, town_hall: TownHall, clerk: Api
) -> None:
    number = call_next(town_hall, clerk)
    expect(now(board).locator("[data-slot=number]")).to_have_text(number)
    expect(now(board)).to_contain_text("Schalter 1")
    expect(now(board).locator("[data-ring=call]")).to_be_visible()
    recall(clerk, 1)
    assert heard(board, 2) == [(number, "call"), (number, "recall")]
    assert [gong["heard"] for gong in gongs(board)] == [True, True]
    expect(now(board).locator("[data-ring=recall]")).to_be_visible()


@needs_a_voice
def test_gong_and_voices_of_calls_in_a_row_never_overlap(board: Page, town_hall: TownHall, clerk: Api) -> None:
    """The schedule on the clock of the sound itself: of each call the gong, German, and then English."""
    set_up(town_hall, languages=["de", "en"])
    numbers = []
    for _ in range(2):
        numbers.append(call_next(town_hall, clerk))
        serve(clerk)
    assert heard(board, 2) == [(number, "call") for number in numbers]
    wait_for(lambda: len(board.evaluate("sounds")) == 10, "both calls in both languages")
    schedule = board.evaluate("sounds")
    assert [sound["name"] for sound in schedule] == ["gong", "voice", "voice", "voice", "voice"] * 2
    assert all(sound["heard"] and sound["end"] - sound["start"] > 0.5 for sound in schedule)
    assert all(later["start"] >= earlier["end"] - 0.01 for earlier, later in pairwise(schedule))


def test_a_board_of_several_offices_announces_the_calls_of_all(board: Page, town_hall: TownHall) -> None:
    vehicles = 3
    set_up(town_hall, offices=[vehicles])
    expect(board.locator("[data-slot=office]")).to_have_text("Bürgeramt · Kfz-Zulassung")
    is_online(board, times=2)
    Api(town_hall.port).post("/api/tickets", {"service_id": 7, "channel": "on_site"})
    town_hall.clerk("brandt", counter_id=4).post("/api/counters/4/call-next")
    assert heard(board, 1) == [("K001", "call")]
    expect(now(board)).to_contain_text("Schalter 2")


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
    recall(clerk, 1)
    assert heard(board, 2) == [(number, "call"), (number, "recall")]


def test_a_reload_announces_nothing_twice(board: Page, town_hall: TownHall, clerk: Api) -> None:
    number = call_next(town_hall, clerk)
    heard(board, 1)
    board.reload()
    is_online(board)
    expect(now(board).locator("[data-slot=number]")).to_have_text(number)
    recall(clerk, 1)
    assert heard(board, 1) == [(number, "recall")]


def test_what_was_called_while_the_server_was_away_is_announced_on_return(
    board: Page, town_hall: TownHall, clerk: Api
) -> None:
    board.context.set_offline(True)
    board.evaluate("dispatchEvent(new Event('offline'))")
    number = call_next(town_hall, clerk)
    lost = board.locator("[data-connection-lost]")
    expect(lost).to_be_visible()
    expect(lost).to_contain_text("den Stand von")
    board.context.set_offline(False)
    assert heard(board, 1) == [(number, "call")]
    expect(lost).to_be_hidden()


def test_an_old_state_raises_the_alarm_and_marks_its_calls(board: Page, town_hall: TownHall, clerk: Api) -> None:
    board.clock.install()
    board.reload()
    is_online(board)
    number = call_next(town_hall, clerk)
    expect(now(board)).to_contain_text(number)
    board.context.set_offline(True)
    board.evaluate("dispatchEvent(new Event('offline'))")
    expect(board.locator("[data-connection-lost]")).to_be_visible()
    board.clock.fast_forward(10_000)
    alarm = board.get_by_role("alert").filter(visible=True)
    expect(alarm).to_contain_text("Diese Anzeige ist nicht aktuell.")
    expect(alarm).to_contain_text("ohne Verbindung")
    expect(now(board)).to_be_hidden()
    expect(board.locator("[data-calls]")).to_contain_text(number)
    expect(board.get_by_text("Aufrufe bis")).to_be_visible()
    board.context.set_offline(False)
    board.clock.fast_forward(10_000)
    expect(alarm).to_be_hidden()
    expect(now(board)).to_contain_text(number)


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
    """Its letters fill at least a fifth of the screen's height, and nothing is cut off: also with three offices."""
    board.set_viewport_size({"width": size[0], "height": size[1]})
    set_up(town_hall, offices=[2, 3])
    expect(board.locator("[data-slot=office]")).to_contain_text("Standesamt")
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


@needs_a_voice
def test_the_administration_sets_a_board_up_and_hears_how_it_sounds(open_face: OpenFace, town_hall: TownHall) -> None:
    page = open_face("admin", town_hall.addresses["admin"] + "boards/")
    page.locator("#sign-in-name").fill("hoffmann")
    page.locator("#sign-in-password").fill(town_hall.passwords["hoffmann"])
    page.locator("[data-view=sign_in] button[type=submit]").click()
    expect(page.get_by_text("Auf diesem Server spricht espeak-ng.")).to_be_visible()
    assert violations(page) == []
    page.evaluate(LISTEN)
    page.get_by_label("auf Englisch").check()
    page.get_by_role("button", name="Hier anhören").click()
    wait_for(lambda: len(page.evaluate("sounds")) == 5, "the gong, and a call in both languages")
    page.get_by_label("Kfz-Zulassung").check()
    page.get_by_label("jeden Tag").check()
    page.get_by_label("von", exact=True).fill("12:00")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Bitte geben Sie Beginn und Ende")).to_be_visible()
    page.get_by_label("bis", exact=True).fill("13:30")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Die Anzeige hat es übernommen")).to_be_visible()
    (board,) = town_hall.clerk("hoffmann").get("/api/admin/boards")["boards"]
    assert board["settings"] == {
        "offices": [3], "speaks": True, "languages": ["de", "en"], "volume": 80, "quiet": {"begins": 720, "ends": 810},
    }  # fmt: skip
