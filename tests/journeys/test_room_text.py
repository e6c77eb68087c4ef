"""Real-time text: what one writes the other reads at once, and it becomes a message; one may do without."""

import pytest
from playwright.sync_api import expect

from tests.journeys.room_page import House

pytest_plugins = ["tests.journeys.room_fixtures"]
pytestmark = pytest.mark.browser

STANDARD_MS = 500
"""EN 301 549, 6.2.4: from the key to the other screen."""
KEYS_MS = 40
"""Between two keys of somebody quick."""
WATCH_DRAFTS = """() => {
    page.seen = {};
    new MutationObserver(() => {
        for (const draft of document.querySelectorAll(".room-draft [data-part=text]")) {
            page.seen[draft.textContent] ??= Date.now();
        }
    }).observe(document.querySelector("[data-part=drafts]"), { subtree: true, childList: true, characterData: true });
}"""
WATCH_KEYS = """() => {
    page.typed = {};
    const field = document.querySelector("[data-part=chat-text]");
    field.addEventListener("input", () => { page.typed[field.value] = Date.now(); });
}"""


def test_each_character_is_read_within_half_a_second_and_enter_makes_a_message(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen(media="text")
    citizen.sees("clerk")
    clerk.page.evaluate(WATCH_DRAFTS)
    citizen.page.evaluate(WATCH_KEYS)
    citizen.part("chat-text").press_sequentially("Gutne", delay=KEYS_MS)
    for key in ("ArrowLeft", "ArrowLeft", "Delete", "End"):
        citizen.part("chat-text").press(key)
    citizen.part("chat-text").press_sequentially("n Tag 👍", delay=KEYS_MS)
    expect(clerk.page.locator(".room-draft [data-part=text]")).to_have_text("Guten Tag 👍")
    typed, seen = citizen.page.evaluate("page.typed"), clerk.page.evaluate("page.seen")
    delays = [min(seen[later] for later in seen if typed[later] >= at) - at for at in typed.values()]
    assert len(seen) > 5 and max(delays) <= STANDARD_MS, (typed, seen)
    assert clerk.page.locator(".room-message").count() == 0
    citizen.part("chat-text").press("Enter")
    clerk.reads("Guten Tag 👍")
    expect(clerk.page.locator(".room-draft")).to_have_count(0)
    assert clerk.errors == citizen.errors == []


def test_a_half_written_sentence_is_there_again_after_a_restart_of_the_server(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen(media="text")
    citizen.sees("clerk")
    citizen.part("chat-text").press_sequentially("Ich hätte")
    expect(clerk.page.locator(".room-draft [data-part=text]")).to_have_text("Ich hätte")
    house.live.kill_and_start()
    citizen.part("chat-text").press_sequentially(" gern")
    expect(clerk.page.locator(".room-draft [data-part=text]")).to_have_text("Ich hätte gern")


def test_whoever_switches_it_off_shows_and_reads_only_messages(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen(media="text")
    citizen.sees("clerk")
    citizen.part("chat-text").press_sequentially("Moment")
    expect(clerk.page.locator(".room-draft")).to_be_visible()
    citizen.part("live-text").uncheck()
    expect(clerk.page.locator(".room-draft")).to_have_count(0)
    clerk.part("chat-text").press_sequentially("Ja")
    expect(citizen.page.locator(".room-draft")).to_have_count(1)
    expect(citizen.page.locator(".room-draft")).to_be_hidden()
    citizen.part("chat-text").press("Enter")
    clerk.reads("Moment")
