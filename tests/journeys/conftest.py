"""Browsers and a running town hall for the journeys."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browsers import chromium_launch_options, chromium_path
from tests.journeys.people import KEEP_FRAMES, KEEP_PICTURES
from tests.town_hall import TownHall, open_town_hall

CHROMIUM_ARGUMENTS = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
]
SIZES = {
    "citizen": {"width": 390, "height": 844},
    "kiosk": {"width": 1080, "height": 1920},
    "terminal": {"width": 1920, "height": 1080},
    "board": {"width": 1920, "height": 1080},
    "clerk": {"width": 1280, "height": 720},
    "admin": {"width": 1280, "height": 800},
}
PATIENCE_MS = 15_000


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Gone at the end of its module: Playwright's event loop is in the way of mDNS and of a second Playwright."""
    if chromium_path() is None:
        pytest.skip("no Chromium that starts on this machine")
    options = chromium_launch_options()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**{**options, "args": [*options["args"], *CHROMIUM_ARGUMENTS]})
        yield browser
        browser.close()


@pytest.fixture
def town_hall(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TownHall]:
    """Musterstadt, running; with the terminal's agent where the test is marked `agent`."""
    hall = open_town_hall(tmp_path / "data", agent=request.node.get_closest_marker("agent") is not None)
    yield hall
    hall.stop()


@pytest.fixture
def open_face(chromium: Browser, town_hall: TownHall) -> Iterator[Callable[..., Page]]:
    """`open_face("clerk")`: a page in a context of its own, at the face's size; fails the test on a script error."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open(face: str, address: str | None = None, **options: object) -> Page:
        context = chromium.new_context(viewport=SIZES[face], **{"locale": "de-DE", **options})  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(KEEP_PICTURES + KEEP_FRAMES)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{face}: {error}"))
        page.goto(address or town_hall.addresses[face])
        return page

    yield open
    for context in contexts:
        context.close()
    assert errors == []
