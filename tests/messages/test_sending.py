"""From the outbox through a real mail server and gateway: what arrives, what is tried again, what is left unsaid."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import icalendar
import pytest

from appliance.adapters.sms import parts_of
from appliance.domain.appointment import Contact, link_token
from appliance.domain.message import LANGUAGES, AtClosing, MessageKind
from appliance.domain.message_text import ALLOWED, MessageText
from appliance.domain.ticket import Channel
from appliance.messages import composing, sample, texts
from appliance.messages.sending import Sending
from appliance.operations import appointments as operations
from appliance.operations import notifications
from appliance.operations import outbox as outbox_operations
from appliance.operations.notifications import SlotOffer
from appliance.ports import SendingFailed
from appliance.store import appointments, message_settings, outbox
from tests.conftest import Refused
from tests.mail_server import MailServer, Received
from tests.messages.conftest import AROUND, FRIDAY, MEYER, SECRET, Book
from tests.sms_gateway import SmsGateway
from tests.town import Desk, Musterstadt

MOBILE = Contact("Erika Meyer", phone="0170 1234567")


def event(mail: Received) -> Any:
    [found] = icalendar.Calendar.from_ical(mail.invitation()).walk("VEVENT")
    return found


def text(mail: Received) -> str:
    return mail.content("text/plain").replace("\r\n", "\n")


def trouble(town: Musterstadt) -> list[tuple[str, str, int]]:
    found = town.ask(outbox.in_trouble, town.clock.now(), 10)
    return [(one.state.value, one.problem, one.attempts) for one in found]


def test_a_confirmation_says_everything_and_carries_the_invitation(
    town_with_mail: Musterstadt, mails: MailServer, sending: Sending, book: Book
) -> None:
    booked = book()
    assert sending.round() == 1
    [mail] = mails.to(MEYER.email)
    link = f"https://termine.musterstadt.example/appointment#{link_token(SECRET, booked.uid, 0)}"
    assert mail.message["Subject"] == "Ihr Termin: Freitag, 6. März 2026, 10:00 bis 10:15 Uhr"
    for said in ("Guten Tag Erika Meyer,", "Rathaus, Erdgeschoss", "Wohnsitz anmelden", "ab 9:30 Uhr", booked.code,
                 "- Wohnungsgeberbestätigung", link, "Stadt Musterstadt"):  # fmt: skip
        assert said in text(mail), said
    assert f'href="{link}"' in mail.content("text/html")
    assert (event(mail)["UID"], event(mail)["SEQUENCE"], event(mail)["DTSTART"].dt) == (booked.uid, 0, FRIDAY)
    assert icalendar.Calendar.from_ical(mail.invitation())["METHOD"] == "REQUEST"
    assert mail.message["From"] == "Stadt Musterstadt <termine@example.de>"
    assert event(mail)["ATTENDEE"] == f"mailto:{MEYER.email}" and event(mail)["URL"] == link
    assert sending.round() == 0, "once"


def test_a_switch_to_video_updates_the_entry_and_keeps_the_link(
    town_with_mail: Musterstadt, mails: MailServer, sending: Sending, book: Book
) -> None:
    booked = book()
    sending.round()
    town_with_mail.do(operations.change_channel, booked.id, Channel.VIDEO)
    sending.round()
    before, after = mails.to(MEYER.email)
    assert (event(after)["UID"], event(after)["SEQUENCE"]) == (event(before)["UID"], 1)
    assert event(after)["URL"] == event(before)["URL"]
    assert "per Video" in text(after) and "Rathaus, Erdgeschoss" not in text(after)


def test_a_cancellation_takes_the_entry_out_of_the_calendar(
    town_with_mail: Musterstadt, mails: MailServer, sending: Sending, book: Book
) -> None:
    booked = book()
    sending.round()
    town_with_mail.do(operations.cancel, booked.id)
    sending.round()
    mail = mails.received[-1]
    assert icalendar.Calendar.from_ical(mail.invitation())["METHOD"] == "CANCEL"
    assert (event(mail)["STATUS"], event(mail)["SEQUENCE"], event(mail)["UID"]) == ("CANCELLED", 1, booked.uid)


def test_the_reminder_comes_in_time_with_the_time_that_holds(
    town_with_mail: Musterstadt, mails: MailServer, sending: Sending, book: Book
) -> None:
    booked = book()
    sending.round()
    later = FRIDAY + timedelta(hours=1)
    town_with_mail.do(operations.move, booked.id, later)
    sending.round()
    town_with_mail.clock.set(FRIDAY - timedelta(hours=24))
    assert sending.round() == 0, "the old reminder was taken back"
    town_with_mail.clock.set(later - timedelta(hours=24))
    assert sending.round() == 1
    assert "11:00 bis 11:15 Uhr" in mails.received[-1].message["Subject"]


@pytest.mark.parametrize("what", ["cancel", "moved elsewhere", "over"])
def test_what_is_not_true_any_more_stays_unsaid(
    town_with_mail: Musterstadt, mails: MailServer, sending: Sending, book: Book, what: str
) -> None:
    """Also where the change did not take the message back itself: the state at the moment of sending counts."""
    booked = book()
    if what == "over":
        town_with_mail.clock.set(FRIDAY + timedelta(hours=1))
    elif what == "cancel":
        town_with_mail.store.write(appointments.change, booked, state="cancelled")
    else:
        town_with_mail.store.write(appointments.change, booked, sequence=booked.sequence + 1)
    assert sending.round() == 0
    town_with_mail.clock.set(FRIDAY - timedelta(hours=23))
    assert sending.round() == 0
    assert mails.received == []


@pytest.mark.parametrize(("was_told", "subject"), [(False, "Ihr Termin: "), (True, "Neuer Link zu Ihrem Termin: ")])
def test_a_new_address_gets_the_new_link_and_the_old_one_nothing(
    town_with_mail: Musterstadt, mails: MailServer, sending: Sending, book: Book, was_told: bool, subject: str
) -> None:
    booked = book()
    if was_told:
        sending.round()
    mails.received.clear()
    town_with_mail.store.write(appointments.change, booked, email="neu@example.org")
    token = town_with_mail.do(operations.new_link, booked.id, SECRET)
    assert sending.round() == 1
    [mail] = mails.to("neu@example.org")
    assert mail.message["Subject"].startswith(subject)
    assert token in text(mail) and event(mail)["URL"].endswith(token), "in the calendar too"
    town_with_mail.clock.set(FRIDAY - timedelta(hours=24))
    assert sending.round() == 1
    assert len(mails.to("neu@example.org")) == len(mails.received) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_is_written_to_in_their_language(
    town_with_mail: Musterstadt, mails: MailServer, sending: Sending, book: Book, language: str
) -> None:
    book(language=language)
    sending.round()
    words = {"de": "Ihr Termin ist bestätigt.", "de-simple": "Sie haben einen Termin bei uns.",
             "en": "Your appointment is confirmed."}  # fmt: skip
    assert words[language] in text(mails.received[0])
    assert mails.received[0].message["Content-Language"] == language


def test_without_mail_settings_messages_wait_and_are_sent_when_there_are_some(
    town: Musterstadt, mails: MailServer, sending: Sending, book: Book
) -> None:
    book()
    town.clock.advance(days=2)
    assert sending.round() == 0
    assert trouble(town) == [("waiting", "", 0)]
    settings = {"kind": "smtp", "host": "127.0.0.1", "port": mails.port, "security": "none", "sender": "t@example.de"}
    town.store.write(message_settings.set_mail, settings)
    assert sending.round() == 1


def test_a_server_that_is_away_is_asked_once_a_round_and_again_later(
    town_with_mail: Musterstadt, mails: MailServer, sending: Sending, book: Book
) -> None:
    town_with_mail.store.write(message_settings.set_mail, {"port": 1})
    book()
    book(replace(MEYER, email="zweite@example.org"), FRIDAY + timedelta(minutes=30))
    assert sending.round() == 0
    assert trouble(town_with_mail) == [("waiting", "", 0), ("waiting", "server_unreachable", 1)]
    town_with_mail.store.write(message_settings.set_mail, {"port": mails.port})
    assert sending.round() == 1, "the first waits for its next attempt"
    town_with_mail.clock.advance(minutes=1)
    assert sending.round() == 1


def test_after_a_day_a_message_is_given_up_visibly_and_can_be_tried_again(
    town_with_mail: Musterstadt, mails: MailServer, sending: Sending, book: Book
) -> None:
    mails.refuses[MEYER.email] = "451 later please"
    book()
    for _ in range(30):
        sending.round()
        town_with_mail.clock.advance(hours=1)
    assert ("failed", "refused_for_now") in {one[:2] for one in trouble(town_with_mail)}
    mails.refuses.clear()
    failed = next(one for one in town_with_mail.ask(outbox.in_trouble, town_with_mail.clock.now(), 9)
                  if one.state == "failed")  # fmt: skip
    town_with_mail.do(outbox_operations.try_again, failed.id)
    assert sending.round() == 1
    assert mails.received[-1].recipients == [MEYER.email]


def test_an_address_that_does_not_exist_is_given_up_at_once(
    town_with_mail: Musterstadt, mails: MailServer, sending: Sending, book: Book, refused: Refused
) -> None:
    mails.refuses[MEYER.email] = "550 5.1.1 no such mailbox"
    book()
    sending.round()
    [failed] = town_with_mail.ask(outbox.in_trouble, town_with_mail.clock.now(), 9)
    assert (failed.state, failed.problem, failed.reason) == ("failed", "refused", "550 5.1.1 no such mailbox")
    town_with_mail.do(outbox_operations.give_up, failed.id)
    assert trouble(town_with_mail) == []
    with refused("message_ended"):
        town_with_mail.do(outbox_operations.try_again, failed.id)


def test_by_sms_it_is_short_and_in_the_small_alphabet(
    town: Musterstadt, gateway: SmsGateway, sending: Sending, book: Book
) -> None:
    settings = {"kind": "http", "url": gateway.url, "headers": "Content-Type: application/json", "sender": "Rathaus"}
    town.store.write(message_settings.set_sms, settings)
    booked = book(MOBILE)
    assert sending.round() == 1
    said = json.loads(gateway.asked[0].body)
    assert said["to"] == "+491701234567"
    assert link_token(SECRET, booked.uid, 0) in said["text"]
    assert "\n" not in said["text"] and not set("„“–") & set(said["text"])


def test_an_offer_and_a_closing_reach_their_people(
    town_with_mail: Musterstadt, mails: MailServer, sending: Sending, book: Book
) -> None:
    town, now = town_with_mail, town_with_mail.clock.now()
    offer = SlotOffer("entry-1", town.citizens_office.id, (town.residence.id,), 3, Channel.VIDEO, FRIDAY,
                      FRIDAY + timedelta(minutes=45), now + timedelta(hours=2), MEYER)  # fmt: skip
    town.do(notifications.slot_offered, offer)
    ticket = town.take()
    town.do(notifications.closing_without_service, ticket, AtClosing.APPOINTMENT, now + timedelta(hours=1))
    assert not town.ask(outbox.waiting_about, f"ticket:{ticket.id}"), "nobody knows whom to tell"
    closing = (ticket, AtClosing.APPOINTMENT, now + timedelta(hours=1), now, MEYER)
    town.store.write(notifications.closing_without_service, *closing)
    assert sending.round() == 2
    offered, closes = map(text, mails.to(MEYER.email))
    assert f"/waiting-list#{link_token(SECRET, 'entry-1', 0)}" in offered
    assert "3 Personen" not in offered and "bis Montag, 2. März 2026, 10:30 Uhr" in offered
    assert ticket.number in closes and "Bitte buchen Sie einen Termin." in closes


def test_who_is_served_meanwhile_is_not_told_of_the_closing(
    town_with_mail: Musterstadt, mails: MailServer, sending: Sending, yildiz: Desk
) -> None:
    now = town_with_mail.clock.now()
    closing = (town_with_mail.take(), AtClosing.TELEPHONE, now + timedelta(hours=1), now, MEYER)
    assert town_with_mail.store.write(notifications.closing_without_service, *closing)
    yildiz.call_next()
    assert sending.round() == 0


def test_a_town_writes_its_own_words(
    town_with_mail: Musterstadt, mails: MailServer, sending: Sending, book: Book
) -> None:
    own = MessageText("Moin: {date}", "Moin {name}!\n\n[Termin]({link})", "Moin: {link}")
    town_with_mail.store.write(texts.change, MessageKind.CONFIRMED, "de", own)
    book()
    sending.round()
    assert mails.received[0].message["Subject"] == "Moin: Freitag, 6. März 2026"
    assert "Moin Erika Meyer!" in text(mails.received[0])


def test_a_test_message_says_at_once_what_is_wrong(
    town_with_mail: Musterstadt, mails: MailServer, sending: Sending
) -> None:
    sending.send_test(composing.Medium.EMAIL, "it@example.de", "de")
    assert mails.received[0].message["Subject"] == "Testnachricht von Vorzimmer"
    mails.refuses["it@example.de"] = "550 relaying denied"
    with pytest.raises(SendingFailed, match="refused"):
        sending.send_test(composing.Medium.EMAIL, "it@example.de", "de")
    with pytest.raises(SendingFailed, match="not_set_up"):
        sending.send_test(composing.Medium.SMS, "0170 1234567", "de")


def test_no_words_of_a_message_are_stored(
    town_with_mail: Musterstadt, mails: MailServer, sending: Sending, book: Book
) -> None:
    booked = book()
    sending.round()
    kept = json.dumps([one.__dict__ for one in town_with_mail.ask(outbox.in_trouble, FRIDAY, 99)], default=str)
    assert MEYER.email not in kept and "Erika" not in kept
    assert link_token(SECRET, booked.uid, 0) not in kept


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", MessageKind)
def test_the_example_of_the_administration_fills_every_placeholder(
    town: Musterstadt, kind: MessageKind, language: str
) -> None:
    facts = town.ask(sample.values_for, kind, language, AROUND, town.clock.now())
    assert set(facts) == set(ALLOWED[kind])
    letter = town.ask(composing.letter, kind, language, facts)
    said = letter.subject + letter.sms + str(letter.content)
    assert not re.search(r"\{\w+\}", said)
    assert parts_of(letter.sms) <= 2, letter.sms
