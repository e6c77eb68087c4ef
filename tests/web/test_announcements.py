"""Announcements over the API: who makes them, and where those who wait see them."""

from typing import Any

import pytest
from apiflask import APIFlask

from appliance.store import office_hours
from tests.fakes import SettableClock
from tests.town import Musterstadt
from tests.web.conftest import Client

PATH = "/api/announcements"
LONGER = {"de": "Heute warten Sie länger als sonst.", "en": "Waiting takes longer today."}


@pytest.fixture
def reception(app: APIFlask) -> Client:
    return Client(app).sign_in("kaya")


def announcement(town: Musterstadt, clock: SettableClock, **other: Any) -> dict[str, Any]:
    """For an hour of the town's own clock, which is an hour or two ahead of ours."""
    local = clock.now().astimezone(town.ask(office_hours.zone)).replace(tzinfo=None)
    until = local.replace(hour=local.hour + 1).isoformat()
    return {"offices": [town.citizens_office.id], **LONGER, "until": until, **other}


def texts(shown: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{"de": one["de"], "en": one["en"]} for one in shown]


def test_citizens_kiosks_and_boards_see_what_the_reception_announces(
    reception: Client, town: Musterstadt, clock: SettableClock, citizen: Client, kiosk: Client
):
    ticket = Client(citizen.browser.application, town.tokens[town.take_video().id])
    made = reception.post(PATH, announcement(town, clock))
    assert made.status_code == 201, made.json
    here, elsewhere = citizen.get("/api/offices").json["offices"][:2]
    assert texts(here["announcements"]) == [LONGER]
    assert elsewhere["announcements"] == []
    assert texts(ticket.get("/api/ticket").json["announcements"]) == [LONGER]
    assert texts(kiosk.get("/api/device").json["office"]["announcements"]) == [LONGER]
    board = reception.get(f"/api/board?office={town.citizens_office.id}").json
    assert texts(board["announcements"]) == [LONGER]
    assert board["announcements"][0]["until"] == made.json["until"]
    clock.advance(hours=1)
    assert citizen.get("/api/offices").json["offices"][0]["announcements"] == []


def test_the_end_is_said_in_the_towns_own_time(reception: Client, town: Musterstadt, clock: SettableClock):
    wanted = announcement(town, clock)
    made = reception.post(PATH, wanted).json
    assert made["until_local"] == wanted["until"]
    assert reception.get(PATH).json["announcements"][0]["until_local"] == wanted["until"]


def test_it_is_changed_ended_and_made_again(reception: Client, town: Musterstadt, clock: SettableClock, code_of):
    path = f"{PATH}/{reception.post(PATH, announcement(town, clock)).json['id']}"
    changed = reception.put(path, announcement(town, clock, de="Es geht bald weiter.", en="")).json
    assert (changed["de"], changed["en"], changed["runs"]) == ("Es geht bald weiter.", "", True)
    assert reception.post(f"{path}/end").json["runs"] is False
    assert reception.put(path, announcement(town, clock)).json["runs"] is True
    assert code_of(reception.post(f"{PATH}/999/end")) == "unknown_announcement"


def test_what_is_often_said_is_there_in_both_languages(reception: Client):
    first = reception.get(PATH).json["wordings"][0]
    assert first["de"].startswith("Heute fehlt jemand")
    assert first["en"].startswith("Somebody of our team")


def test_reception_and_supervisors_announce_and_nobody_else(
    reception: Client, admin: Client, yildiz_signed_in: Client, citizen: Client, kiosk: Client,
    town: Musterstadt, clock: SettableClock, code_of,
):  # fmt: skip
    wanted = announcement(town, clock)
    for client, code in ((citizen, "not_signed_in"), (kiosk, "not_signed_in"), (yildiz_signed_in, "forbidden")):
        assert code_of(client.get(PATH)) == code
        assert code_of(client.post(PATH, wanted)) == code
    path = f"{PATH}/{reception.post(PATH, wanted).json['id']}"
    assert code_of(yildiz_signed_in.post(f"{path}/end")) == "forbidden"
    assert code_of(yildiz_signed_in.put(path, wanted)) == "forbidden"
    assert admin.post(f"{path}/end").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"de": ""}, "invalid_input"),
        ({"de": "x" * 241}, "invalid_input"),
        ({"offices": []}, "invalid_input"),
        ({"until": "2026-03-02T10:00:00Z"}, "invalid_input"),
        ({"until": "2020-01-01T10:00"}, "announcement_time"),
    ],
)
def test_what_is_no_announcement_is_refused(
    reception: Client, town: Musterstadt, clock: SettableClock, code_of, wrong: dict[str, Any], code: str
):
    assert code_of(reception.post(PATH, {**announcement(town, clock), **wrong})) == code
    assert reception.get(PATH).json["announcements"] == []


def test_a_repeated_request_announces_once(reception: Client, town: Musterstadt, clock: SettableClock):
    key = "one-key-for-one-announcement"
    first, second = (reception.post(PATH, announcement(town, clock), key=key) for _ in range(2))
    assert first.json["id"] == second.json["id"]
    assert len(reception.get(PATH).json["announcements"]) == 1
