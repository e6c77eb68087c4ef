"""The set-up file over the API: who may, what is said of a broken one, the plan, and that only the plan is done."""

from typing import Any

import pytest

from tests.town import Musterstadt
from tests.web.conftest import Client

CSV = "Leistung;Dauer;Wege\nFundsachen;10;vor Ort, Video\n"


def exported(admin: Client) -> str:
    return str(admin.get("/api/set-up-file").json["text"])


def check(admin: Client, text: str, office_id: int | None = None) -> Any:
    answer = admin.post("/api/set-up-file/check", {"text": text, "office_id": office_id})
    assert answer.status_code == 200, answer.json
    return answer.json


def apply(admin: Client, text: str, fingerprint: str, office_id: int | None = None) -> Any:
    return admin.post("/api/set-up-file/apply", {"text": text, "office_id": office_id, "fingerprint": fingerprint})


def test_only_administrators_fetch_and_bring_files(yildiz_signed_in: Client, citizen: Client, code_of):
    for client, code in ((yildiz_signed_in, "forbidden"), (citizen, "not_signed_in")):
        assert code_of(client.get("/api/set-up-file")) == code
        assert code_of(client.post("/api/set-up-file/check", {"nothing is": "read"})) == code
        assert code_of(apply(client, "x", "0" * 64)) == code


def test_a_foreign_website_cannot_bring_a_file(admin: Client):
    refused = admin.browser.post("/api/set-up-file/check", json={"text": "x"})
    assert (refused.status_code, refused.json["code"]) == (403, "cross_site")


def test_a_file_is_fetched_with_the_name_of_the_town_and_the_day(admin: Client):
    shown = admin.get("/api/set-up-file").json
    assert shown["file_name"] == "stadt-musterstadt-2026-03-02.yaml"
    assert shown["offices"][0]["name"] == "Bürgeramt"
    assert "password" not in shown["text"] and "$argon2" not in shown["text"]


def test_a_broken_file_is_answered_line_by_line_in_the_language_of_the_page(admin: Client):
    broken = exported(admin).replace("capacity: 200", "kapa: 200", 1)
    [finding] = check(admin, broken)["findings"]
    assert finding["code"] == "unknown_key"
    assert broken.splitlines()[finding["line"] - 1].strip() == finding["source"] == "kapa: 200"
    english = admin.post("/api/set-up-file/check", {"text": broken}, Accept_Language="en").json["findings"][0]
    assert english["wrong"] == "“kapa” is not known here."


def test_the_plan_that_was_looked_at_is_done(admin: Client, town: Musterstadt):
    text = exported(admin).replace("place: Rathaus, Erdgeschoss", "place: Rathaus, Foyer")
    plan = check(admin, text)
    [change] = plan["changes"]
    assert (change["deed"], change["thing"], change["name"]) == ("change", "office", "Bürgeramt")
    assert change["details"] == [{"key": "place", "before": "Rathaus, Erdgeschoss", "after": "Rathaus, Foyer"}]
    assert "Rathaus, Erdgeschoss" in exported(admin)
    assert apply(admin, text, plan["fingerprint"]).status_code == 200
    assert exported(admin) == text


def test_another_file_or_a_set_up_that_was_changed_meanwhile_needs_another_look(admin: Client, code_of):
    text = exported(admin).replace("capacity: 200", "capacity: 90")
    fingerprint = check(admin, text)["fingerprint"]
    assert code_of(apply(admin, text + "# more", fingerprint)) == "plan_outdated"
    assert apply(admin, text, fingerprint).status_code == 200
    assert code_of(apply(admin, text, fingerprint)) == "plan_outdated"
    assert code_of(apply(admin, "kind: x", fingerprint)) == "plan_outdated"


def test_what_stands_in_the_way_is_said_and_nothing_is_done(admin: Client, town: Musterstadt, code_of):
    town.take(town.residence)
    text = exported(admin)
    start = text.index("          - name: Wohnsitz anmelden")
    end = text.index("          - name: Meldebescheinigung", start)
    without = (text[:start] + text[end:]).replace("        - Wohnsitz anmelden\n", "")
    plan = check(admin, without)
    [obstacle] = plan["obstacles"]
    assert obstacle["code"] == "service_in_use"
    assert without.splitlines()[obstacle["line"] - 1].strip() == "services:"
    assert code_of(apply(admin, without, plan["fingerprint"])) == "service_in_use"
    assert exported(admin) == text


def test_a_new_colleague_is_given_a_link_that_works(admin: Client, citizen: Client):
    text = exported(admin).replace("places: []", "  - name: Ida Neu\n    sign_in: neu\n\nplaces: []")
    [welcome] = apply(admin, text, check(admin, text)["fingerprint"]).json["welcomes"]
    assert welcome["sign_in_name"] == "neu"
    citizen.token = welcome["url"].partition("#")[2]
    assert citizen.get("/api/welcome").json["name"] == "Ida Neu"


def test_services_are_brought_to_the_office_that_is_chosen(admin: Client, town: Musterstadt):
    first = check(admin, CSV)
    assert (first["kind"], first["findings"][0]["code"]) == ("services", "choose_office")
    office = town.citizens_office.id
    plan = check(admin, CSV, office)
    assert [(one["deed"], one["name"], one["within"]) for one in plan["changes"]] == [
        ("add", "Fundsachen", "Bürgeramt")
    ]
    assert apply(admin, CSV, plan["fingerprint"], office).status_code == 200
    assert "name: Fundsachen" in exported(admin)


@pytest.mark.parametrize(("size", "status"), [(900_000, 200), (17_000_000, 413)])
def test_a_town_may_be_large_but_not_endless(admin: Client, size: int, status: int):
    text = "kind: vorzimmer-set-up\nformat: 1\n" + "#" * size
    assert admin.post("/api/set-up-file/check", {"text": text}).status_code == status
