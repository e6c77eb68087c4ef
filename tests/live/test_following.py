"""State comes down: everybody hears what concerns them, once, in order, whatever happens in between."""

import json
import signal
import socket
import time
from contextlib import suppress
from datetime import UTC, datetime

from websockets.client import ClientProtocol
from websockets.uri import parse_uri

from appliance.domain.journal import EventType
from appliance.store import journal
from tests.live.client import Page
from tests.live.process import LiveProcess
from tests.live.town import CLERK_COOKIE, TERMINAL_TOKEN, Town, token_of


def test_a_ticket_hears_of_itself_and_of_its_office_closing_and_of_nobody_else(town, phone):
    mine, other = town.take_tickets(2)
    page = phone(1)
    town.happens(EventType.TICKET_CALLED, office=town.office, ticket=other)
    called = town.happens(EventType.TICKET_CALLED, office=town.office, ticket=mine, counter=town.counter)
    closed = town.happens(EventType.OFFICE_CLOSED, office=town.office)
    first, second = page.hear("event"), page.hear("event")
    assert (first["id"], first["event"], first["ticket"], first["counter"]) == (
        called,
        "TicketCalled",
        mine,
        town.counter,
    )
    assert (second["id"], second["event"], second["office"]) == (closed, "OfficeClosed", town.office)
    page.hear_nothing()


def test_a_terminal_hears_an_event_of_two_of_its_topics_once(town, terminal):
    page = terminal()
    called = town.happens(EventType.TICKET_CALLED, office=town.office, ticket=1, device=town.terminal)
    assert page.hear("event")["id"] == called
    page.hear_nothing()


def test_staff_follow_the_offices_that_they_ask_for(town, clerk):
    page = clerk(topics=[f"office:{town.office}"])
    assert page.welcome["topics"] == [f"office:{town.office}", f"clerk:{town.alice}"]
    taken = town.happens(EventType.TICKET_TAKEN, office=town.office, ticket=1)
    town.happens(EventType.TICKET_TAKEN, office=town.office + 1, ticket=2)
    assert page.hear("event")["id"] == taken
    page.hear_nothing()


def test_staff_cannot_follow_a_single_ticket(connect):
    page = connect(hello=False, cookie=f"vorzimmer={CLERK_COOKIE}")
    page.say("hello", topics=["ticket:1"])
    page.refused("not_admitted")


def test_without_the_bell_the_journal_is_read_within_about_a_second(town, phone):
    ticket = town.take_ticket()
    page = phone(1)
    town.rings = False
    town.happens(EventType.TICKET_CALLED, office=town.office, ticket=ticket)
    assert page.hear("event", seconds=2)["ticket"] == ticket


def test_a_window_comes_with_the_welcome_and_whenever_it_changes(town, phone):
    mine, other = town.take_tickets(2)
    town.show_window(mine, people_ahead=3)
    page = phone(1)
    assert page.welcome["window"]["people_ahead"] == 3
    town.show_window(other, people_ahead=5)
    town.show_window(mine, people_ahead=0)
    window = page.hear("window")
    assert (window["ticket"], window["people_ahead"], window["next_up"]) == (mine, 0, True)
    page.hear_nothing()


def test_who_comes_back_hears_first_what_was_missed_then_what_is_new(town, phone):
    ticket = town.take_ticket()
    page = phone(1)
    head = page.welcome["head"]
    page.close()
    missed = [town.happens(EventType.TICKET_RECALLED, office=town.office, ticket=ticket) for _ in range(3)]
    back = phone(1, after=head)
    new = town.happens(EventType.TICKET_CALLED, office=town.office, ticket=ticket)
    assert [back.hear("event")["id"] for _ in range(4)] == [*missed, new]
    back.hear_nothing()


def test_a_page_that_the_web_told_more_than_live_knows_misses_nothing_and_hears_nothing_twice(town, phone, live):
    ticket = town.take_ticket()
    phone(1)
    town.rings = False
    seen_by_the_web = town.happens(EventType.TICKET_CALLED, office=town.office, ticket=ticket)
    page = phone(1, after=seen_by_the_web)
    town.rings = True
    new = town.happens(EventType.TICKET_RECALLED, office=town.office, ticket=ticket)
    assert page.hear("event")["id"] == new
    page.hear_nothing()


def test_an_id_from_the_future_of_another_database_means_reset(phone, town):
    town.take_ticket()
    assert phone(1, after=10**9).hear("reset")["head"] == 0


