"""Whoever waits at their own device can be reached only while the page is open."""

from datetime import timedelta

import pytest
from apiflask import APIFlask

from appliance.domain.ticket import Channel, Ticket
from appliance.operations import away, calls
from appliance.store import journal
from appliance.store import tickets as ticket_rows
from appliance.web.seen_pages import SeenPages
from tests.conftest import Refused
from tests.town import Desk, Musterstadt
from tests.web.conftest import Client


class Watch:
    """The background of a server, looking every five seconds."""

    def __init__(self, town: Musterstadt, pages: SeenPages) -> None:
        self.town, self.pages = town, pages
        self.look()

    def look(self) -> None:
        at = self.town.clock.now()
        gone, back = self.pages.look(self.town.ask(away.watched), at)
        self.town.do(away.changed, gone, back)

    def passes(self, seconds: int) -> None:
        for _ in range(seconds // 5):
            self.town.clock.advance(seconds=5)
            self.look()

    def is_away(self, ticket: Ticket) -> bool:
        return self.town.ticket(ticket).absent_since is not None


@pytest.fixture
def watch(app: APIFlask, town: Musterstadt) -> Watch:
    return Watch(town, app.extensions["vorzimmer"].pages)


def page_of(app: APIFlask, town: Musterstadt, ticket: Ticket) -> Client:
    return Client(app, town.tokens[ticket.id])


def test_who_closes_the_page_is_passed_over_and_is_back_the_moment_it_is_open(
    app: APIFlask, town: Musterstadt, watch: Watch, yildiz: Desk, refused: Refused
):
    remote = town.take_video()
    page = page_of(app, town, remote)
    watch.passes(60)
    assert page.post("/api/ticket/seen").status_code == 204
    watch.passes(85)
    assert not watch.is_away(remote)
    watch.passes(5)
    assert watch.is_away(remote)
    with refused("absent"):
        yildiz.call_next()
    later = town.take()
    assert page.post("/api/ticket/seen").status_code == 204
    assert not watch.is_away(remote)
    back = town.ticket(remote)
    assert (back.queue_key, back.version) == (remote.queue_key, remote.version)
    assert yildiz.call_next().id == remote.id
    assert town.state(later) == "waiting"


def test_colleagues_and_board_hear_of_it_each_time(app: APIFlask, town: Musterstadt, watch: Watch):
    remote = town.take_video()
    watch.passes(200)
    page_of(app, town, remote).post("/api/ticket/seen")
    watch.passes(30)
    events = town.ask(journal.of_ticket, remote.id)
    told = [event.data["absent"] for event in events if event.type == "TicketPresenceChanged"]
    assert told == [True, False]


def test_who_is_in_the_building_or_can_be_called_needs_no_page(town: Musterstadt, watch: Watch):
    town.terminal()
    on_site, at_terminal, with_phone = town.take(), town.take_at_terminal(), town.take_video()
    town.store.write(ticket_rows.set_phone, with_phone.id, "0151 23456789")
    watch.passes(600)
    assert not any(map(watch.is_away, (on_site, at_terminal, with_phone)))


def test_who_comes_to_the_office_instead_is_there(town: Musterstadt, watch: Watch, yildiz: Desk):
    remote = town.take_video()
    watch.passes(200)
    yildiz.act(calls.change_channel, remote.id, Channel.ON_SITE, "")
    watch.passes(5)
    assert not watch.is_away(remote)


def test_after_the_machine_slept_everybody_has_the_grace_anew(town: Musterstadt, watch: Watch):
    remote = town.take_video()
    town.clock.advance(hours=1)
    watch.look()
    watch.passes(85)
    assert not watch.is_away(remote)
    watch.passes(5)
    assert watch.is_away(remote)


def test_a_restarted_server_keeps_who_was_away_until_their_page_is_seen(app: APIFlask, town: Musterstadt, watch: Watch):
    remote = town.take_video()
    watch.passes(200)
    watch.pages = SeenPages()
    watch.passes(30)
    assert watch.is_away(remote)
    watch.pages.seen(remote.id, town.clock.now() + timedelta(seconds=1))
    watch.passes(5)
    assert not watch.is_away(remote)


def test_a_page_is_told_how_often_to_show_itself(app: APIFlask, town: Musterstadt):
    page = page_of(app, town, town.take_video())
    assert page.get("/api/ticket").json["seen_every_seconds"] == 30


def test_a_forged_link_is_nobodys_page(app: APIFlask, code_of):
    assert code_of(Client(app, "t_forged").post("/api/ticket/seen")) == "unknown_ticket"


def test_the_clerk_sees_the_number_of_who_could_not_leave_the_page_open(
    app: APIFlask, town: Musterstadt, yildiz_signed_in: Client, yildiz: Desk
):
    remote = town.take_video()
    page_of(app, town, remote).post("/api/ticket/channel", {"channel": "video", "phone": "0151 23456789"})
    yildiz.call_next()
    assert yildiz_signed_in.get("/api/console").json["current"]["phone"] == "0151 23456789"
    yildiz.admit(remote)
    assert yildiz_signed_in.get("/api/console").json["current"]["phone"] == ""
