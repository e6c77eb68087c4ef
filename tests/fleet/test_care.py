"""Rounds through the fleet: health, time, certificate, configuration, addresses, revocation; also after bad luck."""

import socket
import time
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.config import Config
from appliance.config import Fleet as FleetConfig
from appliance.domain.device import Function
from appliance.domain.fleet import Plan, conditions
from appliance.fleet.care import Fleet
from appliance.fleet.links import PATIENCE_SECONDS
from appliance.operations import devices as device_operations
from appliance.store import devices, journal
from appliance.store import fleet as rows
from provisioning.ca import DEVICE_LIFETIME
from tests.conftest import Refused
from tests.fleet.conftest import QUIET, SECRET, MakeDevice
from tests.fleet.device import LOOPBACK, PICTURE, FakeDevice
from tests.fleet.test_adoption import other_office_adopts
from tests.town import Musterstadt


def state(town: Musterstadt, device_id: int) -> str:
    return conditions(town.ask(rows.by_id, device_id), town.clock.now())[0].code


def test_a_round_brings_home_how_the_device_is(fleet: Fleet, adopted: int, town: Musterstadt) -> None:
    known = town.ask(rows.by_id, adopted)
    assert known.health_at == town.clock.now()
    assert known.health["temperature_c"] == 48.5
    assert state(town, adopted) == "good"


def test_a_silent_device_is_missing_since_it_was_last_heard(
    fleet: Fleet, adopted: int, device: FakeDevice, town: Musterstadt
) -> None:
    heard = town.clock.now()
    device.switch_off()
    town.clock.advance(seconds=15)
    fleet.round()
    assert state(town, adopted) == "good", "one lost answer is not yet missing"
    town.clock.advance(seconds=45)
    fleet.round()
    assert state(town, adopted) == "missing"
    assert town.ask(rows.by_id, adopted).missing_since(town.clock.now()) == heard
    device.switch_on()
    fleet.round()
    assert state(town, adopted) == "good"


def test_pages_hear_of_a_change_and_of_nothing_else(
    fleet: Fleet, adopted: int, device: FakeDevice, town: Musterstadt
) -> None:
    def head_after_a_round() -> int:
        fleet.round()
        return town.ask(journal.head)

    quiet = head_after_a_round()
    assert head_after_a_round() == quiet
    device.handlers.facts["temperature_c"] = 95
    hot = head_after_a_round()
    assert hot == quiet + 1
    assert head_after_a_round() == hot


def test_pages_hear_of_the_first_answer_of_a_device(
    fleet: Fleet, device: FakeDevice, plan: Plan, town: Musterstadt
) -> None:
    """A page that read between adoption and answer shows a device that settles in, and must hear that it has."""
    device_id = fleet.adopt(device.address, device.code, plan)
    assert state(town, device_id) != "good"
    settling = town.ask(journal.head)
    fleet.round()
    assert state(town, device_id) == "good"
    assert town.ask(journal.head) > settling


def test_a_changed_device_gets_a_newer_configuration_with_the_same_token(
    fleet: Fleet, adopted: int, device: FakeDevice, town: Musterstadt
) -> None:
    before = device.handlers.configuration
    town.do(device_operations.assign, adopted, {"name": "Kiosk Hof"})
    fleet.round()
    after = device.handlers.configuration
    assert after["device"]["name"] == "Kiosk Hof"
    assert after["revision"] == before["revision"] + 1
    assert after["token"] == before["token"], "the page on its screen goes on"
    known = town.ask(rows.by_id, adopted)
    assert known.acknowledged_revision == known.configuration_revision == after["revision"]


def test_an_unchanged_configuration_is_not_pushed_again(fleet: Fleet, adopted: int, device: FakeDevice) -> None:
    pushed = device.handlers.configurations
    fleet.round()
    fleet.round()
    assert device.handlers.configurations == pushed


