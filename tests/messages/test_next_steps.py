"""The next steps by mail: what it says, and that the address is used once."""

import pytest

from appliance.domain.ticket import Outcome
from appliance.messages.sending import Sending
from appliance.operations import notifications
from appliance.operations import outbox as outbox_operations
from appliance.store import outbox
from tests.mail_server import MailServer
from tests.town import Desk, Musterstadt

STEPS = "Bitte schicken Sie die Bescheinigung.\nDann melden wir uns."


@pytest.fixture
def served(town_with_mail: Musterstadt, yildiz: Desk) -> Musterstadt:
    ticket = yildiz.call(town_with_mail.take())
    yildiz.admit(ticket)
    yildiz.finish(ticket, Outcome.FOLLOW_UP)
    return town_with_mail


def test_it_says_how_it_ended_what_was_agreed_on_and_what_to_bring(
    served: Musterstadt, mails: MailServer, sending: Sending
) -> None:
    served.do(notifications.next_steps, served.ticket(1), "meyer@example.org", STEPS)
    assert sending.round() == 1
    [mail] = mails.to("meyer@example.org")
    text = mail.content("text/plain").replace("\r\n", "\n")
    assert mail.message["Subject"] == "Wie es weitergeht: Wohnsitz anmelden"
    for said in ("am Montag, 2. März 2026", "noch weitere Schritte", STEPS, "- Wohnungsgeberbestätigung"):
        assert said in text, said


def test_what_nobody_wrote_is_left_out(served: Musterstadt, mails: MailServer, sending: Sending) -> None:
    served.do(notifications.next_steps, served.ticket(1), "meyer@example.org", "")
    sending.round()
    assert "vereinbart" not in mails.to("meyer@example.org")[0].content("text/plain")


def test_the_address_is_forgotten_when_it_was_used_or_is_of_no_use(
    served: Musterstadt, mails: MailServer, sending: Sending
) -> None:
    served.do(notifications.next_steps, served.ticket(1), "meyer@example.org", STEPS)
    sending.round()
    assert kept(served, 1) == ("", {})
    mails.refuses["wrong@example.org"] = "550 5.1.1 no such mailbox"
    served.do(notifications.next_steps, served.ticket(1), "wrong@example.org", STEPS)
    sending.round()
    assert kept(served, 2)[0] == "wrong@example.org", "somebody may want to try again"
    served.do(outbox_operations.give_up, 2)
    assert kept(served, 2) == ("", {})


def kept(town: Musterstadt, message_id: int) -> tuple[str, dict[str, object]]:
    message = town.ask(outbox.by_id, message_id)
    return message.address, message.facts
