"""What every test of the room starts from."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.room_page import House, launch_strict, served
from tests.live.process import LiveProcess
from tests.live.town import Town


@pytest.fixture(scope="module")
def strict_browser(chromium: Browser) -> Iterator[Browser]:
    """Refuses camera and microphone, and waits for a tap before it plays sound."""
    browser = launch_strict(chromium)
    yield browser
    browser.close()


@pytest.fixture
def house(tmp_path: Path, chromium: Browser) -> Iterator[House]:
    """An office with a consultation, its live process, and a web that serves the room's test page."""
    town = Town(tmp_path)
    live = LiveProcess(town.config.data)
    live.start()
    with served(town, live) as address:
        house = House(town, live, address, chromium)
        yield house
        house.close()
    live.close()
    town.close()
