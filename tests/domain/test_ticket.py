"""Numbers, codes and presence."""

from datetime import UTC, datetime, timedelta

import pytest

from appliance.domain.device import PRESENT_FOR, Device, Function
from appliance.domain.organisation import is_prefix
from appliance.domain.ticket import new_code, ticket_number

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(("sequence", "number"), [(1, "A001"), (42, "A042"), (999, "A999"), (1000, "A1000")])
def test_a_number_is_the_prefix_and_at_least_three_digits(sequence: int, number: str) -> None:
    assert ticket_number("A", sequence) == number


def test_a_code_has_six_digits_even_if_it_begins_with_zeros() -> None:
    codes = [new_code() for _ in range(500)]
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(set(codes)) > 480


@pytest.mark.parametrize(("text", "good"), [("A", True), ("KF", True), ("", False), ("A1", False), ("a", False),
                                            ("ABC", False), ("Ä", False)])  # fmt: skip
def test_no_prefix_can_make_a_number_that_another_office_gives_out(text: str, good: bool) -> None:
    assert is_prefix(text) is good


def test_a_device_is_present_for_a_minute_after_it_was_seen() -> None:
    device = Device(1, 1, "Terminal 1", "", Function.TERMINAL, True, False, NINE, None)
    assert device.browser_present(NINE + PRESENT_FOR - timedelta(microseconds=1))
    assert not device.browser_present(NINE + PRESENT_FOR)
    assert not device.agent_present(NINE)


@pytest.mark.parametrize(
    ("function", "takes", "hosts"),
    [(Function.TICKET, True, False), (Function.TERMINAL, False, True), (Function.BOTH, True, True),
     (Function.BOARD, False, False)],
)  # fmt: skip
def test_a_function_says_what_a_device_is_for(function: Function, takes: bool, hosts: bool) -> None:
    assert (function.takes_tickets, function.hosts_consultations) == (takes, hosts)
