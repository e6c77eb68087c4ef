"""Help is called at a kiosk and somebody comes; the screen is read aloud; everything to touch moves lower."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.journeys.test_clerk import Desk
from tests.journeys.test_kiosk import LYING, STANDING, begin, eight_services, screen
from tests.town_hall import TownHall, wait_for

pytestmark = pytest.mark.browser

OpenFace = Callable[..., Page]
RINGS = "addEventListener('sound', ({detail}) => (window.rings ??= []).push(detail.name), true)"
"""What a page sounded, in the order of it."""

TOO_HIGH = """() => [...document.querySelectorAll("button, input")].filter((one) => one.checkVisibility())
  .filter((one) => one.getBoundingClientRect().top < innerHeight / 2 - 1 && !one.matches(".attract__start"))
  .map((one) => one.textContent.trim())"""


def tool(page: Page, name: str) -> Any:
    return page.get_by_role("group", name="Hilfen an diesem Gerät").get_by_role("button", name=name)


def test_it_rings_at_the_counter_until_somebody_comes(open_face: OpenFace, town_hall: TownHall) -> None:
    kiosk = open_face("kiosk")
    begin(kiosk)
    banner = kiosk.locator("[data-help]")
    tool(kiosk, "Hilfe rufen").click()
    expect(banner.get_by_text("Gerade ist niemand an einem Schalter")).to_be_visible()  # and it stands nevertheless

    clerk = open_face("clerk")
    clerk.evaluate(RINGS)
    Desk(clerk, town_hall).sign_in()
    call = clerk.locator("[data-part=help-calls]")
    expect(call).to_contain_text("Kiosk Foyer (Erdgeschoss), Bürgeramt: Jemand bittet seit")
    wait_for(
        lambda: clerk.evaluate("(window.rings ?? []).filter((name) => name === 'help').length > 1"), "a ring again"
    )
    wait_for(lambda: clerk.title() == "Hilfe! Kiosk Foyer", "the title to say it")
    call.get_by_role("button", name="Ich komme").click()
    expect(banner.get_by_text("Aylin Yildiz kommt zu Ihnen")).to_be_visible()
    expect(screen(kiosk, "service")).to_be_visible()  # nothing of what was begun is lost
    wait_for(lambda: not clerk.title().startswith("Hilfe!"), "the title to be as it was")

    call.get_by_role("button", name="Erledigt").click()
    expect(banner).to_be_hidden()
    expect(call).to_be_hidden()


def test_whoever_waits_for_help_is_not_sent_away_and_can_take_it_back(open_face: OpenFace) -> None:
    kiosk = open_face("kiosk")
    kiosk.clock.install()
    begin(kiosk)
    tool(kiosk, "Hilfe rufen").click()
    expect(kiosk.locator("[data-help]")).to_be_visible()
    kiosk.clock.run_for(100_000)
    expect(screen(kiosk, "service")).to_be_visible()
    kiosk.get_by_role("button", name="Keine Hilfe nötig").click()
    expect(kiosk.locator("[data-help]")).to_be_hidden()
    kiosk.clock.run_for(46_000)
    expect(kiosk.get_by_role("dialog")).to_contain_text("Sind Sie noch da?")


NOTE_WHAT_IS_READ = """
window.read = [];
new MutationObserver(() => {
    const words = document.querySelector(".is-read")?.innerText.trim();
    if (words && words !== read.at(-1)) read.push(words);
}).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["class"] });
"""
"""A piece is marked for as long as it takes to say it, which may be shorter than a busy test's look."""


def test_the_screen_is_read_aloud_in_its_language_until_the_next_one(open_face: OpenFace) -> None:
    kiosk = open_face("kiosk")
    said: list[tuple[str, str]] = []

    def listen(request: Request) -> None:
        if request.url.endswith("/api/speech"):
            said.append((request.post_data_json["language"], request.post_data_json["text"]))

    kiosk.on("request", listen)
    begin(kiosk)
    kiosk.evaluate(NOTE_WHAT_IS_READ)
    tool(kiosk, "Vorlesen").click()
    pieces = ["Was möchten Sie erledigen?", "Tippen Sie auf Ihr Anliegen. Sie bekommen eine Nummer."]
    wait_for(lambda: kiosk.evaluate("read")[:2] == pieces, "both pieces marked while they are read")
    assert said[:2] == [("de", words) for words in pieces]
    kiosk.get_by_role("button", name="Zurück").click()
    expect(kiosk.locator(".is-read")).to_have_count(0)
    expect(tool(kiosk, "Vorlesen")).to_have_attribute("aria-pressed", "false")

    kiosk.locator("[data-languages]").get_by_role("button", name="English").click()
    kiosk.get_by_role("button", name="Read aloud").click()
    wait_for(lambda: "How can we help you?" in kiosk.evaluate("read"), "English")
    assert said[-1][0] == "en"
    kiosk.get_by_role("button", name="Stop reading").click()
    expect(kiosk.locator(".is-read")).to_have_count(0)


@pytest.mark.parametrize("size", [STANDING, LYING], ids=["standing", "lying"])
def test_everything_to_touch_lies_in_the_lower_half_until_the_visit_ends(
    open_face: OpenFace, size: dict[str, int]
) -> None:
    kiosk = open_face("kiosk")
    kiosk.set_viewport_size(size)  # type: ignore[arg-type]
    kiosk.route("**/api/device", eight_services)
    kiosk.reload()
    screen(kiosk, "attract").click()
    tool(kiosk, "Tiefer").click()
    for choice in ("Deutsch", "Nummer ziehen", "Wohnsitz anmelden", "Hier am Schalter"):
        assert kiosk.evaluate(TOO_HIGH) == []
        kiosk.locator("main").get_by_role("button", name=choice).first.click()
    expect(screen(kiosk, "ticket")).to_be_visible()
    assert kiosk.evaluate(TOO_HIGH) == []
    kiosk.get_by_role("button", name="Fertig").click()
    expect(screen(kiosk, "attract")).to_be_visible()
    expect(tool(kiosk, "Tiefer")).to_have_attribute("aria-pressed", "false")
    kiosk.unroute_all(behavior="ignoreErrors")
