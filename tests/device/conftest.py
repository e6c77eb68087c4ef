"""A device in the hall of Musterstadt, and the neighbouring town, which would like to have it too."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.device.people import Hall, Office, RootHelper, Session


@pytest.fixture
def musterstadt(tmp_path: Path) -> Office:
    return Office(tmp_path / "musterstadt", "Stadt Musterstadt")


@pytest.fixture
def nachbarstadt(tmp_path: Path) -> Office:
    return Office(tmp_path / "nachbarstadt", "Stadt Nachbarstadt")


@pytest.fixture
def helper(tmp_path: Path) -> Iterator[RootHelper]:
    helper = RootHelper(tmp_path / "privileged.sock")
    yield helper
    helper.close()


@pytest.fixture
def open_hall(tmp_path: Path, helper: RootHelper) -> Iterator[Callable[..., Hall]]:
    """`open_hall(role="")`: a device with other settings than usual."""
    halls: list[Hall] = []

    def open(**settings: object) -> Hall:
        hall = Hall(tmp_path, helper, tmp_path / "privileged.sock", **settings)
        halls.append(hall)
        return hall

    yield open
    for hall in halls:
        hall.device.stop()


@pytest.fixture
def hall(open_hall: Callable[..., Hall]) -> Hall:
    """New: nobody has adopted it."""
    return open_hall()


@pytest.fixture
def adopted(hall: Hall, musterstadt: Office) -> Hall:
    """A device of Musterstadt, whose server answers."""
    musterstadt.adopt(hall)
    hall.answering = {"https://buergerbuero.test"}
    hall.tick()
    return hall


@pytest.fixture
def session(adopted: Hall) -> Iterator[Session]:
    session = Session(adopted.directory / "session.sock")
    yield session
    session.close()
