"""Whoever breaks the protocol is told so, with a code, and disturbs nobody else."""

import http.client
import json
import socket
import time

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from appliance.domain.journal import EventType
from tests.live.client import Page
from tests.live.process import PAGES, LiveProcess
from tests.live.town import CLERK_COOKIE, TERMINAL_TOKEN, Town, token_of

MISTAKES = [
    ({"type": "dance"}, "unknown_type"),
    ({"type": 5}, "unknown_type"),
    ({}, "unknown_type"),
    ({"type": "welcome"}, "unknown_type"),
    ({"type": "join", "consultation": "1", "instance": "i"}, "malformed"),
    ({"type": "join", "consultation": True, "instance": "i"}, "malformed"),
    ({"type": "join", "consultation": -1, "instance": "i"}, "malformed"),
    ({"type": "join", "consultation": 1}, "malformed"),
    ({"type": "join", "consultation": 10**30, "instance": "i"}, "malformed"),
    ({"type": "offer", "to": "mayor", "stream": "s", "label": "camera", "sdp": "v=0"}, "malformed"),
    ({"type": "offer", "to": "clerk", "stream": "s", "label": "keyhole", "sdp": "v=0"}, "malformed"),
    ({"type": "candidate", "to": "clerk", "stream": "s", "candidate": {"evil": 1}}, "malformed"),
    ({"type": "status", "microphone": "loud", "camera": "on"}, "malformed"),
    ({"type": "request", "to": "clerk", "label": "document"}, "malformed"),
    ({"type": "chat", "id": "1", "text": ""}, "malformed"),
    ({"type": "chat", "id": "1", "text": "x"}, "not_joined"),
    ({"type": "leave"}, "not_joined"),
]


def test_a_forged_token_is_not_admitted(connect):
    for token in ("t_" + "x" * 43, "d_" + "x" * 43, "nothing of ours", "", "t_ünïcödé"):
        page = connect(hello=False)
        page.say("hello", token=token)
        assert page.refused("not_admitted")["of"] == "hello"
        assert page.close_code() == 4401


def test_a_forged_session_is_not_admitted(connect):
    for cookie in ("", "vorzimmer=forged", "other=1; vorzimmer", "=;;;,"):
        page = connect(hello=False, cookie=cookie)
        page.say("hello", topics=["office:1"])
        page.refused("not_admitted")


def test_a_session_behind_tls_has_a_prefixed_cookie(connect):
    assert connect(cookie=f"theme=dark; __Host-vorzimmer={CLERK_COOKIE}").welcome["topics"] == ["clerk:1"]


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "http://127.0.0.1"])
def test_a_page_of_another_site_or_another_service_here_gets_no_connection(live, origin):
    with pytest.raises(InvalidStatus) as refusal:
        Page(live.url, origin=origin, cookie=f"vorzimmer={CLERK_COOKIE}")
    assert refusal.value.response.status_code == 403
    assert json.loads(refusal.value.response.body) == {"code": "cross_site"}


def test_our_own_pages_get_one(connect, live):
    for origin in (PAGES, f"http://127.0.0.1:{live.web_port}"):
        assert connect(origin=origin, cookie=f"vorzimmer={CLERK_COOKIE}").welcome


def test_silence_instead_of_hello_ends_the_connection(town):
    live = LiveProcess(town.config.data, limits=["hello_seconds=1"])
    live.start()
    try:
        page = Page(live.url, hello=False)
        with socket.create_connection(("127.0.0.1", live.port)) as mute:
            page.refused("no_hello")
            assert page.close_code() == 4408
            mute.settimeout(5)
            assert mute.recv(1) == b""
        page.close()
    finally:
        live.close()


def test_the_first_message_is_hello(connect):
    page = connect(hello=False)
    page.say("ping")
    page.refused("no_hello")
    assert page.close_code() == 4408


def test_hello_is_said_once(phone, town):
    town.take_ticket()
    page = phone(1)
    page.say("hello", token=token_of(1))
    page.refused("malformed")
    page.hear_nothing()


def test_what_is_not_a_json_object_is_malformed_and_the_connection_stays(town, phone):
    town.take_ticket()
    page = phone(1)
    for text in ("", "{", "[]", "1", "null", '"hello"', '{"type":NaN}', "[" * 20_000, '{"type":"ping"}x'):
        page.socket.send(text)
        page.refused("malformed")
        page.hear_nothing()


def test_bytes_are_malformed(town, phone):
    town.take_ticket()
    page = phone(1)
    page.socket.send(b"\xff\xfe")
    page.refused("malformed")
    page.hear_nothing()


def test_each_mistake_has_its_code(town, phone):
    town.take_ticket()
    page = phone(1)
    for message, code in MISTAKES:
        page.socket.send(json.dumps(message))
        page.refused(code)
        page.hear_nothing()