def test_a_killed_live_process_loses_no_event_and_doubles_none(town, phone, live):
    ticket = town.take_ticket()
    heard, expected, after = [], [], 0
    for round in range(3):
        page = phone(1, after=after)
        expected += [town.happens(EventType.TICKET_RECALLED, office=town.office, ticket=ticket) for _ in range(5)]
        while len(heard) < 5 * round + 3:
            heard.append(page.hear("event")["id"])
        live.kill_and_start()
        expected += [town.happens(EventType.TICKET_RECALLED, office=town.office, ticket=ticket)]
        after = heard[-1]
    page = phone(1, after=after)
    while len(heard) < len(expected):
        heard.append(page.hear("event")["id"])
    assert heard == expected
    page.hear_nothing()


def test_live_may_start_before_there_is_a_database(tmp_path):
    live = LiveProcess(tmp_path)
    live.start()
    time.sleep(0.5)
    town = Town(tmp_path)
    try:
        ticket = town.take_ticket()
        with Page(live.url, token=token_of(1)) as page:
            called = town.happens(EventType.TICKET_CALLED, office=town.office, ticket=ticket)
            assert page.hear("event")["id"] == called
        assert live.stop() == 0
    finally:
        live.close()
        town.close()


def test_live_without_a_database_can_be_stopped(tmp_path):
    live = LiveProcess(tmp_path)
    live.start()
    time.sleep(0.7)
    assert live.stop() in (0, -signal.SIGTERM)  # the latter when it had hardly begun
    live.close()


def test_live_runs_on_the_plain_loop_too(town):
    live = LiveProcess(town.config.data, plain_loop=True)
    live.start()
    try:
        ticket = town.take_ticket()
        with Page(live.url, token=token_of(1)) as page:
            called = town.happens(EventType.TICKET_CALLED, office=town.office, ticket=ticket)
            assert page.hear("event")["id"] == called
    finally:
        live.close()


def test_a_killed_process_leaves_a_bell_that_its_successor_replaces(town, phone, live):
    live.await_listening()
    live.kill_and_start()
    ticket = town.take_ticket()
    page = phone(1)
    called = town.happens(EventType.TICKET_CALLED, office=town.office, ticket=ticket)
    assert page.hear("event", seconds=0.5)["id"] == called


def test_who_was_away_for_longer_than_the_ring_is_told_to_fetch_anew(town, phone, live):
    ticket = town.take_ticket()
    first = town.happens(EventType.TICKET_TAKEN, office=town.office, ticket=ticket)
    phone(1)
    happens_often(town, 6000)
    page = phone(1, after=first)
    assert page.hear("reset")["head"] == first + 6000
    page.hear_nothing()


def test_a_reader_that_does_not_read_is_dropped_and_resumes_where_it_was(town, live, clerk, terminal):
    slow = SlowReader(live.port, TERMINAL_TOKEN)
    for _ in range(60):
        happens_often(town, 250)
    other = clerk(topics=[f"office:{town.office}"], after=15_000 - 10)
    assert [other.hear("event")["id"] for _ in range(10)] == list(range(14_991, 15_001))
    heard = slow.read_to_the_end()
    assert heard == list(range(1, len(heard) + 1))
    assert 0 < len(heard) < 15_000
    assert terminal(after=15_000 - 500).hear("event")["id"] == 14_501


def happens_often(town, count):
    town.write(
        lambda: [
            journal.append(datetime.now(UTC), EventType.TICKET_RECALLED, office=town.office, ticket=1)
            for _ in range(count)
        ]
    )


class SlowReader:
    """Says hello and then reads nothing, with a small window."""

    def __init__(self, port: int, token: str) -> None:
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        self.socket.connect(("127.0.0.1", port))
        self.protocol = ClientProtocol(parse_uri(f"ws://127.0.0.1:{port}/live"))
        self.protocol.send_request(self.protocol.connect())
        self._flush()
        while not self.protocol.events_received():
            self.protocol.receive_data(self.socket.recv(1000))
        self.protocol.send_text(json.dumps({"type": "hello", "token": token}).encode())
        self._flush()

    def read_to_the_end(self) -> list[int]:
        """Ids of all events that still arrived."""
        self.socket.settimeout(20)
        with suppress(ConnectionResetError):
            while data := self.socket.recv(65536):
                self.protocol.receive_data(data)
        self.socket.close()
        messages = [json.loads(bytes(frame.data)) for frame in self.protocol.events_received()]
        return [message["id"] for message in messages if message["type"] == "event"]

    def _flush(self) -> None:
        for data in self.protocol.data_to_send():
            self.socket.sendall(data)
