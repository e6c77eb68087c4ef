"""People and things of the story: a town with its store and its clock, clerks at their desks, a terminal."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from appliance.domain.errors import OfficeError
from appliance.privileged.table import SERVER
from appliance.store.database import Store
from tests.device.people import RootHelper
from tests.fakes import SettableClock
from tests.town import Desk, Musterstadt, Terminal

MONDAY_MORNING = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)  # 8:30 in Musterstadt

Refused = Callable[[str], AbstractContextManager[None]]


class TwoLanes(LoadScopeScheduling):
    """Of two workers one drives browsers, whose time is mostly waiting, and the other does everything else: no two of
    what takes a machine's whole breath run beside each other."""

    def _split_scope(self, nodeid: str) -> str:
        return "browsers" if nodeid.startswith(("tests/journeys/", "tests/network/")) else "others"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> TwoLanes:
    return TwoLanes(config, log)


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(MONDAY_MORNING)


@pytest.fixture(scope="session")
def new_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once: migrations are most of the time that opening an empty store takes."""
    path = tmp_path_factory.mktemp("new") / "office.sqlite"
    Store(path).close()
    return path


@pytest.fixture
def store(tmp_path: Path, new_database: Path) -> Iterator[Store]:
    shutil.copyfile(new_database, tmp_path / "office.sqlite")
    store = Store(tmp_path / "office.sqlite")
    yield store
    store.close()


@pytest.fixture
def town(store: Store, clock: SettableClock) -> Musterstadt:
    return Musterstadt(store, clock)


@pytest.fixture
def yildiz(town: Musterstadt) -> Desk:
    """Serves the citizens' office at Schalter 1."""
    return town.desk("yildiz", "Schalter 1")


@pytest.fixture
def kaya(town: Musterstadt) -> Desk:
    """Serves the citizens' office from home."""
    return town.desk("kaya", "Heimarbeitsplatz 1")


@pytest.fixture
def brandt(town: Musterstadt) -> Desk:
    """A second counter in the citizens' office."""
    return town.further_desk("brandt at 3")


@pytest.fixture
def terminal(town: Musterstadt) -> Terminal:
    return town.terminal()


@pytest.fixture
def helper(tmp_path: Path) -> Iterator[RootHelper]:
    """Root's helper on a server, at `tmp_path / "privileged.sock"`."""
    helper = RootHelper(tmp_path / "privileged.sock", SERVER)
    yield helper
    helper.close()


@pytest.fixture
def refused() -> Refused:
    """`with refused("queue_full"):` what is inside is refused with that code."""

    @contextmanager
    def expect(code: str) -> Iterator[None]:
        with pytest.raises(OfficeError) as caught:
            yield
        assert caught.value.code == code

    return expect
