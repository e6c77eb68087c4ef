"""Real-time text: a draft is read while it is written, and goes with its author."""

import pytest

from tests.live.client import Page


@pytest.fixture
def consultation(town):
    return town.open_consultation(town.take_ticket())


@pytest.fixture
def citizen(phone, consultation):
    return seated(phone(1), consultation, "phone-1")


@pytest.fixture
def alice(clerk, consultation, citizen):
    page = seated(clerk(), consultation, "console-1")
    citizen.hear("participant")
    return page


def seated(page, consultation, instance) -> Page:
    page.say("join", consultation=consultation, instance=instance)
    page.joined = page.hear("joined")
    return page


def test_each_key_reaches_the_others_and_nobody_else(citizen, alice):
    citizen.say("draft", keep=0, text="Ł")
    assert alice.hear("draft") == {"type": "draft", "keep": 0, "text": "Ł", "from": "citizen"}
    citizen.hear_nothing()


def test_who_comes_later_reads_what_stands_there(citizen, alice, clerk, consultation):
    for keep, text in ((0, "Gutne 👍"), (3, "en Tag"), (9, "!")):
        citizen.say("draft", keep=keep, text=text)
        alice.hear("draft")
    alice.say("draft", keep=0, text="my own")
    again = seated(clerk(), consultation, "console-1")
    assert again.joined["drafts"] == [{"from": "citizen", "text": "Guten Tag!"}]


def test_a_draft_goes_with_its_author(citizen, alice, phone, consultation):
    citizen.say("draft", keep=0, text="half a sen")
    alice.hear("draft")
    citizen.close()
    alice.hear("participant")
    again = seated(phone(1), consultation, "phone-1")
    assert again.joined["drafts"] == []
    again.say("draft", keep=10, text="tence")
    again.refused("malformed")


@pytest.mark.parametrize(("keep", "text"), [(0, "x" * 2001), (1, "x" * 2000)])
def test_a_draft_is_no_longer_than_a_message(citizen, keep, text):
    citizen.say("draft", keep=0, text="x")
    citizen.say("draft", keep=keep, text=text)
    citizen.refused("chat_too_long")


@pytest.mark.parametrize("wrong", [{"keep": -1, "text": ""}, {"keep": "0", "text": ""}, {"keep": 0}])
def test_a_draft_has_its_shape(citizen, wrong):
    citizen.say("draft", **wrong)
    citizen.refused("malformed")
