"""The journey of a town hall, on the built image: two machines on one LAN, from set-up to revocation.

In containers there is no graphics, so the kiosk's screen (cage and Chromium) is absent; all else runs as on a PC.
The tests of this file are one story and run in their order.
"""

import ssl
import time

import pytest

from provisioning.keys import certificate_from_pem, device_id_of, fingerprint_of
from tests.image.people import PATIENCE, TOWN, Kiosk, OfficeServer
from tests.town_hall import ApiProblem, wait_for

pytestmark = pytest.mark.image


def adopted_id(office: OfficeServer) -> int:
    return int(office.fleet()["adopted"][0]["id"])


def test_both_start_without_a_failed_unit(office: OfficeServer, foyer: Kiosk) -> None:
    for machine in (office.machine, foyer.machine):
        assert machine.wait_until_settled() == "running", machine.journal("-p", "warning")
        assert machine.failed_units() == []


def test_nobody_sets_the_server_up_without_the_code_on_its_screen(office: OfficeServer) -> None:
    before = office.office / "ca-before-set-up/ca.crt"
    office.wait_until_it_answers(before)
    with pytest.raises(ApiProblem) as refused:
        office.browser(before).post("/api/setup", {"code": "AAAAAAAA", **TOWN})
    assert refused.value.code == "wrong_setup_code"


def test_the_server_is_set_up_and_shows_the_certificate_of_its_own_authority(office: OfficeServer) -> None:
    key = office.set_up()
    assert key.startswith("AGE-SECRET-KEY-")
    assert not (office.office / "setup-code").exists()
    authority = certificate_from_pem(office.authority.read_text())
    assert TOWN["organisation"] in authority.subject.rfc4514_string()
    with pytest.raises(ssl.SSLCertVerificationError):
        office.browser(office.office / "ca-before-set-up/ca.crt").get("/api/setup")
    assert office.machine.failed_units() == []


def test_the_kiosk_is_found_by_mdns(office: OfficeServer, foyer: Kiosk) -> None:
    [found] = wait_for(lambda: office.fleet()["discovered"], "the kiosk on the fleet page", PATIENCE)
    assert found["state"] == "new"
    assert found["address"] == f"{foyer.machine.address}:8443"
    assert found["id"] == foyer.shows()["device"]["id"]


def test_a_wrong_code_adopts_nobody(office: OfficeServer, foyer: Kiosk) -> None:
    with pytest.raises(ApiProblem) as refused:
        office.adopt(foyer, foyer.wrong_code(), id=foyer.shows()["device"]["id"])
    assert refused.value.code == "adoption_wrong_code"
    assert foyer.shows()["code"]["wrong"] == 1
    assert foyer.adopted_by() == ""
    assert office.fleet()["adopted"] == []


def test_with_the_code_on_its_screen_it_is_adopted_and_acknowledges_its_configuration(
    office: OfficeServer, foyer: Kiosk
) -> None:
    device_id = office.adopt(foyer, id=foyer.shows()["device"]["id"])
    row = office.wait_for_device(device_id, lambda one: one["health_at"] and not one["pending"], "its health")
    assert row["acknowledged_revision"] == row["configuration_revision"] > 0
    assert foyer.adopted_by() == office.authority.read_text()
    assert office.fleet()["discovered"] == []
    state = foyer.wait_until_it_shows("office")
    assert state["office"]["organisation"] == TOWN["organisation"]
    assert state["device"]["name"] == "Kiosk Foyer"


def test_its_agent_is_started_by_its_new_identity(office: OfficeServer, foyer: Kiosk) -> None:
    wait_for(lambda: foyer.is_active("vorzimmer-agent.service"), "the agent to run", PATIENCE)
    device_id = adopted_id(office)
    admin = office.admin
    assert admin is not None
    wait_for(lambda: admin.get("/api/admin")["devices"][0]["agent_present"], "the agent's sign of life", PATIENCE)
    assert office.device(device_id)["health"]["role"] == "kiosk"


def test_its_health_is_on_the_fleet_page(office: OfficeServer, foyer: Kiosk) -> None:
    health = office.device(adopted_id(office))["health"]
    assert health["version"] == office.fleet()["server"]["health"]["version"]
    assert health["disk"]["free"] > 0 and health["memory"]["total"] > 0
    assert health["boot_id"] == foyer.machine.run(["cat", "/proc/sys/kernel/random/boot_id"]).stdout.strip()


def test_its_certificate_is_renewed_in_good_time(office: OfficeServer, foyer: Kiosk) -> None:
    path = foyer.directory / "device.crt"
    before = certificate_from_pem(path.read_text())
    tomorrow = int((time.time() + 24 * 3600) * 1e6)
    office.change_database("UPDATE device SET certificate_expires_at = ?", tomorrow)
    wait_for(lambda: certificate_from_pem(path.read_text()) != before, "a new certificate", PATIENCE)
    renewed = certificate_from_pem(path.read_text())
    assert fingerprint_of(renewed.public_key()) == fingerprint_of(before.public_key())
    assert device_id_of(fingerprint_of(renewed.public_key())) == foyer.shows()["device"]["id"]


def test_its_log_is_read_over_the_lan(office: OfficeServer, foyer: Kiosk) -> None:
    assert office.admin is not None
    lines = office.admin.post(f"/api/fleet/{adopted_id(office)}/log", {"lines": 50})["lines"]
    assert any("vorzimmer" in line for line in lines)


def test_without_a_screen_nothing_is_identified_and_the_admin_is_told(office: OfficeServer, foyer: Kiosk) -> None:
    """The command arrives; that there is no screen here is the answer."""
    assert office.admin is not None
    with pytest.raises(ApiProblem) as refused:
        office.admin.post(f"/api/fleet/{adopted_id(office)}/identify")
    assert "no_session" in str(refused.value.body)


def test_a_revoked_kiosk_waits_with_a_new_code(office: OfficeServer, foyer: Kiosk) -> None:
    assert office.admin is not None
    code_before = foyer.shows()["code"]["code"]
    office.admin.post(f"/api/fleet/{adopted_id(office)}/revoke")
    state = foyer.wait_until_it_shows("adoption")
    assert state["removed"]
    assert foyer.code != code_before
    assert foyer.adopted_by() == ""
    assert office.fleet()["adopted"] == []


def test_nothing_failed_on_the_way(office: OfficeServer, foyer: Kiosk) -> None:
    assert office.machine.failed_units() == []
    assert foyer.machine.failed_units() == []
