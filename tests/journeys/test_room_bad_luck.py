"""What a consultation survives: reloads, lost connections, restarts of the server."""

import signal

import pytest

from tests.journeys.room_page import House

pytest_plugins = ["tests.journeys.room_fixtures"]
pytestmark = pytest.mark.browser

STREAM = "page.view.room.streams.incoming[0]?.address.stream"
"""The id of the stream that is received: a renewed one has a new id."""


def test_after_a_reload_of_either_page_the_pictures_return(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen()
    clerk.sees("citizen")
    for one, other, name, other_name in [(citizen, clerk, "citizen", "clerk"), (clerk, citizen, "clerk", "citizen")]:
        one.page.reload()
        other.sees(name)
        one.sees(other_name)


def test_picture_and_sound_outlive_the_server_and_messages_wait_for_it(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen()
    clerk.sees("citizen")
    citizen.sees("clerk")
    clerk.writes("vorher")
    citizen.reads("vorher")
    house.live.stop(signal.SIGKILL)
    citizen.until("page.live.state !== 'online'")
    citizen.writes("unterwegs")
    citizen.page.locator(".room-message__unsent:visible").wait_for()
    citizen.is_told("keine Verbindung zum Server")
    clerk.sees("citizen")
    house.live.start()
    clerk.reads("unterwegs")
    citizen.is_told("ist gesendet")
    citizen.sees("clerk")
    messages = ".room-message__text"
    assert clerk.page.locator(messages).all_text_contents() == ["vorher", "unterwegs"]
    assert citizen.page.evaluate("page.connections.length") == 3  # the same ones all the time
    late = house.clerk()
    late.reads("vorher")


def test_a_stream_that_breaks_is_renewed(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen()
    clerk.sees("citizen")
    before = clerk.page.evaluate(STREAM)
    citizen.page.evaluate("page.connections.find((one) => one.getSenders().some(({track}) => track)).close()")
    clerk.until(f"({STREAM}) !== '{before}'")
    clerk.sees("citizen")


SILENCE = """async () => {
    const senders = page.connections.flatMap((one) => one.getSenders()).filter(({track}) => track);
    for (const sender of senders) {
        const parameters = sender.getParameters();
        parameters.encodings[0].active = false;
        await sender.setParameters(parameters);
    }
}"""
"""A way that lets nothing through, while both ends believe in it."""


def test_a_way_that_lets_nothing_through_is_noticed_and_another_is_found(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen()
    clerk.sees("citizen")
    before = clerk.page.evaluate(STREAM)
    citizen.page.evaluate(SILENCE)
    clerk.until(f"({STREAM}) !== '{before}'", seconds=10)
    clerk.sees("citizen")


FIRST_NEVER_OPENS = """
window.story = [];
const Real = WebSocket;
window.WebSocket = class extends Real {
    constructor(url) {
        story.push("another");
        if (story.length > 1) return super(url);
        return { readyState: Real.CONNECTING, close() { this.readyState = Real.CLOSED; story.push("given up"); } };
    }
};
"""


def test_a_connection_whose_first_packets_are_lost_is_overtaken_by_another(house: House) -> None:
    citizen = house.citizen()
    citizen.page.context.add_init_script(FIRST_NEVER_OPENS)
    citizen.page.reload()
    citizen.until("page.view.room.joined")
    assert citizen.page.evaluate("story") == ["another", "another", "given up"]


def test_who_is_away_is_missed_and_greeted(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen()
    clerk.sees("citizen")
    address = citizen.page.url
    citizen.page.goto("about:blank")
    clerk.is_told("gerade nicht verbunden")
    citizen.page.goto(address)
    clerk.is_told("wieder da")
    clerk.is_no_longer_told("gerade nicht verbunden")
    clerk.sees("citizen")


def test_a_second_window_takes_over_and_the_first_may_take_back(house: House) -> None:
    clerk, first = house.clerk(), house.citizen()
    clerk.sees("citizen")
    second = house.citizen()
    first.is_told("in einem anderen Fenster")
    first.until("page.tracks.every((track) => track.readyState === 'ended')")
    second.sees("clerk")
    first.page.get_by_role("button", name="Hier weiterführen").click()
    second.is_told("in einem anderen Fenster")
    first.sees("clerk")
    clerk.sees("citizen")


def test_an_agent_that_comes_back_is_asked_again(house: House) -> None:
    clerk, agent = house.clerk(), house.agent()
    clerk.part("document").click()
    clerk.sees("agent", "document")
    before = clerk.page.evaluate(STREAM)
    agent.page.reload()
    clerk.until(f"({STREAM}) !== '{before}'")
    clerk.sees("agent", "document")


def test_a_malformed_offer_breaks_nothing(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen()
    clerk.sees("citizen")
    offer = "{type: 'offer', to: 'clerk', stream: 'x', label: 'screen', sdp: 'nonsense'}"
    citizen.page.evaluate(f"page.live.send({offer})")
    citizen.writes("noch da")
    clerk.reads("noch da")
    clerk.sees("citizen")
    assert clerk.errors == []
