"""Why others were called before somebody who waits."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from appliance.domain.overtaken import Before, Called, reasons
from tests.domain.test_queue import NINE, ticket

ME = ticket(30)


def called(minutes: int, counts_earlier_by: int = 0, **facts: Any) -> Called:
    """Somebody who took a number that much after nine."""
    taken_at = NINE + timedelta(minutes=minutes)
    plain = Called(100 + minutes, taken_at, taken_at - timedelta(minutes=counts_earlier_by), False, False, False, {})
    return replace(plain, **facts)


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (called(20), Before.EARLIER),
        (called(20, is_appointment=True), Before.EARLIER),
        (called(40, counts_earlier_by=60, is_appointment=True), Before.APPOINTMENT),
        (called(40, counts_earlier_by=45, has_priority=True), Before.PRIORITY),
        (called(40, counts_earlier_by=45, was_elsewhere=True), Before.SENT_ON),
        (called(40), Before.OTHER_PLACE),
        (called(40, why={"picked": "quick"}), Before.PICKED),
        (called(40, why={"turn": True}), Before.TURN),
        (called(40, why={"over": {"absent": [ME.id]}}), Before.WHILE_AWAY),
        (called(40, why={"over": {"no_free_terminal": [ME.id]}}), Before.NO_TERMINAL),
        (called(40, why={"over": {"absent": [ME.id + 1]}}), Before.OTHER_PLACE),
    ],
)
def test_each_call_has_one_reason(one: Called, reason: Before) -> None:
    assert reasons(ME, [one]) == {reason: 1}


def test_reasons_are_counted_and_nobody_is_named() -> None:
    assert reasons(ME, [called(10), called(20), called(40, why={"turn": True})]) == {Before.EARLIER: 2, Before.TURN: 1}
