"""Decoded pictures on their way from the capture child to the agent: a ring in shared memory that has no name.

A picture of 1080p is 3 MB; through a pipe it would be copied in and out of the kernel in 48 pieces. The memory is a
`memfd`, so nothing is left behind, however either process ends.
"""

import mmap
import os
import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Planes = NDArray[np.uint8]
"""I420 (yuv420p, limited range) in one array: height * 3 / 2 rows, width columns."""

MAX_WIDTH, MAX_HEIGHT = 1920, 1080
SLOTS = 4
"""The reader has this many frame periods less one to copy a picture before the writer comes round again."""

HEADER = struct.Struct("<Q")
PICTURE_BYTES = MAX_WIDTH * MAX_HEIGHT * 3 // 2
SLOT_BYTES = HEADER.size + PICTURE_BYTES
WRITING = 0
"""No frame has this number while its slot is whole; frames count from 1."""


@dataclass(frozen=True)
class Frame:
    number: int
    planes: Planes

    @property
    def width(self) -> int:
        return self.planes.shape[1]

    @property
    def height(self) -> int:
        return self.planes.shape[0] * 2 // 3

    @property
    def grey(self) -> Planes:
        """Its luma, without a copy."""
        return self.planes[: self.height]


class Ring:
    """Both processes map the same file descriptor."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._memory = mmap.mmap(descriptor, SLOTS * SLOT_BYTES)

    @classmethod
    def create(cls) -> "Ring":
        descriptor = os.memfd_create("vorzimmer-frames")
        os.ftruncate(descriptor, SLOTS * SLOT_BYTES)
        return cls(descriptor)

    def close(self) -> None:
        self._memory.close()
        os.close(self.descriptor)

    def write(self, number: int, planes: Planes) -> None:
        start = slot(number)
        HEADER.pack_into(self._memory, start, WRITING)
        begin = start + HEADER.size
        self._memory[begin : begin + planes.nbytes] = planes.data.cast("B")
        HEADER.pack_into(self._memory, start, number)

    def read(self, number: int, width: int, height: int) -> Frame | None:
        """A copy of the frame; None where the writer has overtaken the reader."""
        start = slot(number)
        rows = height * 3 // 2
        planes = np.frombuffer(self._memory, np.uint8, rows * width, start + HEADER.size).reshape(rows, width).copy()
        if HEADER.unpack_from(self._memory, start)[0] != number:
            return None
        return Frame(number, planes)


def slot(number: int) -> int:
    """Where the frame's slot starts, in bytes."""
    return number % SLOTS * SLOT_BYTES


def fitted(width: int, height: int) -> tuple[int, int]:
    """The largest even size with these proportions that the ring takes; never larger than the picture itself."""
    scale = min(1.0, MAX_WIDTH / width, MAX_HEIGHT / height)
    return int(width * scale) // 2 * 2, int(height * scale) // 2 * 2
