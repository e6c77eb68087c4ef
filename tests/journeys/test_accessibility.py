"""Every face against axe-core (WCAG 2.2 AA), in both languages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import ClerkAtWork, KioskVisitor
from tests.town_hall import TownHall

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page: Page) -> list[str]:
    """Each as rule, what it says, and the first element. Evaluated, not injected: the page's CSP stands.

    Judged from the top: a button that happens to lie half under a head that stays is not too small. And at rest: a
    button is pale while its deed is under way.
    """
    expect(page.locator(".kern-btn[aria-busy=true]:visible")).to_have_count(0)
    page.evaluate("scrollTo(0, 0)")
    page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(
        "(rules) => axe.run({runOnly: rules}).then(({violations}) => violations)", RULES
    )
    return [f"{one['id']}: {one['help']} {one['nodes'][0]['html'][:160]}" for one in found]


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_face_has_a_barrier_that_a_machine_can_find(
    language: str, town_hall: TownHall, open_face: Callable[..., Page]
):
    def face(name: str) -> Page:
        address, _, token = town_hall.addresses[name].partition("#")
        return open_face(name, f"{address}?lang={language}#{token}")

    citizen, kiosk, board = face("citizen"), KioskVisitor(face("kiosk")), face("board")
    clerk = ClerkAtWork(face("clerk"))
    expect(clerk.page.locator("[data-view=sign_in]")).to_be_visible()
    found = {"sign-in": violations(clerk.page)}
    clerk.sign_in(town_hall, "yildiz", "Schalter 1")
    citizen.locator(".office").first.wait_for()
    found["citizen"] = violations(citizen)
    if language == "de":
        kiosk.begin()
    found["kiosk"] = violations(kiosk.page)
    town_hall.take(3)
    clerk.call_next("A001")
    expect(board.locator("[data-now=call]")).to_be_visible()
    found["clerk"], found["board"] = violations(clerk.page), violations(board)
    ticket = open_face("citizen", town_hall.take(3, "video")["url"])
    expect(ticket.locator("[data-view=waiting]")).to_be_visible()
    found["ticket"] = violations(ticket)
    assert {name: one for name, one in found.items() if one} == {}
