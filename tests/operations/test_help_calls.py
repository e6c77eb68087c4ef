"""Somebody at a kiosk calls for help, and one person of the house goes there."""

from typing import Any

import pytest

from appliance.domain.device import Function
from appliance.domain.help_call import HELPS_FOR, RINGS_FOR
from appliance.domain.journal import Event, EventType
from appliance.operations import help_calls, upkeep
from appliance.store import help_calls as rows
from appliance.store import journal
from appliance.store import staff as staff_rows
from tests.conftest import Refused
from tests.town import Desk, Musterstadt


@pytest.fixture
def kiosk(town: Musterstadt) -> int:
    return town.terminal("Kiosk Foyer", Function.TICKET).id


def call(town: Musterstadt, kiosk: int) -> int:
    help_id: int = town.do(help_calls.call, kiosk)
    return help_id


def heard(town: Musterstadt, who: Desk) -> list[int]:
    clerk = town.ask(staff_rows.clerk, who.clerk_id)
    return [one.id for one in town.ask(help_calls.heard_by, clerk)]


def told(town: Musterstadt) -> list[Event]:
    kinds = (EventType.HELP_CALLED, EventType.HELP_TAKEN, EventType.HELP_ENDED)
    return [event for event in town.ask(journal.after, 0) if event.type in kinds]


def test_it_rings_until_somebody_comes_and_the_times_are_kept(town: Musterstadt, yildiz: Desk, kiosk: int) -> None:
    help_id = call(town, kiosk)
    town.clock.advance(seconds=20)
    town.do(help_calls.take, help_id, yildiz.clerk_id)
    town.clock.advance(seconds=90)
    town.do(help_calls.done, help_id, yildiz.clerk_id)

    called, taken, ended = told(town)
    assert (called.device_id, called.office_id, called.clerk_id) == (kiosk, town.citizens_office.id, None)
    assert (taken.clerk_id, (taken.at - called.at).seconds) == (yildiz.clerk_id, 20)
    assert (ended.data["end"], (ended.at - taken.at).seconds) == ("helped", 90)
    assert heard(town, yildiz) == []


def test_pressing_again_is_the_same_call(town: Musterstadt, kiosk: int) -> None:
    assert call(town, kiosk) == call(town, kiosk)
    assert len(told(town)) == 1


def test_only_one_goes_there_and_the_other_hears_who(
    town: Musterstadt, yildiz: Desk, kiosk: int, refused: Refused
) -> None:
    other = town.further_desk("Vogel")
    help_id = call(town, kiosk)
    town.do(help_calls.take, help_id, yildiz.clerk_id)
    town.do(help_calls.take, help_id, yildiz.clerk_id)  # pressed twice
    with refused("help_is_coming"):
        town.do(help_calls.take, help_id, other.clerk_id)
    assert town.ask(rows.by_id, help_id).clerk_id == yildiz.clerk_id


def test_whoever_called_can_take_it_back(town: Musterstadt, yildiz: Desk, kiosk: int, refused: Refused) -> None:
    help_id = call(town, kiosk)
    town.do(help_calls.withdraw, kiosk)
    town.do(help_calls.withdraw, kiosk)  # pressed twice
    assert [event.data.get("end") for event in told(town)] == [None, "withdrawn"]
    with refused("help_is_over"):
        town.do(help_calls.take, help_id, yildiz.clerk_id)


def test_it_rings_at_the_counters_of_its_office_and_at_the_reception(
    town: Musterstadt, yildiz: Desk, kaya: Desk, kiosk: int
) -> None:
    """Nobody comes from home, not even from the reception, and another office has its own kiosks."""
    elsewhere = town.desk("brandt", "Schalter 2")
    supervisor = Desk(town, town.clerk_id("hoffmann"), 0)
    help_id = call(town, kiosk)
    assert (heard(town, yildiz), heard(town, supervisor)) == ([help_id], [help_id])
    assert (heard(town, kaya), heard(town, elsewhere)) == ([], [])


@pytest.mark.parametrize(("is_taken", "minutes"), [(False, RINGS_FOR), (True, HELPS_FOR)])
def test_a_call_that_everybody_forgot_ends(
    town: Musterstadt, yildiz: Desk, kiosk: int, is_taken: bool, minutes: Any
) -> None:
    help_id = call(town, kiosk)
    if is_taken:
        town.do(help_calls.take, help_id, yildiz.clerk_id)
    town.tick(seconds=minutes.total_seconds() - 1)
    assert town.ask(rows.of_device, kiosk) is not None
    town.clock.advance(seconds=1)
    assert town.ask(upkeep.is_due, town.clock.now())
    town.tick()
    assert town.ask(rows.of_device, kiosk) is None
    assert told(town)[-1].data["end"] == "expired"
