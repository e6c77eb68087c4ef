"""The widget on a town's own website: another origin, a strict Content-Security-Policy, no traces."""

import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.test_accessibility import violations
from tests.journeys.test_admin import sign_in
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


@pytest.fixture
def website_page(open_face: OpenFace, town_hall: TownHall) -> Page:
    """Of the administration."""
    page = sign_in(open_face("admin", f"{town_hall.addresses['admin']}website/"), town_hall, "hoffmann")
    expect(page.get_by_role("heading", name="Auf der Website der Stadt")).to_be_visible()
    return page


@pytest.fixture
def serve() -> Iterator[Callable[[dict[str, str], str], str]]:
    """A foreign web server with these files and this Content-Security-Policy; its address."""
    servers: list[ThreadingHTTPServer] = []

    def begin(files: dict[str, str], policy: str) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200 if self.path in files else 404)
                self.send_header("Content-Type", "text/css" if self.path.endswith(".css") else "text/html")
                self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(files.get(self.path, "").encode())

            def log_message(self, format: str, *args: object) -> None:
                pass

        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}/"

    yield begin
    for server in servers:
        server.shutdown()
        server.server_close()


def snippet(page: Page, title: str) -> str:
    return page.locator(".snippet").filter(has=page.get_by_role("heading", name=title)).locator("code").inner_text()


def test_the_lines_that_the_administration_gives_work_on_a_foreign_page(
    website_page: Page, open_face: OpenFace, serve: Callable[[dict[str, str], str], str]
) -> None:
    website_page.locator("[name=what]").select_option(label="nur: Wohnsitz anmelden")
    website_page.locator("[name=lang]").select_option("en")
    website_page.get_by_label("Eigene Farben der Stadt").check()
    website_page.get_by_label("Schaltflächen und Links").fill("#00ff00")
    expect(website_page.locator("[data-field=contrast]")).to_contain_text("schwer zu unterscheiden (Kontrast 1.4")
    website_page.get_by_label("Schaltflächen und Links").fill("#1f5c3d")
    expect(website_page.locator("[data-field=contrast]")).to_be_empty()
    expect(card(website_page, "Bürgeramt")).to_contain_text("Wohnsitz anmelden")
    assert violations(website_page) == []
    body, style, policy = (snippet(website_page, title) for title in ("In die Seite", "Formatvorlage", "Content-Sec"))
    html = f'<!doctype html><html lang="de"><meta charset="utf-8"><link rel="stylesheet" href="style.css">{body}'
    address = serve({"/": html, "/style.css": style}, f"default-src 'none'; style-src 'self'; {policy}")
    page = open_face("citizen", address)
    expect(card(page, "Bürgeramt")).to_contain_text("open")
    join = page.get_by_role("link", name="Take a number")
    expect(join).to_have_css("background-color", "rgb(31, 92, 61)")
    join.click()
    expect(page.get_by_role("heading", name="Wohnsitz anmelden")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_towns_own_words_stand_on_every_face(website_page: Page, open_face: OpenFace, town_hall: TownHall) -> None:
    cell = website_page.get_by_role("button", name="Leichte Sprache").first
    expect(cell).to_contain_text("Vorlage, 1 Lücke")
    cell.press("Enter")
    expect(website_page.get_by_role("heading", name="Impressum, Leichte Sprache")).to_be_focused()
    website_page.get_by_label("Text (Markdown)").fill(
        "## Wer wir sind\n\nWir sind [{town}](https://stadt.example). Im [[Haus]]."
    )
    preview = website_page.get_by_role("group", name="Vorschau").last
    expect(preview.get_by_role("heading", name="Wer wir sind")).to_be_visible()
    expect(preview).to_contain_text("Wir sind Stadt Musterstadt. Im Das ergänzt die Stadt noch: Haus")
    expect(cell).to_contain_text("noch nicht gespeichert")
    website_page.get_by_role("button", name="Text speichern").click()
    expect(website_page.get_by_text("Der Text steht jetzt auf allen Seiten.")).to_be_visible()
    expect(cell).to_contain_text("1 Lücke")
    citizen = open_face("citizen", f"{town_hall.addresses['citizen']}imprint")
    citizen.get_by_role("link", name="In Leichter Sprache lesen").click()
    expect(citizen.get_by_role("heading", name="Wer wir sind")).to_be_visible()
    assert violations(citizen) == []
    kiosk = open_face("kiosk")
    kiosk.get_by_role("button", name="Impressum, Datenschutz").click()
    kiosk.get_by_role("button", name="Leichte Sprache").click()
    words = kiosk.get_by_role("group", name="Impressum")
    expect(words).to_contain_text("Wir sind Stadt Musterstadt (https://stadt.example/).")
    expect(words.get_by_role("link")).to_have_count(0)
    assert violations(kiosk) == []
    kiosk.get_by_role("button", name="Zurück").click()
    expect(kiosk.locator("[data-screen=attract]")).to_be_visible()
    website_page.get_by_role("button", name="Wieder die Vorlage nehmen").click()
    expect(website_page.get_by_label("Text (Markdown)")).to_have_value(re.compile("Ein Impressum sagt Ihnen"))