def test_a_configuration_waits_for_a_device_that_is_off(
    fleet: Fleet, adopted: int, device: FakeDevice, town: Musterstadt
) -> None:
    device.switch_off()
    town.do(device_operations.assign, adopted, {"function": Function.BOARD.value})
    fleet.round()
    device.switch_on()
    fleet.round()
    assert device.handlers.configuration["device"]["function"] == "board"


def test_a_device_that_lost_its_configuration_gets_it_again(
    fleet: Fleet, adopted: int, device: FakeDevice, town: Musterstadt
) -> None:
    lost, device.handlers.configuration = device.handlers.configuration, {}
    fleet.round()
    assert device.handlers.configuration == lost


def test_a_certificate_is_renewed_in_its_last_third(
    fleet: Fleet, adopted: int, device: FakeDevice, town: Musterstadt
) -> None:
    first = device.identity.certificate
    town.clock.advance(days=19)
    fleet.round()
    assert device.identity.certificate == first
    town.clock.advance(days=2)
    fleet.round()
    renewed = device.identity.certificate.not_valid_after_utc
    assert renewed > first.not_valid_after_utc
    assert town.ask(rows.by_id, adopted).certificate_expires_at == renewed


def test_a_device_that_was_off_for_months_comes_back_by_itself(
    fleet: Fleet, adopted: int, device: FakeDevice, town: Musterstadt
) -> None:
    device.switch_off()
    town.clock.advance(days=120)
    fleet.round()
    assert state(town, adopted) == "missing"
    device.switch_on()
    fleet.round()
    assert state(town, adopted) == "good"
    assert device.identity.certificate.not_valid_after_utc == town.clock.now() + DEVICE_LIFETIME


@pytest.mark.parametrize("clock_trusted", [True, False])
@pytest.mark.parametrize("away", [timedelta(days=-9000), timedelta(days=9000), timedelta(minutes=3)])
def test_a_wrong_clock_is_set(
    fleet: Fleet, make_device: MakeDevice, plan: Plan, town: Musterstadt, away: timedelta, clock_trusted: bool
) -> None:
    device = make_device("wrong", clock_trusted=clock_trusted)
    device_id = fleet.adopt(device.address, device.code, plan)
    device.clock.set(town.clock.now() + away)
    fleet.round()
    assert device.clock.now() == town.clock.now()
    fleet.round()
    assert state(town, device_id) == "good"


def test_a_device_is_found_at_its_new_address_by_its_own_requests(
    fleet: Fleet, adopted: int, device: FakeDevice, town: Musterstadt
) -> None:
    elsewhere = town.ask(rows.by_id, adopted).identity.address.replace("127.0.0.1", "127.0.0.9")
    town.store.write(rows.moved, adopted, elsewhere)
    town.clock.advance(minutes=2)
    fleet.round()
    assert state(town, adopted) == "missing"
    fleet.asked(adopted, "127.0.0.1")
    fleet.round()
    assert state(town, adopted) == "good"
    assert town.ask(rows.by_id, adopted).identity.address == device.address


def test_another_machine_at_the_old_address_gets_nothing(
    fleet: Fleet, adopted: int, device: FakeDevice, make_device: MakeDevice, town: Musterstadt
) -> None:
    stranger = make_device("stranger")
    town.store.write(rows.moved, adopted, stranger.address)
    fleet.round()
    assert state(town, adopted) == "wrong_fingerprint"
    assert stranger.handlers.configurations == 0


def test_a_revoked_device_hears_of_it_and_forgets_everything(
    fleet: Fleet, adopted: int, device: FakeDevice, town: Musterstadt, refused: Refused
) -> None:
    key, token = device.identity.fingerprint, device.handlers.configuration["token"]
    fleet.revoke(adopted)
    assert town.ask(devices.by_token, token).revoked, "its token ends at once"
    fleet.round()
    assert not device.is_adopted
    assert device.identity.fingerprint != key
    assert device.handlers.configuration == {}
    assert town.ask(rows.not_yet_told) == []
    with refused("not_adopted"):
        fleet.log(adopted, 10)


