"""`join`: from the clerk's click on admit to the first remote video frame in both windows, in Chromium on loopback."""

import statistics
import tempfile
from pathlib import Path
from typing import Any

from tests.journeys import people

ROUNDS = 7
GOAL_SECONDS = 1.0

FIRST_FRAME = """() => {
    window.firstFrameAt = null;
    const watch = () => {
        const video = document.querySelector(".room-stream:not(.room-stream--own) video");
        if (!video) return requestAnimationFrame(watch);
        video.requestVideoFrameCallback(() => { window.firstFrameAt = Date.now(); });
    };
    watch();
}"""

CLICK_ADMIT = """() => {
    const now = Date.now();
    document.querySelector("[data-action=admit]:not([hidden])").click();
    return now;
}"""


def run(report: Any) -> None:
    """Each round is another citizen; the first warms the pages up and is not counted."""
    from playwright.sync_api import sync_playwright

    from tests.browsers import chromium_launch_options
    from tests.journeys.conftest import CHROMIUM_ARGUMENTS, SIZES
    from tests.town_hall import open_town_hall

    options = chromium_launch_options()
    options["args"] = [*options["args"], *CHROMIUM_ARGUMENTS]
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        hall = open_town_hall(Path(scratch) / "data")
        browser = playwright.chromium.launch(**options)
        try:
            clerk_page = browser.new_context(viewport=SIZES["clerk"]).new_page()
            clerk_page.goto(hall.addresses["clerk"])
            clerk = people.ClerkAtWork(clerk_page).sign_in(hall, "yildiz", "Schalter 1")
            rounds = [one_round(hall, browser, clerk) for _ in range(ROUNDS + 1)][1:]
        finally:
            browser.close()
            hall.stop()
    median = statistics.median(rounds)
    report("join: admit to first remote frame in both windows, median", round(median, 3), "s", goal=GOAL_SECONDS,
           met=median < GOAL_SECONDS)  # fmt: skip
    report("join: slowest of the rounds", round(max(rounds), 3), "s")


def one_round(hall: Any, browser: Any, clerk: people.ClerkAtWork) -> float:
    """Seconds until the later of the two windows has its first frame."""
    taken = hall.take(3, "video")
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(taken["url"])
    phone = people.PhoneVisitor(page)
    phone.sees("waiting")
    clerk.call_next(taken["ticket"]["number"])
    phone.sees("called")
    for window in (clerk.page, page):
        window.evaluate(FIRST_FRAME)
    clicked = clerk.page.evaluate(CLICK_ADMIT)
    arrived = [first_frame_at(window) for window in (clerk.page, page)]
    clerk.press("finish", "done")
    phone.sees("finished")
    context.close()
    return float(max(arrived) - clicked) / 1000


def first_frame_at(window: Any) -> float:
    """Milliseconds of the machine's clock, which both windows share."""
    return float(people.wait_for(lambda: window.evaluate("window.firstFrameAt"), "a frame"))
