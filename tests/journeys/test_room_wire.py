"""What pages send each other: directly, through the server, and from one way to the other in the middle of a file."""

import pytest

from tests.journeys.room_page import House, RoomPage

pytest_plugins = ["tests.journeys.room_fixtures"]
pytestmark = pytest.mark.browser

NO_DATA_EDGE = """
const make = RTCPeerConnection.prototype.createDataChannel;
window.cut = true;
RTCPeerConnection.prototype.createDataChannel = function (...given) {
    const channel = make.apply(this, given);
    Object.defineProperty(channel, "readyState", { get: () => (window.cut ? "connecting" : "open") });
    return channel;
};
"""
"""A page whose data channels never open, as behind a network that lets nothing through."""

LISTEN = """() => {
    page.heard = [];
    page.stops = [];
    page.view.room.wire.on("word", { message: ({ from, payload }) => page.heard.push([from, payload]) });
    page.view.room.wire.on("file", {
        offered: ({ size }) => (size > 3_000_000 ? "too_large" : null),
        received: async ({ payload }, blob) => {
            const bytes = new Uint8Array(await blob.arrayBuffer());
            page.heard.push([payload, bytes.length, bytes.every((byte, place) => byte === place % 251)]);
        },
        failed: (_, code) => page.heard.push(["failed", code]),
    });
}"""

SEND = """(size, to = "clerk") => {
    const bytes = Uint8Array.from({ length: size }, (_, place) => place % 251);
    page.stop = new AbortController();
    page.most = 0;
    const progress = (bytes) => { page.most = bytes; page.onBytes?.(bytes); };
    page.sent = page.view.room.wire.send("file", "Käse", new Blob([bytes]), { to, progress, signal: page.stop.signal })
        .then(() => "done", (error) => error.code);
}"""


def ready(page: RoomPage, peer: str, way: str) -> None:
    page.until(f"page.view.room.wire.wayTo('{peer}') === '{way}'")


def has_heard(page: RoomPage, count: int) -> None:
    page.until(f"page.heard.length === {count}")


def sent(page: RoomPage) -> str:
    return str(page.page.evaluate("page.sent"))


def send(page: RoomPage, size: int) -> None:
    page.page.evaluate(f"({SEND})({size})")


def test_directly_words_and_files_arrive_whole_and_what_is_too_large_is_refused(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen(media="text")
    ready(citizen, "clerk", "direct")
    ready(clerk, "citizen", "direct")
    clerk.page.evaluate(LISTEN)
    house.live.stop()  # the data edge needs no server
    citizen.page.evaluate("page.view.room.wire.tell('word', 'Grüß Gott 😀')")
    has_heard(clerk, 1)
    send(citizen, 2_500_000)
    assert sent(citizen) == "done"
    send(citizen, 3_000_001)
    assert sent(citizen) == "too_large"
    send(citizen, 0)
    assert sent(citizen) == "done"
    has_heard(clerk, 3)
    files = [["Käse", 2_500_000, True], ["Käse", 0, True]]
    assert clerk.page.evaluate("page.heard") == [["citizen", "Grüß Gott 😀"], *files]
    assert citizen.page.evaluate("page.most") == 0


def test_without_a_direct_way_the_server_passes_all_on_and_a_file_may_be_cancelled(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen(media="text", script=NO_DATA_EDGE)
    ready(citizen, "clerk", "server")
    clerk.page.evaluate(LISTEN)
    citizen.page.evaluate("page.view.room.wire.tell('word', 'Grüß Gott 😀')")
    send(citizen, 400_000)
    assert sent(citizen) == "done"
    has_heard(clerk, 2)
    assert clerk.page.evaluate("page.heard") == [["citizen", "Grüß Gott 😀"], ["Käse", 400_000, True]]
    citizen.page.evaluate("page.onBytes = (bytes) => bytes > 100_000 && page.stop.abort()")
    send(citizen, 2_900_000)
    assert sent(citizen) == "cancelled"
    has_heard(clerk, 3)
    assert clerk.page.evaluate("page.heard[2]") == ["failed", "cancelled"]


def test_a_file_goes_on_when_the_server_restarts_and_when_the_direct_way_opens(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen(media="text", script=NO_DATA_EDGE)
    ready(citizen, "clerk", "server")
    clerk.page.evaluate(LISTEN)
    citizen.page.evaluate("page.onBytes = (bytes) => (page.far = bytes > 200_000)")
    send(citizen, 2_900_000)
    citizen.until("page.far")
    house.live.kill_and_start()
    citizen.until("page.most > 500_000")
    citizen.page.evaluate("window.cut = false")
    assert sent(citizen) == "done"
    has_heard(clerk, 1)
    assert clerk.page.evaluate("page.heard") == [["Käse", 2_900_000, True]]


def test_a_reloaded_page_is_another_one_and_is_reached_anew(house: House) -> None:
    clerk, citizen = house.clerk(), house.citizen(media="text", script=NO_DATA_EDGE)
    ready(citizen, "clerk", "server")
    clerk.page.evaluate(LISTEN)
    citizen.page.evaluate("page.view.room.wire.addEventListener('reached', () => (page.reached = true))")
    citizen.page.evaluate("page.onBytes = (bytes) => (page.far = bytes > 100_000)")
    send(citizen, 2_900_000)
    citizen.until("page.far")
    clerk.page.reload()
    assert sent(citizen) == "gone"
    citizen.until("page.reached")
    ready(citizen, "clerk", "server")
