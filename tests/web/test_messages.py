"""Messages by the API: settings whose passwords stay inside, texts with a preview, and what was not sent."""

from collections.abc import Iterator

import pytest
from apiflask import APIFlask

from appliance.adapters import passwords
from appliance.domain.appointment import Contact
from appliance.domain.office_hours import Hours
from appliance.domain.staff import Role
from appliance.domain.ticket import Channel
from appliance.messages.sending import Sending
from appliance.messages.values import Surroundings
from appliance.operations import appointments as operations
from appliance.operations.appointments import Wish
from appliance.operations.slots import Need
from appliance.store import diaries, message_settings
from appliance.store import staff as staff_rows
from tests.mail_server import MailServer, mail_server
from tests.messages.conftest import FRIDAY, SECRET
from tests.town import Musterstadt
from tests.web.conftest import PASSWORD, Client

MEYER = Contact("Erika Meyer", email="meyer@example.org")
MAIL = {"kind": "smtp", "host": "127.0.0.1", "port": 25, "security": "none", "user": "termine",
        "password": "streng geheim", "sender": "termine@example.de", "sender_name": "Stadt Musterstadt"}  # fmt: skip
SMS = {"kind": "http", "url": "https://sms.example/send", "password": "k3y", "headers": "X-Key: {password}",
       "body": "{number} {text}"}  # fmt: skip
TEXT = {"subject": "Moin", "body": "{greeting}\n\n**{when}**\n\n[Termin]({link})", "sms": "{link}"}
PLAIN = {"kind": "confirmed", "language": "de"}


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def booked(town: Musterstadt) -> int:
    diary = town.store.write(diaries.add, "Aylin Yildiz", town.clerk_id("yildiz"))
    town.store.write(
        diaries.add_staffing, diary, town.citizens_office.id, 4, Hours(9 * 60, 12 * 60), (Channel.ON_SITE,)
    )
    wish = Wish(Need((town.residence.id,), Channel.ON_SITE), FRIDAY)
    appointment = town.do(operations.reserve, wish, SECRET)
    town.do(operations.confirm, appointment, MEYER)
    return int(appointment)


def test_passwords_go_in_and_never_come_out(admin: Client, town: Musterstadt) -> None:
    admin.put("/api/messages/ways/mail", MAIL)
    shown = admin.put("/api/messages/ways/sms", SMS)
    assert shown.json["mail"]["has_password"] and shown.json["sms"]["has_password"]
    assert "streng geheim" not in shown.text and "k3y" not in shown.text
    admin.put("/api/messages/ways/mail", {**MAIL, "password": "", "port": 587})
    stored = town.ask(message_settings.mail)
    assert (stored.password, stored.port) == ("streng geheim", 587)


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("ways/mail", {**MAIL, "sender": "a@b.de, c@d.de"}),
        ("ways/mail", {**MAIL, "kind": "pigeon"}),
        ("ways/mail", {**MAIL, "port": 0}),
        ("ways/sms", {**SMS, "url": "file:///etc/passwd"}),
        ("ways/sms", {**SMS, "success": []}),
        ("ways/keeping", {"keep_days": 0}),
        ("reminders/1", {"hours": -1}),
    ],
)
def test_nonsense_is_refused(admin: Client, path: str, wrong: dict[str, object], code_of) -> None:
    assert code_of(admin.put(f"/api/messages/{path}", wrong)) == "invalid_input"


def test_what_waits_is_shown_with_its_person_until_mail_is_set_up(
    admin: Client, booked: int, town: Musterstadt, mails: MailServer
) -> None:
    view = admin.get("/api/messages").json
    assert (view["ready"], view["counts"]["due"], view["counts"]["planned"]) == ([], 1, 1)
    [message] = view["trouble"]
    assert (message["kind"], message["problem"], message["name"]) == ("confirmed", "", "Erika Meyer")
    assert message["address"] == "meyer@example.org"
    admin.put("/api/messages/ways/mail", {**MAIL, "port": mails.port, "user": ""})
    assert Sending(town.store, town.clock, Surroundings("https://t.example", SECRET)).round() == 1
    view = admin.get("/api/messages").json
    assert (view["ready"], view["trouble"], view["counts"]["sent"]) == (["email"], [], 1)


def test_a_failed_one_is_tried_again_or_discarded(
    admin: Client, booked: int, town: Musterstadt, mails: MailServer, code_of
) -> None:
    mails.refuses[MEYER.email] = "550 5.1.1 no such mailbox"
    admin.put("/api/messages/ways/mail", {**MAIL, "port": mails.port, "user": ""})
    sending = Sending(town.store, town.clock, Surroundings("https://t.example", SECRET))
    sending.round()
    [failed] = admin.get("/api/messages").json["trouble"]
    assert (failed["state"], failed["problem"], failed["reason"]) == ("failed", "refused", "550 5.1.1 no such mailbox")
    again = admin.post(f"/api/messages/{failed['id']}/retry").json
    assert again["trouble"][0]["state"] == "waiting"
    sending.round()
    assert admin.post(f"/api/messages/{failed['id']}/discard").json["trouble"] == []
    assert code_of(admin.post(f"/api/messages/{failed['id']}/retry")) == "message_ended"
    assert code_of(admin.post("/api/messages/999/retry")) == "unknown_message"


