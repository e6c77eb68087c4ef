"""Networks need root and a few programs; without them these tests say what is missing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import sync_playwright

from tests.browsers import chromium_path
from tests.network import wires
from tests.network.office import Call, office


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    """One world for all tests of a module: browsers take longest to start."""
    if (reason := wires.obstacle()) is not None:
        pytest.skip(reason)
    if chromium_path() is None:
        pytest.skip("no Chromium that starts on this machine")
    with sync_playwright() as playwright, office(tmp_path_factory.mktemp("office"), playwright.chromium) as opened:
        yield Call(opened, opened.clerk(wires.Line()), opened.citizen(wires.Line()))
