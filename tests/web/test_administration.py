"""The administration of offices over the API: who may, what citizens see of it, and that a repeat adds nothing."""

import uuid

import pytest

from tests.town import Musterstadt
from tests.web.conftest import Client

PERMIT = {"name": "Parkausweis", "minutes": 10, "channels": ["on_site", "video"]}
PARKING = {"department_id": 1, "name": "Bewohnerparken", "prefix": "P", "place": "Zimmer 3"}
ASKED = [("GET", "/api/admin/offices"), ("GET", "/api/admin/prefix?name=Bauamt"), ("GET", "/api/admin/new-office"),
         ("GET", "/api/admin/offices/1/preview"), ("POST", "/api/admin/offices/1/unpublish"),
         ("POST", "/api/admin/service/1/retire"), ("POST", "/api/admin/service/1/restore")]  # fmt: skip


def office(view: dict, name: str) -> dict:
    return next(one for one in view["offices"] if one["name"] == name)


def public_names(citizen: Client) -> list[str]:
    return [one["name"] for one in citizen.get("/api/offices").json["offices"]]


@pytest.mark.parametrize(("method", "path"), ASKED)
def test_only_administrators(method: str, path: str, yildiz_signed_in: Client, citizen: Client, code_of):
    for client, code in ((yildiz_signed_in, "forbidden"), (citizen, "not_signed_in")):
        assert code_of(client.get(path) if method == "GET" else client.post(path)) == code


def test_an_office_is_made_in_steps_and_seen_when_it_is_published(admin: Client, citizen: Client, code_of):
    made = admin.post("/api/admin/offices", PARKING)
    assert (made.status_code, office(made.json, "Bewohnerparken")["published"]) == (201, False)
    id = made.json["changed"]
    assert code_of(admin.post(f"/api/admin/offices/{id}/publish")) == "no_services"
    service = admin.post(f"/api/admin/offices/{id}/services", PERMIT).json["changed"]
    admin.post(f"/api/admin/offices/{id}/counters", {"name": "Platz 1"})
    assert "Bewohnerparken" not in public_names(citizen)
    [previewed] = admin.get(f"/api/admin/offices/{id}/preview").json["offices"]
    assert [one["id"] for one in previewed["services"]] == [service]
    admin.post(f"/api/admin/offices/{id}/publish")
    assert "Bewohnerparken" in public_names(citizen)
    admin.post(f"/api/admin/offices/{id}/unpublish")
    assert "Bewohnerparken" not in public_names(citizen)


def test_the_devices_of_an_office_that_is_not_published_are_closed(admin: Client, kiosk: Client):
    for deed, is_open in (("unpublish", False), ("publish", True)):
        admin.post(f"/api/admin/offices/1/{deed}")
        shown = kiosk.get("/api/device").json["office"]
        assert (shown["gives_numbers"], len(shown["services"]) > 0) == (is_open, is_open)
        assert admin.get("/api/board?office=1").json["offices"][0]["gives_numbers"] == is_open


def test_clerks_sit_down_where_an_office_is_published_or_somebody_still_waits(
    admin: Client, yildiz_signed_in: Client, town: Musterstadt
):
    def counters() -> int:
        offered = yildiz_signed_in.get("/api/session").json["counters"]
        return [one["office"]["id"] for one in offered].count(1)

    assert counters() == 2
    admin.post("/api/admin/offices/1/unpublish")
    assert counters() == 0
    admin.post("/api/admin/offices/1/publish")
    town.take()
    admin.post("/api/admin/offices/1/unpublish")
    assert counters() == 2


def test_a_repeated_request_adds_one(admin: Client):
    key = str(uuid.uuid4())
    answers = [admin.post("/api/admin/offices/1/services", PERMIT, key=key) for _ in range(2)]
    assert answers[0].json["changed"] == answers[1].json["changed"]


