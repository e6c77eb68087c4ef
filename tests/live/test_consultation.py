"""Rooms: participants find each other, keep what was said, and go when the consultation is over."""

import pytest

from appliance.live.features.chat import Messages, record
from tests.live.client import Page
from tests.live.process import LiveProcess
from tests.live.town import token_of
from tests.live.turn_check import password_of


@pytest.fixture
def consultation(town):
    return town.open_consultation(town.take_ticket())


@pytest.fixture
def citizen(phone, consultation):
    """On the phone, in the room."""
    return seated(phone(1), consultation, "phone-1")


@pytest.fixture
def alice(clerk, consultation, citizen):
    """The clerk, in the room after the citizen."""
    page = seated(clerk(), consultation, "console-1")
    citizen.hear("participant")
    return page


def seated(page, consultation, instance):
    page.say("join", consultation=consultation, instance=instance)
    page.joined = page.hear("joined")
    return page


def test_the_welcome_names_the_consultation_to_return_to(consultation, phone, clerk):
    assert phone(1).welcome["consultation"] == consultation
    assert clerk().welcome["consultation"] == consultation
    assert phone(1).welcome["window"] is None


def test_everybody_learns_who_is_there(consultation, citizen, alice):
    assert (citizen.joined["you"], alice.joined["you"]) == ("citizen", "clerk")
    assert [one["id"] for one in alice.joined["participants"]] == ["citizen", "clerk"]
    assert alice.joined["participants"][0]["instance"] == "phone-1"
    known = [(one["role"], one["name"]) for one in alice.joined["participants"]]
    assert known == [("citizen", None), ("clerk", "alice")]
    assert (alice.joined["chat"], alice.joined["finished"], alice.joined["ice_servers"]) == ([], False, [])


def test_a_terminal_is_the_citizen_and_its_agent_the_agent(town, terminal, phone):
    consultation = town.open_consultation(town.take_ticket(at_terminal=True))
    assert seated(terminal(), consultation, "t").joined["you"] == "citizen"
    assert seated(terminal(face="agent"), consultation, "a").joined["you"] == "agent"
    page = phone(1)
    page.say("join", consultation=consultation, instance="p")
    page.refused("not_admitted")


def test_strangers_are_not_admitted(town, consultation, phone):
    town.take_ticket()
    page = phone(2)
    page.say("join", consultation=consultation, instance="x")
    page.refused("not_admitted")
    page.say("chat", id="1", text="hello?")
    page.refused("not_joined")


def test_descriptions_and_candidates_go_to_the_one_named_with_their_source(citizen, alice):
    candidate = {"candidate": "candidate:1 1 udp 1 192.0.2.1 9 typ host", "sdpMid": "0", "sdpMLineIndex": 0}
    alice.say("offer", to="citizen", stream="s1", label="camera", sdp="v=0")
    alice.say("candidate", to="citizen", stream="s1", candidate=candidate)
    alice.say("candidate", to="citizen", stream="s1", candidate=None)
    offer = {"type": "offer", "to": "citizen", "stream": "s1", "label": "camera", "sdp": "v=0", "from": "clerk"}
    assert citizen.hear("offer") == offer
    assert citizen.hear("candidate")["candidate"] == candidate
    assert citizen.hear("candidate")["candidate"] is None
    citizen.say("answer", to="clerk", stream="s1", sdp="v=0")
    assert alice.hear("answer")["from"] == "citizen"


@pytest.mark.parametrize(("kind", "fields"), [("renew", {"stream": "s1"}), ("close", {"stream": "s1"})])
def test_streams_are_renewed_and_closed(citizen, alice, kind, fields):
    citizen.say(kind, to="clerk", **fields)
    assert alice.hear(kind) == {"type": kind, "to": "clerk", "from": "citizen", **fields}


def test_the_clerk_asks_the_agent_for_the_document_and_hears_of_its_camera(town, terminal, clerk):
    consultation = town.open_consultation(town.take_ticket(at_terminal=True))
    alice = seated(clerk(), consultation, "c")
    alice.say("request", to="agent", label="document")
    alice.refused("unknown_participant")
    agent = seated(terminal(face="agent"), consultation, "a")
    assert alice.hear("participant")["id"] == "agent"
    alice.say("request", to="agent", label="document")
    assert agent.hear("request") == {"type": "request", "to": "agent", "label": "document", "from": "clerk"}
    agent.say("notice", code="document_camera_lost")
    assert alice.hear("notice") == {"type": "notice", "code": "document_camera_lost", "from": "agent"}
    alice.say("release", to="agent", label="document")
    agent.hear("release")


def test_nobody_but_the_clerk_asks_for_the_document_and_nobody_but_the_agent_tells_of_its_camera(town, terminal, clerk):
    consultation = town.open_consultation(town.take_ticket(at_terminal=True))
    agent = seated(terminal(face="agent"), consultation, "a")
    citizen = seated(terminal(), consultation, "t")
    alice = seated(clerk(), consultation, "c")
    heard = [agent.hear("participant") for _ in range(2)] + [citizen.hear("participant")]
    assert [one["id"] for one in heard] == ["citizen", "clerk", "clerk"]
    for kind in ("request", "release"):
        citizen.say(kind, to="agent", label="document")
        assert citizen.refused("not_admitted")["of"] == kind
    for page in (citizen, alice):
        page.say("notice", code="document_camera_lost")
        assert page.refused("not_admitted")["of"] == "notice"
    for page in (agent, citizen, alice):
        page.hear_nothing()


