"""Which pictures a V4L2 camera offers, asked by ioctl (Linux, include/uapi/linux/videodev2.h)."""

import errno
import fcntl
import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MJPEG = b"MJPG"

# _IOWR('V', number, size)
ENUM_FMT = 0xC0405602  # struct v4l2_fmtdesc, 64 bytes
ENUM_FRAMESIZES = 0xC02C564A  # struct v4l2_frmsizeenum, 44 bytes
VIDEO_CAPTURE = 1
DISCRETE = 1

FORMAT = struct.Struct("=III32s4sI12x")  # index, type, flags, description, pixelformat, mbus_code, reserved
FRAME_SIZE = struct.Struct("=I4sI6I8x")  # index, pixelformat, type, width and height or min, max, step of both

MAX_PIXELS = 3840 * 2160
"""Above this a camera's MJPEG is too slow for the stream, and a card is sharp enough below."""

Ioctl = Callable[[int, bytearray], None]
"""(request, argument changed in place). OSError EINVAL ends an enumeration."""


@dataclass(frozen=True)
class Mode:
    pixel_format: bytes
    width: int
    height: int

    @property
    def pixels(self) -> int:
        return self.width * self.height


def best_mode(path: str) -> Mode | None:
    """The largest MJPEG picture; without MJPEG the largest of all; None if the camera lists nothing.

    OSError as the device reports it (ENOENT missing, EBUSY taken, ENODEV unplugged).
    """
    descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    try:
        return preferred(modes(lambda request, argument: _ioctl(descriptor, request, argument)))
    finally:
        os.close(descriptor)


def _ioctl(descriptor: int, request: int, argument: bytearray) -> None:
    fcntl.ioctl(descriptor, request, argument, True)


def preferred(offered: Iterator[Mode]) -> Mode | None:
    usable = [mode for mode in offered if mode.pixels <= MAX_PIXELS]
    return max(usable, key=lambda mode: (mode.pixel_format == MJPEG, mode.pixels), default=None)


def modes(ioctl: Ioctl) -> Iterator[Mode]:
    for answer in enumerated(ioctl, ENUM_FMT, lambda index: FORMAT.pack(index, VIDEO_CAPTURE, 0, b"", b"", 0)):
        yield from sizes(ioctl, FORMAT.unpack(answer)[4])


def sizes(ioctl: Ioctl, pixel_format: bytes) -> Iterator[Mode]:
    for answer in enumerated(ioctl, ENUM_FRAMESIZES, lambda index: FRAME_SIZE.pack(index, pixel_format, 0, *(0,) * 6)):
        _, _, kind, *numbers = FRAME_SIZE.unpack(answer)
        if kind == DISCRETE:
            yield Mode(pixel_format, width=numbers[0], height=numbers[1])
        else:  # a range, in one answer: minimum, maximum, step of the width, then of the height
            yield Mode(pixel_format, width=numbers[1], height=numbers[4])
            return


def enumerated(ioctl: Ioctl, request: int, question: Callable[[int], bytes]) -> Iterator[bytes]:
    """Asks for index 0, 1, 2 ... until the driver says EINVAL."""
    index = 0
    while True:
        argument = bytearray(question(index))
        try:
            ioctl(request, argument)
        except OSError as error:
            if error.errno in (errno.EINVAL, errno.ENOTTY):
                return
            raise
        yield bytes(argument)
        index += 1
