"""The widget on a town's own website: another origin, a strict Content-Security-Policy, no traces."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.test_accessibility import violations
from tests.town_hall import TownHall

pytestmark = pytest.mark.browser

OpenFace = Callable[..., Page]
REFRESH_MS = 30_000
ALL_OFFICES, ONE_OFFICE = "**/api/public/offices?**", "**/api/public/offices/1?**"


@pytest.fixture
def website(open_face: OpenFace, town_hall: TownHall) -> Page:
    """Musterstadt's own page on a phone; what its policy refuses is kept."""
    page = open_face("citizen", "about:blank")
    page.add_init_script(
        "window.refused = []; addEventListener('securitypolicyviolation', (e) => refused.push(e.violatedDirective))"
    )
    page.goto(town_hall.addresses["website"])
    expect(card(page, "Bürgeramt").first).to_be_visible()
    return page


def card(page: Page, office: str) -> Locator:
    return page.locator("vorzimmer-office .card").filter(has=page.get_by_role("heading", name=office))


def asked(page: Page) -> list[str]:
    """Addresses of our API that the page asks from now on."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url) if "/api/public/" in request.url else None)
    return found


def test_a_towns_page_shows_its_offices_and_leads_into_the_queue(website: Page, town_hall: TownHall) -> None:
    assert urlsplit(website.url).port != town_hall.port
    first = card(website, "Bürgeramt").first
    expect(first).to_contain_text("geöffnet")
    expect(first).to_contain_text("Niemand wartet")
    assert website.evaluate("refused") == []
    assert website.context.cookies() == []
    assert website.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert violations(website) == []
    first.get_by_role("link", name="Nummer ziehen").click()
    expect(website.get_by_role("heading", name="Bürgeramt")).to_be_focused()
    assert urlsplit(website.url).port == town_hall.port


def test_it_is_asked_again_only_while_somebody_looks(website: Page) -> None:
    website.clock.install()
    website.reload()
    expect(card(website, "Bürgeramt").first).to_be_visible()
    requests = asked(website)
    with website.expect_request(ONE_OFFICE), website.expect_request(ALL_OFFICES):
        website.clock.run_for(REFRESH_MS)
    website.evaluate("Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })")
    website.clock.run_for(5 * REFRESH_MS)
    with website.expect_request(ONE_OFFICE), website.expect_request(ALL_OFFICES):
        website.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    assert len(requests) == 4


@pytest.mark.parametrize("missing", ["script", "server"])
def test_without_script_or_server_a_link_is_left(
    missing: str, website: Page, town_hall: TownHall, open_face: OpenFace
) -> None:
    address = town_hall.addresses["website"]
    if missing == "script":
        page = open_face("citizen", address, java_script_enabled=False)
    else:
        page = website
        page.route("**/api/public/**", lambda route: route.abort())
        page.reload()
    link = page.get_by_role("link", name="Zum digitalen Bürgerbüro")
    expect(link).to_be_visible()
    expect(link).to_have_attribute("href", town_hall.addresses["citizen"])
    assert page.locator("vorzimmer-office .card").count() == 0