def test_chat_reaches_all_and_its_author_and_is_kept(citizen, alice, clerk, consultation):
    citizen.say("chat", id="m1", text="Grüß Gott")
    heard = alice.hear("chat")
    assert (heard["from"], heard["text"], heard["id"]) == ("citizen", "Grüß Gott", "m1")
    assert citizen.hear("chat") == heard
    alice.close()
    assert citizen.hear("participant")["present"] is False
    back = seated(clerk(), consultation, "console-1")
    assert back.joined["chat"] == [{name: heard[name] for name in ("id", "from", "text", "at")}]


def test_a_chat_message_that_is_sent_again_is_not_said_twice(citizen, alice):
    for _ in range(2):
        citizen.say("chat", id="m1", text="hello")
        citizen.hear("chat")
    alice.hear("chat")
    alice.hear_nothing()


def test_a_chat_id_of_somebody_else_is_refused(citizen, alice):
    citizen.say("chat", id="m1", text="hello")
    alice.hear("chat")
    alice.say("chat", id="m1", text="mine")
    alice.refused("malformed")


def test_a_chat_message_has_an_end(citizen):
    citizen.say("chat", id="m1", text="x" * 2001)
    citizen.refused("chat_too_long")


def test_the_history_keeps_the_newest_500_messages():
    kept: Messages = {}
    for number in range(505):
        record(kept, str(number), {})
    assert list(kept) == [str(number) for number in range(5, 505)]


def test_muting_is_told_and_remembered(citizen, alice, clerk, consultation):
    citizen.say("status", microphone="off", camera="on")
    assert alice.hear("status") == {"type": "status", "microphone": "off", "camera": "on", "from": "citizen"}
    back = seated(clerk(), consultation, "console-1")
    assert back.joined["participants"][0]["status"] == {"microphone": "off", "camera": "on"}


def test_a_second_page_takes_the_place_of_the_first(citizen, alice, phone, consultation):
    second = seated(phone(1), consultation, "phone-2")
    assert citizen.hear("left")["reason"] == "replaced"
    news = alice.hear("participant")
    assert (news["instance"], news["present"]) == ("phone-2", True)
    citizen.say("chat", id="1", text="still here?")
    citizen.refused("not_joined")
    citizen.close()
    alice.hear_nothing()
    second.say("chat", id="2", text="I am")
    assert alice.hear("chat")["from"] == "citizen"


def test_the_same_page_on_a_new_connection_keeps_its_status(citizen, alice, phone, consultation):
    citizen.say("status", microphone="on", camera="off")
    alice.hear("status")
    seated(phone(1), consultation, "phone-1")
    assert alice.hear("participant")["status"] == {"microphone": "on", "camera": "off"}


def test_joining_again_gives_fresh_credentials_and_disturbs_nobody_s_place(town, consultation):
    live = LiveProcess(town.config.data, turn=True)
    live.start()
    try:
        with Page(live.url, token=token_of(1)) as page:
            for _ in range(2):
                stun, relay = seated(page, consultation, "p").joined["ice_servers"]
            assert stun == {"urls": ["stun:turn.example:3478"]}
            assert relay["urls"] == ["turn:turn.example:3478?transport=udp", "turns:turn.example:443?transport=tcp"]
            assert relay["credential"] == password_of(relay["username"])
            page.hear_nothing()
    finally:
        live.close()


def test_who_is_lost_is_missed_at_once(citizen, alice):
    citizen.socket.socket.close()
    news = alice.hear("participant")
    assert (news["id"], news["present"]) == ("citizen", False)


def test_hanging_up_is_told_and_ends_it_for_the_one_who_did(citizen, alice):
    citizen.say("hang-up")
    assert alice.hear("hang-up") == {"type": "hang-up", "from": "citizen"}
    assert alice.hear("participant")["present"] is False
    assert citizen.hear("left")["reason"] == "hung_up"


def test_leaving_is_quiet(citizen, alice):
    citizen.say("leave")
    assert alice.hear("participant")["present"] is False
    citizen.hear_nothing()


def test_the_room_stays_while_thanks_are_shown_and_ends_with_the_consultation(
    town, consultation, citizen, alice, phone
):
    town.finish(consultation)
    assert citizen.hear("state") == {"type": "state", "finished": True, "held": False}
    assert seated(phone(1), consultation, "phone-1").joined["finished"] is True
    citizen.hear("left")
    alice.hear("state")
    alice.hear("participant")
    town.reopen(consultation)
    assert alice.hear("state")["finished"] is False
    back = seated(phone(1), consultation, "phone-1")
    assert back.joined["finished"] is False
    alice.hear("participant")
    town.finish(consultation)
    town.close_consultation(consultation)
    for page in (alice, back):
        page.hear("state")
        assert page.hear("left")["reason"] == "closed"
    alice.say("join", consultation=consultation, instance="console-1")
    alice.refused("not_admitted")


def test_a_killed_live_process_forgets_rooms_and_everybody_joins_again(
    town, consultation, citizen, alice, live, phone, clerk
):
    town.finish(consultation)
    live.kill_and_start()
    assert alice.close_code() == 1006
    again = seated(clerk(), consultation, "console-1")
    assert [one["id"] for one in again.joined["participants"]] == ["clerk"]
    assert again.joined["finished"] is True
    seated(phone(1), consultation, "phone-1").say("chat", id="m1", text="said again by its author")
    assert again.hear("participant")["id"] == "citizen"
    assert again.hear("chat")["id"] == "m1"
