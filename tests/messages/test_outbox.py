"""The thread of the outbox: it sends by itself, and holds still while a version is on trial."""

from pathlib import Path

import pytest

from appliance.config import Config
from appliance.messages.outbox import Outbox, surroundings
from tests.mail_server import MailServer
from tests.messages.conftest import MEYER, SECRET, Book
from tests.town import Musterstadt
from tests.town_hall import wait_for

LOOK_EVERY = 0.01


@pytest.fixture
def on_trial(tmp_path: Path) -> Path:
    return tmp_path / "on-trial"


@pytest.fixture
def outbox(town_with_mail: Musterstadt, tmp_path: Path, on_trial: Path) -> Outbox:
    config = Config(data=tmp_path, public_url="https://termine.example.de/", closed_while=on_trial)
    return Outbox(town_with_mail.store, town_with_mail.clock, config, SECRET, look_every=LOOK_EVERY)


def test_what_is_due_leaves_by_itself(outbox: Outbox, mails: MailServer, book: Book) -> None:
    outbox.start()
    book()
    [mail] = wait_for(lambda: mails.to(MEYER.email), "the confirmation")
    outbox.stop()
    assert "https://termine.example.de/appointment#p_" in mail.content("text/plain")


def test_a_version_on_trial_sends_nothing(outbox: Outbox, mails: MailServer, book: Book, on_trial: Path) -> None:
    book()
    on_trial.touch()
    outbox.look()
    assert mails.received == []
    on_trial.unlink()
    outbox.look()
    assert len(mails.received) == 1


def test_without_a_public_address_links_lead_to_this_machine(tmp_path: Path) -> None:
    assert surroundings(Config(data=tmp_path, port=9000), SECRET).base_url == "http://127.0.0.1:9000"