def test_a_device_that_is_off_is_revoked_and_told_when_it_returns(
    fleet: Fleet, adopted: int, device: FakeDevice, town: Musterstadt
) -> None:
    device.switch_off()
    fleet.revoke(adopted)
    fleet.round()
    assert device.is_adopted
    town.clock.advance(days=200)
    device.switch_on()
    fleet.round()
    assert not device.is_adopted
    assert device.handlers.commands == []


def test_a_revoked_key_is_not_visited_any_more(
    fleet: Fleet, adopted: int, device: FakeDevice, town: Musterstadt
) -> None:
    heard = town.ask(rows.by_id, adopted).health_at
    fleet.revoke(adopted)
    town.clock.advance(seconds=30)
    device.switch_off()
    fleet.round()
    assert heard is not None
    assert [one.health_at for one in town.ask(rows.not_yet_told)] == [heard]


def test_a_server_restored_elsewhere_keeps_its_fleet_and_says_where_it_is(
    fleet: Fleet, adopted: int, device: FakeDevice, town: Musterstadt, tmp_path: Path
) -> None:
    """Same authority and table from the backup; another machine, another address, another key for tokens."""
    old = device.handlers.configuration
    moved = Config(data=tmp_path, fleet=FleetConfig(enabled=True, mdns=False, url="https://neu.musterstadt.example"))
    restored = Fleet(town.store, town.clock, moved, b"another key" * 3)
    restored.round()
    new = device.handlers.configuration
    assert new["server"]["url"] == "https://neu.musterstadt.example"
    assert new["revision"] > old["revision"]
    assert new["token"] != old["token"]
    assert town.ask(devices.by_token, new["token"]).id == adopted
    assert town.ask(devices.by_token, old["token"]) is None
    assert state(town, adopted) == "good"


def test_a_server_restored_from_an_old_backup_does_not_push_an_old_revision(
    fleet: Fleet, adopted: int, device: FakeDevice, town: Musterstadt, config: Config
) -> None:
    device.handlers.configuration["revision"] = 17
    fleet.round()
    assert device.handlers.configuration["revision"] == 18
    assert town.ask(rows.by_id, adopted).acknowledged_revision == 18


def test_a_restored_server_does_not_know_the_latest_certificate(
    fleet: Fleet, adopted: int, device: FakeDevice, town: Musterstadt
) -> None:
    town.clock.advance(days=40)
    town.store.write(rows.certified, adopted, town.clock.now() + timedelta(days=29))
    fleet.round()
    assert state(town, adopted) == "good"
    assert device.identity.certificate.not_valid_after_utc > town.clock.now()


def test_a_device_adopted_after_the_backup_is_taken_back_without_a_code(
    fleet: Fleet, adopted: int, device: FakeDevice, plan: Plan, town: Musterstadt
) -> None:
    town.store.write(rows.remove, adopted)
    device_id = fleet.rejoin(device.address, plan)
    fleet.round()
    assert state(town, device_id) == "good"
    assert device.handlers.configuration["device"]["id"] == device_id
    assert town.ask(devices.by_token, device.handlers.configuration["token"]).id == device_id


def test_only_what_our_authority_certified_is_taken_back(
    fleet: Fleet, device: FakeDevice, plan: Plan, town: Musterstadt, tmp_path: Path, refused: Refused
) -> None:
    with refused("not_adopted"):
        fleet.rejoin(device.address, plan)
    other_office_adopts(device, device.code, tmp_path)
    with refused("adopted_elsewhere"):
        fleet.rejoin(device.address, plan)
    assert town.ask(devices.all) == []


def test_commands_reach_the_device(fleet: Fleet, adopted: int, device: FakeDevice) -> None:
    fleet.command(adopted, "identify")
    fleet.command(adopted, "reboot")
    assert [name for name, _ in device.handlers.commands] == ["identify", "reboot"]
    assert fleet.log(adopted, 2) == ["line 0", "line 1"]
    assert fleet.screenshot(adopted) == PICTURE


