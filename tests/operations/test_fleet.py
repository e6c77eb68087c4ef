"""The fleet in the store: a key has one row, a file is used once, revisions only go up."""

import pytest

from appliance.domain.device import Function
from appliance.domain.fleet import Identity, Plan
from appliance.operations import devices as device_operations
from appliance.operations import fleet
from appliance.store import devices
from appliance.store import fleet as rows
from tests.conftest import Refused
from tests.town import Musterstadt

KEY = Identity("0123456789abcdef", "f" * 64, "192.0.2.10:8443")


@pytest.fixture
def plan(town: Musterstadt) -> Plan:
    return Plan("Kiosk Foyer", "links der Treppe", town.citizens_office.id, Function.BOTH)


def adopt(town: Musterstadt, plan: Plan) -> tuple[int, bool]:
    return town.do(fleet.adopt, KEY, plan, None)


def test_a_device_adopted_again_keeps_its_row_and_gets_its_new_task(town: Musterstadt, plan: Plan) -> None:
    device_id, is_new = adopt(town, plan)
    assert is_new
    town.do(device_operations.revoke, device_id)
    other = Plan("Terminal 2", "", plan.office_id, Function.TERMINAL)
    assert adopt(town, other) == (device_id, False)
    again = town.ask(rows.by_id, device_id)
    assert (again.device.name, again.device.function, again.device.revoked) == ("Terminal 2", Function.TERMINAL, False)
    assert again.is_pending


def test_a_refused_adoption_leaves_nothing_behind(town: Musterstadt, plan: Plan) -> None:
    device_id, is_new = adopt(town, plan)
    town.do(fleet.withdraw, device_id, is_new)
    assert town.ask(rows.adopted) == []
    assert device_id not in [device.id for device in town.ask(devices.all)]


def test_a_refused_adoption_of_a_known_device_leaves_it_revoked(town: Musterstadt, plan: Plan) -> None:
    device_id, _ = adopt(town, plan)
    town.do(fleet.withdraw, *adopt(town, plan))
    assert town.ask(devices.by_id, device_id).revoked
    assert town.ask(rows.not_yet_told) == []


def test_a_revoked_device_is_told_until_it_has_heard(town: Musterstadt, plan: Plan) -> None:
    device_id, _ = adopt(town, plan)
    town.do(device_operations.revoke, device_id)
    assert [one.device.id for one in town.ask(rows.not_yet_told)] == [device_id]
    town.store.write(rows.release, device_id)
    assert town.ask(rows.not_yet_told) == []


def test_a_revision_is_newer_than_what_the_device_has(town: Musterstadt, plan: Plan) -> None:
    device_id, _ = adopt(town, plan)
    assert town.store.write(fleet.configure, device_id, "digest", "d_token", 0) == 1
    assert town.store.write(fleet.configure, device_id, "digest 2", "d_token", 7) == 8
    assert town.ask(devices.by_token, "d_token").id == device_id


def test_an_adoption_file_is_used_once(town: Musterstadt, plan: Plan, refused: Refused) -> None:
    town.do(fleet.issue_file, "a secret", plan)
    assert town.do(fleet.use_file, "a secret") == plan
    with refused("unknown_secret"):
        town.do(fleet.use_file, "a secret")


def test_an_adoption_file_ends_after_a_day(town: Musterstadt, plan: Plan, refused: Refused) -> None:
    expires_at = town.do(fleet.issue_file, "a secret", plan)
    assert len(town.ask(rows.files, town.clock.now())) == 1
    town.clock.set(expires_at)
    assert town.ask(rows.files, town.clock.now()) == []
    with refused("unknown_secret"):
        town.do(fleet.use_file, "a secret")


def test_an_adoption_names_an_office_that_exists(town: Musterstadt, refused: Refused) -> None:
    with refused("unknown_office"):
        adopt(town, Plan("x", "", 99, Function.BOARD))


def test_a_new_machine_takes_the_place_of_one_that_is_gone(town: Musterstadt, plan: Plan, refused: Refused) -> None:
    terminal = town.terminal()
    with refused("still_connected"):
        town.do(fleet.adopt, KEY, plan, terminal.id)
    town.do(device_operations.revoke, terminal.id)
    assert town.do(fleet.adopt, KEY, plan, terminal.id) == (terminal.id, False)


def test_a_device_in_use_is_left_alone(town: Musterstadt, refused: Refused) -> None:
    terminal, desk = town.terminal(), town.desk("yildiz", "Schalter 1")
    town.store.read(fleet.require_idle, terminal.id, "in_consultation")
    desk.call(town.take_at_terminal())
    with refused("in_consultation"):
        town.store.read(fleet.require_idle, terminal.id, "in_consultation")
