"""Tickets on paper over HTTP: the kiosk takes a number, its agent prints it; reception prints it once more."""

import pytest

from appliance.domain.paper import ORDERED_FOR
from tests.fakes import SettableClock
from tests.town import Musterstadt
from tests.web.conftest import Client

READY = {"face": "agent", "cameras": [], "printer": {"state": "ready"}}


@pytest.fixture
def printing_kiosk(kiosk: Client, admin: Client) -> Client:
    """The administrator has said that it has a printer, and its agent has found one."""
    assert admin.put("/api/devices/1/printer", {"kind": "usb"}).status_code == 204
    assert kiosk.post("/api/device/seen", READY).status_code == 204
    return kiosk


def take(kiosk: Client, town: Musterstadt, **order: object) -> dict[str, object]:
    answer = kiosk.post("/api/tickets", {"service_id": town.residence.id, "channel": "on_site", **order})
    assert answer.status_code == 201, answer.json
    return dict(answer.json)


def text(paper: dict[str, list[dict[str, str]]]) -> list[str]:
    return [line["text"] for line in paper["lines"] if line["text"]]


def test_the_number_is_printed_once_with_all_that_one_needs(printing_kiosk: Client, app, town: Musterstadt, code_of):
    taken = take(printing_kiosk, town, persons=2)
    job = printing_kiosk.get("/api/device").json["to_print"]
    paper = printing_kiosk.post(f"/api/device/print-jobs/{job}/begin").json
    link = next(line["text"] for line in paper["lines"] if line["style"] == "qr")
    assert text(paper) == [
        "Stadt Musterstadt", "Bürgeramt", "Ihre Nummer", "A001", "Wohnsitz anmelden, 2 Personen",
        "Gezogen am Montag, 2. März um 08:30 Uhr", link,
        "Scannen Sie den Code: Dann zeigt Ihr Handy, wann Sie dran sind.",
        "Nehmen Sie Platz. Die Anzeige ruft Ihre Nummer auf und zeigt, wohin Sie gehen.",
    ]  # fmt: skip
    token = link.partition("#")[2]
    assert Client(app, token).get("/api/ticket").json["id"] == taken["ticket"]["id"]
    assert code_of(printing_kiosk.post(f"/api/device/print-jobs/{job}/begin")) == "print_job_is_over"

    assert printing_kiosk.get("/api/device").json["print"]["state"] == "begun"
    printing_kiosk.post(f"/api/device/print-jobs/{job}/end", {"state": "printed"})
    view = printing_kiosk.get("/api/device").json
    assert (view["print"]["state"], view["to_print"]) == ("printed", None)


def test_it_is_printed_in_the_language_of_whoever_took_it(printing_kiosk: Client, town: Musterstadt):
    take(printing_kiosk, town, language="en")
    job = printing_kiosk.get("/api/device").json["to_print"]
    paper = printing_kiosk.post(f"/api/device/print-jobs/{job}/begin", Accept_Language="de").json
    assert "Taken on Monday, 2 March at 08:30" in text(paper)


def test_whoever_stands_there_has_it_printed_once_more(printing_kiosk: Client, town: Musterstadt, code_of):
    taken = take(printing_kiosk, town)
    job = printing_kiosk.get("/api/device").json["to_print"]
    printing_kiosk.post(f"/api/device/print-jobs/{job}/end", {"state": "unknown", "reason": "paper_out"})
    assert printing_kiosk.get("/api/device").json["print"]["reason"] == "paper_out"
    again = printing_kiosk.post("/api/device/print", {"ticket": taken["token"]}).json
    assert (again["id"] != job, again["state"], again["number"]) == (True, "ordered", "A001")
    assert code_of(printing_kiosk.post("/api/device/print", {"ticket": "t_forged"})) == "unknown_ticket"


def test_an_answer_that_was_lost_orders_nothing_more(printing_kiosk: Client, town: Musterstadt):
    order = {"service_id": town.residence.id, "channel": "on_site"}
    for _ in range(2):
        printing_kiosk.post("/api/tickets", order, key="k" * 22)
    job = printing_kiosk.get("/api/device").json["to_print"]
    printing_kiosk.post(f"/api/device/print-jobs/{job}/end", {"state": "printed"})
    printing_kiosk.post("/api/tickets", order, key="k" * 22)
    assert printing_kiosk.get("/api/device").json["to_print"] is None


def test_without_paper_the_number_is_taken_all_the_same(printing_kiosk: Client, town: Musterstadt, admin: Client):
    printing_kiosk.post("/api/device/seen", {**READY, "printer": {"state": "paper_out"}})
    assert take(printing_kiosk, town)["ticket"]["number"] == "A001"
    view = printing_kiosk.get("/api/device").json
    assert (view["to_print"], view["printer"]["can_print"], view["printer"]["state"]) == (None, False, "paper_out")
    (printer,) = admin.get("/api/printers").json["printers"]
    assert (printer["device"], printer["state"]) == ("Kiosk", "paper_out")


def test_reception_prints_any_number_once_more(
    printing_kiosk: Client, town: Musterstadt, yildiz_signed_in: Client, clock: SettableClock
):
    ticket = town.take()
    job = yildiz_signed_in.post("/api/print-jobs", {"ticket_id": ticket.id}).json
    assert (job["device"], job["state"]) == ("Kiosk", "ordered")
    assert printing_kiosk.get("/api/device").json["to_print"] == job["id"]
    clock.advance(seconds=ORDERED_FOR.total_seconds())
    refused = printing_kiosk.post(f"/api/device/print-jobs/{job['id']}/begin")
    assert refused.json["code"] == "print_job_is_over"


def test_which_printer_a_device_has_is_the_administrations_word(kiosk: Client, admin: Client, code_of):
    before = admin.get("/api/devices/printers").json
    assert (before["printers"][0]["kind"], "TM-T88V" in before["models"]) == (None, True)
    choice = {"kind": "network", "address": "192.0.2.7:9100", "paper_mm": 58, "model": "Sunmi-V2"}
    admin.put("/api/devices/1/printer", choice)
    (chosen,) = admin.get("/api/devices/printers").json["printers"]
    assert chosen == {"device_id": 1, "device": "Kiosk", "place": "Foyer", "state": "missing", **choice}
    assert admin.put("/api/devices/1/printer", {"kind": "network", "address": "a b"}).status_code == 422
    admin.put("/api/devices/1/printer", {"kind": None})
    assert kiosk.get("/api/device").json["printer"] is None


def test_nobody_else_orders_or_chooses(citizen: Client, kiosk: Client, yildiz_signed_in: Client, code_of):
    assert code_of(citizen.post("/api/print-jobs", {"ticket_id": 1})) == "not_signed_in"
    assert code_of(kiosk.get("/api/printers")) == "not_signed_in"
    assert code_of(yildiz_signed_in.put("/api/devices/1/printer", {"kind": None})) == "forbidden"
