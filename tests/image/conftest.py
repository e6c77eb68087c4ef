"""The built image, and machines of it. What this machine lacks for that is said where tests are skipped."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance import __version__, environment
from image import build, container, host, paths
from image.container import Container
from tests.image.people import Kiosk, OfficeServer

ANOTHER_RELEASE = "VORZIMMER_IMAGE"
"""Environment: the directory of a release that is taken as it is."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first of these tests waits for the build."""
    for item in items:
        if item.get_closest_marker("image") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(3600))


@pytest.fixture(scope="session")
def release_directory() -> Path:
    """The checkout's release, built where one of its files has changed since the last time."""
    if os.geteuid() != 0:
        pytest.skip("needs root: it builds the image and mounts it")
    needed = {**host.FOR_BUILDING, **host.FOR_CONTAINERS, **host.FOR_QEMU}
    if (missing := host.missing(needed)) and not environment.install_debian_packages(missing):
        pytest.skip(f"not on this machine. To run these tests: {environment.apt_line(missing)}")
    if given := os.environ.get(ANOTHER_RELEASE):
        return Path(given).absolute()
    settings = build.Settings(
        version=__version__,
        channel="stable",
        output=paths.default_output(),
        cache=paths.default_cache(),
        signing_key=paths.default_signing_key(),
        incremental=True,
        reuse=True,
    )
    return build.build(settings)


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
