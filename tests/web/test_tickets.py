"""Taking a ticket over HTTP, and what its holder may do."""

from appliance.operations import offices
from tests.fakes import SettableClock
from tests.town import Musterstadt
from tests.web.conftest import Client


def order(town: Musterstadt, **more: object) -> dict[str, object]:
    return {"service_id": town.residence.id, "channel": "video", **more}


def test_a_ticket_is_number_link_code_and_qr(citizen: Client, town: Musterstadt):
    taken = citizen.post("/api/tickets", order(town))
    assert taken.status_code == 201
    body = taken.json
    assert body["ticket"]["number"] == "A001"
    assert len(body["ticket"]["code"]) == 6
    assert body["url"] == f"http://localhost/ticket#{body['token']}"
    assert body["qr"].startswith("data:image/svg+xml")


def test_the_token_opens_its_ticket_and_no_other_does(citizen: Client, app, town: Musterstadt, code_of):
    token = citizen.post("/api/tickets", order(town)).json["token"]
    assert Client(app, token).get("/api/ticket").json["number"] == "A001"
    assert code_of(Client(app, token[:-1] + "x").get("/api/ticket")) == "unknown_ticket"
    assert code_of(citizen.get("/api/ticket")) == "unknown_ticket"


def test_a_ticket_link_ends_after_a_day(citizen: Client, app, town: Musterstadt, clock: SettableClock, code_of):
    holder = Client(app, citizen.post("/api/tickets", order(town)).json["token"])
    clock.advance(hours=25)
    assert code_of(holder.get("/api/ticket")) == "unknown_ticket"


def test_a_ticket_for_a_terminal_shows_its_holder_a_qr_code_for_the_camera(
    citizen: Client, kiosk: Client, app, town: Musterstadt
):
    at_terminal = kiosk.post("/api/tickets", order(town, at_terminal=True)).json
    elsewhere = citizen.post("/api/tickets", order(town)).json
    assert Client(app, at_terminal["token"]).get("/api/ticket").json["qr"] == at_terminal["qr"]
    assert Client(app, elsewhere["token"]).get("/api/ticket").json["qr"] is None


def test_nobody_outside_the_building_waits_for_a_terminal(citizen: Client, kiosk: Client, town: Musterstadt, code_of):
    assert code_of(citizen.post("/api/tickets", order(town, at_terminal=True))) == "channel_not_offered"


def test_a_kiosk_gives_out_the_numbers_of_its_own_office(kiosk: Client, town: Musterstadt, code_of):
    assert (
        code_of(kiosk.post("/api/tickets", {"service_id": town.vehicle.id, "channel": "on_site"})) == "unknown_service"
    )


def test_a_ticket_s_holder_cannot_flood_the_office(citizen: Client, app, town: Musterstadt, code_of):
    holder = Client(app, citizen.post("/api/tickets", order(town)).json["token"])
    answers = [holder.post("/api/ticket/media", {"media": ("text", "voice")[turn % 2]}) for turn in range(31)]
    assert {answer.status_code for answer in answers[:30]} == {200}
    assert code_of(answers[30]) == "too_many_requests"


def test_a_double_submission_is_one_ticket_with_one_token(citizen: Client, town: Musterstadt):
    key = "0123456789abcdef-0123456789"
    first, second = (citizen.post("/api/tickets", order(town), key=key).json for _ in range(2))
    assert first["token"] == second["token"]
    assert first["ticket"]["id"] == second["ticket"]["id"]


def test_a_key_stands_for_one_request(citizen: Client, town: Musterstadt, code_of):
    key = "0123456789abcdef-0123456789"
    citizen.post("/api/tickets", order(town), key=key)
    assert code_of(citizen.post("/api/tickets", order(town, media="voice"), key=key)) == "idempotency_key_reused"


def test_a_guessable_key_is_refused(citizen: Client, town: Musterstadt, code_of):
    assert code_of(citizen.post("/api/tickets", order(town), key="1")) == "invalid_input"


def test_a_kiosk_and_a_stranger_do_not_share_keys(citizen: Client, kiosk: Client, town: Musterstadt):
    key = "0123456789abcdef-0123456789"
    tickets = {client.post("/api/tickets", order(town), key=key).json["ticket"]["id"] for client in (citizen, kiosk)}
    assert len(tickets) == 2


def test_refusals_are_problems_with_a_code_and_plain_words(citizen: Client, town: Musterstadt, code_of):
    assert code_of(citizen.post("/api/tickets", order(town, service_id=999))) == "unknown_service"
    assert code_of(citizen.post("/api/tickets", order(town, channel="smoke"))) == "invalid_input"
    assert code_of(citizen.post("/api/tickets", order(town, colour="red"))) == "invalid_input"


def test_the_text_of_a_problem_comes_in_the_page_s_language(citizen: Client, town: Musterstadt):
    town.do(offices.set_open, town.citizens_office.id, False, 1)
    german = citizen.post("/api/tickets", order(town), Accept_Language="de").json["detail"]
    english = citizen.post("/api/tickets", order(town), Accept_Language="en").json["detail"]
    assert german == "Bürgeramt ist zurzeit geschlossen. Es wurde keine Nummer gezogen."
    assert english == "The office Bürgeramt is closed at the moment. No number was taken."


def test_the_web_takes_only_so_many_tickets_from_one_address(
    citizen: Client, kiosk: Client, town: Musterstadt, code_of
):
    for _ in range(3):
        assert citizen.post("/api/tickets", order(town)).status_code == 201
    assert code_of(citizen.post("/api/tickets", order(town))) == "too_many_requests"
    assert kiosk.post("/api/tickets", order(town)).status_code == 201


def test_a_citizen_may_leave_and_the_place_is_free(citizen: Client, app, town: Musterstadt):
    holder = Client(app, citizen.post("/api/tickets", order(town)).json["token"])
    assert holder.post("/api/ticket/cancel").json["state"] == "cancelled"
    assert citizen.get("/api/offices").json["offices"][0]["waiting"] == 0


def test_a_citizen_may_choose_text_instead_of_camera(citizen: Client, app, town: Musterstadt):
    holder = Client(app, citizen.post("/api/tickets", order(town)).json["token"])
    assert holder.post("/api/ticket/media", {"media": "text"}).json["media"] == "text"


def test_the_short_code_at_a_terminal_cannot_be_tried_out(kiosk: Client, yildiz_signed_in: Client, code_of):
    codes = [code_of(kiosk.post("/api/device/confirm", {"code": "000000"})) for _ in range(4)]
    assert codes == ["no_ticket_called"] * 3 + ["too_many_attempts"]
