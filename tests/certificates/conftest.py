"""A real directory, the real helper of root with the real `apply`, and the server's part that fetches certificates."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.certificates.automatic import Automatic
from appliance.certificates.kept import Settings
from appliance.config import Config
from appliance.privileged.client import Privileged
from appliance.store.database import Store
from appliance.web.app import create_app
from appliance.web.parts import Parts
from tests.boot.conftest import apply, host_names, root_asks, serve, system
from tests.boot.test_apply import set_up
from tests.certificates.acme_directory import NAME, AcmeDirectory, acme_directory, at_port_80, why_not
from tests.fakes import SettableClock
from tests.privileged.system import System

__all__ = ["apply", "host_names", "root_asks", "serve", "system"]


@pytest.fixture(scope="session")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AcmeDirectory]:
    if reason := why_not():
        pytest.skip(reason)
    with acme_directory(tmp_path_factory.mktemp("acme")) as running:
        yield running


@pytest.fixture
def settings(directory: AcmeDirectory) -> Settings:
    return Settings(NAME, directory.address, "it@musterstadt.example", directory.ca_pem)


@pytest.fixture
def clock() -> SettableClock:
    """Begins now: the directory's certificates do too."""
    return SettableClock(datetime.now(UTC) + timedelta(seconds=1))


@pytest.fixture
def shown(system: System) -> Path:
    """What nginx shows for the public name."""
    set_up(system)
    return system.root.run / "tls/public.crt"


@pytest.fixture
def automatic(tmp_path: Path, clock: SettableClock, root_asks: Privileged, shown: Path) -> Automatic:
    """Its thread does not run: the tests say when it looks."""
    return Automatic(tmp_path / "office", clock, root_asks, shown=shown, patience=timedelta(seconds=5))


@pytest.fixture
def at_home(
    directory: AcmeDirectory, automatic: Automatic, store: Store, tmp_path: Path, clock: SettableClock
) -> Iterator[None]:
    """Our web answers at port 80 of our public name, where the directory asks."""
    (tmp_path / "office").mkdir(exist_ok=True)
    app = create_app(Config(data=tmp_path / "office"), store, clock, Parts(certificate=automatic))
    with at_port_80(app):
        yield


@pytest.fixture
def ordered(automatic: Automatic, settings: Settings) -> Callable[[], None]:
    def order() -> None:
        automatic.choose(settings)
        assert automatic.step()

    return order
