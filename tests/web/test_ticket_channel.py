"""A number's channel: switched by its holder until the service begins; number and place stay."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask
from werkzeug.test import TestResponse

from appliance.domain.ticket import Channel
from appliance.operations import upkeep
from appliance.store import tickets
from appliance.store.sql import execute
from tests.fakes import SettableClock
from tests.town import Desk, Musterstadt
from tests.web.conftest import Client

CODE = Callable[[TestResponse], str]


@pytest.fixture
def holder(app: APIFlask, town: Musterstadt) -> Client:
    """Has taken a number at the kiosk, for a service that is there in every way."""
    everywhere = "UPDATE service SET channels = 'on_site,video,telephone' WHERE id = ?"
    town.store.write(execute, everywhere, (town.residence.id,))
    ticket = town.take()
    return Client(app, town.tokens[ticket.id])


def test_the_number_goes_on_by_video(holder: Client) -> None:
    before = holder.get("/api/ticket").json
    assert (before["channels"], before["address"]) == (["on_site", "video", "telephone"], "Rathaus, Erdgeschoss")
    after = holder.post("/api/ticket/channel", {"channel": "video"}).json
    assert (after["number"], after["channel"]) == (before["number"], "video")


def test_who_is_to_be_called_gives_a_number(holder: Client, code_of: CODE) -> None:
    assert code_of(holder.post("/api/ticket/channel", {"channel": "telephone"})) == "phone_missing"
    assert code_of(holder.post("/api/ticket/channel", {"channel": "telephone", "phone": "me"})) == "invalid_input"
    assert holder.get("/api/ticket").json["channel"] == "on_site"
    called = holder.post("/api/ticket/channel", {"channel": "telephone", "phone": "0231 500"}).json
    assert (called["channel"], called["phone"]) == ("telephone", "0231 500")


def test_the_clerk_sees_the_number_to_call(holder: Client, yildiz_signed_in: Client, town: Musterstadt) -> None:
    holder.post("/api/ticket/channel", {"channel": "telephone", "phone": "0231 500"})
    counter = town.counter("Schalter 1").id
    called = yildiz_signed_in.post(f"/api/counters/{counter}/call-next").json["current"]
    assert (called["channel"], called["phone"]) == ("telephone", "0231 500")
    begun = yildiz_signed_in.post(f"/api/counters/{counter}/admit", {"ticket_id": called["id"]})
    assert begun.json["current"]["state"] == "serving"


def test_a_clerk_writes_down_which_number_to_call(
    holder: Client, yildiz_signed_in: Client, town: Musterstadt, code_of: CODE
) -> None:
    path = f"/api/counters/{town.counter('Schalter 1').id}"
    ticket = holder.get("/api/ticket").json["id"]
    [row] = yildiz_signed_in.get("/api/console").json["waiting"]
    assert not row["phone_known"]
    wish = {"ticket_id": ticket, "channel": "telephone", "phone": "0231 500"}
    assert code_of(yildiz_signed_in.post(f"{path}/channel", {**wish, "phone": "me"})) == "invalid_input"
    [row] = yildiz_signed_in.post(f"{path}/channel", wish).json["waiting"]
    assert (row["channel"], row["phone_known"]) == ("telephone", True)
    yildiz_signed_in.post(f"{path}/call-next")
    again = yildiz_signed_in.post(f"{path}/channel", {**wish, "phone": "0231 600"}).json["current"]
    assert (again["phone"], holder.get("/api/ticket").json["phone"]) == ("0231 600", "0231 600")


def test_the_number_to_call_is_forgotten_when_it_is_over(
    holder: Client, town: Musterstadt, clock: SettableClock
) -> None:
    ticket = holder.post("/api/ticket/channel", {"channel": "telephone", "phone": "0231 500"}).json
    holder.post("/api/ticket/cancel")
    town.do(upkeep.forget)
    assert town.ask(tickets.phone, ticket["id"]) == ""


def test_not_once_the_service_has_begun(holder: Client, yildiz: Desk, code_of: CODE) -> None:
    yildiz.admit(yildiz.call_next())
    assert code_of(holder.post("/api/ticket/channel", {"channel": "video"})) == "wrong_state"


def test_only_to_what_the_service_offers(app: APIFlask, town: Musterstadt, code_of: CODE) -> None:
    ticket = town.take(town.id_card, Channel.ON_SITE)
    holder = Client(app, town.tokens[ticket.id])
    assert code_of(holder.post("/api/ticket/channel", {"channel": "video"})) == "channel_not_offered"
