"""The whole room against axe-core, by keyboard alone, and for those who hear what others see."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.room_page import House, RoomPage
from tests.journeys.test_accessibility import violations

pytest_plugins = ["tests.journeys.room_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

TOGGLES = """[...document.querySelectorAll("[data-room] [data-panel-toggle]")]
    .filter((one) => !one.hidden && !one.disabled).map((one) => one.dataset.panelToggle)"""

FOCUSED = """() => {
    const one = document.activeElement;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
    one.dataset.reached = "";
    return [(outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none", one.outerHTML.slice(0, 120)];
}"""

MISSED = """[...document.querySelectorAll("[data-room] :is(button, input, select, textarea, summary, a[href])")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && !("reached" in one.dataset))
    .filter((one) => one.type !== "radio" || one.checked)
    .map((one) => one.outerHTML.slice(0, 120))"""

SPILLED = """[...document.querySelectorAll("[data-room] :is(button, .kern-btn) :is(.kern-label, .room-control__words)")]
    .filter((words) => words.checkVisibility({ visibilityProperty: true }) && !words.matches(".kern-sr-only"))
    .filter((words) => {
        const range = document.createRange();
        range.selectNodeContents(words);
        const inner = range.getBoundingClientRect();
        const outer = words.closest("button, .kern-btn").getBoundingClientRect();
        return inner.left < outer.left - 1 || inner.right > outer.right + 1;
    })
    .map((words) => `outside of its button: ${words.textContent}`)"""

LIVE = """(selector) => {
    const region = document.querySelector(selector).closest("[aria-live], [role=status], [role=log], [role=alert]");
    return region === null ? "none" : region.getAttribute("aria-live") ?? region.getAttribute("role");
}"""


def open_panel(page: Page, name: str) -> None:
    """At a desk the clerk's chat is open from the start."""
    if page.locator(f"[data-panel={name}]").is_visible():
        return
    toggle = page.locator(f"[data-panel-toggle={name}]")
    if not toggle.is_visible():
        page.locator("[data-part=more-toggle]").click()
    toggle.click()


def found_in_every_panel(page: Page) -> dict[str, list[str]]:
    found = {"the room": violations(page) + page.evaluate(SPILLED)}
    for name in page.evaluate(TOGGLES):
        open_panel(page, name)
        found[name] = violations(page) + page.evaluate(SPILLED)
        page.locator(f"[data-panel={name}] [data-part=panel-close]").first.click()
    return {name: one for name, one in found.items() if one}


def tab_through(one: RoomPage) -> None:
    """Once around, from wherever the focus is: it leaves the page twice. Each step shows where it is."""
    left = 0
    for _ in range(120):
        one.page.keyboard.press("Tab")
        if one.page.evaluate("document.activeElement === document.body"):
            left += 1
        else:
            visible, what = one.page.evaluate(FOCUSED)
            assert visible, what
        if left == 2:
            return


@pytest.mark.parametrize("language", ["en", "de-simple"])
def test_no_part_of_the_room_has_a_barrier_that_a_machine_can_find(house: House, language: str) -> None:
    phone = {"width": 390, "height": 844}
    clerk, citizen = house.clerk(), house.citizen(viewport=phone, query=f"&shows&lang={language}")
    clerk.sees("citizen")
    citizen.sees("clerk")
    assert found_in_every_panel(clerk.page) == {}
    assert found_in_every_panel(citizen.page) == {}


def test_everything_is_reached_by_keyboard_and_shows_where_one_is(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen()
    clerk.sees("citizen")
    citizen.sees("clerk")
    for page, panel in ((citizen, "ways"), (clerk, "chat")):
        open_panel(page.page, panel)
        tab_through(page)
        assert page.page.evaluate(MISSED) == []


def test_a_panel_is_opened_used_and_closed_without_a_mouse(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen()
    citizen.sees("clerk")
    citizen.part("chat-toggle").focus()
    citizen.page.keyboard.press("Enter")
    expect(citizen.part("chat-text")).to_be_focused()
    citizen.page.keyboard.type("Guten Tag")
    citizen.page.keyboard.press("Enter")
    clerk.reads("Guten Tag")
    citizen.page.keyboard.press("Escape")
    expect(citizen.part("chat-toggle")).to_be_focused()
    expect(citizen.part("chat-toggle")).to_have_attribute("aria-expanded", "false")


def test_what_happens_is_read_out_once_and_what_is_being_written_is_not(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen(media="text")
    citizen.sees("clerk")
    citizen.part("chat-text").press_sequentially("Ich")
    expect(clerk.page.locator(".room-draft")).to_have_count(1)
    assert clerk.page.evaluate(LIVE, ".room-draft") == "none"
    citizen.part("chat-text").press("Enter")
    clerk.reads("Ich")
    assert clerk.page.evaluate(LIVE, ".room-message") == "polite"
    citizen.part("hang-up").click()
    clerk.is_told("hat aufgelegt")
    assert clerk.page.evaluate(LIVE, ".room-notice") == "polite"