def test_a_test_message_answers_with_what_the_server_said(admin: Client, mails: MailServer) -> None:
    wanted = {"medium": "email", "address": "it@example.de"}
    assert admin.post("/api/messages/test", wanted).json["problem"] == "not_set_up"
    admin.put("/api/messages/ways/mail", {**MAIL, "port": mails.port, "user": ""})
    assert admin.post("/api/messages/test", wanted).json == {"sent": True, "problem": "", "reason": ""}
    assert mails.received[0].recipients == ["it@example.de"]
    mails.refuses["it@example.de"] = "550 relaying denied"
    assert admin.post("/api/messages/test", wanted).json["reason"] == "550 relaying denied"


def test_a_text_is_changed_and_restored(admin: Client, code_of) -> None:
    ours = admin.get("/api/messages/texts/confirmed/de").json
    assert not ours["is_own"] and {"name": "office", "example": "Bürgeramt"} in ours["placeholders"]
    changed = admin.put("/api/messages/texts/confirmed/de", TEXT).json
    assert changed["is_own"] and changed["body"] == TEXT["body"]
    assert admin.get("/api/messages").json["own_texts"] == [PLAIN]
    restored = admin.post("/api/messages/texts/confirmed/de/restore").json
    assert restored == ours
    assert code_of(admin.put("/api/messages/texts/confirmed/de", {**TEXT, "sms": "x"})) == "placeholder_missing"
    wrong = admin.put("/api/messages/texts/confirmed/de", {**TEXT, "subject": "{wen}"})
    assert code_of(wrong) == "unknown_placeholder"
    assert "Meinten Sie {when}?" in wrong.json["detail"]
    for path in ("nothing/de", "confirmed/fr"):
        assert code_of(admin.get(f"/api/messages/texts/{path}")) == "unknown_text"


def test_a_preview_shows_what_would_arrive_and_saves_nothing(admin: Client) -> None:
    shown = admin.post("/api/messages/preview", {**PLAIN, **TEXT}).json
    assert shown["content"][0]["lines"] == [[{"text": "Guten Tag Erika Mustermann,", "strong": False}]]
    assert shown["content"][1]["lines"][0][0]["strong"]
    assert shown["content"][2]["kind"] == "link" and "/appointment#p_" in shown["content"][2]["url"]
    assert (shown["sms_parts"], shown["fault"]) == (1, "")
    assert not admin.get("/api/messages/texts/confirmed/de").json["is_own"]
    faulty = admin.post("/api/messages/preview", {**PLAIN, **TEXT, "body": "{datum}"}).json
    assert "Meinten Sie {date}?" in faulty["fault"]


def test_an_office_reminds_when_it_wants(admin: Client, town: Musterstadt, code_of) -> None:
    view = admin.put(f"/api/messages/reminders/{town.citizens_office.id}", {"hours": 48}).json
    assert {one["office"]["name"]: one["hours"] for one in view["reminders"]}["Bürgeramt"] == 48
    assert code_of(admin.put("/api/messages/reminders/99", {"hours": 48})) == "unknown_office"


def test_supervisors_care_for_texts_and_only_administrators_for_servers(
    app: APIFlask, citizen: Client, town: Musterstadt, code_of
) -> None:
    hashed = passwords.hashed(PASSWORD)
    town.store.write(staff_rows.add_clerk, "Sina Sommer", "sommer", hashed, [Role.SUPERVISOR], [])
    supervisor = Client(app).sign_in("sommer")
    assert supervisor.put("/api/messages/texts/confirmed/de", TEXT).status_code == 200
    assert code_of(supervisor.put("/api/messages/ways/mail", MAIL)) == "forbidden"
    clerk = Client(app).sign_in("yildiz")
    for client, code in ((citizen, "not_signed_in"), (clerk, "forbidden")):
        assert code_of(client.get("/api/messages")) == code
        assert code_of(client.get("/api/messages/ways")) == code
        assert code_of(client.post("/api/messages/test", {"medium": "email", "address": "a@b.de"})) == code


def test_the_overview_says_that_messages_do_not_leave(
    admin: Client, booked: int, town: Musterstadt, mails: MailServer
) -> None:
    def trouble() -> str:
        return str(admin.get("/api/admin").json["message_trouble"])

    assert trouble() == "", "it has just been written"
    town.clock.advance(minutes=10)
    assert trouble() == "waiting"
    mails.refuses[MEYER.email] = "550 5.1.1 no such mailbox"
    admin.put("/api/messages/ways/mail", {**MAIL, "port": mails.port, "user": ""})
    Sending(town.store, town.clock, Surroundings("https://t.example", SECRET)).round()
    assert trouble() == "failed"
    [failed] = admin.get("/api/messages").json["trouble"]
    admin.post(f"/api/messages/{failed['id']}/discard")
    assert trouble() == ""
