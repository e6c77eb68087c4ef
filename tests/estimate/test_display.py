"""What is shown holds as long as it can."""

from hypothesis import given
from hypothesis import strategies as st

from appliance.estimate.display import Shown, shown

NOW = 600.3


def test_ends_are_rounded_outward_more_coarsely_the_longer_it_takes() -> None:
    assert shown(None, NOW, 2.2, 4, 6.1) == Shown(602, 607)
    assert shown(None, NOW, 9.2, 14, 19.1) == Shown(608, 620)
    assert shown(None, NOW, 21, 30, 41) == Shown(620, 645)


def test_nothing_is_announced_before_now() -> None:
    assert shown(None, NOW, 0.0, 0.5, 2.0).opens == 600


def test_a_window_stays_while_the_middle_is_in_it() -> None:
    before = Shown(605, 620)
    assert shown(before, NOW, 3, 12, 22) is before


def test_a_window_moves_when_the_middle_has_left_it() -> None:
    assert shown(Shown(605, 620), NOW, 15, 25, 34) == Shown(615, 635)


def test_an_end_comes_nearer_by_a_step_worth_telling() -> None:
    before = Shown(605, 640)
    assert shown(before, NOW, 6, 15, 35) is before  # four minutes off 40 are not worth a word
    assert shown(before, NOW, 6, 10, 20).closes < 625


def test_a_window_that_is_over_is_made_anew() -> None:
    assert shown(Shown(590, 600), NOW, 1, 2, 5) == Shown(601, 606)


@given(
    at=st.floats(0, 1000),
    lo=st.floats(0, 100),
    more=st.floats(0.5, 60),
    share=st.floats(0, 1),
    before=st.none() | st.tuples(st.integers(0, 1000), st.integers(1, 90)),
)
def test_what_is_shown_is_a_window_that_has_not_passed(
    at: float, lo: float, more: float, share: float, before: tuple[int, int] | None
) -> None:
    old = None if before is None else Shown(before[0], before[0] + before[1])
    now_shown = shown(old, at, lo, lo + share * more, lo + more)
    assert now_shown.opens < now_shown.closes
    assert now_shown.closes >= at
