"""The waiting list over HTTP: joining it, being offered what somebody gave back, and the link that leads to it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from apiflask import APIFlask

from tests.town import Musterstadt
from tests.web.conftest import Client
from tests.web.test_appointments import CODE, MONDAY, NINE, free, named
from tests.web.test_appointments import book as book
from tests.web.test_appointments import yildiz_can_be_booked as yildiz_can_be_booked

OZAN = {"name": "Ozan Demir", "email": "demir@example.org"}
Book = Callable[..., Client]


@pytest.fixture
def waiting(citizen: Client, app: APIFlask, town: Musterstadt) -> Client:
    """Ozan Demir, who is on the list for Monday."""
    days = {"first": MONDAY.isoformat(), "last": MONDAY.isoformat()}
    asked = {"services": [town.residence.id], "channel": "on_site", "contact": OZAN, **days}
    joined = citizen.post("/api/waiting-list", asked)
    assert joined.status_code == 201, joined.json
    assert joined.json["url"].endswith(f"/waiting-list#{joined.json['token']}")
    return Client(app, joined.json["token"])


@pytest.fixture
def offered(book: Book, waiting: Client) -> Client:
    """Ozan Demir, for whom the slot at nine is kept."""
    book().post("/api/appointment/cancel")
    return waiting


def entry(holder: Client) -> dict[str, Any]:
    answer = holder.get("/api/waiting-entry")
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def test_what_was_given_back_is_offered_and_can_be_accepted(
    citizen: Client, app: APIFlask, town: Musterstadt, offered: Client
) -> None:
    assert entry(offered)["offer"]["begins_at"] == named(NINE)
    assert named(NINE) not in free(citizen, town)
    url = offered.post("/api/waiting-entry/accept").json["url"]
    appointment = Client(app, url.partition("#")[2]).get("/api/appointment").json
    assert (appointment["state"], appointment["begins_at"]) == ("confirmed", named(NINE))
    assert (entry(offered)["state"], entry(offered)["offer"]) == ("served", None)


def test_looking_at_an_offer_changes_nothing(offered: Client) -> None:
    first = entry(offered)
    assert [entry(offered) for _ in range(5)] == [first] * 5


def test_an_offer_can_be_left_to_others(citizen: Client, town: Musterstadt, offered: Client, code_of: CODE) -> None:
    answer = offered.post("/api/waiting-entry/decline").json
    assert (answer["state"], answer["offer"]) == ("waiting", None)
    assert named(NINE) in free(citizen, town)
    assert code_of(offered.post("/api/waiting-entry/accept")) == "offer_ended"
    assert offered.post("/api/waiting-entry/leave").json["state"] == "left"


def test_who_has_an_appointment_may_ask_for_an_earlier_one(app: APIFlask, book: Book) -> None:
    first, later = book(), book(NINE + timedelta(minutes=45), OZAN)
    asked = later.post("/api/appointment/earlier").json
    first.post("/api/appointment/cancel")
    holder = Client(app, asked["token"])
    shown = entry(holder)
    assert shown["offer"]["begins_at"] == named(NINE)
    assert shown["instead_of"] == named(NINE + timedelta(minutes=45))
    holder.post("/api/waiting-entry/accept")
    assert later.get("/api/appointment").json["begins_at"] == named(NINE)


def test_a_forged_link_opens_nothing(app: APIFlask, citizen: Client, code_of: CODE) -> None:
    assert code_of(Client(app, "p_" + "x" * 43).get("/api/waiting-entry")) == "unknown_waiting_entry"
    assert code_of(citizen.get("/api/waiting-entry")) == "unknown_waiting_entry"
