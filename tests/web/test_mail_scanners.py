"""Programs that follow every link of a mail before a person does: nothing changes by that."""

import re
import sqlite3
from dataclasses import replace
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import pytest
from apiflask import APIFlask

from appliance.domain.admission import PartRole
from appliance.domain.appointment import Contact
from appliance.domain.message import AtClosing, MessageKind
from appliance.domain.office_hours import Hours
from appliance.domain.ticket import Channel
from appliance.messages.composing import compose
from appliance.messages.markup import to_html, to_text
from appliance.messages.values import Surroundings
from appliance.operations import appointments as operations
from appliance.operations import guests, notifications
from appliance.operations.appointments import Wish
from appliance.operations.guests import Invitation
from appliance.operations.notifications import SlotOffer
from appliance.operations.slots import Need
from appliance.store import appointments, consultations, diaries, message_settings, outbox
from appliance.store.server_key import server_key
from tests.messages.conftest import FRIDAY
from tests.town import Musterstadt

MEYER = Contact("Erika Meyer", email="meyer@example.org", phone="0170 1234567")
TIMES = 5
LINK = re.compile(r"https?://[^\s\"<>\\]+")
BROWSER = {"User-Agent": "Mozilla/5.0 (compatible; MailScanner)", "Accept": "text/html,*/*"}


@pytest.fixture
def secret(app: APIFlask, tmp_path: Path) -> bytes:
    return server_key(tmp_path)


def book(town: Musterstadt, secret: bytes, minute: int) -> int:
    wish = Wish(Need((town.residence.id,), Channel.ON_SITE), FRIDAY.replace(minute=minute))
    appointment = town.do(operations.reserve, wish, secret)
    contact = replace(MEYER, email=f"meyer{minute}@example.org", phone=f"01701234{minute:03}")
    town.do(operations.confirm, appointment, contact)
    return int(appointment)


def told(town: Musterstadt, appointment: int) -> int:
    """What was written so far has been sent."""
    for message in town.ask(outbox.waiting_about, f"appointment:{appointment}"):
        town.store.write(outbox.end, message.id, outbox.MessageState.SENT, town.clock.now())
    return appointment


def write_every_kind(town: Musterstadt, secret: bytes) -> None:
    """Appointments as booked, changed, with a new link, cancelled; an offer, a closing; from a consultation."""
    diary = town.store.write(diaries.add, "Aylin Yildiz", town.clerk_id("yildiz"))
    channels = (Channel.ON_SITE, Channel.VIDEO)
    town.store.write(diaries.add_staffing, diary, town.citizens_office.id, 4, Hours(9 * 60, 12 * 60), channels)
    town.store.write(message_settings.set_sms, {"kind": "http", "url": "http://127.0.0.1:1/"})
    book(town, secret, 0)
    changed = told(town, book(town, secret, 15))
    town.do(operations.change_channel, changed, Channel.VIDEO)
    town.do(operations.new_link, told(town, book(town, secret, 30)), secret)
    town.do(operations.cancel, book(town, secret, 45))
    offer = SlotOffer("entry-1", town.citizens_office.id, (town.residence.id,), 1, Channel.VIDEO, FRIDAY,
                      FRIDAY.replace(minute=15), FRIDAY, MEYER)  # fmt: skip
    town.do(notifications.slot_offered, offer)
    ticket = town.take()
    town.store.write(appointments.change, town.ask(appointments.by_id, changed), ticket_id=ticket.id)
    town.do(notifications.closing_without_service, ticket, AtClosing.APPOINTMENT, FRIDAY)
    write_from_a_consultation(town, secret)


def write_from_a_consultation(town: Musterstadt, secret: bytes) -> None:
    """An interpreter is invited; what follows is written down."""
    ticket, desk = town.take_video(), town.desk("yildiz", "Schalter 1")
    desk.call(ticket)
    desk.admit(ticket)
    consultation = town.ask(consultations.running_of_ticket, ticket.id)
    assert consultation is not None
    interpreter = Invitation(PartRole.INTERPRETER, Contact("Frau Demir", email="demir@example.org"))
    town.do(guests.invite, consultation.id, desk.clerk_id, interpreter, secret, "invitation-1")
    town.do(notifications.next_steps, ticket, "meyer@example.org", "Bitte bringen Sie ein Passfoto.")


def links(town: Musterstadt, secret: bytes) -> dict[MessageKind, set[str]]:
    """Of all messages in the outbox, in text, HTML, calendar entry and SMS."""
    around = Surroundings("http://localhost", secret)
    found: dict[MessageKind, set[str]] = {}
    for message in town.ask(outbox.due, FRIDAY, list(outbox.Medium), 999):
        ready = town.ask(compose, message, around, town.clock.now())
        assert ready is not None, message
        letter = ready.letter
        calendar = ready.invitation.content.decode().replace("\r\n ", "") if ready.invitation else ""
        said = "\n".join((to_text(letter.content), to_html(letter.content, "de", letter.subject), calendar, letter.sms))
        found.setdefault(message.kind, set()).update(LINK.findall(said))
    return found


def dump(path: Path) -> list[str]:
    """Everything that is stored, the journal too."""
    with sqlite3.connect(path) as connection:
        return list(connection.iterdump())


def test_following_every_link_of_every_message_changes_nothing(
    app: APIFlask, town: Musterstadt, secret: bytes, tmp_path: Path
) -> None:
    write_every_kind(town, secret)
    found = links(town, secret)
    assert set(found) == set(MessageKind)
    assert [kind for kind, some in found.items() if not some] == [MessageKind.NEXT_STEPS]  # which needs none
    before = dump(tmp_path / "office.sqlite")
    browser = app.test_client()
    for link in set().union(*found.values()):
        plain, token = urldefrag(link)
        # Some scanners send the part behind the # along, which a browser keeps to itself.
        for address in (plain, f"{plain}?{token}", f"{plain}%23{token}", f"{plain}/{token}"):
            for ask in (browser.get, browser.head) * TIMES:
                answer = ask(f"{urlsplit(address).path}?{urlsplit(address).query}", headers=BROWSER)
                assert answer.status_code in (200, 404, 308), (address, answer.status_code)
                assert address != plain or answer.status_code == 200, address
    assert dump(tmp_path / "office.sqlite") == before


def test_what_the_page_asks_when_it_is_opened_changes_nothing_either(
    app: APIFlask, town: Musterstadt, secret: bytes, tmp_path: Path
) -> None:
    """Scanners that run scripts: the page reads with the token, and waits for a click."""
    write_every_kind(town, secret)
    tokens = {urldefrag(link)[1] for link in links(town, secret)[MessageKind.CONFIRMED]} - {""}
    assert tokens
    before = dump(tmp_path / "office.sqlite")
    browser = app.test_client()
    for token in tokens:
        for ask in (browser.get, browser.head) * TIMES:
            assert ask("/api/appointment", headers={**BROWSER, "Authorization": f"Bearer {token}"}).status_code == 200
    assert dump(tmp_path / "office.sqlite") == before
