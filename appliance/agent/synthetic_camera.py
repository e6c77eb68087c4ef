"""A camera that needs no hardware: a fictitious card is laid on the tray, rests, is shifted, rests, is taken away.

Every picture is a pure function of its frame number, so that a test can compare what arrives with what was there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import parse_qs

import cv2
import numpy as np

from . import card
from .card import Picture

WIDTH, HEIGHT = 1920, 1080
FIELD_MM = 210.0
"""What the camera sees across: A5 on its side."""
PIXELS_PER_MM = WIDTH / FIELD_MM

FRAMES_PER_SECOND = 10
ENTER, REST, SHIFT, LEAVE, EMPTY = 12, 80, 8, 10, 10
"""Lengths of the phases, in frames."""
CYCLE = ENTER + REST + SHIFT + REST + LEAVE + EMPTY
FIRST_REST = ENTER
SECOND_REST = ENTER + REST + SHIFT

JPEG_QUALITY = 90
NOISE_PATTERNS = 4
NOISE_SIGMA = 1.5
"""Grey levels. A sensor's noise is what an encoder spends its bits on; without it the bench would flatter."""

TRAY_GREY = 92
COMMENT = "vorzimmer synthetic camera, frame "

STRIP_BITS, STRIP_CELL = 16, 24
"""The numbered strip in the lower right corner: one square a bit, highest first, white is 1; pixels."""


@dataclass(frozen=True)
class Pose:
    """Where the document's centre lies on the tray, in mm, and how far it is turned, in degrees."""

    x: float
    y: float
    degrees: float


OUTSIDE = Pose(-120, 70, -14)
AT_FIRST = Pose(92, 56, 0)
SHIFTED = Pose(118, 62, 1.5)


@dataclass(frozen=True)
class Options:
    """From a specification such as `synthetic` or `synthetic?page=/tmp/letter.png&numbered=1`.

    page: a picture laid on the tray in place of the card, already at the camera's scale.
    numbered: the frame number is painted into the corner, for measurements.
    start: when frame 0 is due, on the system's monotonic clock (s); otherwise at the camera's opening.
    """

    page: Path | None = None
    numbered: bool = False
    start: float | None = None

    @classmethod
    def parse(cls, specification: str) -> "Options":
        values = parse_qs(specification.partition("?")[2])
        page, start = values.get("page"), values.get("start")
        return cls(Path(page[0]) if page else None, values.get("numbered") == ["1"], float(start[0]) if start else None)


def pose(frame: int) -> Pose | None:
    """Where the document lies in this frame; None while the tray is empty."""
    at = frame % CYCLE
    for length, start, end in (
        (ENTER, OUTSIDE, AT_FIRST),
        (REST, AT_FIRST, AT_FIRST),
        (SHIFT, AT_FIRST, SHIFTED),
        (REST, SHIFTED, SHIFTED),
        (LEAVE, SHIFTED, OUTSIDE),
    ):
        if at < length:
            return between(start, end, at / length)
        at -= length
    return None


def between(start: Pose, end: Pose, part: float) -> Pose:
    """Moves as a hand does: slow, fast, slow."""
    if start == end:
        return start
    eased = part * part * (3 - 2 * part)
    return Pose(*(a + (b - a) * eased for a, b in zip(vars(start).values(), vars(end).values(), strict=True)))


