"""A server with its fleet, and devices beside it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.config import Config
from appliance.config import Fleet as FleetConfig
from appliance.domain.device import Function
from appliance.domain.fleet import Plan
from appliance.fleet.care import Fleet
from tests.fleet.device import FakeDevice
from tests.town import Musterstadt

SECRET = b"s" * 32
QUIET = FleetConfig(enabled=True, mdns=False)

MakeDevice = Callable[..., FakeDevice]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data=tmp_path, fleet=QUIET)


@pytest.fixture
def fleet(town: Musterstadt, config: Config) -> Fleet:
    """Its rounds are walked by the test; `start()` would walk them by itself."""
    return Fleet(town.store, town.clock, config, SECRET)


@pytest.fixture
def make_device(tmp_path: Path, town: Musterstadt) -> Iterator[MakeDevice]:
    """`make_device("name")`: switched on, and new."""
    made: list[FakeDevice] = []

    def make(name: str = "device", **options: bool) -> FakeDevice:
        device = FakeDevice(tmp_path / name, town.clock, **options)
        made.append(device)
        return device

    yield make
    for device in made:
        device.switch_off()


@pytest.fixture
def device(make_device: MakeDevice) -> FakeDevice:
    return make_device()


@pytest.fixture
def plan(town: Musterstadt) -> Plan:
    return Plan("Kiosk Foyer", "links der Treppe", town.citizens_office.id, Function.BOTH)


@pytest.fixture
def adopted(fleet: Fleet, device: FakeDevice, plan: Plan) -> int:
    """The device's id in the fleet, after its first visit."""
    device_id = fleet.adopt(device.address, device.code, plan)
    fleet.round()
    return device_id
