"""A clerk's whole day over HTTP: every answer is the console."""

import pytest

from appliance.domain.staff import CONSOLE_LIFETIME
from appliance.operations import takeovers
from tests.fakes import SettableClock
from tests.town import Desk, Musterstadt
from tests.web.conftest import Client


@pytest.fixture
def counter(town: Musterstadt) -> str:
    return f"/api/counters/{town.counter('Schalter 1').id}"


@pytest.fixture
def serving(yildiz_signed_in: Client, town: Musterstadt, counter: str) -> int:
    """The id of a ticket that is being served."""
    ticket = town.take()
    yildiz_signed_in.post(f"{counter}/call-next")
    yildiz_signed_in.post(f"{counter}/admit", {"ticket_id": ticket.id})
    return ticket.id


def test_parked_it_stands_beside_the_queue(yildiz_signed_in: Client, counter: str, serving: int, clock: SettableClock):
    shown = yildiz_signed_in.post(f"{counter}/park", {"ticket_id": serving, "reason": "payment"}).json
    (row,) = shown["parked"]
    assert (row["number"], row["reason"], row["callable"], row["clerk"]) == ("A001", "payment", True, "Aylin Yildiz")
    assert (shown["current"], shown["waiting"], shown["undo"]["kind"]) == (None, [], "park")
    resumed = yildiz_signed_in.post(f"{counter}/resume", {"ticket_id": serving}).json
    assert (resumed["current"]["state"], resumed["parked"]) == ("serving", [])


def test_given_back_it_waits(yildiz_signed_in: Client, counter: str, serving: int):
    yildiz_signed_in.post(f"{counter}/park", {"ticket_id": serving, "reason": "other"})
    shown = yildiz_signed_in.post(f"{counter}/return", {"ticket_id": serving}).json
    assert ([row["number"] for row in shown["waiting"]], shown["parked"]) == (["A001"], [])


def test_targets_are_all_that_can_be_chosen(yildiz_signed_in: Client, town: Musterstadt, counter: str, brandt: Desk):
    targets = yildiz_signed_in.get(f"{counter}/targets").json
    assert {service["id"] for office in targets["offices"] for service in office["services"]} >= {town.vehicle.id}
    assert [one["id"] for one in targets["colleagues"]] == [brandt.clerk_id]
    assert brandt.counter_id in [one["id"] for one in targets["counters"]]


def test_passed_on_to_a_colleague_the_row_says_for_whom(
    yildiz_signed_in: Client, counter: str, serving: int, brandt: Desk
):
    body = {"ticket_id": serving, "clerk_id": brandt.clerk_id}
    (row,) = yildiz_signed_in.post(f"{counter}/transfer", body).json["waiting"]
    assert (row["bound_to"], row["callable"], row["reason"]) == (
        {"counter": None, "clerk": "brandt at 3"}, False, "for_somebody_else",
    )  # fmt: skip


def test_passed_on_to_one_target_only(yildiz_signed_in: Client, counter: str, serving: int, code_of):
    both = {"ticket_id": serving, "clerk_id": 1, "counter_id": 1}
    assert code_of(yildiz_signed_in.post(f"{counter}/transfer", both)) == "invalid_input"
    assert code_of(yildiz_signed_in.post(f"{counter}/transfer", {"ticket_id": serving})) == "invalid_input"


def test_services_are_added_taken_away_and_divided(
    yildiz_signed_in: Client, town: Musterstadt, counter: str, serving: int, code_of
):
    more = yildiz_signed_in.post(f"{counter}/services", {"ticket_id": serving, "add": town.id_card.id}).json
    assert {one["id"] for one in more["current"]["services"]} == {town.residence.id, town.id_card.id}
    split = yildiz_signed_in.post(f"{counter}/split", {"ticket_id": serving, "service_id": town.id_card.id}).json
    assert [row["number"] for row in split["waiting"]] == ["A001/2"]
    last = {"ticket_id": serving, "remove": town.residence.id}
    assert code_of(yildiz_signed_in.post(f"{counter}/services", last)) == "last_service"
    assert code_of(yildiz_signed_in.post(f"{counter}/services", {"ticket_id": serving})) == "invalid_input"


