"""The clerk's console in a real browser against a running town hall."""

import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.town_hall import TownHall

pytestmark = pytest.mark.browser

OpenFace = Callable[..., Page]
COUNTER = "Schalter 1"
MEDIA_ALLOWED = {"permissions": ["camera", "microphone"]}


@dataclass(frozen=True)
class Desk:
    """Frau Yildiz at Schalter 1 of the citizens' office, and what she sees."""

    page: Page
    hall: TownHall

    def sign_in(self) -> None:
        """With the keyboard alone: name, password, and the first counter of the list."""
        keyboard = self.page.keyboard
        expect(self.page.get_by_label("Benutzername")).to_be_focused()
        keyboard.type("yildiz")
        keyboard.press("Tab")
        keyboard.type(self.hall.passwords["yildiz"])
        keyboard.press("Enter")
        expect(self.page.get_by_role("heading", name="Wo arbeiten Sie heute?")).to_be_focused()
        keyboard.press("Tab")
        keyboard.press("Enter")
        expect(self.part("console")).to_be_visible()
        expect(self.page.get_by_role("heading", name=COUNTER)).to_be_visible()

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def recall(self) -> None:
        """Not at once: the same call would be heard twice."""
        expect(self.page.locator("[data-action=recall]")).to_have_attribute("aria-disabled", "false")
        self.press("F6")

    def part(self, name: str) -> Locator:
        return self.page.locator(f'[data-view="{name}"], [data-part="{name}"]').first

    def panel(self, title: str) -> Locator:
        return self.page.locator(".panel-section:visible", has=self.page.get_by_role("heading", name=title))

    @property
    def number(self) -> Locator:
        return self.page.locator(".current-number")

    @property
    def rows(self) -> Locator:
        return self.page.locator(".row")

    def expect_state(self, state: str) -> None:
        expect(self.part("person")).to_have_attribute("data-state", state)


@pytest.fixture
def desk(open_face: OpenFace, town_hall: TownHall) -> Desk:
    desk = Desk(open_face("clerk", **MEDIA_ALLOWED), town_hall)
    desk.sign_in()
    desk.expect_state("idle.empty")
    return desk


def service(hall: TownHall, name: str) -> int:
    offices = hall.device("kiosk").get("/api/offices")["offices"]
    return next(one["id"] for office in offices for one in office["services"] if one["name"] == name)


def take(hall: TownHall, name: str = "Meldebescheinigung", **order: Any) -> str:
    """Somebody takes a number; returns it."""
    return str(hall.take(service(hall, name), **order)["ticket"]["number"])


def test_somebody_on_site_is_served_by_keyboard_alone(desk: Desk, town_hall: TownHall) -> None:
    number = take(town_hall)
    expect(desk.rows).to_have_count(1)
    desk.press("F2")
    desk.expect_state("called.on_site")
    expect(desk.number).to_have_text(number)
    desk.recall()
    expect(desk.page.locator(".current-state")).to_contain_text("Einmal erneut aufgerufen")
    desk.press("F4")
    desk.expect_state("serving.on_site")
    desk.press("F8")
    desk.expect_state("finished.on_site")
    desk.press("Control+z")
    desk.expect_state("serving.on_site")
    desk.press("F9")
    desk.expect_state("finished.on_site")
    desk.expect_state("idle.empty")  # by itself, when the end cannot be taken back any more


def test_a_double_click_calls_one_person_once(desk: Desk, town_hall: TownHall) -> None:
    first, second = take(town_hall), take(town_hall)
    expect(desk.rows).to_have_count(2)
    desk.page.locator('[data-action="call-next"]').dblclick()
    expect(desk.number).to_have_text(first)
    expect(desk.rows).to_have_count(1)
    expect(desk.rows).to_contain_text(second)
    expect(desk.page.locator(".person .notice")).to_be_hidden()


def test_this_one_is_called_by_the_arrow_keys_and_a_reason(desk: Desk, town_hall: TownHall) -> None:
    numbers = [take(town_hall) for _ in range(3)]
    expect(desk.rows).to_have_count(3)
    desk.rows.first.locator(".row-call").focus()
    desk.press("ArrowDown")
    desk.press("ArrowDown")
    desk.press("Enter")
    expect(desk.panel("Außer der Reihe aufrufen")).to_be_visible()
    desk.press("2")
    desk.expect_state("called.on_site")
    expect(desk.number).to_have_text(numbers[2])
    expect(desk.page.locator(".current-service")).to_be_focused()
    desk.press("F7")
    expect(desk.page.locator(".undo")).to_contain_text(f"{numbers[2]} nicht erschienen")


def test_a_ticket_without_a_free_terminal_is_passed_over_and_the_console_says_so(
    desk: Desk, town_hall: TownHall
) -> None:
    waits = take(town_hall, channel="video", at_terminal=True)
    called = take(town_hall)
    expect(desk.rows).to_have_count(2)
    expect(desk.rows.first).to_contain_text("kein Terminal frei, Platz bleibt")
    expect(desk.page.locator(".queue-passed")).to_contain_text(f"{waits} wird übersprungen")
    desk.press("F2")
    expect(desk.number).to_have_text(called)
    expect(desk.rows.first).to_contain_text(waits)


