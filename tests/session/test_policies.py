"""Chromium under the kiosk's policies: where it goes, and what it lets a page do."""

import asyncio
import contextlib
import http.server
import json
import ssl
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from appliance.session import policies
from appliance.session.chromium import HEADLESS, Chromium, Launch
from appliance.session.kiosk import OWN_PARTS
from appliance.session.page import Page, Unreachable
from provisioning.ca import Authority
from tests.session.conftest import PATIENCE_SECONDS, OpenSession, Session, Site, may_unshare, open_site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not may_unshare(), reason="policies lie in /etc: only root can give a browser its own"),
]
FAKE_CAMERA = ("--use-fake-device-for-media-stream",)


def run(story: object) -> None:
    asyncio.run(story)  # type: ignore[arg-type]


@pytest.fixture
def elsewhere() -> Iterator[Site]:
    """A site that is not the office's: an address on the Internet."""
    site = open_site()
    yield site
    site.close()


OpenBrowser = Callable[[dict[str, Any]], contextlib.AbstractAsyncContextManager[Page]]


@pytest.fixture
def private_browser(
    tmp_path: Path, short_root: Path, browser_program: str, monkeypatch: pytest.MonkeyPatch
) -> OpenBrowser:
    """`async with private_browser(policies):` an empty page of a browser under these policies."""

    @contextlib.asynccontextmanager
    async def open(named: dict[str, Any]) -> AsyncIterator[Page]:
        policies.write(tmp_path / "policies", named)
        monkeypatch.setenv("TEST_POLICIES", str(tmp_path / "policies"))
        launch = Launch(short_root / "c", browser_program, (*HEADLESS, "--no-sandbox"))
        pages: dict[str, Page] = {}
        chromium = await Chromium.start(launch, lambda *event: heed(pages, *event))
        try:
            page = await Page.open(chromium)
            pages[page.session] = page
            yield page
        finally:
            await chromium.end()

    return open


def heed(pages: dict[str, Page], session: str, method: str, parameters: Any) -> None:
    if session in pages:
        pages[session].heed(method, parameters)


def test_there_is_the_office_and_the_local_page_and_nothing_else(
    local: Site, office: Site, elsewhere: Site, private_browser: OpenBrowser
) -> None:
    async def story() -> None:
        async with private_browser(policies.managed(local.origin, [office.origin], "")) as page:
            for address in (
                f"{elsewhere.origin}/", "https://example.org/", "file:///etc/passwd", "chrome://quit/",
                "devtools://devtools/bundled/inspector.html", "data:text/html,out", f"view-source:{office.origin}/",
            ):  # fmt: skip
                assert await refusal(page, address) == "net::ERR_BLOCKED_BY_ADMINISTRATOR", address
            for address in (f"{local.origin}/", f"{office.origin}/"):
                assert await refusal(page, address) == "", address
            assert elsewhere.asked == []

    run(story())


async def refusal(page: Page, address: str) -> str:
    """Why Chromium does not go there; "" where it does. Returns when the page, or the refusal in its place, has loaded.

    Chromium 150 ends itself when it is led on while its refusal of a devtools: address is still loading.
    """
    page.settled.clear()
    answer = await page.call("Page.navigate", {"url": address})
    await asyncio.wait_for(page.settled.wait(), PATIENCE_SECONDS)
    return str(answer.get("errorText", ""))


FOR_THE_BROWSER_ONLY = ("chrome://version/", "chrome://settings/", "file:///", "devtools://devtools/", "view-source:x")


def test_a_page_itself_cannot_lead_away_either(open_session: OpenSession, office: Site, elsewhere: Site) -> None:
    async def story() -> None:
        async with open_session(show=f"{office.origin}/", allow=[office.origin]) as session:
            for way in (
                *(f"location.href = '{address}'" for address in FOR_THE_BROWSER_ONLY),
                f"document.body.insertAdjacentHTML('beforeend', '<iframe src={elsewhere.origin}/>')",
                f"location.href = '{elsewhere.origin}/'",
            ):
                await session.run_in_page(way)
            # The last leads to the browser's own refusal, in whose place the session puts the office again.
            await session.until(lambda: office.asked.count("/") > 1, "the office's page again")
            await session.shows(f"{office.origin}/")
            assert elsewhere.asked == []

    run(story())


LINKS = """<a id="blank" href="/second" target="_blank">blank</a>
<a id="file" href="/file.bin" download>file</a>"""


def test_links_open_no_window_and_load_no_file(open_session: OpenSession, office: Site, short_root: Path) -> None:
    office.pages["/file.bin"] = "secret"

    async def story() -> None:
        async with open_session(show=f"{office.origin}/", allow=[office.origin]) as session:
            await session.run_in_page(f"document.body.insertAdjacentHTML('beforeend', {json.dumps(LINKS)})")
            for link in ("blank", "file"):
                await click(session, link)
            assert await session.run_in_page("window.open('/second')") is None
            assert await session.run_in_page("[confirm('?'), prompt('?'), alert('!'), print()].join()") == "false,,,"
            await session.until(lambda: "/file.bin" in office.asked or "/second" in office.asked, "the links", 10)
            await session.until(lambda: one_window(session), "one window")
            assert [path for path in short_root.rglob("*") if path.name.endswith((".bin", ".crdownload"))] == []
            await session.shows(f"{office.origin}/")

    run(story())


