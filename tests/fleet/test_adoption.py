"""Adoption by the code on the screen, with a real control port: what goes right, and everything that can go wrong."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from appliance.config import Config
from appliance.domain.errors import OfficeError
from appliance.domain.fleet import Plan, conditions
from appliance.fleet.adoption import Adoption
from appliance.fleet.care import Fleet
from appliance.fleet.links import Links
from appliance.store import devices
from appliance.store import fleet as rows
from provisioning.ca import Authority, ControlIdentity
from provisioning.control import ProvenDevice, adopt
from tests.conftest import Refused
from tests.fleet.conftest import SECRET
from tests.fleet.device import FakeDevice
from tests.town import Musterstadt


def test_six_digits_adopt_a_device(fleet: Fleet, device: FakeDevice, plan: Plan, town: Musterstadt) -> None:
    device_id = fleet.adopt(device.address, device.code, plan)
    assert device.is_adopted
    assert device.identity.office_fingerprint == fleet.links().authority.fingerprint
    told = device.handlers.configuration
    assert told["device"] == {"id": device_id, "name": "Kiosk Foyer", "place": "links der Treppe", "function": "both"}
    assert told["office"]["name"] == "Bürgeramt"
    assert told["server"] == {"url": "http://127.0.0.1:8440", "addresses": ["127.0.0.1"]}
    assert town.ask(devices.by_token, told["token"]).id == device_id


def test_an_adopted_device_is_pending_until_it_has_answered(
    fleet: Fleet, device: FakeDevice, plan: Plan, town: Musterstadt
) -> None:
    device_id = fleet.adopt(device.address, device.code, plan)
    assert town.ask(rows.by_id, device_id).is_pending
    fleet.round()
    known = town.ask(rows.by_id, device_id)
    assert conditions(known, town.clock.now())[0].code == "good"
    assert known.acknowledged_revision == known.configuration_revision == 1
    assert device.handlers.configurations == 1, "the first configuration came with the adoption"


def test_a_wrong_code_adopts_nothing_and_leaves_nothing(
    fleet: Fleet, device: FakeDevice, plan: Plan, town: Musterstadt, refused: Refused
) -> None:
    with refused("adoption_wrong_code"):
        fleet.adopt(device.address, device.wrong_code, plan)
    assert not device.is_adopted
    assert town.ask(devices.all) == []


def test_guessing_is_slowed_down(fleet: Fleet, device: FakeDevice, plan: Plan, refused: Refused) -> None:
    with refused("adoption_wrong_code"):
        fleet.adopt(device.address, device.wrong_code, plan)
    with pytest.raises(OfficeError) as caught:
        fleet.adopt(device.address, device.code, plan)
    assert caught.value.code == "adoption_wait"
    assert int(str(caught.value.facts["seconds"])) >= 1


def test_nobody_there_is_said_so(fleet: Fleet, device: FakeDevice, plan: Plan, refused: Refused) -> None:
    device.switch_off()
    with refused("device_unreachable"):
        fleet.adopt(device.address, device.code, plan)


def test_an_address_that_is_none_is_refused(fleet: Fleet, plan: Plan, refused: Refused) -> None:
    for nonsense in ("", "kiosk:x", "[::1]:y"):
        with refused("invalid_input"):
            fleet.adopt(nonsense, "123456", plan)


def test_a_device_that_leaves_at_the_last_moment_is_pending_and_then_known(
    fleet: Fleet, device: FakeDevice, plan: Plan, town: Musterstadt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its last answer is lost: only the device knows whether it took the adoption, so it is asked."""
    take = device.handlers.adopted

    def switched_off(configuration, at):
        device._server._server.close_connections()
        return take(configuration, at)

    device.handlers.adopted = switched_off  # type: ignore[method-assign]
    device_id = fleet.adopt(device.address, device.code, plan)
    assert town.ask(rows.by_id, device_id).is_pending
    fleet.round()
    assert not town.ask(rows.by_id, device_id).is_pending


def test_a_lost_adoption_says_so_and_can_be_repeated(
    fleet: Fleet, device: FakeDevice, plan: Plan, town: Musterstadt
) -> None:
    device_id = fleet.adopt(device.address, device.code, plan)
    device.forget()  # as after a power cut before the device had written anything, but with a new key
    fleet.round()
    assert conditions(town.ask(rows.by_id, device_id), town.clock.now())[0].code == "wrong_fingerprint"
    fleet.revoke(device_id)
    again = fleet.adopt(device.address, device.code, plan, replaces=device_id)
    fleet.round()
    assert again == device_id
    assert conditions(town.ask(rows.by_id, device_id), town.clock.now())[0].code == "good"


def test_of_two_servers_one_gets_the_device(
    fleet: Fleet, device: FakeDevice, plan: Plan, town: Musterstadt, tmp_path: Path
) -> None:
    code = device.code
    with ThreadPoolExecutor(2) as pool:
        ours = pool.submit(fleet.adopt, device.address, code, plan)
        theirs = pool.submit(other_office_adopts, device, code, tmp_path)
        failures = {"ours": ours.exception(), "theirs": theirs.exception()}
    winner = "ours" if failures["ours"] is None else "theirs"
    assert (failures["ours"] is None) != (failures["theirs"] is None)
    if winner == "theirs":
        assert isinstance(failures["ours"], OfficeError)
        assert failures["ours"].code == "adopted_elsewhere"
        assert town.ask(rows.adopted) == []
    else:
        assert device.identity.office_fingerprint == fleet.links().authority.fingerprint


def test_a_device_of_another_office_is_not_taken(
    fleet: Fleet, device: FakeDevice, plan: Plan, town: Musterstadt, tmp_path: Path, refused: Refused
) -> None:
    other_office_adopts(device, device.code, tmp_path)
    with refused("adopted_elsewhere"):
        fleet.adopt(device.address, device.code, plan)
    assert town.ask(devices.all) == []


def test_another_office_that_is_faster_by_a_blink_leaves_nothing_here(
    fleet: Fleet,
    device: FakeDevice,
    plan: Plan,
    town: Musterstadt,
    config: Config,
    tmp_path: Path,
    refused: Refused,
) -> None:
    """Both proved the code; the other one finishes while our row is being written."""
    rivalled = Rivalled(fleet.links(), lambda: other_office_adopts(device, device.code, tmp_path))
    adoption = Adoption(town.store, town.clock, config, SECRET, rivalled)  # type: ignore[arg-type]
    with refused("adopted_elsewhere"):
        adoption.by_code(device.address, device.code, plan)
    assert town.ask(devices.all) == []


class Rivalled:
    """Links of an office whose rival adopts the device between the proof and the last message."""

    def __init__(self, links: Links, rival: Callable[[], None]) -> None:
        self.links, self.rival = links, rival

    def adopt(self, address: str, code: str, expected: str, configuration: Callable[[ProvenDevice], Any]) -> Any:
        def configured(proven: ProvenDevice) -> Any:
            first = configuration(proven)
            self.rival()
            return first

        return self.links.adopt(address, code, expected, configured)


def other_office_adopts(device: FakeDevice, code: str, tmp_path: Path) -> None:
    """A second server on this network, with an authority of its own."""
    at = device.clock.now()
    authority = Authority.load_or_create(tmp_path / "other", "Nachbarstadt", at)
    control = ControlIdentity.load_or_create(tmp_path / "other", authority, at)
    adopt("127.0.0.1", device.port, code, authority, control, lambda proven: {"revision": 1}, at=at)
