"""Sign language: whoever uses it says so, and everybody who sends a picture learns of it."""

import pytest

from tests.live.client import Page


def seated(page, consultation, instance) -> Page:
    page.say("join", consultation=consultation, instance=instance)
    page.joined = page.hear("joined")
    return page


@pytest.fixture
def consultation(town):
    return town.open_consultation(town.take_ticket())


def test_it_is_told_and_known_to_who_comes_later(phone, clerk, consultation):
    citizen = seated(phone(1), consultation, "p")
    alice = seated(clerk(), consultation, "c")
    citizen.hear("participant")
    assert alice.joined["sign_language"] == []
    citizen.say("sign-language", on=True)
    assert alice.hear("sign-language") == {"type": "sign-language", "on": True, "from": "citizen"}
    citizen.close()
    alice.hear("participant")
    again = seated(phone(1), consultation, "p2")
    assert again.joined["sign_language"] == ["citizen"]
    again.say("sign-language", on=False)
    alice.hear("participant")
    alice.hear("sign-language")
    assert seated(clerk(), consultation, "c").joined["sign_language"] == []


@pytest.mark.parametrize("wrong", [{}, {"on": "yes"}, {"on": 1}])
def test_it_is_on_or_off(phone, consultation, wrong):
    citizen = seated(phone(1), consultation, "p")
    citizen.say("sign-language", **wrong)
    citizen.refused("malformed")
