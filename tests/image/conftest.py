"""The built image, and machines of it. What this machine lacks for that is said where tests are skipped."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from image import container, host, paths
from image.container import Container
from tests.image.people import Kiosk, OfficeServer

ANOTHER_RELEASE = "VORZIMMER_IMAGE"
"""Environment: the directory of another build than the checkout's."""


@pytest.fixture(scope="session")
def release_directory() -> Path:
    """What `python3 -m image build` leaves."""
    directory = Path(os.environ.get(ANOTHER_RELEASE) or paths.default_output())
    if os.geteuid() != 0:
        pytest.skip("needs root: it mounts the built image")
    if missing := host.missing(host.FOR_CONTAINERS):
        pytest.skip(f"needs Debian's {', '.join(missing)}")
    if not list(directory.glob("*.root.raw")):
        pytest.skip("no image is built: sudo python3 -m image build")
    return directory


@pytest.fixture(scope="session")
def root_image(release_directory: Path) -> Path:
    """The root partition as it is delivered."""
    return next(release_directory.glob("*.root.raw"))


@pytest.fixture(scope="module")
def machines(root_image: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Container]]:
    """By role, on one LAN."""
    with container.two_machines(root_image, tmp_path_factory.mktemp("machines")) as (server, kiosk):
        yield {"server": server, "kiosk": kiosk}


@pytest.fixture(scope="module")
def server(machines: dict[str, Container]) -> Container:
    return machines["server"]


@pytest.fixture(scope="module")
def kiosk(machines: dict[str, Container]) -> Container:
    return machines["kiosk"]


@pytest.fixture(scope="module")
def office(server: Container) -> OfficeServer:
    """The server with whoever sets it up."""
    return OfficeServer(server)


@pytest.fixture(scope="module")
def foyer(kiosk: Container) -> Kiosk:
    """The kiosk with whoever stands before it."""
    return Kiosk(kiosk)
