import numpy as np
import pytest

from appliance.agent.frames import SLOTS, Frame, Ring, fitted


def planes(value: int) -> np.ndarray:
    return np.full((72, 64), value, np.uint8)


def test_a_frame_comes_out_as_it_went_in() -> None:
    ring = Ring.create()
    ring.write(7, planes(42))
    frame = ring.read(7, 64, 48)
    assert frame is not None and (frame.width, frame.height) == (64, 48)
    assert (frame.planes == 42).all() and frame.grey.shape == (48, 64)
    ring.close()


def test_a_frame_is_a_copy() -> None:
    ring = Ring.create()
    ring.write(1, planes(1))
    frame = ring.read(1, 64, 48)
    ring.write(1 + SLOTS, planes(2))
    assert frame is not None and (frame.planes == 1).all()
    ring.close()


def test_a_frame_that_was_overtaken_is_not_given_out() -> None:
    ring = Ring.create()
    ring.write(1, planes(1))
    ring.write(1 + SLOTS, planes(2))
    assert ring.read(1, 64, 48) is None
    ring.close()


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1920, 1080), (1920, 1080)),
        ((3840, 2160), (1920, 1080)),
        ((2592, 1944), (1440, 1080)),
        ((641, 481), (640, 480)),
        ((1080, 1920), (606, 1080)),
    ],
)
def test_a_picture_is_made_to_fit_and_never_larger(size: tuple[int, int], expected: tuple[int, int]) -> None:
    assert fitted(*size) == expected


def test_the_luma_of_a_frame_is_its_upper_part() -> None:
    picture = planes(0)
    picture[:48] = 9
    assert (Frame(1, picture).grey == 9).all()
