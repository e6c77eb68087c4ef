"""Two people in networks as they are: the call comes about, and the page tells truly which way it goes."""

import pytest

from tests.network.office import Call
from tests.network.wires import Line
from tests.town_hall import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240)]

MOST_SECONDS = 20
"""To the first picture, on a machine that does other things too; the bench says how long it really takes."""


def both_see_each_other(call: Call, line: Line, clerk_line: Line | None = None) -> str:
    """The way that their pages tell."""
    clerk, citizen = call.clerk, call.citizen
    call.again(line, clerk_line or line)
    assert citizen.first_frame() < MOST_SECONDS
    citizen.room.sees("clerk")
    clerk.room.sees("citizen")
    citizen.room.hears("clerk")
    clerk.room.hears("citizen")
    wait_for(lambda: clerk.path() == citizen.path(), "the same way on both pages")  # ICE may move to a better one
    return citizen.path()


def test_behind_two_routers_people_meet_without_the_relay(call: Call) -> None:
    assert both_see_each_other(call, Line()) == "direct"


def test_routers_that_give_every_destination_another_port_need_the_relay(call: Call) -> None:
    assert both_see_each_other(call, Line(symmetric=True)) == "relayed"


def test_where_only_https_is_let_through_the_relay_is_reached_by_tls(call: Call) -> None:
    assert both_see_each_other(call, Line(only_port=443)) == "relayed"


@pytest.mark.parametrize("line", [Line(loss=3), Line(loss=10), Line(kilobits=300)], ids=["3 %", "10 %", "300 kbit/s"])
def test_a_bad_line_carries_the_call(call: Call, line: Line) -> None:
    both_see_each_other(call, line, Line())


def test_who_leaves_the_wi_fi_stays_in_the_room(call: Call) -> None:
    clerk, citizen = call.clerk, call.citizen
    both_see_each_other(call, Line())
    since = citizen.now()
    call.office.world.move(citizen.home, Line())
    assert 0 < citizen.recovery(since) < MOST_SECONDS
    clerk.room.sees("citizen")
    citizen.room.writes("Ich bin jetzt unterwegs.")
    clerk.room.reads("Ich bin jetzt unterwegs.")