class Scene:
    """Draws the tray as the camera sees it."""

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self._encoded: dict[tuple[Pose | None, int], bytes] = {}

    def picture(self, frame: int) -> Picture:
        picture = self._noisy(self._laid(pose(frame)), frame % NOISE_PATTERNS)
        if self.options.numbered:
            draw_number(picture, frame)
        return picture

    def jpeg(self, frame: int) -> bytes:
        """The packet of this frame, as a camera would deliver it; its comment names the frame."""
        return with_comment(self._jpeg_without_comment(frame), f"{COMMENT}{frame}")

    def _jpeg_without_comment(self, frame: int) -> bytes:
        if self.options.numbered:
            return encoded(self.picture(frame))
        # Every picture of the cycle is drawn and compressed once (12 MB): a camera does that in hardware.
        key = pose(frame), frame % NOISE_PATTERNS
        if key not in self._encoded:
            self._encoded[key] = encoded(self.picture(frame))
        return self._encoded[key]

    def _laid(self, where: Pose | None) -> Picture:
        picture = self._tray.copy()
        if where is None:
            return picture
        height, width = self._document.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), where.degrees, 1)
        turn[:, 2] += where.x * PIXELS_PER_MM - width / 2, where.y * PIXELS_PER_MM - height / 2
        cv2.warpAffine(self._document, turn, (WIDTH, HEIGHT), picture, cv2.INTER_LINEAR, cv2.BORDER_TRANSPARENT)
        return picture

    def _noisy(self, picture: Picture, pattern: int) -> Picture:
        return cv2.add(picture, self._noise[pattern], dtype=cv2.CV_8U)  # type: ignore[return-value]

    @cached_property
    def _document(self) -> Picture:
        if self.options.page is None:
            return card.drawn(PIXELS_PER_MM)
        page = cv2.imread(str(self.options.page), cv2.IMREAD_COLOR)
        if page is None:
            raise FileNotFoundError(self.options.page)
        return page  # type: ignore[return-value]

    @cached_property
    def _tray(self) -> Picture:
        """A plain ground, a little darker towards the corners."""
        down, across = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j]
        grey = TRAY_GREY - 10 * (down**2 + across**2)
        return np.repeat(grey[:, :, None], 3, axis=2).astype(np.uint8)

    @cached_property
    def _noise(self) -> list[np.ndarray]:
        generator = np.random.default_rng(2024)
        grey = [generator.normal(0, NOISE_SIGMA, (HEIGHT, WIDTH, 1)).round() for _ in range(NOISE_PATTERNS)]
        return [np.repeat(noise, 3, axis=2).astype(np.int16) for noise in grey]


def encoded(picture: Picture) -> bytes:
    # 4:2:2, as the MJPEG of document cameras is.
    parameters = [
        cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_422,
    ]  # fmt: skip
    return cv2.imencode(".jpg", picture, parameters)[1].tobytes()


def with_comment(jpeg: bytes, text: str) -> bytes:
    """Puts a COM segment right behind the start-of-image marker (ITU-T T.81, B.2.4.5)."""
    comment = text.encode()
    return jpeg[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + jpeg[2:]


def frame_of(jpeg: bytes) -> int:
    """The frame number that `with_comment` wrote. ValueError: not a picture of this camera."""
    length = int.from_bytes(jpeg[4:6], "big")
    comment = jpeg[6 : 4 + length]
    if jpeg[2:4] != b"\xff\xfe" or not comment.startswith(COMMENT.encode()):
        raise ValueError("not a picture of the synthetic camera")
    return int(comment.removeprefix(COMMENT.encode()))


def draw_number(picture: Picture, frame: int) -> None:
    for bit in range(STRIP_BITS):
        left = WIDTH - STRIP_CELL * (STRIP_BITS - bit)
        lit = frame >> (STRIP_BITS - 1 - bit) & 1
        picture[HEIGHT - STRIP_CELL :, left : left + STRIP_CELL] = 235 if lit else 16


def read_number(picture: Picture) -> int:
    """The frame number from the strip of a received picture of the same size."""
    row = picture[HEIGHT - STRIP_CELL // 2, WIDTH - STRIP_CELL * STRIP_BITS + STRIP_CELL // 2 :: STRIP_CELL, 1]
    return int("".join("1" if value > 127 else "0" for value in row[:STRIP_BITS]), 2)


def packets(specification: str) -> Iterator[bytes]:
    """JPEG packets in real time."""
    cv2.setNumThreads(1)
    options = Options.parse(specification)
    scene = Scene(options)
    start = monotonic() if options.start is None else options.start
    frame = max(0, ceil((monotonic() - start) * FRAMES_PER_SECOND))
    while True:
        sleep(max(0.0, start + frame / FRAMES_PER_SECOND - monotonic()))
        yield scene.jpeg(frame)
        frame = max(frame + 1, int((monotonic() - start) * FRAMES_PER_SECOND))  # late: skip, as a camera does
