"""Up to four people in the room alone: each has a connection of its own with each other, and on hold with none."""

import pytest
from playwright.sync_api import expect

from tests.journeys.room_page import House, RoomPage

pytest_plugins = ["tests.journeys.room_fixtures"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
SENT = """async () => {
    const all = await Promise.all(page.connections.map((one) => one.getStats()));
    const sent = all.flatMap((some) => [...some.values()]).filter(({ type }) => type === "outbound-rtp");
    return sent.reduce((sum, { packetsSent }) => sum + packetsSent, 0);
}"""
"""Packets of picture and sound that left the page; connections that are closed count as well."""


def is_connected(page: RoomPage, other: str) -> None:
    expect(page.page.locator(f".room-stream[data-from={other}]")).to_have_attribute("data-state", "connected")


def test_four_people_see_each_other_and_on_hold_nothing_goes_between_the_citizen_and_the_rest(house: House):
    for number, name in ((1, "Samira Demir"), (2, "Ole Petersen")):
        house.town.let_in(house.town.invite_guest(house.consultation, name, number))
    pages: dict[str, RoomPage] = {
        "citizen": house.citizen(), "clerk": house.clerk(query="&media=voice"), "guest1": house.guest(1),
        "guest2": house.guest(2, query="&media=voice"),
    }  # fmt: skip
    for me, page in pages.items():
        for other in pages.keys() - {me}:
            is_connected(page, other)
    pages["citizen"].sees("guest1")
    for name in ("citizen", "guest1"):
        pages["clerk"].sees(name)
    stage = pages["citizen"].part("stage")
    expect(stage).to_have_attribute("data-people", "3")
    expect(pages["citizen"].page.locator(".room-stream[data-from=guest2] figcaption")).to_contain_text("Ole Petersen")

    house.town.hold(house.consultation, True)
    expect(pages["citizen"].part("held")).to_be_visible()
    for page in (pages["clerk"], pages["guest1"], pages["guest2"]):
        expect(page.page.locator(".room-stream[data-from=citizen]")).to_have_count(0)
    citizen = pages["citizen"].page
    expect(citizen.locator(".room-stream:not(.room-stream--own)")).to_have_count(0)
    before = citizen.evaluate(SENT)
    pages["guest2"].sees("guest1")
    assert citizen.evaluate(SENT) == before
    pages["citizen"].writes("Ich bin noch da.")
    pages["guest2"].reads("Ich bin noch da.")

    house.town.hold(house.consultation, False)
    pages["citizen"].sees("guest1")
    pages["guest2"].sees("citizen")
    expect(pages["citizen"].part("held")).to_be_hidden()
    assert [one.errors for one in pages.values()] == [[]] * 4


def test_who_hangs_up_and_comes_back_at_once_is_connected_anew(house: House):
    """The other side's connections look alive for some seconds more, and must not be taken for the new ones."""
    clerk, citizen = house.clerk(), house.citizen()
    clerk.sees("citizen")
    citizen.sees("clerk")
    citizen.part("hang-up").click()
    clerk.is_told("Die Person hat aufgelegt.")
    citizen.page.evaluate("() => void page.view.start()")
    citizen.sees("clerk")
    clerk.sees("citizen")