def test_priority_is_shown_and_taken_back(yildiz_signed_in: Client, town: Musterstadt, counter: str):
    town.take()
    second = town.take()
    given = yildiz_signed_in.post(f"{counter}/priority", {"ticket_id": second.id, "reason": "child"}).json
    assert [(row["number"], row["priority"]) for row in given["waiting"]] == [("A002", "child"), ("A001", None)]
    plain = yildiz_signed_in.post(f"{counter}/priority", {"ticket_id": second.id, "reason": None}).json
    assert [row["number"] for row in plain["waiting"]] == ["A001", "A002"]


def test_a_pause_is_plain_to_see(yildiz_signed_in: Client, counter: str, clock: SettableClock, code_of):
    began = clock.now()
    shown = yildiz_signed_in.post(f"{counter}/pause", {"reason": "lunch"}).json
    assert shown["pause"] == {"reason": "lunch", "since": f"{began:%Y-%m-%dT%H:%M:%S}Z"}
    assert yildiz_signed_in.post(f"{counter}/end-pause").json["pause"] is None
    assert code_of(yildiz_signed_in.post(f"{counter}/end-pause")) == "no_pause"


def test_a_short_answer_to_what_is_about_no_ticket(yildiz_signed_in: Client, counter: str):
    answer = yildiz_signed_in.post(f"{counter}/pause", {"reason": "lunch"}, Prefer="return=minimal").json
    assert (answer["ticket_id"], answer["number"]) == (None, "")


def test_a_service_that_is_off_is_shown_as_off(yildiz_signed_in: Client, town: Musterstadt, counter: str):
    town.take()
    shown = yildiz_signed_in.post(f"{counter}/skills", {"service_id": town.residence.id, "on": False}).json
    off = [skill["id"] for skill in shown["skills"] if not skill["on"]]
    assert (off, shown["next"], shown["waiting"][0]["reason"]) == ([town.residence.id], None, "not_your_service")


def test_who_has_vanished_leaves_somebody_to_others(
    yildiz_signed_in: Client, town: Musterstadt, counter: str, brandt: Desk, clock: SettableClock
):
    ticket = brandt.admit(brandt.call(town.take())).ticket
    town.do(takeovers.seen, brandt.clerk_id)
    town.tick(seconds=CONSOLE_LIFETIME.total_seconds())
    assert yildiz_signed_in.post("/api/console/seen").status_code == 204
    (left,) = yildiz_signed_in.get("/api/console").json["others"]
    assert (left["number"], left["clerk"], left["callable"]) == (ticket.number, "brandt at 3", True)
    taken = yildiz_signed_in.post(f"{counter}/take-over", {"ticket_id": ticket.id}).json
    assert (taken["current"]["number"], taken["others"]) == (ticket.number, [])


def test_the_console_says_when_a_number_can_be_called_again(
    yildiz_signed_in: Client, town: Musterstadt, counter: str, clock: SettableClock, code_of
):
    ticket = town.take()
    current = yildiz_signed_in.post(f"{counter}/call-next").json["current"]
    assert current["calls_left"] == 0
    assert code_of(yildiz_signed_in.post(f"{counter}/recall", {"ticket_id": ticket.id})) == "called_just_now"
    clock.advance(seconds=5)
    assert current["recall_at"] == f"{clock.now():%Y-%m-%dT%H:%M:%S}Z"
    assert yildiz_signed_in.post(f"{counter}/recall", {"ticket_id": ticket.id}).json["current"]["recalls"] == 1


def test_nobody_acts_at_a_colleagues_counter(yildiz_signed_in: Client, town: Musterstadt, brandt: Desk, code_of):
    ticket = brandt.admit(brandt.call(town.take())).ticket
    theirs = f"/api/counters/{brandt.counter_id}"
    for deed, more in (("park", {"reason": "photo"}), ("return", {}), ("priority", {"reason": "child"}),
                       ("split", {"service_id": 1}), ("transfer", {"service_id": 1})):  # fmt: skip
        answer = yildiz_signed_in.post(f"{theirs}/{deed}", {"ticket_id": ticket.id, **more})
        assert code_of(answer) == "no_counter", deed
    assert code_of(yildiz_signed_in.post(f"{theirs}/pause", {"reason": "lunch"})) == "no_counter"
