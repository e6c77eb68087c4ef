"""Who still waits when an office closes is told in time, once, and by the office's rule."""

from datetime import UTC, datetime, timedelta

import pytest

from appliance.domain.message import AtClosing
from appliance.domain.office_hours import Hours
from appliance.domain.organisation import LateTickets
from appliance.domain.ticket import Channel
from appliance.operations import offices as operations
from appliance.operations import upkeep
from appliance.operations.offices import Habits
from appliance.store import closing_notices, shown_windows
from appliance.store.shown_windows import ShownWindow
from tests.town import Musterstadt

MORNING = ((Hours(8 * 60, 12 * 60),),) * 5 + ((),) * 2
NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
"""Monday, twelve o'clock in Berlin."""


@pytest.fixture
def mornings(town: Musterstadt) -> Musterstadt:
    """The citizens' office closes at noon and offers an appointment to those who are left; it is half past nine."""
    town.clock.set(NOON - timedelta(hours=2, minutes=30))
    habits = Habits({Channel.ON_SITE: MORNING, Channel.VIDEO: MORNING}, True, 30, LateTickets.TAKE,
                    AtClosing.APPOINTMENT)  # fmt: skip
    town.do(operations.set_habits, town.citizens_office.id, habits, town.clerk_id("hoffmann"))
    return town


def show(town: Musterstadt, ticket: int, opens: datetime, closes: datetime) -> None:
    window = ShownWindow(ticket, 1, 0, opens, closes, None, False)
    town.store.write(shown_windows.show, town.citizens_office.id, [window])


def told(town: Musterstadt, ticket: int) -> closing_notices.ClosingNotice | None:
    town.do(upkeep.tick)
    return town.ask(closing_notices.of_ticket, ticket)


def test_nobody_is_told_before_the_office_closes_soon(mornings: Musterstadt) -> None:
    ticket = mornings.take().id
    show(mornings, ticket, NOON + timedelta(minutes=1), NOON + timedelta(minutes=9))
    assert told(mornings, ticket) is None


def test_who_would_be_called_after_closing_is_told_as_soon_as_it_closes_soon(mornings: Musterstadt) -> None:
    late, in_time = mornings.take().id, mornings.take().id
    mornings.clock.set(NOON - timedelta(minutes=30))
    show(mornings, late, NOON + timedelta(minutes=1), NOON + timedelta(minutes=9))
    show(mornings, in_time, NOON - timedelta(minutes=9), NOON + timedelta(minutes=1))
    assert told(mornings, late) == closing_notices.ClosingNotice(AtClosing.APPOINTMENT, NOON)
    assert told(mornings, in_time) is None


def test_at_closing_everybody_who_is_left_is_told_once(mornings: Musterstadt) -> None:
    ticket = mornings.take().id
    mornings.clock.set(NOON)
    assert mornings.ask(upkeep.is_due, NOON)
    assert told(mornings, ticket) is not None
    assert not mornings.ask(upkeep.is_due, NOON)


def test_a_notice_goes_with_its_ticket(mornings: Musterstadt) -> None:
    ticket = mornings.take().id
    mornings.clock.set(NOON)
    assert told(mornings, ticket) is not None
    mornings.clock.set(NOON + timedelta(days=1))
    mornings.do(upkeep.forget)
    assert mornings.ask(closing_notices.of_ticket, ticket) is None


def test_the_rule_is_the_offices(mornings: Musterstadt) -> None:
    assert mornings.ask(closing_notices.rule, mornings.citizens_office.id) is AtClosing.APPOINTMENT
    assert mornings.ask(closing_notices.rule, mornings.citizens_office.id + 1) is AtClosing.SERVED
