import errno

import pytest

from appliance.agent import v4l2
from appliance.agent.v4l2 import MJPEG, Mode

YUYV = b"YUYV"


class Driver:
    """Answers the two enumerations as the kernel does, from a list of formats with their sizes."""

    def __init__(self, formats: dict[bytes, list[tuple[int, int]]], *, stepwise: bool = False) -> None:
        self.formats = formats
        self.stepwise = stepwise

    def ioctl(self, request: int, argument: bytearray) -> None:
        answer = {v4l2.ENUM_FMT: self.format, v4l2.ENUM_FRAMESIZES: self.size}[request]
        argument[:] = answer(argument)

    def format(self, argument: bytearray) -> bytes:
        index = v4l2.FORMAT.unpack(argument)[0]
        return v4l2.FORMAT.pack(index, 1, 0, b"some format", self.at(list(self.formats), index), 0)

    def size(self, argument: bytearray) -> bytes:
        index, pixel_format = v4l2.FRAME_SIZE.unpack(argument)[:2]
        width, height = self.at(self.formats[pixel_format], index)
        if self.stepwise:
            return v4l2.FRAME_SIZE.pack(index, pixel_format, 3, 16, width, 8, 16, height, 8)
        return v4l2.FRAME_SIZE.pack(index, pixel_format, v4l2.DISCRETE, width, height, 0, 0, 0, 0)

    @staticmethod
    def at(values, index):  # type: ignore[no-untyped-def]
        if index >= len(values):
            raise OSError(errno.EINVAL, "end of the enumeration")
        return values[index]


def best(driver: Driver) -> Mode | None:
    return v4l2.preferred(v4l2.modes(driver.ioctl))


def test_the_largest_mjpeg_picture_is_taken() -> None:
    driver = Driver({YUYV: [(2592, 1944)], MJPEG: [(640, 480), (2592, 1944), (1920, 1080)]})
    assert best(driver) == Mode(MJPEG, 2592, 1944)


def test_mjpeg_goes_before_size() -> None:
    assert best(Driver({YUYV: [(2592, 1944)], MJPEG: [(1280, 720)]})) == Mode(MJPEG, 1280, 720)


def test_without_mjpeg_the_largest_of_all_is_taken() -> None:
    assert best(Driver({YUYV: [(640, 480), (1280, 720)]})) == Mode(YUYV, 1280, 720)


def test_a_range_of_sizes_counts_with_its_largest() -> None:
    assert best(Driver({MJPEG: [(1920, 1080)]}, stepwise=True)) == Mode(MJPEG, 1920, 1080)


def test_pictures_too_large_for_a_stream_are_left_aside() -> None:
    assert best(Driver({MJPEG: [(8000, 6000), (1920, 1080)]})) == Mode(MJPEG, 1920, 1080)


def test_a_camera_that_lists_nothing_is_asked_for_nothing() -> None:
    assert best(Driver({})) is None


def test_a_missing_camera_says_so() -> None:
    with pytest.raises(FileNotFoundError):
        v4l2.best_mode("/dev/video-that-is-not-there")
