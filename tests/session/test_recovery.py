"""The ladder of recoveries, on a clock of numbers."""

from appliance.session.recovery import (
    RETRY_SECONDS,
    SILENT_SECONDS,
    STEADY_SECONDS,
    UNREACHABLE_SECONDS,
    Recovery,
    Step,
)


def living(at: float = 0.0) -> Recovery:
    """A page that was opened and speaks."""
    recovery = Recovery()
    recovery.opened(at)
    recovery.alive(at)
    return recovery


def reopened_and_silent(recovery: Recovery, at: float) -> tuple[Step | None, float]:
    """The page was opened anew, spoke once, and fell silent: what is due then, and when that is."""
    recovery.opened(at)
    recovery.alive(at)
    then = at + SILENT_SECONDS
    return recovery.due(then), then


def test_a_page_that_speaks_is_left_alone() -> None:
    recovery = living()
    for second in range(0, 600, 5):
        assert recovery.due(second) is None
        recovery.alive(second)


def test_silence_is_borne_for_three_missed_beats_and_no_longer() -> None:
    assert living().due(SILENT_SECONDS - 0.1) is None
    assert living().due(SILENT_SECONDS) is Step.PAGE


def test_what_does_not_hold_climbs_from_page_to_browser_to_compositor_and_no_higher() -> None:
    recovery = living()
    steps, at = [recovery.due(SILENT_SECONDS)], SILENT_SECONDS
    for _ in range(3):
        step, at = reopened_and_silent(recovery, at + 1)
        steps.append(step)
    assert steps == [Step.PAGE, Step.BROWSER, Step.COMPOSITOR, Step.COMPOSITOR]


def test_a_minute_of_life_begins_at_the_lowest_rung_again() -> None:
    recovery = living()
    recovery.due(SILENT_SECONDS)
    recovery.opened(20.0)
    recovery.alive(SILENT_SECONDS + STEADY_SECONDS)
    assert recovery.due(SILENT_SECONDS * 2 + STEADY_SECONDS) is Step.PAGE


def test_less_than_a_minute_does_not() -> None:
    recovery = living()
    recovery.due(SILENT_SECONDS)
    recovery.opened(20.0)
    recovery.alive(SILENT_SECONDS + STEADY_SECONDS - 1)
    assert recovery.due(SILENT_SECONDS * 2 + STEADY_SECONDS) is Step.BROWSER


def test_a_crash_is_answered_at_once_and_a_browsers_end_with_a_browser() -> None:
    assert living().failed(1.0) is Step.PAGE
    assert living().failed(1.0, Step.BROWSER) is Step.BROWSER


def test_a_browser_that_ends_again_right_after_its_start_takes_the_compositor_along() -> None:
    recovery = living()
    recovery.failed(1.0, Step.BROWSER)
    assert recovery.failed(2.0, Step.BROWSER) is Step.COMPOSITOR


def test_nothing_is_due_twice_while_the_new_page_comes() -> None:
    recovery = living()
    assert recovery.due(SILENT_SECONDS) is Step.PAGE
    assert recovery.due(SILENT_SECONDS + 1) is None


def test_a_page_that_never_spoke_is_opened_again_but_no_browser_is_restarted_for_it() -> None:
    recovery = Recovery()
    recovery.opened(0.0)
    dues = [step for second in range(600) if (step := recovery.due(float(second))) is not None]
    assert set(dues) == {Step.PAGE} and len(dues) == 600 // SILENT_SECONDS - 1


def test_a_page_that_cannot_be_had_is_tried_again_and_not_counted_as_a_failure() -> None:
    recovery = living()
    recovery.unreachable(10.0)
    assert recovery.is_waiting
    assert recovery.due(10.0 + RETRY_SECONDS - 0.1) is None
    assert recovery.due(10.0 + RETRY_SECONDS) is Step.PAGE
    recovery.opened(14.0)
    assert not recovery.is_waiting
    assert recovery.due(14.0 + SILENT_SECONDS) is Step.PAGE  # the lowest rung: nothing was climbed


def test_a_server_that_is_away_for_long_costs_a_new_browser_every_five_minutes_and_never_the_compositor() -> None:
    recovery = living()
    steps = []
    for second in range(1200):
        step = recovery.due(float(second)) if recovery.is_waiting else None
        if step is not None:
            steps.append(step)
        recovery.unreachable(float(second))
    assert steps.count(Step.BROWSER) == 1200 // UNREACHABLE_SECONDS - 1
    assert Step.COMPOSITOR not in steps


def test_silence_is_told_in_seconds_while_there_is_a_page() -> None:
    recovery = living(5.0)
    assert recovery.silence(12.0) == 7.0
    recovery.unreachable(13.0)
    assert recovery.silence(14.0) is None
