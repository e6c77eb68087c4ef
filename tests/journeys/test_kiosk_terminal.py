"""The terminal's face: called, confirmed, in conversation, thanked, wiped."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.town_hall import Api, TownHall, wait_for

pytestmark = pytest.mark.browser

RESIDENCE = 3
COUNTER = 1
OpenFace = Callable[..., Page]


def screen(page: Page, name: str) -> Any:
    return page.locator(f"[data-screen={name}]")


def waiting_terminal(open_face: OpenFace, town_hall: TownHall) -> Page:
    """A terminal that the server knows to be present, so that somebody may be called to it."""
    terminal = open_face("terminal")
    expect(screen(terminal, "rest")).to_be_visible()
    board = town_hall.device("board")
    wait_for(lambda: [one["state"] for one in board.get("/api/board")["terminals"]] == ["free"], "its sign of life")
    return terminal


def call(town_hall: TownHall, **order: Any) -> tuple[Api, Any]:
    """A ticket for video at a terminal, taken and called: the clerk, and the answer to taking it."""
    clerk = town_hall.clerk("yildiz", COUNTER)
    taken = town_hall.take(RESIDENCE, "video", at_terminal=True, **order)
    clerk.post(f"/api/counters/{COUNTER}/call-next")
    return clerk, taken


def finish(clerk: Api) -> Any:
    current = clerk.get("/api/console")["current"]
    return clerk.post(f"/api/counters/{COUNTER}/finish", {"ticket_id": current["id"], "outcome": "done"})


def test_the_number_is_confirmed_by_its_code_and_a_wrong_one_says_what_to_do(
    open_face: OpenFace, town_hall: TownHall
) -> None:
    terminal = waiting_terminal(open_face, town_hall)
    clerk, taken = call(town_hall)
    called = screen(terminal, "called")
    expect(called.locator("[data-slot=number]")).to_have_text(taken["ticket"]["number"])
    expect(called.locator("[data-seconds]:visible")).to_have_text("120")

    wrong = f"{(int(taken['ticket']['code']) + 1) % 1_000_000:06d}"
    touch(called, wrong)
    expect(called.get_by_role("alert")).to_contain_text("dieselbe Nummer")
    touch(called, taken["ticket"]["code"])
    expect(screen(terminal, "serving")).to_be_visible()
    assert clerk.get("/api/console")["current"]["state"] == "serving"


def touch(called: Any, code: str) -> None:
    for digit in code:
        called.locator(f'[data-key="{digit}"]').click()


def test_a_scanner_confirms_by_typing_the_link_of_the_ticket(open_face: OpenFace, town_hall: TownHall) -> None:
    terminal = waiting_terminal(open_face, town_hall)
    _, taken = call(town_hall)
    expect(screen(terminal, "called")).to_be_visible()
    terminal.keyboard.type(taken["url"])
    expect(screen(terminal, "called").locator("[data-code]")).to_have_text("––– –––")
    terminal.keyboard.press("Enter")
    expect(screen(terminal, "serving")).to_be_visible()


def test_the_terminal_speaks_the_language_of_the_ticket_and_returns_to_its_own(
    open_face: OpenFace, town_hall: TownHall
) -> None:
    terminal = waiting_terminal(open_face, town_hall)
    clerk, _ = call(town_hall, language="en")
    expect(screen(terminal, "called")).to_contain_text("Is this your number?")
    undo = clerk.get("/api/console")["undo"]
    clerk.post(f"/api/counters/{COUNTER}/undo", {"action": undo["action"]})
    expect(screen(terminal, "rest")).to_be_visible()
    assert terminal.evaluate("document.documentElement.lang") == "de"


def test_finish_thanks_undo_returns_into_the_room_and_the_end_wipes(open_face: OpenFace, town_hall: TownHall) -> None:
    terminal = waiting_terminal(open_face, town_hall)
    clerk, taken = call(town_hall)
    touch(screen(terminal, "called"), taken["ticket"]["code"])
    expect(screen(terminal, "serving").locator("video").first).to_be_visible()

    undo = finish(clerk)["undo"]
    expect(screen(terminal, "thanks")).to_be_visible()
    clerk.post(f"/api/counters/{COUNTER}/undo", {"action": undo["action"]})
    expect(screen(terminal, "serving")).to_be_visible()

    finish(clerk)
    expect(screen(terminal, "thanks")).to_be_visible()
    terminal.get_by_role("button", name="Sehr gut").click()
    expect(screen(terminal, "thanks")).to_contain_text("Danke für Ihre Antwort")
    expect(screen(terminal, "rest")).to_be_visible()
    page = terminal.content()
    assert taken["ticket"]["number"] not in page
    assert terminal.evaluate("[...document.querySelectorAll('video')].some((video) => video.srcObject)") is False


def test_hanging_up_by_mistake_is_not_the_end(open_face: OpenFace, town_hall: TownHall) -> None:
    terminal = waiting_terminal(open_face, town_hall)
    _, taken = call(town_hall)
    touch(screen(terminal, "called"), taken["ticket"]["code"])
    terminal.get_by_role("button", name="Auflegen").click()
    expect(screen(terminal, "hung_up")).to_be_visible()
    terminal.get_by_role("button", name="Zurück ins Gespräch").click()
    expect(screen(terminal, "serving").locator("video").first).to_be_visible()


def test_a_reload_in_the_conversation_leads_back_into_it(open_face: OpenFace, town_hall: TownHall) -> None:
    terminal = waiting_terminal(open_face, town_hall)
    _, taken = call(town_hall)
    touch(screen(terminal, "called"), taken["ticket"]["code"])
    expect(screen(terminal, "serving")).to_be_visible()
    terminal.reload()
    expect(screen(terminal, "serving").locator("video").first).to_be_visible()


def test_somebody_taking_a_ticket_may_finish_before_the_terminal_changes_hands(
    open_face: OpenFace, town_hall: TownHall
) -> None:
    town_hall.clerk("hoffmann").ask("PATCH", "/api/devices/2", {"function": "both"}, {})
    terminal = open_face("terminal")
    terminal.clock.install()
    screen(terminal, "attract").click()
    screen(terminal, "language").get_by_role("button", name="Deutsch").click()
    screen(terminal, "intent").locator("[data-value=number]").click()
    _, taken = call(town_hall)
    banner = terminal.locator("#banner")
    expect(banner).to_contain_text(taken["ticket"]["number"])
    expect(screen(terminal, "service")).to_be_visible()
    terminal.clock.run_for(32_000)  # nobody touches anything
    expect(screen(terminal, "called")).to_be_visible()
    expect(banner).to_be_hidden()


def test_a_ticket_taken_here_and_called_here_begins_with_one_tap(open_face: OpenFace, town_hall: TownHall) -> None:
    town_hall.clerk("hoffmann").ask("PATCH", "/api/devices/2", {"function": "both"}, {})
    terminal = open_face("terminal")
    screen(terminal, "attract").click()
    screen(terminal, "language").get_by_role("button", name="Deutsch").click()
    screen(terminal, "intent").locator("[data-value=number]").click()
    terminal.get_by_role("button", name="Wohnsitz anmelden").click()
    terminal.get_by_role("button", name="Hier per Video").click()
    expect(screen(terminal, "ticket")).to_be_visible()
    town_hall.clerk("yildiz", COUNTER).post(f"/api/counters/{COUNTER}/call-next")
    terminal.get_by_role("button", name="Gespräch beginnen").click()
    expect(screen(terminal, "serving")).to_be_visible()
