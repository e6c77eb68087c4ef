"""The fleet's API: who may ask, and how each failure is told."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from apiflask import APIFlask

from appliance.adapters import passwords
from appliance.config import Config, Limits
from appliance.config import Fleet as FleetConfig
from appliance.fleet.care import Fleet
from appliance.store import fleet as rows
from appliance.store import staff as staff_rows
from appliance.store.database import Store
from appliance.web.app import create_app
from appliance.web.parts import Parts
from provisioning import enrolment
from tests.fakes import SettableClock
from tests.fleet.device import FakeDevice
from tests.town import Musterstadt
from tests.web.conftest import PASSWORD, Client

PLAN = {"name": "Kiosk Foyer", "place": "Foyer", "office_id": 1, "function": "both"}


@pytest.fixture
def fleet(store: Store, clock: SettableClock, town: Musterstadt, tmp_path: Path) -> Fleet:
    return Fleet(store, clock, Config(data=tmp_path, fleet=FleetConfig(mdns=False)), b"s" * 32)


@pytest.fixture
def app(store: Store, clock: SettableClock, town: Musterstadt, fleet: Fleet, tmp_path: Path) -> APIFlask:
    hashed = passwords.hashed(PASSWORD)
    for clerk_id in town.ask(staff_rows.clerks):
        store.write(staff_rows.set_password_hash, clerk_id, hashed)
    return create_app(Config(data=tmp_path, limits=Limits(adoption="3/minute")), store, clock, Parts(fleet=fleet))


@pytest.fixture
def device(tmp_path: Path, clock: SettableClock) -> Iterator[FakeDevice]:
    device = FakeDevice(tmp_path / "device", clock)
    yield device
    device.switch_off()


def adopt(admin: Client, device: FakeDevice, code: str | None = None):
    return admin.post("/api/fleet/adopt", {**PLAN, "address": device.address, "code": code or device.code})


def test_only_administrators_change_the_fleet(citizen: Client, yildiz_signed_in: Client, code_of) -> None:
    assert code_of(citizen.get("/api/fleet")) == "not_signed_in"
    assert code_of(yildiz_signed_in.get("/api/fleet")) == "forbidden"
    for what in ("revoke", "reboot", "identify", "reset", "screenshot", "exit-code"):
        assert code_of(yildiz_signed_in.post(f"/api/fleet/1/{what}")) == "forbidden"
    assert code_of(yildiz_signed_in.post("/api/fleet/adoption-file", PLAN)) == "forbidden"


def test_an_adopted_device_is_in_the_list_with_words(admin: Client, device: FakeDevice, fleet: Fleet) -> None:
    assert adopt(admin, device).status_code == 201
    fleet.round()
    view = admin.get("/api/fleet").json
    (shown,) = view["adopted"]
    assert [one["text"] for one in shown["conditions"]] == ["Bereit"]
    assert shown["health"]["temperature_c"] == 48.5
    assert view["server"]["health"]["disk"]["total"] > 0
    assert admin.get("/api/admin").json["devices"][0]["managed"]


def test_trouble_is_told_with_its_next_step(
    admin: Client, device: FakeDevice, fleet: Fleet, clock: SettableClock
) -> None:
    adopt(admin, device)
    fleet.round()
    device.switch_off()
    clock.advance(minutes=3)
    (todo,) = [one for one in admin.get("/api/admin").json["fleet_todo"] if one["subject"] == "Kiosk Foyer"]
    assert todo["text"] == "Meldet sich nicht, seit 08:30"
    assert todo["next"] == "Ist es eingeschaltet und im Netz? Es kommt von selbst zurück."


def test_each_way_to_fail_is_a_problem_in_plain_german(admin: Client, device: FakeDevice, code_of) -> None:
    wrong = adopt(admin, device, device.wrong_code)
    assert code_of(wrong) == "adoption_wrong_code"
    assert "USB-Stick" in wrong.json["detail"]
    waits = adopt(admin, device)
    assert code_of(waits) == "adoption_wait"
    assert "%(" not in waits.json["detail"]
    device.switch_off()
    assert code_of(adopt(admin, device)) == "device_unreachable"
    nobody = admin.post("/api/fleet/adopt", {**PLAN, "id": "0" * 16, "code": "123456"})
    assert code_of(nobody) == "not_found_any_more"
    both = {**PLAN, "id": "0" * 16, "address": device.address, "code": "123456"}
    assert code_of(admin.post("/api/fleet/adopt", both)) == "invalid_input"
    assert code_of(admin.post("/api/fleet/9/log", {})) == "not_adopted"


def test_a_picture_is_not_kept_by_anybody_on_its_way(admin: Client, device: FakeDevice) -> None:
    device_id = adopt(admin, device).json["id"]
    answer = admin.post(f"/api/fleet/{device_id}/screenshot")
    assert answer.headers["Cache-Control"] == "no-store"
    device.handlers.in_consultation = True
    assert admin.post(f"/api/fleet/{device_id}/screenshot").json["code"] == "in_consultation"


def test_a_file_adopts_a_device_that_nobody_dialled(
    admin: Client, citizen: Client, device: FakeDevice, code_of
) -> None:
    issued = admin.post("/api/fleet/adoption-file", PLAN).json
    assert issued["file_name"] == enrolment.FILE_NAME
    file = issued["content"]
    request = {"csr": device.identity.signing_request(), "secret": json.loads(file)["secret"]}
    answer = citizen.post(enrolment.PATH, request)
    assert answer.status_code == 200
    assert answer.json["configuration"]["device"]["name"] == "Kiosk Foyer"
    assert code_of(citizen.post(enrolment.PATH, request)) == "unknown_secret"
    citizen.post(enrolment.PATH, request)
    assert code_of(citizen.post(enrolment.PATH, request)) == "too_many_attempts"


def test_the_requests_of_a_device_say_where_it_is(
    admin: Client, app: APIFlask, device: FakeDevice, fleet: Fleet, town: Musterstadt
) -> None:
    device_id = adopt(admin, device).json["id"]
    Client(app, device.handlers.configuration["token"]).post("/api/device/seen", {"face": "agent"})
    assert list(fleet._other_addresses(town.ask(rows.by_id, device_id))) == [device.address]


def test_a_server_without_a_fleet_says_so(store: Store, clock: SettableClock, config: Config, app, code_of) -> None:
    plain = Client(create_app(config, store, clock)).sign_in("hoffmann")
    assert plain.get("/api/fleet").json["enabled"] is False
    assert code_of(plain.post("/api/fleet/1/reboot")) == "fleet_off"


def test_screens_are_on_when_the_administrator_says(admin: Client, device: FakeDevice, fleet: Fleet, code_of) -> None:
    adopt(admin, device)
    assert device.handlers.configuration["screen"] is None
    hours = {"on": "07:30", "off": "18:30", "days": [0, 1, 2, 3, 4]}
    assert admin.put("/api/fleet/screen-hours", hours).json == hours
    fleet.round()
    assert device.handlers.configuration["screen"] == hours
    assert code_of(admin.put("/api/fleet/screen-hours", {**hours, "off": "7:3"})) == "invalid_input"
    assert code_of(admin.put("/api/fleet/screen-hours", {**hours, "off": "07:30"})) == "invalid_input"
    admin.put("/api/fleet/screen-hours", {"days": []})
    fleet.round()
    assert device.handlers.configuration["screen"] is None