def test_an_arrival_is_seen_in_the_title_and_heard(desk: Desk, town_hall: TownHall) -> None:
    desk.page.evaluate("document.addEventListener('sound', (event) => { window.heard = event.detail; })")
    number = take(town_hall)
    expect(desk.page).to_have_title(re.compile(rf"^\(1\) {number} wartet"))
    desk.page.wait_for_function("window.heard?.name === 'chime' && window.heard.heard")
    desk.press("Shift")
    expect(desk.page).to_have_title(re.compile(rf"^\(1\) {COUNTER}"))


def test_somebody_whom_a_colleague_called_meanwhile_is_not_called_twice(desk: Desk, town_hall: TownHall) -> None:
    number = take(town_hall, channel="video")
    expect(desk.rows).to_have_count(1)
    desk.page.route("**/api/console", lambda route: route.abort())  # the news has not reached this page
    call_from_home(town_hall, number)
    desk.rows.first.locator(".row-call").click()
    expect(desk.page.locator(".person .notice")).to_contain_text("taken_by_other")
    desk.page.unroute("**/api/console")
    desk.expect_state("idle.empty")


def call_from_home(hall: TownHall, number: str) -> None:
    """Herr Kaya calls from his home counter."""
    options = hall.clerk("kaya").get("/api/session")["counters"]
    counter_id = next(option["id"] for option in options if option["home"])
    kaya = hall.clerk("kaya", counter_id)
    assert kaya.post(f"/api/counters/{counter_id}/call-next", {})["current"]["number"] == number


def test_keys_can_be_switched_off_and_stay_off(desk: Desk, town_hall: TownHall) -> None:
    take(town_hall)
    expect(desk.rows).to_have_count(1)
    desk.page.locator(".menu-name").click()
    desk.page.get_by_role("checkbox", name="Tastenkürzel", exact=True).uncheck()
    desk.press("Escape")
    desk.page.reload()
    expect(desk.rows).to_have_count(1)
    expect(desk.page.locator(".call-next .key")).to_be_hidden()
    desk.press("F2")
    desk.page.locator('[data-action="call-next"]').click()
    desk.expect_state("called.on_site")


def test_an_expired_session_asks_again_and_nothing_is_lost(desk: Desk, town_hall: TownHall) -> None:
    number = take(town_hall)
    expect(desk.rows).to_have_count(1)
    desk.press("F2")
    expect(desk.number).to_have_text(number)
    desk.page.context.clear_cookies()
    desk.press("F4")
    expect(desk.page.get_by_text("Ihre Anmeldung ist abgelaufen")).to_be_visible()
    expect(desk.page.get_by_label("Benutzername")).to_have_value("yildiz")
    expect(desk.number).to_have_text(number)
    desk.page.keyboard.type(town_hall.passwords["yildiz"])
    desk.press("Enter")
    expect(desk.page.get_by_text("Ihre Anmeldung ist abgelaufen")).to_be_hidden()
    desk.press("F4")
    desk.expect_state("serving.on_site")


def test_a_lost_server_is_said_at_once_and_recovery_is_silent(desk: Desk, town_hall: TownHall) -> None:
    line = desk.page.locator(".link-lost")
    with stopped(town_hall, "web", "live"):
        expect(line).to_contain_text("Keine Verbindung zum Server")
    expect(line).to_be_hidden()
    take(town_hall)
    expect(desk.rows).to_have_count(1)


def test_without_the_live_connection_the_list_is_fetched_and_calling_works(desk: Desk, town_hall: TownHall) -> None:
    line = desk.page.locator(".link-lost")
    with stopped(town_hall, "live"):
        expect(line).to_contain_text("Live-Verbindung ist unterbrochen")
        number = take(town_hall)
        expect(desk.rows).to_have_count(1)
        desk.press("F2")
        expect(desk.number).to_have_text(number)
    expect(line).to_be_hidden()


def test_a_reload_returns_into_the_running_consultation(desk: Desk, town_hall: TownHall) -> None:
    number = take(town_hall, channel="video")
    expect(desk.rows).to_have_count(1)
    desk.press("F2")
    desk.expect_state("called.video")
    desk.press("F4")
    desk.expect_state("serving.video")
    expect(desk.part("stage")).to_be_visible()
    desk.page.reload()
    desk.expect_state("serving.video")
    expect(desk.number).to_have_text(number)
    expect(desk.part("stage")).to_be_visible()
    desk.press("F8")
    desk.expect_state("finished.video")
    expect(desk.part("stage")).to_be_hidden()
    desk.press("Control+z")
    desk.expect_state("serving.video")
    expect(desk.part("stage")).to_be_visible()
    desk.press("F8")
    desk.expect_state("idle.empty")


@contextmanager
def stopped(hall: TownHall, *names: str) -> Iterator[None]:
    """The processes stand still, as with a pulled cable: connections stay open and nobody answers."""
    pids = [pid for name in names for pid in with_children(hall.pid(name))]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def with_children(pid: int) -> list[int]:
    """The web has a worker that answers while its master stands still."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]
