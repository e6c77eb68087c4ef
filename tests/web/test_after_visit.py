"""Documents that were shown, feedback and next steps over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask

from appliance.domain.feedback import LEAST, Answer
from appliance.store import feedback, message_settings, outbox
from tests.town import Musterstadt
from tests.web.conftest import OURS, Client

CODE = Callable[[Any], str]
CONSENT = {"email": "meyer@example.org", "consent": True}


@pytest.fixture
def holder(app: APIFlask, town: Musterstadt, yildiz_signed_in: Client) -> Client:
    """Somebody who talks with Yildiz by video."""
    ticket = town.take_video()
    counter = f"/api/counters/{town.counter('Schalter 1').id}"
    yildiz_signed_in.post(f"{counter}/call-next")
    yildiz_signed_in.post(f"{counter}/admit", {"ticket_id": ticket.id})
    return Client(app, town.tokens[ticket.id])


@pytest.fixture
def end(town: Musterstadt, yildiz_signed_in: Client) -> Callable[[], None]:
    counter = f"/api/counters/{town.counter('Schalter 1').id}"
    return lambda: yildiz_signed_in.post(f"{counter}/finish", {"ticket_id": 1, "outcome": "follow_up"})


def test_a_document_is_noted_and_taken_back(holder: Client, yildiz_signed_in: Client) -> None:
    noted = yildiz_signed_in.post("/api/consultations/1/sightings", {"kind": "passport"})
    assert noted.status_code == 201
    [sighting] = noted.json["sightings"]
    assert (sighting["kind"], sighting["clerk"]) == ("passport", "Aylin Yildiz")
    history = yildiz_signed_in.get("/api/console").json["current"]["history"]
    assert history[-1]["type"] == "DocumentSeen"
    path = f"/api/consultations/1/sightings/{sighting['id']}"
    assert yildiz_signed_in.browser.delete(path, headers=OURS).json == {"sightings": []}
    assert yildiz_signed_in.get("/api/consultations/1/sightings").json == {"sightings": []}


@pytest.mark.parametrize("path", ["sightings", "next-steps"])
def test_neither_citizens_nor_other_clerks_write_into_a_conversation(
    holder: Client, app: APIFlask, path: str, code_of: CODE
) -> None:
    body = {"kind": "passport"} if path == "sightings" else CONSENT
    assert code_of(holder.post(f"/api/consultations/1/{path}", body)) == "not_signed_in"
    other = Client(app).sign_in("kaya")
    assert code_of(other.post(f"/api/consultations/1/{path}", body)) == "forbidden"


def test_the_holder_says_how_it_was(holder: Client, end: Callable[[], None], town: Musterstadt, code_of: CODE) -> None:
    assert not holder.get("/api/ticket").json["may_give_feedback"]
    assert code_of(holder.post("/api/ticket/feedback", {"answer": "good"})) == "wrong_state"
    end()
    assert holder.get("/api/ticket").json["may_give_feedback"]
    assert holder.post("/api/ticket/feedback", {"answer": "good", "comment": "Danke"}).status_code == 204
    assert not holder.get("/api/ticket").json["may_give_feedback"]
    assert code_of(holder.post("/api/ticket/feedback", {"answer": "poor"})) == "feedback_given"


def test_next_steps_need_consent_and_leave_no_address_with_the_request(
    holder: Client, end: Callable[[], None], town: Musterstadt, code_of: CODE
) -> None:
    town.store.write(message_settings.set_mail, {"kind": "folder", "folder": "unused", "sender": "amt@example.de"})
    end()
    assert holder.get("/api/ticket").json["may_ask_for_steps"]
    assert code_of(holder.post("/api/ticket/next-steps", {**CONSENT, "consent": False})) == "invalid_input"
    assert code_of(holder.post("/api/ticket/next-steps", {**CONSENT, "email": "nowhere"})) == "invalid_input"
    assert holder.post("/api/ticket/next-steps", CONSENT, key="one-wish-of-one-person-1").status_code == 204
    assert holder.post("/api/ticket/next-steps", CONSENT, key="one-wish-of-one-person-1").status_code == 204
    assert len(town.ask(outbox.waiting_about, "next-steps:1")) == 1


def test_the_clerk_sends_what_was_agreed_on(holder: Client, yildiz_signed_in: Client, town: Musterstadt) -> None:
    town.store.write(message_settings.set_mail, {"kind": "folder", "folder": "unused", "sender": "amt@example.de"})
    sent = yildiz_signed_in.post("/api/consultations/1/next-steps", {**CONSENT, "steps": "Bitte nachreichen"})
    assert sent.status_code == 204
    [message] = town.ask(outbox.waiting_about, "next-steps:1")
    assert message.facts["steps"] == "Bitte nachreichen"


def test_the_administration_sees_what_many_said_and_only_that_few_did(
    admin: Client, yildiz_signed_in: Client, town: Musterstadt, code_of: CODE
) -> None:
    today = town.clock.now().date()
    for service, answers in ((town.residence, LEAST), (town.id_card, LEAST - 1)):
        for _ in range(answers):
            town.store.write(feedback.add, service.id, today, Answer.GOOD, "Danke")
    shown = {one["service"]["name"]: one for one in admin.get("/api/admin/feedback").json["services"]}
    many, few = shown[town.residence.name], shown[town.id_card.name]
    assert (many["total"], many["counts"]["good"], len(many["comments"])) == (LEAST, LEAST, LEAST)
    assert (few["is_shown"], few["total"], few["counts"], few["comments"]) == (False, None, {}, [])
    assert code_of(yildiz_signed_in.get("/api/admin/feedback")) == "forbidden"
