"""Browsers and a running town hall for the journeys."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browsers import chromium_launch_options, chromium_path
from tests.journeys.people import KEEP_FRAMES, KEEP_NOTICES, KEEP_PICTURES
from tests.town_hall import PATIENCE_SECONDS, TownHall, open_town_hall

CHROMIUM_ARGUMENTS = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
]
FEW_PICTURES = "--use-fake-device-for-media-stream=fps=5"
"""Pictures that move, at a quarter of the work; the benchmarks have them all."""
SIZES = {
    "citizen": {"width": 390, "height": 844},
    "kiosk": {"width": 1080, "height": 1920},
    "terminal": {"width": 1920, "height": 1080},
    "board": {"width": 1920, "height": 1080},
    "clerk": {"width": 1280, "height": 720},
    "admin": {"width": 1280, "height": 800},
}
PATIENCE_MS = PATIENCE_SECONDS * 1000
expect.set_options(timeout=PATIENCE_MS)  # Playwright's own 5 s are a page's look now and then, and no more


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Gone at the end of its module: Playwright's event loop is in the way of mDNS and of a second Playwright."""
    if chromium_path() is None:
        pytest.skip("no Chromium that starts on this machine")
    options = chromium_launch_options()
    arguments = [*options["args"], *CHROMIUM_ARGUMENTS, FEW_PICTURES]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**{**options, "args": arguments})
        yield browser
        browser.close()


class TownHalls:
    """A town hall for each journey. The next one opens while a journey goes on, and the one before closes: most of a
    browser's time is waiting."""

    def __init__(self, directories: pytest.TempPathFactory) -> None:
        self._directories = directories
        self._doorkeepers = ThreadPoolExecutor(2)
        self._next: Future[TownHall] | None = None

    def prepare(self) -> None:
        if self._next is None:
            data = self._directories.mktemp("town_hall") / "data"
            self._next = self._doorkeepers.submit(open_town_hall, data)

    def take(self) -> TownHall:
        self.prepare()
        assert self._next is not None
        prepared, self._next = self._next, None
        return prepared.result()

    def give_back(self, hall: TownHall) -> None:
        self._doorkeepers.submit(hall.stop)

    def close(self) -> None:
        if self._next is not None:
            self.give_back(self.take())
        self._doorkeepers.shutdown()


NEXT_ITEM = pytest.StashKey[pytest.Item | None]()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    item.stash[NEXT_ITEM] = nextitem


def has_agent(item: pytest.Item) -> bool:
    return item.get_closest_marker("agent") is not None


def wants_one(item: pytest.Item | None) -> bool:
    """Whether this journey will take a prepared town hall."""
    return item is not None and "town_halls" in getattr(item, "fixturenames", ()) and not has_agent(item)


@pytest.fixture(scope="session")
def town_halls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TownHalls]:
    halls = TownHalls(tmp_path_factory)
    yield halls
    halls.close()


@pytest.fixture
def town_hall(request: pytest.FixtureRequest, town_halls: TownHalls, tmp_path: Path) -> Iterator[TownHall]:
    """Musterstadt, running; with the terminal's agent where the test is marked `agent`."""
    hall = open_town_hall(tmp_path / "data", agent=True) if has_agent(request.node) else town_halls.take()
    if wants_one(request.node.stash[NEXT_ITEM]):
        town_halls.prepare()
    yield hall
    town_halls.give_back(hall)


@pytest.fixture
def open_face(chromium: Browser, town_hall: TownHall) -> Iterator[Callable[..., Page]]:
    """`open_face("clerk")`: a page in a context of its own, at the face's size; fails the test on a script error."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open(face: str, address: str | None = None, **options: object) -> Page:
        context = chromium.new_context(viewport=SIZES[face], **{"locale": "de-DE", **options})  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(KEEP_PICTURES + KEEP_FRAMES + KEEP_NOTICES)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{face}: {error}"))
        page.goto(address or town_hall.addresses[face])
        return page

    yield open
    for context in contexts:
        context.close()
    assert errors == []
