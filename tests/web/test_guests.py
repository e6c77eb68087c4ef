"""Guests of a consultation over HTTP: who may invite, knock, let in, put on hold and hand over."""

import pytest

from appliance.store import message_settings, tickets
from tests.web.conftest import Client


@pytest.fixture
def consultation(town, yildiz_signed_in) -> int:
    ticket = town.take_video()
    counter = town.counter("Schalter 1").id
    yildiz_signed_in.post(f"/api/counters/{counter}/call", {"ticket_id": ticket.id})
    answer = yildiz_signed_in.post(f"/api/counters/{counter}/admit", {"ticket_id": ticket.id})
    return int(answer.json["current"]["consultation"]["id"])


@pytest.fixture
def kaya_signed_in(app, town) -> Client:
    client = Client(app).sign_in("kaya")
    client.put("/api/session/counter", {"counter_id": town.counter("Heimarbeitsplatz 1").id})
    return client


@pytest.fixture
def invite(app, yildiz_signed_in, consultation):
    """Opens the link of a new invitation."""

    def invite(**guest: str) -> Client:
        invited = {"role": "interpreter", "name": "Frau Demir", **guest}
        answer = yildiz_signed_in.post(f"/api/consultations/{consultation}/guests", invited)
        assert answer.status_code == 201, answer.json
        path, _, token = answer.json["url"].partition("#")
        assert path.endswith("/guest")
        return Client(app, token)

    return invite


def test_a_guest_follows_the_link_knocks_and_is_let_in(invite, yildiz_signed_in, consultation):
    guest = invite()
    shown = guest.get("/api/guest").json
    assert (shown["state"], shown["role"], shown["consultation"]) == ("invited", "interpreter", None)
    assert (shown["clerk"], shown["office"]) != ("", "")
    assert guest.post("/api/guest/knock", {"name": "Samira Demir"}).json["state"] == "knocking"
    (knocking,) = yildiz_signed_in.get("/api/console").json["current"]["knocking"]
    assert (knocking["name"], knocking["role"]) == ("Samira Demir", "interpreter")
    people = yildiz_signed_in.post(f"/api/consultations/{consultation}/admit", {"guest_id": knocking["id"]}).json
    assert [(one["state"], one["place"]) for one in people["guests"]] == [("admitted", "guest1")]
    assert guest.get("/api/guest").json["consultation"] == consultation
    assert yildiz_signed_in.get("/api/console").json["current"]["knocking"] == []
    assert guest.post("/api/guest/leave").json["state"] == "left"


def test_a_guest_who_was_sent_away_reads_so_and_can_do_nothing(invite, yildiz_signed_in, consultation, code_of):
    guest = invite()
    guest.post("/api/guest/knock", {"name": "Samira Demir"})
    guest_id = guest.get("/api/guest").json["id"]
    yildiz_signed_in.post(f"/api/consultations/{consultation}/dismiss", {"guest_id": guest_id})
    assert guest.get("/api/guest").json["state"] == "refused"
    assert code_of(guest.post("/api/guest/knock", {"name": "Samira Demir"})) == "wrong_state"


@pytest.mark.parametrize("token", ["g_" + "x" * 43, "t_" + "x" * 43, None])
def test_a_guessed_link_is_unknown(app, consultation, code_of, token):
    for answer in (Client(app, token).get("/api/guest"), Client(app, token).post("/api/guest/knock", {"name": "X"})):
        assert (answer.status_code, code_of(answer)) == (401, "unknown_invitation")


def test_a_link_is_as_unknown_after_the_end_as_a_forged_one(town, invite, yildiz, code_of):
    guest = invite()
    yildiz.finish(town.ask(tickets.at_counter, yildiz.counter_id))
    town.tick(seconds=11)
    assert code_of(guest.get("/api/guest")) == "unknown_invitation"


def test_a_repeated_invitation_is_one_with_one_link(yildiz_signed_in, consultation):
    answers = [
        yildiz_signed_in.post(f"/api/consultations/{consultation}/guests", {"role": "interpreter"}, key="k" * 22)
        for _ in range(2)
    ]
    assert answers[0].json["url"] == answers[1].json["url"]
    assert len(answers[1].json["people"]["guests"]) == 1


def test_neither_guest_nor_citizen_nor_colleague_decides_who_comes(
    app, town, invite, consultation, kaya_signed_in, code_of
):
    guest = invite()
    guest.post("/api/guest/knock", {"name": "Samira Demir"})
    path = f"/api/consultations/{consultation}"
    for client in (guest, Client(app, next(iter(town.tokens.values())))):
        for act, body in (("admit", {"guest_id": 1}), ("hold", {"held": True}), ("hand-over", {"guest_id": 1})):
            assert code_of(client.post(f"{path}/{act}", body)) == "not_signed_in"
    for act, body in (("admit", {"guest_id": 1}), ("hold", {"held": True}), ("guests", {"role": "colleague"})):
        assert code_of(kaya_signed_in.post(f"{path}/{act}", body)) == "not_your_consultation"
    assert code_of(kaya_signed_in.get(f"{path}/people")) == "not_your_consultation"


def test_a_colleague_is_asked_comes_and_takes_over(yildiz_signed_in, kaya_signed_in, consultation):
    path = f"/api/consultations/{consultation}"
    (colleague,) = yildiz_signed_in.get(f"{path}/people").json["colleagues"]
    assert colleague["is_free"]
    yildiz_signed_in.post(f"{path}/colleagues", {"clerk_id": colleague["id"]})
    asked = kaya_signed_in.get("/api/console").json["asked"]
    assert (asked["state"], asked["consultation"]) == ("invited", consultation)
    console = kaya_signed_in.post(f"/api/console/requests/{asked['id']}/accept").json
    assert console["asked"]["state"] == "admitted"
    assert yildiz_signed_in.post(f"{path}/hold", {"held": True}).json["held"] is True
    console = yildiz_signed_in.post(f"{path}/hand-over", {"guest_id": asked["id"]}).json
    assert (console["current"], console["undo"]) == (None, None)
    theirs = kaya_signed_in.get("/api/console").json
    assert (theirs["current"]["consultation"]["id"], theirs["asked"]) == (consultation, None)
    assert kaya_signed_in.get(f"{path}/people").json["held"] is False


def test_a_colleague_may_decline_and_leave(yildiz_signed_in, kaya_signed_in, consultation, town):
    path = f"/api/consultations/{consultation}/colleagues"
    for answers in (["decline"], ["accept", "leave"]):
        yildiz_signed_in.post(path, {"clerk_id": town.clerk_id("kaya")})
        asked = kaya_signed_in.get("/api/console").json["asked"]
        for answer in answers:
            console = kaya_signed_in.post(f"/api/console/requests/{asked['id']}/{answer}").json
        assert console["asked"] is None


def test_the_page_says_in_which_ways_a_link_can_be_sent(town, yildiz_signed_in, consultation):
    path = f"/api/consultations/{consultation}/people"
    assert [yildiz_signed_in.get(path).json[way] for way in ("mail", "sms")] == [False, False]
    town.store.write(message_settings.set_mail, {"kind": "folder", "folder": "/mails"})
    assert yildiz_signed_in.get(path).json["mail"] is True
