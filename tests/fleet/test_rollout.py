"""A new version reaches one kiosk first, the others when it works there, and nobody in the middle of something."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from appliance.domain.device import Device, Function
from appliance.domain.fleet import Adopted, Identity
from appliance.fleet.rollout import AT_ONCE, Act, Window, next_steps

NOW = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def kiosk(number: int, runs: str = "1.0", *, uptime_s: float = 86_400, **update: Any) -> Adopted:
    device = Device(number, 1, f"Kiosk {number}", "", Function.BOTH, True, False, None, None)
    health = {"version": runs, "uptime_s": uptime_s, "update": {"state": "idle", **update}, "session": {}}
    return Adopted(device, Identity(str(number), "", ""), NOW - timedelta(days=9), health, NOW)


def silent(one: Adopted) -> Adopted:
    return replace(one, health_at=NOW - timedelta(minutes=2))


def in_use(one: Adopted) -> Adopted:
    return replace(one, health={**one.health, "session": {"in_consultation": True}})


def acts(*fleet: Adopted, first: int | None = None, may_start: bool = True) -> list[tuple[int, Act]]:
    return list(next_steps(fleet, "1.1", first, may_start, NOW).acts)


INSTALLED = {"state": "installed", "version": "1.1"}
GAVE_UP = {"state": "rolled_back", "reason": {"text": "keine Antwort"}, "failed_versions": [{"version": "1.1"}]}


def test_one_kiosk_goes_first() -> None:
    assert acts(kiosk(1), kiosk(2), kiosk(3)) == [(1, Act.DOWNLOAD)]
    assert acts(kiosk(1), kiosk(2), kiosk(3), first=2) == [(2, Act.DOWNLOAD)]


def test_it_starts_anew_only_in_the_window_and_when_nobody_is_there() -> None:
    assert acts(kiosk(1, **INSTALLED), kiosk(2)) == [(1, Act.START)]
    assert acts(kiosk(1, **INSTALLED), kiosk(2), may_start=False) == []
    assert acts(in_use(kiosk(1, **INSTALLED)), kiosk(2)) == []


def test_it_is_told_once() -> None:
    assert acts(kiosk(1, state="downloading", version="1.1"), kiosk(2)) == []


def test_the_others_follow_when_the_first_one_has_proved_itself() -> None:
    others = [kiosk(number) for number in range(2, 7)]
    assert acts(kiosk(1, "1.1", uptime_s=60), *others) == []
    assert acts(silent(kiosk(1, "1.1")), *others) == []
    assert acts(kiosk(1, "1.1"), *others) == [(number, Act.DOWNLOAD) for number in range(2, 2 + AT_ONCE)]


def test_nobody_follows_into_a_version_that_failed() -> None:
    steps = next_steps([kiosk(1, **GAVE_UP), kiosk(2)], "1.1", None, True, NOW)
    assert steps.acts == ()
    assert steps.held is not None
    assert (steps.held.device_id, steps.held.code, steps.held.reason) == (1, "gave_up", "keine Antwort")


def held(*fleet: Adopted, first: int | None = None) -> tuple[int, str, str] | None:
    found = next_steps(fleet, "1.1", first, True, NOW).held
    return found and (found.device_id, found.code, found.problem)


FAILED = {"state": "failed", "version": "1.1", "reason": {"code": "disk_full", "text": "disk_full"}}


def test_a_first_one_that_cannot_take_the_version_is_told_again_and_named() -> None:
    assert held(kiosk(1, **FAILED), kiosk(2)) == (1, "not_taken", "disk_full")
    assert acts(kiosk(1, **FAILED), kiosk(2)) == [(1, Act.DOWNLOAD)]


def test_another_first_one_of_the_administrators_choice_goes_on() -> None:
    for stuck in (kiosk(1, **FAILED), silent(kiosk(1, **INSTALLED)), kiosk(1, **GAVE_UP)):
        assert held(stuck, kiosk(2), first=2) is None
        assert acts(stuck, kiosk(2), first=2) == [(2, Act.DOWNLOAD)]


def test_a_silent_one_that_has_not_begun_is_passed_over() -> None:
    for one in (kiosk(1), kiosk(1, state="downloading", version="1.1"), kiosk(1, **FAILED)):
        assert acts(silent(one), kiosk(2)) == [(2, Act.DOWNLOAD)]
        assert held(silent(one), kiosk(2)) is None


def test_silence_after_the_start_speaks_against_the_version_and_is_named() -> None:
    for one in (kiosk(1, **INSTALLED), kiosk(1, "1.1")):
        assert acts(silent(one), kiosk(2)) == []
        assert held(silent(one), kiosk(2)) == (1, "silent", "")


def test_the_administrators_choice_is_not_passed_over_but_named() -> None:
    assert acts(kiosk(1), silent(kiosk(2)), first=2) == []
    assert held(kiosk(1), silent(kiosk(2)), first=2) == (2, "silent", "")


def test_while_the_first_one_gets_on_nothing_is_held() -> None:
    assert held(kiosk(1), kiosk(2)) is None
    assert held(kiosk(1, "1.1", uptime_s=60), kiosk(2)) is None


def test_one_of_many_that_gives_up_keeps_nobody_else_from_it() -> None:
    assert acts(kiosk(1, "1.1"), kiosk(2, **GAVE_UP), kiosk(3), first=1) == [(3, Act.DOWNLOAD)]


def test_who_does_not_answer_is_left_for_later_and_does_not_hold_up_the_others() -> None:
    assert acts(kiosk(1, "1.1"), silent(kiosk(2)), kiosk(3)) == [(3, Act.DOWNLOAD)]


def test_whoever_went_ahead_goes_on_ahead() -> None:
    """The choice must not move to another kiosk when the first one has started into the new version."""
    assert acts(kiosk(1), kiosk(2, "1.1", uptime_s=60)) == []


def test_when_all_have_it_nothing_is_left() -> None:
    steps = next_steps([kiosk(1, "1.1"), kiosk(2, "1.2")], "1.1", None, True, NOW)
    assert (list(steps.acts), steps.open) == ([], 0)


@pytest.mark.parametrize(
    ("window", "local_hour", "holds"),
    [
        (Window(2, 5), 1, False),
        (Window(2, 5), 2, True),
        (Window(2, 5), 4, True),
        (Window(2, 5), 5, False),
        (Window(22, 4), 23, True),
        (Window(22, 4), 3, True),
        (Window(22, 4), 12, False),
    ],
)
def test_the_window_is_in_the_towns_hours(window: Window, local_hour: int, holds: bool) -> None:
    assert window.holds(datetime(2026, 7, 1, local_hour, 30, tzinfo=BERLIN), BERLIN) is holds
