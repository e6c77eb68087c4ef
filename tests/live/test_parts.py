"""Rules of single parts, without a server."""

from datetime import UTC, datetime
from typing import Any

import pytest
from websockets.datastructures import Headers
from websockets.http11 import Request

from appliance.config import Config, Turn
from appliance.domain.admission import Principal, PrincipalKind
from appliance.domain.journal import Event, EventType
from appliance.live import topics
from appliance.live.connection import Watch
from appliance.live.gate import Gate, client_address
from appliance.live.hub import Hub
from appliance.live.limits import Limits
from appliance.live.messages import Refused
from appliance.live.ring import Kept, Ring
from appliance.live.turn import ice_servers
from tests.live.turn_check import password_of

AT = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


# The ring.


def ring_of(*kept: tuple[int, str], capacity: int = 3) -> Ring:
    ring = Ring(floor=0, capacity=capacity)
    for id, names in kept:
        ring.append(Kept(id, tuple(names.split()), str(id).encode()))
    return ring


def test_the_ring_replays_each_frame_once_and_in_order_of_ids():
    ring = ring_of((1, "a"), (2, "b"), (3, "a b"))
    assert ring.after(0, ["b", "a"]) == [b"1", b"2", b"3"]
    assert ring.after(1, ["a"]) == [b"3"]
    assert ring.after(0, ["c"]) == []


def test_the_ring_forgets_the_oldest_and_says_so():
    ring = ring_of((1, "a"), (2, "b"), (5, "a"), (6, "a"))
    assert not ring.holds_all_after(0)
    assert ring.holds_all_after(1)
    assert ring.after(1, ["a", "b"]) == [b"2", b"5", b"6"]


# The hub.


class Reader:
    def __init__(self) -> None:
        self.heard: list[bytes] = []

    def write(self, frame: bytes) -> None:
        self.heard.append(frame)


def test_a_follower_of_two_topics_hears_an_event_once_and_all_hear_the_same_bytes():
    hub, both, one = Hub(Ring(0)), Reader(), Reader()
    hub.follow(both, ["office:1", "ticket:2"])
    hub.follow(one, ["ticket:2"])
    hub.publish(Event(1, AT, EventType.TICKET_CALLED, office_id=1, ticket_id=2))
    assert len(both.heard) == 1
    assert both.heard[0] is one.heard[0]
    hub.unfollow(both, ["office:1", "ticket:2"])
    assert not hub.is_followed("office:1")


# Topics.


@pytest.mark.parametrize(
    ("principal", "followed"),
    [
        (Principal(PrincipalKind.TICKET, 7, 1), ("ticket:7", "office-state:1")),
        (Principal(PrincipalKind.DEVICE, 7, 1), ("device:7", "office:1")),
        (Principal(PrincipalKind.STAFF, 7, None), ("office:2", "office:3", "clerk:7")),
        (Principal(PrincipalKind.GUEST, 7, None), ("guest:7",)),
    ],
    ids=["ticket", "device", "staff", "guest"],
)
def test_everybody_follows_what_is_theirs_and_staff_what_they_ask_for(principal, followed):
    assert topics.of_principal(principal, ["office:2", "office:3", "office:2"]) == followed


@pytest.mark.parametrize(
    "name", ["ticket:1", "office", "office:", "office:x", "office:-1", "office:²", "office-state:1"]
)
def test_staff_follow_offices_only(name):
    with pytest.raises(Refused):
        topics.of_principal(Principal(PrincipalKind.STAFF, 1, None), [name])


def test_who_signed_out_is_told_to_nobody():
    assert list(topics.of_event(Event(1, AT, EventType.STAFF_SIGNED_OUT, office_id=1, clerk_id=1))) == []


# The gate.


def gate(**config: Any) -> Gate:
    return Gate(Config(live_connections_per_address=2, **config), lambda: {"status": "ok"})


def asked(host: str = "stadt.example:8441", **headers: str) -> Request:
    return Request("/live", Headers({"Host": host, **headers}))


def is_let_in(here: Gate, origin: str, host: str = "stadt.example:8441") -> bool:
    return here.answer(asked(host, Origin=origin), "192.0.2.1") is None


def test_one_address_may_open_so_many_connections_and_closing_gives_one_back():
    here = gate()
    for _ in range(2):
        assert here.answer(asked(), "192.0.2.1") is None
        here.entered("192.0.2.1")
    assert here.answer(asked(), "192.0.2.1").status_code == 429
    assert here.answer(asked(), "192.0.2.2") is None
    here.left("192.0.2.1")
    assert here.answer(asked(), "192.0.2.1") is None


