"""A clerk at a counter over HTTP."""

import pytest

from tests.town import Musterstadt
from tests.web.conftest import Client


@pytest.fixture
def counter(town: Musterstadt) -> str:
    return f"/api/counters/{town.counter('Schalter 1').id}"


def test_from_the_call_to_the_end_every_answer_is_the_console(
    yildiz_signed_in: Client, town: Musterstadt, counter: str
):
    ticket = town.take()
    called = yildiz_signed_in.post(f"{counter}/call-next").json
    assert (called["current"]["number"], called["current"]["state"]) == ("A001", "called")
    assert called["current"]["place"] == {"kind": "counter", "name": "Schalter 1"}
    serving = yildiz_signed_in.post(f"{counter}/admit", {"ticket_id": ticket.id}).json
    assert serving["current"]["state"] == "serving"
    finished = yildiz_signed_in.post(f"{counter}/finish", {"ticket_id": ticket.id, "outcome": "done"}).json
    assert (finished["current"]["state"], finished["undo"]["kind"]) == ("finished", "finish")


def test_the_console_says_who_is_next_and_why(yildiz_signed_in: Client, town: Musterstadt):
    town.take()
    shown = yildiz_signed_in.get("/api/console", **{"Accept-Language": "de"}).json
    assert shown["next"] == {"ticket_id": 1, "number": "A001", "why": "gezogen um 08:30 Uhr"}


def test_tickets_for_a_terminal_are_passed_over_and_named_while_none_is_free(
    yildiz_signed_in: Client, kiosk: Client, town: Musterstadt, counter: str
):
    first, second, third = town.take_at_terminal(), town.take_at_terminal(), town.take()
    yildiz_signed_in.post(f"{counter}/call-next")
    yildiz_signed_in.post(f"{counter}/no-show", {"ticket_id": first.id})
    town.take_at_terminal()
    shown = yildiz_signed_in.post(f"{counter}/call", {"ticket_id": second.id}).json
    assert shown["terminals"] == [{"name": "Kiosk", "state": "called"}]
    assert [row["reason"] for row in shown["waiting"]] == [None, "no_free_terminal"]
    assert shown["next"]["number"] == third.number


def test_a_repeated_click_calls_once(yildiz_signed_in: Client, town: Musterstadt, counter: str):
    town.take(), town.take()
    key = "a-click-with-its-own-key-1"
    first, second = (yildiz_signed_in.post(f"{counter}/call-next", key=key).json for _ in range(2))
    assert first["current"]["number"] == second["current"]["number"] == "A001"


def test_a_clerk_without_a_counter_is_told_so(admin: Client, town: Musterstadt, counter: str, code_of):
    town.take()
    assert code_of(admin.get("/api/console")) == "no_counter"
    assert code_of(admin.post(f"{counter}/call-next")) == "no_counter"


def test_undo_by_the_number_of_the_action(yildiz_signed_in: Client, town: Musterstadt, counter: str, clock, code_of):
    town.take()
    action = yildiz_signed_in.post(f"{counter}/call-next").json["undo"]["action"]
    undone = yildiz_signed_in.post(f"{counter}/undo", {"action": action}).json
    assert (undone["current"], undone["waiting"][0]["number"], undone["undo"]) == (None, "A001", None)
    action = yildiz_signed_in.post(f"{counter}/call-next").json["undo"]["action"]
    clock.advance(seconds=11)
    assert code_of(yildiz_signed_in.post(f"{counter}/undo", {"action": action})) == "undo_too_late"


def test_a_short_answer_for_those_who_prefer_it(yildiz_signed_in: Client, town: Musterstadt, counter: str):
    town.take()
    answer = yildiz_signed_in.post(f"{counter}/call-next", Prefer="return=minimal")
    assert answer.headers["Preference-Applied"] == "return=minimal"
    assert answer.json["number"] == "A001"


def test_the_board_shows_who_must_walk_and_not_who_is_at_home(
    yildiz_signed_in: Client, town: Musterstadt, counter: str
):
    remote, on_site = town.take_video(), town.take()
    yildiz_signed_in.post(f"{counter}/call", {"ticket_id": remote.id})
    yildiz_signed_in.post(f"{counter}/no-show", {"ticket_id": remote.id})
    yildiz_signed_in.post(f"{counter}/call", {"ticket_id": on_site.id})
    calls = yildiz_signed_in.get(f"/api/board?office={town.citizens_office.id}").json["calls"]
    assert [(call["number"], call["place"]["name"]) for call in calls] == [(on_site.number, "Schalter 1")]


def test_a_waiting_number_is_switched_to_what_its_service_offers(
    yildiz_signed_in: Client, town: Musterstadt, counter: str, code_of
):
    ticket = town.take()
    [row] = yildiz_signed_in.get("/api/console").json["waiting"]
    assert (row["channel"], row["channels"], row["appointment_at"]) == ("on_site", ["on_site", "video"], None)
    wish = {"ticket_id": ticket.id, "channel": "video"}
    switched = yildiz_signed_in.post(f"{counter}/channel", wish).json
    assert (switched["waiting"][0]["channel"], switched["undo"]["kind"]) == ("video", "channel")
    assert code_of(yildiz_signed_in.post(f"{counter}/channel", {**wish, "channel": "telephone"})) == (
        "channel_not_offered"
    )
    yildiz_signed_in.post(f"{counter}/undo", {"action": switched["undo"]["action"]})
    assert yildiz_signed_in.get("/api/console").json["waiting"][0]["channel"] == "on_site"
