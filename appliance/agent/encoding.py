"""Encoders for documents: small print must be legible soon after the page stops moving.

aiortc's own encoders start at bit rates for faces and follow the receiver's estimate (REMB) down. A resting page sends
almost nothing, so that estimate says nothing about the network: it is believed only where it lies below what was
really sent (`Budget`). Both keep what a sender needs: key frames on request (PLI) and the estimate (REMB).
"""

from collections import deque
from collections.abc import Callable
from fractions import Fraction
from time import monotonic

import av
from aiortc.codecs.base import Encoder
from aiortc.codecs.h264 import H264Encoder
from aiortc.codecs.vpx import Vp8Encoder
from aiortc.mediastreams import VIDEO_TIME_BASE, convert_timebase
from aiortc.rtcrtpsender import RTCRtpSender
from av.frame import Frame
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame

FRAMES_PER_SECOND = 10
KEY_FRAME_INTERVAL = 3000
"""Frames. Key frames come on request; a regular one would blur the page for a moment, every time."""

H264_BITS_PER_SECOND = 900_000
"""With RTP's headers it stays below a megabit."""
VP8_BITS_PER_SECOND = 1_600_000
LOWEST_BITS_PER_SECOND = 200_000


class Budget:
    """How many bits a second may be sent.

    It falls to the receiver's estimate when that is below what was sent in the last second, which means congestion,
    and grows again by a quarter every three seconds without such a sign, up to `most`.
    """

    WINDOW_SECONDS = 1.0
    GROWTH, GROWTH_SECONDS = 1.25, 3.0

    def __init__(self, most: int, clock: Callable[[], float] = monotonic) -> None:
        self._most = most
        self._clock = clock
        self._sent: deque[tuple[float, int]] = deque()
        self._bits_per_second = float(most)
        self._changed_at = clock()

    @property
    def bits_per_second(self) -> int:
        if self._bits_per_second < self._most and self._clock() - self._changed_at >= self.GROWTH_SECONDS:
            self._set(self._bits_per_second * self.GROWTH)
        return int(self._bits_per_second)

    def sent(self, octets: int) -> None:
        self._sent.append((self._clock(), octets * 8))

    def estimated(self, bits_per_second: int) -> None:
        """What the receiver believes the path can carry."""
        if bits_per_second < self._rate() * 0.95:
            self._set(bits_per_second)

    def _rate(self) -> float:
        oldest = self._clock() - self.WINDOW_SECONDS
        while self._sent and self._sent[0][0] < oldest:
            self._sent.popleft()
        return sum(bits for _, bits in self._sent) / self.WINDOW_SECONDS

    def _set(self, bits_per_second: float) -> None:
        self._bits_per_second = min(max(bits_per_second, LOWEST_BITS_PER_SECOND), self._most)
        self._changed_at = self._clock()


class DocumentEncoder(Encoder):
    """What aiortc's sender asks of an encoder, for one codec."""

    def __init__(self, most: int, new: "NewContext", payloads: "Payloads") -> None:
        self._budget = Budget(most)
        self._new = new
        self._payloads = payloads
        self._context: VideoCodecContext | None = None
        self._ceiling = most
        self._frames = 0

    @property
    def target_bitrate(self) -> int:
        return self._budget.bits_per_second

    @target_bitrate.setter
    def target_bitrate(self, bitrate: int) -> None:
        self._budget.estimated(bitrate)

    def encode(self, frame: Frame, force_keyframe: bool = False) -> tuple[list[bytes], int]:
        assert isinstance(frame, VideoFrame) and frame.pts is not None and frame.time_base is not None
        timestamp = convert_timebase(frame.pts, frame.time_base, VIDEO_TIME_BASE)
        context = self._context_for(frame)
        data = b"".join(map(bytes, context.encode(counted(frame, self._frames, force_keyframe))))
        self._frames += 1
        self._budget.sent(len(data))
        return self._payloads(data), timestamp

    def pack(self, packet: Packet) -> tuple[list[bytes], int]:
        raise NotImplementedError("the document's track yields pictures")

    def _context_for(self, frame: VideoFrame) -> VideoCodecContext:
        if self._context is None or self._is_outdated(self._context, frame):
            self._ceiling = self.target_bitrate
            self._context = self._new(frame.width, frame.height, self._ceiling)
        return self._context

    def _is_outdated(self, context: VideoCodecContext, frame: VideoFrame) -> bool:
        """A new context costs a key frame, so small changes of the budget do not count."""
        same_size = (context.width, context.height) == (frame.width, frame.height)
        return not same_size or not 0.8 <= self.target_bitrate / self._ceiling <= 1.5


