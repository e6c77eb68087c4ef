"""A town hall, its live process, and the people who are connected to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.live.client import Page
from tests.live.process import LiveProcess
from tests.live.town import BOB_COOKIE, CLERK_COOKIE, TERMINAL_TOKEN, Town, guest_token_of, token_of

Connect = Callable[..., Page]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    town = Town(tmp_path)
    yield town
    town.close()


@pytest.fixture
def live(town: Town) -> Iterator[LiveProcess]:
    live = LiveProcess(town.config.data)
    live.start()
    yield live
    live.close()


@pytest.fixture
def connect(live: LiveProcess) -> Iterator[Connect]:
    """Opens pages and closes them at the end."""
    pages: list[Page] = []

    def connect(**said: object) -> Page:
        pages.append(Page(live.url, **said))  # type: ignore[arg-type]
        return pages[-1]

    yield connect
    for page in pages:
        page.close()


@pytest.fixture
def phone(connect: Connect) -> Callable[..., Page]:
    """The page of the nth ticket."""
    return lambda ticket, **said: connect(token=token_of(ticket), **said)


@pytest.fixture
def clerk(connect: Connect) -> Callable[..., Page]:
    return lambda **said: connect(cookie=f"vorzimmer={CLERK_COOKIE}", **said)


@pytest.fixture
def bob(connect: Connect) -> Callable[..., Page]:
    """A colleague, once he was asked to come."""
    return lambda **said: connect(cookie=f"vorzimmer={BOB_COOKIE}", **said)


@pytest.fixture
def guest(connect: Connect) -> Callable[..., Page]:
    """The page of the nth invitation."""
    return lambda sequence=1, **said: connect(token=guest_token_of(sequence), **said)


@pytest.fixture
def terminal(connect: Connect) -> Callable[..., Page]:
    return lambda **said: connect(token=TERMINAL_TOKEN, **said)
