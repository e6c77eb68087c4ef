"""Guests of a room, the citizen on hold, and the hand-over to a colleague."""

import pytest

from tests.live.test_consultation import seated


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


def hear_out(page):
    """What was on its way to a page, by type."""
    page.say("ping")
    heard = {}
    while (message := page.hear())["type"] != "pong":
        heard.setdefault(message["type"], []).append(message)
    return heard


def test_an_invited_guest_waits_outside_until_the_clerk_lets_them_in(town, consultation, citizen, alice, guest):
    invited = town.invite_guest(consultation)
    page = guest()
    assert (page.welcome["topics"], page.welcome["consultation"]) == ([f"guest:{invited}"], None)
    page.say("join", consultation=consultation, instance="g")
    page.refused("not_admitted")
    town.let_in(invited)
    assert [page.hear("event")["event"] for _ in range(2)] == ["GuestKnocked", "GuestAdmitted"]
    assert guest().welcome["consultation"] == consultation
    seated(page, consultation, "g")
    assert page.joined["you"] == "guest1"
    met = hear_out(citizen)["participant"][-1]
    assert (met["id"], met["role"], met["name"], met["present"]) == ("guest1", "interpreter", "Frau Demir", True)


def test_a_guest_speaks_with_everybody_as_themselves(town, consultation, citizen, alice, guest):
    town.let_in(town.invite_guest(consultation))
    page = seated(guest(), consultation, "g")
    for who, name in ((alice, "clerk"), (citizen, "citizen")):
        hear_out(who)
        page.say("offer", to=name, stream="s1", label="camera", sdp="v=0")
        assert who.hear("offer")["from"] == "guest1"
        who.say("answer", to="guest1", stream="s1", sdp="v=0")
        assert page.hear("answer")["from"] == name
    page.say("request", to="agent", label="document")
    page.refused("not_admitted")


def test_a_guest_of_one_room_is_a_stranger_to_another(town, consultation, alice, guest):
    town.let_in(town.invite_guest(consultation))
    page = guest()
    page.say("join", consultation=consultation + 1, instance="g")
    page.refused("not_admitted")


@pytest.mark.parametrize("token", ["g_" + "x" * 43, "g_"])
def test_a_guessed_link_opens_nothing(town, consultation, connect, token):
    page = connect(hello=False)
    page.say("hello", token=token)
    page.refused("not_admitted")
    assert page.close_code() == 4401


def test_a_dismissed_guest_leaves_the_room_and_may_not_come_back(town, consultation, citizen, alice, guest, connect):
    invited = town.invite_guest(consultation)
    town.let_in(invited)
    page = seated(guest(), consultation, "g")
    hear_out(citizen)
    town.dismiss(consultation, invited)
    heard = [page.hear()["type"] for _ in range(3)]
    assert heard == ["event", "left", "error"]
    assert page.close_code() == 4403
    assert [one["present"] for one in hear_out(citizen)["participant"]] == [False]
    again = connect(hello=False)
    again.say("hello", token="g_" + f"{1:043}")
    again.refused("not_admitted")


def test_on_hold_nothing_is_heard_or_seen_between_the_citizen_and_the_others(town, consultation, citizen, alice, guest):
    town.let_in(town.invite_guest(consultation))
    page = seated(guest(), consultation, "g")
    town.hold(consultation, True)
    for who in (citizen, alice, page):
        assert hear_out(who)["state"] == [{"type": "state", "finished": False, "held": True}]
    for speaker, addressee in ((alice, "citizen"), (page, "citizen"), (citizen, "clerk"), (citizen, "guest1")):
        speaker.say("offer", to=addressee, stream="s1", label="camera", sdp="v=0")
        speaker.refused("on_hold")
    alice.say("offer", to="guest1", stream="s1", label="camera", sdp="v=0")
    assert page.hear("offer")["from"] == "clerk"
    citizen.say("chat", id="m1", text="Bin noch da")
    assert page.hear("chat")["text"] == "Bin noch da"
    town.hold(consultation, False)
    assert hear_out(citizen)["state"][0]["held"] is False
    citizen.say("offer", to="guest1", stream="s1", label="camera", sdp="v=0")
    assert hear_out(page)["offer"][0]["from"] == "citizen"


def test_a_live_process_that_starts_anew_still_knows_who_is_on_hold(town, consultation, citizen, live, phone):
    town.hold(consultation, True)
    live.kill_and_start()
    assert seated(phone(1), consultation, "phone-1").joined["held"] is True


def test_a_colleague_who_takes_over_becomes_the_clerk_of_the_same_room(town, consultation, citizen, alice, bob):
    asked = town.ask_bob(consultation)
    page = seated(bob(), consultation, "b")
    assert page.joined["you"] == "guest1"
    alice.say("chat", id="m1", text="Es geht um einen Ausweis.")
    town.hold(consultation, True)
    town.hand_over(consultation, asked)
    for who in (alice, page):
        assert hear_out(who)["left"] == [{"type": "left", "reason": "handed_over"}]
    assert hear_out(citizen)["state"][-1] == {"type": "state", "finished": False, "held": False}
    seated(page, consultation, "b")
    assert page.joined["you"] == "clerk"
    assert [one["text"] for one in page.joined["chat"]] == ["Es geht um einen Ausweis."]
    came = hear_out(citizen)["participant"][-1]
    assert (came["id"], came["name"]) == ("clerk", "bob")
    alice.say("join", consultation=consultation, instance="console-1")
    alice.refused("not_admitted")