def test_nobody_is_watched_in_a_consultation(
    fleet: Fleet, adopted: int, device: FakeDevice, town: Musterstadt, refused: Refused
) -> None:
    device.handlers.in_consultation = True
    with refused("in_consultation"):
        fleet.screenshot(adopted)
    device.handlers.in_consultation = False
    town.do(device_operations.seen, adopted, "browser", None)
    town.desk("yildiz", "Schalter 1").call(town.take_at_terminal())
    with refused("in_consultation"):
        fleet.screenshot(adopted)
    for name in ("reboot", "reset"):
        with refused("terminal_in_use"):
            fleet.command(adopted, name)
    assert device.handlers.commands == []


def test_a_device_reset_from_here_leaves_the_fleet(
    fleet: Fleet, adopted: int, device: FakeDevice, town: Musterstadt
) -> None:
    fleet.reset(adopted)
    assert [name for name, _ in device.handlers.commands] == ["reset"]
    assert town.ask(rows.adopted) == town.ask(rows.not_yet_told) == []
    assert town.ask(devices.by_id, adopted).revoked


def test_an_exit_code_reaches_the_device_as_a_hash_and_ends(
    fleet: Fleet, adopted: int, device: FakeDevice, town: Musterstadt
) -> None:
    from appliance.domain.exit_code import matches

    code, expires_at = fleet.issue_exit_code(adopted)
    fleet.round()
    (stored,) = device.handlers.configuration["admin_code_hashes"]
    assert matches(code, stored)
    assert code not in str(device.handlers.configuration)
    town.clock.set(expires_at)
    fleet.round()
    assert device.handlers.configuration["admin_code_hashes"] == []


def test_a_file_adopts_one_device(
    fleet: Fleet, device: FakeDevice, plan: Plan, town: Musterstadt, refused: Refused
) -> None:
    file = fleet.issue_file(plan, "https://server.example")
    device.handlers.adopted({"revision": 0}, town.clock.now())
    certificate, configuration = fleet.use_file(file.secret, device.identity.signing_request(), "127.0.0.1")
    assert configuration["device"]["name"] == plan.name  # type: ignore[index]
    device.identity.adopt(file.ca, certificate)
    with refused("unknown_secret"):
        fleet.use_file(file.secret, device.identity.signing_request(), "127.0.0.1")


def test_a_bad_request_does_not_use_up_the_file(fleet: Fleet, device: FakeDevice, plan: Plan, refused: Refused) -> None:
    file = fleet.issue_file(plan, "https://server.example")
    with refused("invalid_input"):
        fleet.use_file(file.secret, "-----BEGIN NONSENSE-----", "127.0.0.1")
    fleet.use_file(file.secret, device.identity.signing_request(), "127.0.0.1")


def test_the_thread_walks_its_rounds_by_itself(town: Musterstadt, config: Config, device: FakeDevice, plan: Plan):
    from tests.town_hall import wait_for

    fleet = Fleet(town.store, town.clock, config, SECRET)
    fleet.start()
    try:
        device_id = fleet.adopt(device.address, device.code, plan)
        wait_for(lambda: not town.ask(rows.by_id, device_id).is_pending, "the first visit")
        town.do(device_operations.assign, device_id, {"name": "Anders"})
        fleet.wake()
        wait_for(lambda: device.handlers.configuration["device"]["name"] == "Anders", "the new name on the device")
    finally:
        fleet.stop()


def test_a_device_that_says_nothing_does_not_hold_up_a_restart(
    fleet: Fleet, adopted: int, device: FakeDevice, town: Musterstadt
) -> None:
    device.switch_off()
    with socket.create_server((LOOPBACK, device.port)) as silent:
        fleet.start()
        connection, _ = silent.accept()
        began = time.monotonic()
        fleet.stop()
        assert time.monotonic() - began < PATIENCE_SECONDS / 2
        connection.close()


def test_before_the_set_up_nothing_happens(store, clock, tmp_path: Path) -> None:
    fleet = Fleet(store, clock, Config(data=tmp_path, fleet=QUIET), SECRET)
    fleet.round()
    assert not (tmp_path / "ca").exists()