def test_citizens_are_told_what_the_administration_says_of_a_service(admin: Client, citizen: Client):
    id = admin.get("/api/admin/offices").json["offices"][0]["services"][0]["id"]
    told = {**PERMIT, "languages": ["de", "tr"], "form": "https://example.org/form", "takes_appointments": False}
    admin.put(f"/api/admin/services/{id}", told)
    service = citizen.get("/api/offices").json["offices"][0]["services"][0]
    assert (service["name"], service["form"], service["takes_numbers"], service["takes_appointments"]) == (
        "Parkausweis", "https://example.org/form", True, False,
    )  # fmt: skip
    assert service["languages"] == [{"code": "de", "name": "Deutsch"}, {"code": "tr", "name": "Türkisch"}]


def test_what_is_retired_vanishes_and_comes_back(admin: Client, citizen: Client):
    view = admin.get("/api/admin/offices").json
    registry = office(view, "Standesamt")
    service, counter = registry["services"][0]["id"], registry["counters"][0]["id"]
    for kind, id in (("service", service), ("counter", counter)):
        view = admin.post(f"/api/admin/{kind}/{id}/retire").json
        assert id not in [one["id"] for one in office(view, "Standesamt")[f"{kind}s"]]
        view = admin.post(f"/api/admin/{kind}/{id}/restore").json
        assert id in [one["id"] for one in office(view, "Standesamt")[f"{kind}s"]]
    admin.post(f"/api/admin/office/{registry['id']}/retire")
    assert "Standesamt" not in public_names(citizen)


def test_departments_are_added_renamed_and_put_in_order(admin: Client):
    id = admin.post("/api/admin/departments", {"name": "Bauamt"}).json["changed"]
    admin.put(f"/api/admin/departments/{id}", {"name": "Amt für Bauen"})
    view = admin.put("/api/admin/order", {"kind": "department", "ids": [id]}).json
    assert view["departments"][0] == {"id": id, "name": "Amt für Bauen"}
    view = admin.post(f"/api/admin/department/{id}/retire").json
    assert id not in [one["id"] for one in view["departments"]]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"minutes": 0}, "invalid_input"),
        ({"channels": []}, "invalid_input"),
        ({"channels": ["fax"]}, "invalid_input"),
        ({"fim_key": "99"}, "invalid_input"),
        ({"form": "javascript:alert(1)"}, "invalid_input"),
        ({"colour": "red"}, "invalid_input"),
        ({"name": "Wohnsitz anmelden"}, "name_taken"),
    ],
)
def test_a_service_that_cannot_be_is_refused(admin: Client, change: dict, code: str, code_of):
    assert code_of(admin.post("/api/admin/offices/1/services", {**PERMIT, **change})) == code


def test_the_assistant_makes_a_whole_office_in_one_go(admin: Client, citizen: Client, town: Musterstadt, code_of):
    offered = admin.get("/api/admin/new-office").json
    assert {"Wohnsitz anmelden", "Eheschließung anmelden"} <= {one["name"] for one in offered["examples"]}
    assert admin.get("/api/admin/prefix?name=Bewohnerparken").json == {"prefix": "B"}
    clerk = next(one["id"] for one in offered["clerks"] if one["name"] == "Aylin Yildiz")
    wanted = {"department": "Ordnungsamt", "name": "Bewohnerparken", "prefix": "B", "services": [PERMIT],
              "counters": [{"name": "Platz 1"}], "week": [[["08:00", "12:00"]]] * 5 + [[], []],
              "clerks": [clerk]}  # fmt: skip
    made = admin.post("/api/admin/new-office", wanted)
    assert (made.status_code, made.json["name"]) == (201, "Bewohnerparken")
    admin.post(f"/api/admin/offices/{made.json['id']}/publish")
    assert "Bewohnerparken" in public_names(citizen)
    assert code_of(admin.post("/api/admin/new-office", wanted)) == "name_taken"
    assert code_of(admin.post("/api/admin/new-office", {**wanted, "services": []})) == "invalid_input"