NewContext = Callable[[int, int, int], VideoCodecContext]
"""From width, height and ceiling in bits per second."""

Payloads = Callable[[bytes], list[bytes]]
"""Cuts one encoded picture into RTP payloads."""


def h264_context(width: int, height: int, ceiling: int) -> VideoCodecContext:
    """Constant quality below a ceiling; baseline, as it is negotiated."""
    context = new_context("libx264", width, height)
    context.bit_rate = 0
    context.profile = "Baseline"
    context.options = {
        "preset": "ultrafast",  # with the parameters below as legible as superfast, for half the work
        "tune": "zerolatency",
        "crf": "24",
        "maxrate": str(ceiling),
        "bufsize": str(2 * ceiling),
        "level": "4.0",  # 1080p
        # Without `nr` the noise of a resting picture takes all the bits there are (70 instead of 1,000 kbit/s).
        "x264-params": "nr=200:deblock=0,0",
    }
    context.open()
    return context


def vp8_context(width: int, height: int, ceiling: int) -> VideoCodecContext:
    """Constrained quality: as good as `crf` where the ceiling allows it."""
    context = new_context("libvpx", width, height)
    context.bit_rate = ceiling
    context.qmin, context.qmax = 4, 56
    context.options = {
        "deadline": "realtime",
        "cpu-used": "-6",
        "lag-in-frames": "0",
        "crf": "20",
        "bufsize": str(2 * ceiling),
        "undershoot-pct": "100",
        "overshoot-pct": "15",
        "static-thresh": "100",
    }
    context.open()
    return context


def new_context(name: str, width: int, height: int) -> VideoCodecContext:
    context = av.CodecContext.create(name, "w")
    assert isinstance(context, VideoCodecContext)
    context.width, context.height, context.pix_fmt = width, height, "yuv420p"
    context.framerate = Fraction(FRAMES_PER_SECOND)
    context.time_base = Fraction(1, FRAMES_PER_SECOND)
    context.gop_size = KEY_FRAME_INTERVAL
    context.thread_count = 1
    return context


def h264_payloads(data: bytes) -> list[bytes]:
    return H264Encoder._packetize(H264Encoder._split_bitstream(data))


class Vp8Payloads:
    """Numbers the pictures, as RFC 7741 wants."""

    def __init__(self) -> None:
        self._picture = 0

    def __call__(self, data: bytes) -> list[bytes]:
        self._picture = (self._picture + 1) % (1 << 15)
        return Vp8Encoder._packetize(data, self._picture)


def counted(frame: VideoFrame, number: int, force_keyframe: bool) -> VideoFrame:
    """Time in frames, for the rate control. Frames from MJPEG all claim to be key frames: not to be believed."""
    frame.pts, frame.time_base = number, Fraction(1, FRAMES_PER_SECOND)
    frame.pict_type = PictureType.I if force_keyframe else PictureType.NONE
    return frame


ENCODERS: dict[str, Callable[[], DocumentEncoder]] = {
    "H264": lambda: DocumentEncoder(H264_BITS_PER_SECOND, h264_context, h264_payloads),
    "VP8": lambda: DocumentEncoder(VP8_BITS_PER_SECOND, vp8_context, Vp8Payloads()),
}


def use_document_encoder(sender: RTCRtpSender, codec: str) -> None:
    """Puts our encoder where the sender would make its own.

    aiortc has no public place for it (a track of ready packets would work, but the sender then ignores PLI and REMB).
    aiortc is pinned, and a test sees whether this still holds.
    """
    vars(sender)["_RTCRtpSender__encoder"] = ENCODERS[codec]()
