"""The clerk's notes: nobody else's, kept for whoever comes back or takes over, and nowhere but in the room."""

import pytest

from appliance.live.features.notes import CHARACTERS
from tests.live.test_consultation import seated


@pytest.fixture
def consultation(town):
    return town.open_consultation(town.take_ticket())


@pytest.fixture
def alice(clerk, consultation):
    return seated(clerk(), consultation, "console-1")


def write(page, revision, text):
    page.say("notes", revision=revision, text=text)
    return page.hear("notes-kept")["revision"]


def test_notes_are_there_again_for_the_clerk_who_comes_back(alice, clerk, consultation):
    assert alice.joined["notes"] == {"revision": 0, "text": ""}
    assert write(alice, 1, "Vollmacht fehlt") == 1
    assert seated(clerk(), consultation, "console-2").joined["notes"] == {"revision": 1, "text": "Vollmacht fehlt"}


def test_an_older_text_does_not_replace_a_newer_one(alice, clerk, consultation):
    write(alice, 5, "neu")
    assert write(alice, 4, "alt") == 5
    assert seated(clerk(), consultation, "console-2").joined["notes"]["text"] == "neu"


def test_nobody_else_reads_or_writes_them(alice, phone, consultation):
    write(alice, 1, "Vollmacht fehlt")
    citizen = seated(phone(1), consultation, "phone-1")
    assert "notes" not in citizen.joined
    citizen.say("notes", revision=2, text="Alles in Ordnung")
    assert citizen.refused("not_admitted")["of"] == "notes"
    alice.hear("participant")
    write(alice, 2, "Vollmacht fehlt noch")
    citizen.hear_nothing()


def test_notes_that_are_too_long_are_refused(alice):
    alice.say("notes", revision=1, text="x" * (CHARACTERS + 1))
    alice.refused("malformed")
