"""Calling for help over HTTP: the kiosk asks, staff come."""

from datetime import timedelta

import pytest

from appliance.web.listeners import LISTENS_FOR
from tests.fakes import SettableClock
from tests.web.conftest import Client


@pytest.fixture
def supervisor(admin: Client) -> Client:
    """Hoffmann, who hears every office."""
    return admin


def calls(client: Client) -> list[dict[str, object]]:
    return list(client.get("/api/help-calls").json["calls"])


def test_the_kiosk_says_who_comes(kiosk: Client, yildiz_signed_in: Client):
    called = kiosk.post("/api/device/help").json
    assert (called["taken_by"], kiosk.get("/api/device").json["help"]["id"]) == (None, called["id"])
    (ringing,) = calls(yildiz_signed_in)
    assert (ringing["device"], ringing["place"], ringing["is_own"]) == ("Kiosk", "Foyer", False)

    (own,) = yildiz_signed_in.post(f"/api/help-calls/{called['id']}/take").json["calls"]
    assert own["is_own"]
    assert kiosk.get("/api/device").json["help"]["taken_by"] == "Aylin Yildiz"
    assert yildiz_signed_in.post(f"/api/help-calls/{called['id']}/done").json["calls"] == []
    assert kiosk.get("/api/device").json["help"] is None


def test_the_kiosk_knows_whether_anybody_hears_it(kiosk: Client, yildiz_signed_in: Client, clock: SettableClock):
    """A page that has not been heard of for a while rings no more."""
    assert not kiosk.post("/api/device/help").json["is_heard"]
    assert yildiz_signed_in.post("/api/help-calls/listen").status_code == 204
    assert kiosk.get("/api/device").json["help"]["is_heard"]
    clock.advance(seconds=(LISTENS_FOR + timedelta(seconds=1)).total_seconds())
    assert not kiosk.get("/api/device").json["help"]["is_heard"]


def test_a_clerk_at_home_does_not_count_as_somebody_who_hears(kiosk: Client, app, town):
    home = Client(app).sign_in("kaya")
    home.put("/api/session/counter", {"counter_id": town.counter("Heimarbeitsplatz 1").id})
    home.post("/api/help-calls/listen")
    assert not kiosk.post("/api/device/help").json["is_heard"]
    assert home.get("/api/help-calls").json == {"at": home.get("/api/help-calls").json["at"], "listens": False,
                                                "calls": []}  # fmt: skip


def test_it_is_withdrawn_at_the_kiosk(kiosk: Client, supervisor: Client):
    kiosk.post("/api/device/help")
    assert len(calls(supervisor)) == 1
    assert kiosk.post("/api/device/help/withdraw").status_code == 204
    assert calls(supervisor) == []


def test_whoever_was_slower_hears_who_goes(kiosk: Client, yildiz_signed_in: Client, supervisor: Client, code_of):
    help_id = kiosk.post("/api/device/help").json["id"]
    yildiz_signed_in.post(f"/api/help-calls/{help_id}/take")
    refused = supervisor.post(f"/api/help-calls/{help_id}/take", Accept_Language="de")
    assert code_of(refused) == "help_is_coming"
    assert refused.json["detail"] == "Aylin Yildiz ist schon unterwegs."


def test_citizens_and_kiosks_do_not_see_who_called(citizen: Client, kiosk: Client, code_of):
    assert code_of(citizen.get("/api/help-calls")) == code_of(kiosk.get("/api/help-calls")) == "not_signed_in"