async def one_window(session: Session) -> bool:
    targets = (await session.browser.devtools.call("Target.getTargets"))["targetInfos"]
    windows = [one["targetId"] for one in targets if one["type"] == "page" and OWN_PARTS not in one["url"]]
    return windows == [session.page.target]


async def click(session: Session, element: str) -> None:
    place = await session.run_in_page(f"document.getElementById('{element}').getBoundingClientRect().toJSON()")
    for kind in ("mousePressed", "mouseReleased"):
        event = {"type": kind, "x": place["x"] + 3, "y": place["y"] + 3, "button": "left", "clickCount": 1}
        await session.page.call("Input.dispatchMouseEvent", event)


ASK = "navigator.mediaDevices.getUserMedia({{{what}: true}}).then(() => 'granted', (error) => error.name)"


def test_the_office_sees_and_hears_without_asking_and_nobody_else_does(
    open_session: OpenSession, local: Site, office: Site
) -> None:
    async def story() -> None:
        async with open_session(*FAKE_CAMERA, show=f"{office.origin}/", allow=[office.origin]) as session:
            assert await asked(session, ASK.format(what="video")) == "granted"
            assert await asked(session, ASK.format(what="audio")) == "granted"
            session.device.say({"show": f"{local.origin}/", "allow": [office.origin]})
            await session.shows(f"{local.origin}/")
            assert await asked(session, ASK.format(what="video")) == "NotAllowedError"
            assert await asked(session, ASK.format(what="audio")) == "NotAllowedError"

    run(story())


async def asked(session: Session, script: str) -> Any:
    answer = await session.page.call(
        "Runtime.evaluate", {"expression": script, "awaitPromise": True, "returnByValue": True, "userGesture": True}
    )
    return answer["result"].get("value")


@pytest.mark.parametrize(
    "script",
    [
        "navigator.permissions.query({name: 'geolocation'}).then(({state}) => state)",
        "navigator.permissions.query({name: 'notifications'}).then(({state}) => state)",
        "navigator.permissions.query({name: 'clipboard-read'}).then(({state}) => state)",
        "navigator.mediaDevices.getDisplayMedia().then(() => 'granted', () => 'denied')",
        "navigator.usb.requestDevice({filters: []}).then(() => 'granted', () => 'denied')",
        "navigator.serial.requestPort().then(() => 'granted', () => 'denied')",
        "navigator.hid.requestDevice({filters: []}).then((all) => all.length ? 'granted' : 'denied', () => 'denied')",
        "showOpenFilePicker().then(() => 'granted', () => 'denied')",
    ],
)
def test_nobody_is_ever_asked_for_anything_else(open_session: OpenSession, office: Site, script: str) -> None:
    async def story() -> None:
        async with open_session(show=f"{office.origin}/", allow=[office.origin]) as session:
            assert await asked(session, script) == "denied"

    run(story())


def test_chromium_knows_every_policy(private_browser: OpenBrowser) -> None:  # fmt: skip
    """As chrome://policy says it, which for this question is not blocked."""
    named = {**policies.managed("http://127.0.0.1:8080", ["https://office.test"], ""), "URLBlocklist": []}

    async def story() -> None:
        async with private_browser(named) as page:
            await page.load("chrome://policy/")
            rows: list[list[str]] = []
            async with asyncio.timeout(20):
                while not rows:
                    rows = await page.evaluate(POLICY_ROWS)
            known = {name: status for name, status in rows if name in named}
            assert set(named) - set(known) == set()
            assert {name: status for name, status in known.items() if status not in ("OK", "Deprecated")} == {}

    run(story())


POLICY_ROWS = """(() => {
    const rows = [];
    const search = (node) => {
        if (node.shadowRoot) search(node.shadowRoot);
        for (const child of node.children ?? []) search(child);
        if (node.tagName !== "POLICY-ROW") return;
        const cell = (name) => node.shadowRoot.querySelector(`.policy.row .${name}`)?.textContent.trim() ?? "";
        rows.push([cell("name"), cell("messages")]);
    };
    search(document.documentElement);
    return rows;
})()"""


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.load_or_create(tmp_path / "ca", "Musterstadt")


@pytest.fixture
def tls_server(authority: Authority, tmp_path: Path) -> Iterator[str]:
    """The origin of a server whose certificate the office's own authority issued."""
    key = ec.generate_private_key(ec.SECP256R1())
    chain = authority.issue_server(["localhost"], ["127.0.0.1"], key.public_key(), datetime.now(UTC))
    files = tmp_path / "server.crt", tmp_path / "server.key"
    files[0].write_text(chain)
    files[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"https://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("told", [True, False])
def test_the_offices_own_authority_is_trusted_if_the_device_says_so_and_no_other(
    authority: Authority, tls_server: str, private_browser: OpenBrowser, told: bool
) -> None:
    named = policies.managed("http://127.0.0.1:1", [tls_server], authority.certificate_pem if told else "")

    async def story() -> None:
        async with private_browser(named) as page:
            if told:
                await page.load(f"{tls_server}/")
                assert await page.evaluate("isSecureContext") is True
            else:
                with pytest.raises(Unreachable, match="ERR_CERT_AUTHORITY_INVALID"):
                    await page.load(f"{tls_server}/")

    run(story())