@pytest.mark.parametrize(
    ("origin", "ours"),
    [
        ("http://stadt.example:8440", True),
        ("https://stadt.example:8440", True),
        ("http://STADT.example:8440", True),
        ("https://buero.example", True),
        ("https://buero.example:8443", False),
        ("http://stadt.example", False),
        ("https://stadt.example", False),
        ("http://stadt.example:8441", False),
        ("http://stadt.example:9000", False),
        ("http://stadt.example:many", False),
        ("ftp://stadt.example:8440", False),
        ("http://:8440", False),
        ("https://stadt.example.evil.example", False),
        ("https://evil.example", False),
        ("null", False),
        ("", False),
        ("https://[", False),
    ],
)
def test_a_page_has_to_be_of_the_web_on_this_host_or_of_a_configured_origin(origin, ours):
    assert is_let_in(gate(origins=("https://buero.example",)), origin) is ours


@pytest.mark.parametrize(
    ("port", "origin", "ours"),
    [(80, "http://stadt.example", True), (443, "https://stadt.example", True), (80, "https://stadt.example", False)],
)
def test_the_web_s_port_may_be_the_one_that_goes_without_saying(port, origin, ours):
    assert is_let_in(gate(port=port), origin) is ours


@pytest.mark.parametrize(
    ("host", "origin", "ours"),
    [
        ("stadt.example", "https://stadt.example", True),
        ("stadt.example:443", "https://stadt.example", True),
        ("stadt.example", "https://stadt.example:443", True),
        ("stadt.example:8443", "https://stadt.example:8443", True),
        ("[2001:db8::1]:8443", "https://[2001:db8::1]:8443", True),
        ("stadt.example", "https://stadt.example:8440", False),
        ("stadt.example", "http://stadt.example:9000", False),
        ("stadt.example:8443", "https://stadt.example", False),
        ("stadt.example", "https://evil.example", False),
        ("stadt.example", "https://buero.example", False),
    ],
)
def test_behind_one_origin_a_page_is_of_exactly_the_host_that_was_asked(host, origin, ours):
    assert is_let_in(gate(one_origin=True, origins=("https://buero.example",)), origin, host) is ours


def test_two_origins_are_none():
    request = asked(Origin="http://stadt.example:8440")
    request.headers["Origin"] = "http://evil.example"
    assert gate().answer(request, "192.0.2.1").status_code == 403


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [("", 0, "peer"), ("a, b", 0, "peer"), ("a, b", 1, "b"), ("a, b", 2, "a"), ("a", 2, "peer"), ("", 1, "peer")],
)
def test_only_our_own_proxies_are_believed(forwarded, proxies, address):
    headers = Headers({"X-Forwarded-For": forwarded}) if forwarded else Headers()
    assert client_address(headers, "peer", proxies) == address


# The watch.


class Idle:
    """A connection that never says anything."""

    heard = 0

    def __init__(self) -> None:
        self.sent, self.aborted, self.late = 0, False, False

    def send(self, _frame: bytes) -> None:
        self.sent += 1

    def abort(self) -> None:
        self.aborted = True

    def too_late(self) -> None:
        self.late = True


def test_a_silent_peer_is_asked_after_40_seconds_and_gone_after_60():
    watch, idle = Watch(Limits()), Idle()
    watch.everyone.add(idle)
    for _ in range(39):
        watch.tick()
    assert idle.sent == 0
    for _ in range(20):
        watch.tick()
    assert idle.sent > 0 and not idle.aborted
    watch.tick()
    assert idle.aborted


def test_a_deadline_is_kept():
    watch, idle = Watch(Limits()), Idle()
    watch.expect(idle, 5)
    for _ in range(4):
        watch.tick()
    assert not idle.late
    watch.tick()
    assert idle.late


# Relay credentials.


def relay(**changes) -> Config:
    given = {"urls": ("turn:t.example:3478?transport=udp",), "secret": "a shared secret", "lifetime_seconds": 3600}
    return Config(turn=Turn(**{**given, **changes}))


def test_without_a_relay_there_are_no_ice_servers():
    assert ice_servers(Config(), "1-clerk", AT) == []


def test_credentials_name_their_expiry_and_coturn_accepts_them():
    _, server = ice_servers(relay(), "1-clerk", AT)
    assert server["username"] == f"{int(AT.timestamp()) + 3600}:1-clerk"
    assert server["credential"] == password_of(server["username"])


def test_credentials_live_two_hours_at_most():
    _, server = ice_servers(relay(lifetime_seconds=10**6), "1-clerk", AT)
    assert server["username"].startswith(str(int(AT.timestamp()) + 7200))


def test_a_relay_over_tls_alone_offers_no_stun():
    (server,) = ice_servers(relay(urls=("turns:t.example:443?transport=tcp",)), "1-clerk", AT)
    assert server["urls"] == ["turns:t.example:443?transport=tcp"]
