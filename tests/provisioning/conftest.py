"""Musterstadt adopts its kiosk; Nachbarstadt has an office server on the same network."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from provisioning.errors import ProvisioningError
from tests.provisioning.people import Kiosk, Office

Refused = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def musterstadt(tmp_path: Path) -> Office:
    return Office(tmp_path / "musterstadt", "Stadt Musterstadt")


@pytest.fixture
def nachbarstadt(tmp_path: Path) -> Office:
    return Office(tmp_path / "nachbarstadt", "Stadt Nachbarstadt")


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    """New: nobody has adopted it."""
    kiosk = Kiosk(tmp_path / "kiosk")
    yield kiosk
    kiosk.server.stop()


@pytest.fixture
def adopted(kiosk: Kiosk, musterstadt: Office) -> Kiosk:
    """The kiosk, a device of Musterstadt."""
    musterstadt.adopt(kiosk.port, kiosk.code)
    return kiosk


@pytest.fixture
def refused() -> Refused:
    """`with refused("wrong_code"):` what is inside is refused with one of these codes."""

    @contextmanager
    def expect(*codes: str) -> Iterator[None]:
        with pytest.raises(ProvisioningError) as caught:
            yield
        assert caught.value.code in codes, caught.value

    return expect
