"""Who may do what: Yildiz is a clerk, Hoffmann the administrator, the citizen a stranger."""

from apiflask import APIFlask

from appliance.adapters import passwords
from appliance.domain.staff import Role
from appliance.store import staff as staff_rows
from tests.fakes import SettableClock
from tests.town import Musterstadt
from tests.web.conftest import OURS, PASSWORD, Client


def test_a_stranger_sees_no_console(citizen: Client, code_of):
    assert code_of(citizen.get("/api/console")) == "not_signed_in"
    assert code_of(citizen.post("/api/counters/1/call-next")) == "not_signed_in"
    assert code_of(citizen.get("/api/board")) == "not_signed_in"
    assert code_of(citizen.get("/api/device")) == "device_unknown"


def test_a_clerk_is_not_an_administrator(yildiz_signed_in: Client, code_of):
    assert code_of(yildiz_signed_in.get("/api/admin")) == "forbidden"
    assert code_of(yildiz_signed_in.post("/api/offices/1/close")) == "forbidden"
    device = {"name": "x", "office_id": 1, "function": "board"}
    assert code_of(yildiz_signed_in.post("/api/devices", device)) == "forbidden"


def test_an_administrator_closes_and_opens_an_office(admin: Client):
    assert admin.post("/api/offices/1/close").json["state"] == "closed"
    assert admin.post("/api/offices/1/open").json["state"] == "unstaffed"


def test_wrong_passwords_and_unknown_names_look_alike(citizen: Client, code_of):
    wrong = citizen.post("/api/session", {"name": "yildiz", "password": "x"})
    unknown = citizen.post("/api/session", {"name": "nobody", "password": "x"})
    assert code_of(wrong) == code_of(unknown) == "wrong_sign_in"
    assert wrong.json == unknown.json


def test_passwords_cannot_be_tried_out(citizen: Client, code_of):
    for _ in range(3):
        citizen.post("/api/session", {"name": "yildiz", "password": "x"})
    assert code_of(citizen.post("/api/session", {"name": "yildiz", "password": PASSWORD})) == "too_many_requests"


def test_a_session_is_a_cookie_that_scripts_cannot_read(app: APIFlask):
    client = Client(app)
    cookie = client.post("/api/session", {"name": "yildiz", "password": PASSWORD}).headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_over_tls_the_cookie_is_bound_to_the_host(app: APIFlask):
    answer = app.test_client().post(
        "/api/session", json={"name": "yildiz", "password": PASSWORD}, headers=OURS, base_url="https://office.example"
    )
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-vorzimmer=") and "Secure" in cookie


def test_a_session_ends_with_the_day_and_with_signing_out(app: APIFlask, clock: SettableClock, code_of):
    client = Client(app).sign_in("kaya")
    clock.advance(hours=13)
    assert code_of(client.get("/api/session")) == "not_signed_in"
    client.sign_in("kaya")
    assert client.browser.delete("/api/session", headers=OURS).status_code == 204
    assert code_of(client.get("/api/session")) == "not_signed_in"


def test_another_website_cannot_act_for_a_clerk(yildiz_signed_in: Client, code_of):
    path = "/api/counters/1/call-next"
    browser = yildiz_signed_in.browser
    assert code_of(browser.post(path, json={})) == "cross_site"
    assert code_of(browser.post(path, json={}, headers={**OURS, "Sec-Fetch-Site": "cross-site"})) == "cross_site"
    assert code_of(browser.post(path, json={}, headers={**OURS, "Origin": "https://evil.example"})) == "cross_site"


def test_a_revoked_device_is_told_so(kiosk: Client, admin: Client, town: Musterstadt, code_of):
    device = kiosk.get("/api/device").json
    assert admin.post(f"/api/devices/{device['id']}/revoke").status_code == 204
    assert code_of(kiosk.get("/api/device")) == "device_revoked"


def test_a_one_time_code_enrols_one_device(admin: Client, app: APIFlask, code_of):
    new = admin.post("/api/devices", {"name": "Anzeige", "office_id": 1, "function": "board"}).json
    typed = f"{new['code'][:4].lower()} {new['code'][4:]}"
    enrolled = Client(app).post("/api/devices/enroll", {"code": typed})
    assert enrolled.json["device"]["name"] == "Anzeige"
    assert Client(app, enrolled.json["token"]).get("/api/board").status_code == 200
    assert code_of(Client(app).post("/api/devices/enroll", {"code": typed})) == "unknown_code"


def test_the_tickets_at_a_terminal_protect_it_from_being_revoked(
    kiosk: Client, admin: Client, yildiz_signed_in: Client, town: Musterstadt, code_of
):
    town.take_at_terminal()
    assert yildiz_signed_in.post(f"/api/counters/{town.counter('Schalter 1').id}/call-next").status_code == 200
    device = kiosk.get("/api/device").json
    assert code_of(admin.post(f"/api/devices/{device['id']}/revoke")) == "terminal_in_use"


def test_a_device_that_reports_its_cameras_is_seen_by_the_administrator(kiosk: Client, admin: Client):
    cameras = [{"id": "usb-1", "name": "Dokumentenkamera", "kind": "document"}]
    kiosk.post("/api/device/seen", {"face": "agent", "cameras": cameras, "microphones": [], "version": "0.1.0"})
    shown = admin.get("/api/admin").json["devices"][0]
    assert shown["agent_present"] and shown["cameras"] == cameras


def test_unknown_roles_of_a_device_are_refused(admin: Client, code_of):
    body = {"name": "x", "office_id": 1, "function": "coffee"}
    assert code_of(admin.post("/api/devices", body)) == "invalid_input"


def test_only_clerks_sit_at_counters(app: APIFlask, store, town: Musterstadt, code_of):
    store.write(staff_rows.add_clerk, "Ina IT", "it", passwords.hashed(PASSWORD), [Role.ADMIN], [])
    it = Client(app).sign_in("it")
    assert code_of(it.put("/api/session/counter", {"counter_id": 1})) == "forbidden"
    assert code_of(it.get("/api/console")) == "forbidden"


def test_a_kiosk_is_no_board(kiosk: Client, code_of):
    assert code_of(kiosk.get("/api/board")) == "forbidden"


def test_trying_passwords_locks_out_nobody_elsewhere(app: APIFlask):
    for _ in range(4):
        Client(app).post("/api/session", {"name": "yildiz", "password": "x"})
    elsewhere = app.test_client().post(
        "/api/session", json={"name": "yildiz", "password": PASSWORD}, headers=OURS,
        environ_base={"REMOTE_ADDR": "192.0.2.7"},
    )  # fmt: skip
    assert elsewhere.status_code == 200


def test_a_whole_ipv6_network_counts_as_one_address(app: APIFlask):
    codes = [
        app.test_client().post(
            "/api/session", json={"name": "yildiz", "password": "x"}, headers=OURS,
            environ_base={"REMOTE_ADDR": f"2001:db8:1:2::{number}"},
        ).json["code"]
        for number in range(4)
    ]  # fmt: skip
    assert codes == ["wrong_sign_in"] * 3 + ["too_many_requests"]
