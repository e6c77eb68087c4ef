"""A board's sound: never silent altogether, and quiet when it is to be."""

import pytest

from appliance.domain.board import LEAST_VOLUME, BoardSettings, BoardSound


def test_a_board_speaks_german_unless_something_else_is_set() -> None:
    assert BoardSettings().sound_at(600) == BoardSound(80, ("de",))
    assert BoardSettings(languages=("en", "de")).sound_at(600).languages == ("de", "en")
    assert BoardSettings(speaks=False).sound_at(600) == BoardSound(80, ())


@pytest.mark.parametrize(
    ("quiet", "minute", "is_quiet"),
    [
        ((720, 780), 719, False),
        ((720, 780), 720, True),
        ((720, 780), 779, True),
        ((720, 780), 780, False),
        ((1320, 360), 1400, True),
        ((1320, 360), 10, True),
        ((1320, 360), 360, False),
    ],
)
def test_in_quiet_hours_the_gong_is_soft_and_nobody_speaks(quiet: tuple[int, int], minute: int, is_quiet: bool) -> None:
    sound = BoardSettings(quiet=quiet).sound_at(minute)
    assert sound == (BoardSound(LEAST_VOLUME, ()) if is_quiet else BoardSound(80, ("de",)))


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        (BoardSettings(volume=0), "volume"),
        (BoardSettings(volume=101), "volume"),
        (BoardSettings(languages=("fr",)), "languages"),
        (BoardSettings(languages=()), "languages"),
        (BoardSettings(quiet=(0, 1440)), "quiet"),
    ],
)
def test_what_cannot_be_is_named(settings: BoardSettings, fault: str) -> None:
    assert settings.faults() == [fault]


def test_who_says_nothing_needs_no_language() -> None:
    assert BoardSettings(speaks=False, languages=()).faults() == []
