"""Counters and seats, sessions, enrolment of devices, setting a town up."""

from dataclasses import replace
from datetime import timedelta
from sqlite3 import IntegrityError

import pytest

from appliance.domain.device import ENROLMENT_LIFETIME, Device, Equipment, Function
from appliance.musterstadt import CITIZENS_OFFICE, TOWN
from appliance.operations import devices as device_operations
from appliance.operations import set_up, upkeep
from appliance.operations import staff as staff_operations
from appliance.store import devices, journal, offices, staff
from appliance.store.database import Store
from tests.conftest import Refused
from tests.fakes import SettableClock
from tests.town import Desk, Musterstadt, Terminal

HASHES = {clerk.sign_in_name: "" for clerk in TOWN.clerks}


def test_two_clerks_do_not_sit_at_one_counter(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    with refused("counter_occupied"):
        town.desk("kaya", "Schalter 1")


def test_a_clerk_who_sits_down_elsewhere_leaves_the_first_counter(town: Musterstadt, yildiz: Desk) -> None:
    town.desk("yildiz", "Heimarbeitsplatz 1")
    assert town.counter("Schalter 1").clerk_id is None
    assert town.counter("Heimarbeitsplatz 1").clerk_id == yildiz.clerk_id


def test_nobody_leaves_a_counter_at_which_somebody_is_served(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    yildiz.call(town.take())
    for counter in (None, town.counter("Heimarbeitsplatz 1").id):
        with refused("counter_busy"):
            town.do(staff_operations.take_counter, yildiz.clerk_id, counter)


def test_a_clerk_who_is_refused_elsewhere_keeps_the_seat(
    town: Musterstadt, yildiz: Desk, kaya: Desk, refused: Refused
) -> None:
    with refused("counter_occupied"):
        town.do(staff_operations.take_counter, yildiz.clerk_id, kaya.counter_id)
    assert town.counter("Schalter 1").clerk_id == yildiz.clerk_id


def test_an_unknown_counter_is_refused(town: Musterstadt, refused: Refused) -> None:
    with refused("no_counter"):
        town.do(staff_operations.take_counter, town.clerk_id("yildiz"), 99)


def test_sitting_down_twice_is_told_once(town: Musterstadt, yildiz: Desk) -> None:
    before = town.ask(journal.head)
    town.desk("yildiz", "Schalter 1")
    assert town.ask(journal.head) == before


def test_a_session_lasts_a_working_day(town: Musterstadt) -> None:
    token = town.do(staff_operations.open_session, town.clerk_id("yildiz"))
    almost = town.clock.now() + staff_operations.SESSION_LIFETIME - timedelta(microseconds=1)
    assert town.ask(staff.session, token, almost) == town.clerk_id("yildiz")
    assert town.ask(staff.session, token, almost + timedelta(microseconds=1)) is None


def test_signing_out_ends_the_session_and_leaves_the_counter(town: Musterstadt, yildiz: Desk) -> None:
    token = town.do(staff_operations.open_session, yildiz.clerk_id)
    other = town.do(staff_operations.open_session, yildiz.clerk_id)
    town.do(staff_operations.sign_out, token, yildiz.clerk_id)
    assert town.ask(staff.session, token, town.clock.now()) is None
    assert town.ask(staff.session, other, town.clock.now()) == yildiz.clerk_id
    assert town.counter("Schalter 1").clerk_id is None


def test_signing_out_in_mid_service_keeps_the_counter_for_the_return(town: Musterstadt, yildiz: Desk) -> None:
    yildiz.call(town.take())
    token = town.do(staff_operations.open_session, yildiz.clerk_id)
    town.do(staff_operations.sign_out, token, yildiz.clerk_id)
    assert town.counter("Schalter 1").clerk_id == yildiz.clerk_id


def test_expired_sessions_are_forgotten(town: Musterstadt) -> None:
    town.do(staff_operations.open_session, town.clerk_id("yildiz"))
    town.clock.advance(hours=13)
    town.do(upkeep.forget)
    assert count(town, "session") == 0


def count(town: Musterstadt, table: str) -> int:
    from appliance.store.rows import database

    return town.ask(lambda: database.execute_sql(f"SELECT count(*) FROM {table}").fetchone())[0]


@pytest.fixture
def expected(town: Musterstadt) -> int:
    """A device that the administrator has registered and that has not shown its code yet."""
    return town.do(device_operations.register, town.citizens_office.id, "Kiosk", "Foyer", Function.TICKET)


def test_a_code_enrols_once(town: Musterstadt, expected: int, refused: Refused) -> None:
    code, _ = town.do(device_operations.issue_code, expected)
    device, token = town.do(device_operations.enrol, code)
    assert (device.id, device.enrolled) == (expected, True)
    assert town.ask(devices.by_token, token) == device
    with refused("unknown_code"):
        town.do(device_operations.enrol, code)


def test_a_code_may_be_typed_as_people_type(town: Musterstadt, expected: int) -> None:
    code, _ = town.do(device_operations.issue_code, expected)
    device, _ = town.do(device_operations.enrol, f" {code[:4].lower()}-{code[4:].lower()} ")
    assert device.id == expected


def test_a_code_lives_fifteen_minutes(town: Musterstadt, expected: int, refused: Refused) -> None:
    code, expires_at = town.do(device_operations.issue_code, expected)
    assert expires_at == town.clock.now() + ENROLMENT_LIFETIME
    town.clock.set(expires_at)
    with refused("unknown_code"):
        town.do(device_operations.enrol, code)


def test_a_new_code_ends_the_earlier_one(town: Musterstadt, expected: int, refused: Refused) -> None:
    first, _ = town.do(device_operations.issue_code, expected)
    second, _ = town.do(device_operations.issue_code, expected)
    with refused("unknown_code"):
        town.do(device_operations.enrol, first)
    town.do(device_operations.enrol, second)


def test_enrolling_anew_ends_the_old_token(town: Musterstadt, terminal: Terminal) -> None:
    code, _ = town.do(device_operations.issue_code, terminal.id)
    town.do(device_operations.enrol, code)
    assert town.ask(devices.by_token, terminal.token) is None


def test_a_wrong_code_enrols_nothing(town: Musterstadt, expected: int, refused: Refused) -> None:
    for wrong in ("", "AAAAAAAA", "!" * 8):
        with refused("unknown_code"):
            town.do(device_operations.enrol, wrong)


def test_a_revoked_device_is_known_as_such_and_its_code_is_void(
    town: Musterstadt, terminal: Terminal, refused: Refused
) -> None:
    code, _ = town.do(device_operations.issue_code, terminal.id)
    town.do(device_operations.revoke, terminal.id)
    found = town.ask(devices.by_token, terminal.token)
    assert found is not None and found.revoked and not found.browser_present(town.clock.now())
    with refused("unknown_code"):
        town.do(device_operations.enrol, code)


def test_the_journal_hears_of_presence_only_when_it_changes(town: Musterstadt, terminal: Terminal) -> None:
    before = town.ask(journal.head)
    camera = Equipment(({"id": "1", "name": "Dokumentkamera", "kind": "document"},), (), "1")
    for equipment in (None, camera, camera, None):
        town.do(device_operations.seen, terminal.id, "agent", equipment)
        town.clock.advance(seconds=20)
    assert town.ask(journal.head) == before + 2  # it came; its camera was plugged in
    town.clock.advance(seconds=61)
    town.do(device_operations.seen, terminal.id, "agent", None)
    assert town.ask(journal.head) == before + 3
    assert device(town, terminal).equipment == camera


def device(town: Musterstadt, terminal: Terminal) -> Device:
    return town.ask(devices.by_id, terminal.id)


def test_a_device_belongs_to_an_office_that_exists(town: Musterstadt, terminal: Terminal, refused: Refused) -> None:
    with refused("unknown_office"):
        town.do(device_operations.register, 99, "Kiosk", "", Function.TICKET)
    with refused("unknown_office"):
        town.do(device_operations.assign, terminal.id, {"office_id": 99})
    with refused("unknown_device"):
        town.do(device_operations.issue_code, 99)


def test_musterstadt_is_as_the_demo_promises(town: Musterstadt) -> None:
    """Three offices in two departments, eight services, four counters of which one is at home, four clerks."""
    services, counters = town.ask(offices.services), town.ask(staff.counters)
    assert (len(town.offices), len(town.ask(offices.departments)), len(services)) == (3, 2, 8)
    assert [counter.is_home for counter in counters].count(True) == 1
    assert (len(counters), len(town.ask(staff.clerks))) == (4, 4)
    assert all(len(service.fim_key) == 14 and service.fim_key.isdigit() for service in services)
    assert all(office.is_open for office in town.offices.values())
    assert {skill for clerk in town.ask(staff.clerks).values() for skill in clerk.skills} == {
        service.id for service in services
    }


def test_a_town_is_set_up_once(town: Musterstadt, refused: Refused) -> None:
    with refused("already_set_up"):
        town.do(set_up.create, TOWN, HASHES)


def test_a_town_that_cannot_be_set_up_leaves_nothing_behind(
    store: Store, clock: SettableClock, refused: Refused
) -> None:
    twice = replace(TOWN.departments[0], offices=(CITIZENS_OFFICE, CITIZENS_OFFICE))
    with pytest.raises(IntegrityError):  # prefixes are unique in the organisation
        store.write(set_up.create, replace(TOWN, departments=(twice,)), HASHES, clock.now())
    ambiguous = replace(TOWN.departments[0], offices=(replace(CITIZENS_OFFICE, prefix="A1"),))
    with refused("invalid_prefix"):
        store.write(set_up.create, replace(TOWN, departments=(ambiguous,)), HASHES, clock.now())
    assert store.read(offices.organisation) is None
    store.write(set_up.create, TOWN, HASHES, clock.now())