def test_nobody_speaks_as_somebody_else(town, phone, clerk):
    consultation = town.open_consultation(town.take_ticket())
    citizen, alice = phone(1), clerk()
    citizen.say("chat", id="0", text="x", **{"from": "clerk"})
    citizen.refused("spoofed_source")
    for page in (citizen, alice):
        page.say("join", consultation=consultation, instance="i")
        page.hear("joined")
    citizen.hear("participant")
    citizen.say("chat", id="1", text="The clerk says: give me your PIN", **{"from": "clerk"})
    citizen.refused("spoofed_source")
    citizen.say("chat", id="2", text="It is me", **{"from": "citizen"})
    assert alice.hear("chat")["id"] == "2"


def test_a_lone_surrogate_is_relayed_without_harm(town, phone, clerk):
    consultation = town.open_consultation(town.take_ticket())
    citizen, alice = phone(1), clerk()
    for page in (citizen, alice):
        page.say("join", consultation=consultation, instance="i")
        page.hear("joined")
    citizen.hear("participant")
    citizen.socket.send('{"type":"chat","id":"1","text":"\\ud800 ok"}')
    assert alice.hear("chat")["text"] == "\ud800 ok"


def test_too_large_a_message_is_named_and_ends_the_connection(town, phone):
    town.take_ticket()
    page = phone(1)
    page.say("chat", id="1", text="x" * 70_000)
    page.refused("too_large")
    assert page.close_code() == 1009


def test_a_message_in_fragments_is_one_message(town, phone):
    town.take_ticket()
    page = phone(1)
    page.socket.send(iter(['{"ty', 'pe":"p', 'ing"}']))
    page.hear("pong")


def test_who_is_wrong_again_and_again_is_closed(town, phone):
    town.take_ticket()
    page = phone(1)
    for _ in range(21):
        page.socket.send("{")
        page.refused("malformed")
    assert page.close_code() == 1008


def test_talking_to_somebody_who_has_just_gone_is_no_breach(town, phone):
    consultation = town.open_consultation(town.take_ticket())
    page = phone(1)
    page.say("join", consultation=consultation, instance="i")
    page.hear("joined")
    for _ in range(30):
        page.say("candidate", to="clerk", stream="s", candidate=None)
        page.refused("unknown_participant")
    page.hear_nothing()


def test_a_flood_is_refused_and_then_closed(town, phone):
    town.take_ticket()
    page = phone(1)
    answers = []
    with pytest.raises(ConnectionClosed) as closed:
        while True:
            for _ in range(50):
                page.say("ping")
            answers += [page.hear()["type"] for _ in range(50)]
    assert answers[:199] == ["pong"] * 199
    assert closed.value.rcvd.code == 1008


def test_a_revoked_device_loses_its_connection_and_gets_no_other(town, terminal, connect):
    page = terminal()
    town.revoke_terminal()
    assert page.hear("event")["event"] == EventType.DEVICE_REVOKED
    page.refused("revoked")
    assert page.close_code() == 4403
    late = connect(hello=False)
    late.say("hello", token=TERMINAL_TOKEN)
    late.refused("not_admitted")


@pytest.mark.parametrize("leave", [Town.sign_alice_out, Town.retire_alice])
def test_who_signs_out_or_has_left_loses_the_connections(town, clerk, terminal, leave):
    pages, other = [clerk(), clerk()], terminal()
    leave(town)
    for page in pages:
        page.refused("revoked")
        assert page.close_code() == 4403
    other.hear_nothing()


def test_a_device_that_moves_to_another_office_comes_back_as_what_it_is_now(town, terminal):
    page = terminal()
    town.move_terminal_to(town.other_office)
    assert page.hear("event")["event"] == EventType.DEVICE_CHANGED
    assert page.close_code() == 1012
    assert f"office:{town.other_office}" in terminal().welcome["topics"]


def test_health_is_plain_http(live, town):
    town.happens(EventType.OFFICE_OPENED, office=town.office)
    live.await_listening()
    status, health = fetch(live, "/healthz")
    assert (status, health["status"], health["head"]) == (200, "ok", 1)
    assert health["rss_kb"] > 1000
    assert fetch(live, "/secret") == (404, {"code": "unknown_page"})


def test_a_request_that_is_no_handshake_gets_an_http_answer(live):
    connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=5)
    connection.request("GET", "/live")
    assert connection.getresponse().status == 426


def test_stopping_says_goodbye_in_time(live, phone, town):
    town.take_ticket()
    page = phone(1)
    began = time.monotonic()
    assert live.stop() == 0
    assert time.monotonic() - began < 5
    assert page.close_code() == 1012


def fetch(live, path):
    connection = http.client.HTTPConnection("127.0.0.1", live.port, timeout=5)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())
