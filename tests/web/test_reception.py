"""The reception over the API: who may, numbers for people, finding somebody, and what is done with them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from apiflask import APIFlask

from appliance.domain.office_hours import Hours
from appliance.domain.staff import CONSOLE_LIFETIME
from appliance.domain.ticket import Channel
from appliance.operations import takeovers
from appliance.store import diaries, staff
from tests.fakes import SettableClock
from tests.town import Desk, Musterstadt
from tests.web.conftest import Client

PATH = "/api/reception"


@pytest.fixture
def reception(app: APIFlask) -> Client:
    return Client(app).sign_in("kaya")


def order(town: Musterstadt, **other: Any) -> dict[str, Any]:
    return {"service_id": town.residence.id, "channel": "on_site", **other}


def taken(reception: Client, town: Musterstadt, **other: Any) -> dict[str, Any]:
    answer = reception.post(f"{PATH}/tickets", order(town, **other))
    assert answer.status_code == 201, answer.json
    return answer.json


def numbers(reception: Client, find: str = "") -> list[str]:
    answer = reception.get(f"{PATH}?find={find}")
    assert answer.status_code == 200, answer.json
    return [row["number"] or row["name"] for row in answer.json["rows"]]


def test_reception_and_supervisors_are_let_in_and_nobody_else(
    reception: Client, admin: Client, yildiz_signed_in: Client, citizen: Client, kiosk: Client,
    town: Musterstadt, code_of,
):  # fmt: skip
    number = town.take().id
    for client, code in ((citizen, "not_signed_in"), (kiosk, "not_signed_in"), (yildiz_signed_in, "forbidden")):
        assert code_of(client.get(PATH)) == code
        assert code_of(client.get(f"{PATH}/tickets/{number}")) == code
        assert code_of(client.post(f"{PATH}/tickets", order(town))) == code
        assert code_of(client.post(f"{PATH}/tickets/{number}/cancel")) == code
        assert code_of(client.post(f"{PATH}/tickets/{number}/return")) == code
        assert code_of(client.post(f"{PATH}/tickets/{number}/priority", {"reason": "child"})) == code
    assert admin.get(PATH).status_code == reception.get(PATH).status_code == 200


def test_a_number_for_somebody_comes_with_its_address_for_paper_and_phone(
    reception: Client, town: Musterstadt, app: APIFlask
):
    new = taken(reception, town, persons=2, language="de-simple", priority="disability")
    assert new["ticket"]["number"] == "A001"
    assert new["qr"].startswith("data:image/svg+xml")
    assert new["url"].endswith(f"/ticket#{new['token']}")
    assert Client(app, new["token"]).get("/api/ticket").json["number"] == "A001"
    shown = reception.get(f"{PATH}/tickets/{new['ticket']['id']}").json
    assert (shown["persons"], shown["language"], shown["priority"]) == (2, "de-simple", "disability")


def test_a_request_that_is_repeated_takes_one_number(reception: Client, town: Musterstadt):
    key = "one-key-for-one-number-here"
    first, second = (reception.post(f"{PATH}/tickets", order(town), key=key).json for _ in range(2))
    assert first["token"] == second["token"]
    assert numbers(reception) == ["A001"]


def test_those_who_were_called_come_first_then_the_queue(
    reception: Client, town: Musterstadt, yildiz_signed_in: Client
):
    for _ in range(3):
        town.take()
    urgent = taken(reception, town, priority="emergency")["ticket"]["number"]
    yildiz_signed_in.post(f"/api/counters/{town.counter('Schalter 1').id}/call-next")
    assert urgent == "A004"
    assert numbers(reception) == ["A004", "A001", "A002", "A003"]
    first = reception.get(PATH).json["rows"][0]
    assert (first["state"], first["where"]) == ("called", "Schalter 1")


def test_every_office_says_who_waits_for_what(reception: Client, town: Musterstadt):
    town.take()
    town.take(town.id_card)
    town.take(town.id_card)
    office = reception.get(PATH).json["offices"][0]
    waiting = {service["name"]: service["waiting"] for service in office["services"]}
    assert (office["name"], office["waiting"]) == ("Bürgeramt", 3)
    assert (waiting[town.residence.name], waiting[town.id_card.name]) == (1, 2)


def test_somebody_is_found_by_number_also_when_it_is_over(reception: Client, town: Musterstadt):
    town.take()
    second = town.take()
    reception.post(f"{PATH}/tickets/{second.id}/cancel")
    assert numbers(reception) == ["A001"]
    assert numbers(reception, "a2") == ["A002"]
    assert numbers(reception, "002") == ["A002"]
    assert numbers(reception, "b1") == []


@pytest.fixture
def meyer(town: Musterstadt, clock: SettableClock, reception: Client) -> int:
    """Has an appointment at nine; it is a quarter to."""
    clock.set(datetime(2026, 3, 2, 6, tzinfo=UTC))
    diary = town.store.write(diaries.add, "Aylin Yildiz", town.clerk_id("yildiz"))
    town.store.write(diaries.add_staffing, diary, town.citizens_office.id, 0, Hours(540, 600), (Channel.ON_SITE,))
    reception = Client(reception.browser.application).sign_in("kaya")
    contact = {"name": "Erika Meyer", "email": "meyer@example.org", "phone": ""}
    wish = {"services": [town.residence.id], "channel": "on_site", "begins_at": "2026-03-02T08:00:00Z"}
    answer = reception.post("/api/clerk/appointments", {**wish, "contact": contact})
    assert answer.status_code == 201, answer.json
    clock.set(datetime(2026, 3, 2, 7, 45, tzinfo=UTC))
    return int(answer.json["appointment"]["id"])


def test_somebody_with_an_appointment_is_found_by_name_before_and_after_check_in(
    app: APIFlask, meyer: int, town: Musterstadt
):
    reception = Client(app).sign_in("kaya")
    [row] = reception.get(f"{PATH}?find=meyer").json["rows"]
    assert (row["kind"], row["id"], row["state"], row["services"]) == (
        "appointment", meyer, "confirmed", town.residence.name,
    )  # fmt: skip
    assert numbers(reception) == []
    checked_in = reception.post(f"/api/clerk/appointments/{meyer}/check-in")
    assert checked_in.status_code == 200, checked_in.json
    [row] = reception.get(f"{PATH}?find=erika").json["rows"]
    assert (row["kind"], row["number"], row["name"], row["state"]) == ("ticket", "A001", "Erika Meyer", "waiting")


def test_a_ticket_says_where_it_is_since_when_and_why(
    reception: Client, town: Musterstadt, clock: SettableClock, yildiz_signed_in: Client
):
    ticket = town.take()
    path = f"{PATH}/tickets/{ticket.id}"
    waiting = reception.get(path).json
    assert (waiting["state"], waiting["may"]) == ("waiting", ["priority", "cancel", "show"])
    assert waiting["why"]
    clock.advance(minutes=3)
    yildiz_signed_in.post(f"/api/counters/{town.counter('Schalter 1').id}/call-next")
    called = reception.get(path).json
    assert (called["state"], called["where"], called["may"], called["why"]) == (
        "called", "Schalter 1", ["cancel", "show"], None,
    )  # fmt: skip
    assert called["since"] > waiting["since"]


def test_giving_back_is_offered_for_undo_and_undone(reception: Client, town: Musterstadt, code_of):
    path = f"{PATH}/tickets/{town.take().id}"
    done = reception.post(f"{path}/cancel").json
    assert (done["ticket"]["state"], done["undo"]["kind"]) == ("cancelled", "cancel")
    back = reception.post(f"{path}/undo", {"deed": done["undo"]["action"]}).json
    assert (back["ticket"]["state"], back["undo"]) == ("waiting", None)
    assert code_of(reception.post(f"{path}/undo", {"deed": done["undo"]["action"]})) == "undo_too_late"


def test_whom_a_clerk_has_left_alone_is_shown_with_since_when_and_put_back(
    reception: Client, town: Musterstadt, brandt: Desk, code_of
):
    ticket = brandt.admit(brandt.call(town.take())).ticket
    path = f"{PATH}/tickets/{ticket.id}"
    town.do(takeovers.seen, brandt.clerk_id)
    seen_at = f"{town.clock.now():%Y-%m-%dT%H:%M:%S}Z"
    assert (reception.get(PATH).json["left_alone"], reception.get(path).json["may"]) == ([], ["show"])
    assert code_of(reception.post(f"{path}/return")) == "not_left_alone"
    town.tick(seconds=CONSOLE_LIFETIME.total_seconds())
    where = town.ask(staff.counter, brandt.counter_id).name
    for (row,) in (reception.get(f"{PATH}?find=nobody").json["left_alone"], reception.get(PATH).json["rows"]):
        assert (row["number"], row["where"], row["alone_since"]) == (ticket.number, where, seen_at)
    assert reception.get(path).json["may"] == ["return", "show"]
    done = reception.post(f"{path}/return").json
    assert (done["ticket"]["state"], done["ticket"]["alone_since"], done["undo"]["kind"]) == ("waiting", None, "return")
    assert reception.get(PATH).json["left_alone"] == []
    back = reception.post(f"{path}/undo", {"deed": done["undo"]["action"]}).json
    assert (back["ticket"]["state"], back["ticket"]["alone_since"]) == ("serving", seen_at)


def test_priority_is_set_and_taken_away(reception: Client, town: Musterstadt, code_of):
    town.take()
    path = f"{PATH}/tickets/{town.take().id}"
    given = reception.post(f"{path}/priority", {"reason": "child"}).json
    assert (given["ticket"]["priority"], given["ticket"]["may"]) == (
        "child",
        ["priority", "ordinary", "cancel", "show"],
    )
    assert numbers(reception) == ["A002", "A001"]
    assert reception.post(f"{path}/priority", {"reason": None}).json["ticket"]["priority"] is None
    assert numbers(reception) == ["A001", "A002"]
    assert code_of(reception.post(f"{path}/priority", {"reason": "friend"})) == "invalid_input"


def test_the_rules_of_the_office_hold_at_the_reception_too(
    reception: Client, town: Musterstadt, admin: Client, code_of
):
    admin.post(f"/api/offices/{town.citizens_office.id}/close")
    assert code_of(reception.post(f"{PATH}/tickets", order(town))) == "office_closed"
    wish = order(town, service_id=town.vehicle.id, channel="video")
    assert code_of(reception.post(f"{PATH}/tickets", wish)) == "channel_not_offered"


def test_a_number_of_any_origin_gets_a_code_for_the_phone_again(
    reception: Client, town: Musterstadt, app: APIFlask, code_of
):
    ticket = town.take()
    path = f"{PATH}/tickets/{ticket.id}"
    first, second = reception.post(f"{path}/address").json, reception.post(f"{path}/address").json
    assert first["url"] == second["url"]
    assert first["qr"].startswith("data:image/svg+xml")
    for token in (first["url"].partition("#")[2], town.tokens[ticket.id]):
        assert Client(app, token).get("/api/ticket").json["number"] == ticket.number
    reception.post(f"{path}/cancel")
    assert code_of(reception.post(f"{path}/address")) == "wrong_state"
