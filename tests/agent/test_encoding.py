import numpy as np
import pytest
from aiortc import RTCPeerConnection
from aiortc.codecs import depayload
from aiortc.mediastreams import VIDEO_TIME_BASE
from aiortc.rtcrtpparameters import RTCRtpCodecParameters
from av.codec.context import CodecContext
from av.packet import Packet
from av.video.frame import PictureType, VideoFrame

from appliance.agent.encoding import ENCODERS, LOWEST_BITS_PER_SECOND, Budget, use_document_encoder

from .scene import lived

MOST = 1_000_000
DECODERS = {"H264": "h264", "VP8": "vp8"}


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_estimate_above_what_was_sent_says_nothing() -> None:
    budget = Budget(MOST, Clock())
    budget.sent(10_000)  # 80 kbit in the last second: a resting page
    budget.estimated(150_000)
    assert budget.bits_per_second == MOST


def test_an_estimate_below_what_was_sent_is_congestion() -> None:
    budget = Budget(MOST, Clock())
    budget.sent(100_000)
    budget.estimated(500_000)
    assert budget.bits_per_second == 500_000


def test_after_congestion_the_budget_grows_again() -> None:
    clock = Clock()
    budget = Budget(MOST, clock)
    budget.sent(100_000)
    budget.estimated(500_000)
    seen = []
    for clock.now in (3, 6, 9, 12, 15):
        seen.append(budget.bits_per_second)
    assert seen == sorted(seen) and seen[0] == 625_000 and seen[-1] == MOST


def test_the_budget_has_a_floor() -> None:
    budget = Budget(MOST, Clock())
    budget.sent(100_000)
    budget.estimated(1)
    assert budget.bits_per_second == LOWEST_BITS_PER_SECOND


def test_what_was_sent_long_ago_does_not_count() -> None:
    clock = Clock()
    budget = Budget(MOST, clock)
    budget.sent(100_000)
    clock.now = 1.5
    budget.estimated(500_000)
    assert budget.bits_per_second == MOST


def picture(number: int, width: int = 320, height: int = 240) -> VideoFrame:
    """As frames from MJPEG come: every one says that it is a key frame."""
    frame = VideoFrame.from_ndarray(np.full((height * 3 // 2, width), 60 + number, np.uint8), format="yuv420p")
    frame.pts, frame.time_base, frame.pict_type = number * 9000, VIDEO_TIME_BASE, PictureType.I
    return frame


@pytest.mark.parametrize("codec", ENCODERS)
def test_only_the_first_frame_and_those_asked_for_are_key_frames(codec: str) -> None:
    encoder, decoder = ENCODERS[codec](), CodecContext.create(DECODERS[codec], "r")
    keys = []
    for number in range(12):
        payloads, timestamp = encoder.encode(picture(number), force_keyframe=number == 7)
        assert timestamp == number * 9000
        parameters = RTCRtpCodecParameters(mimeType=f"video/{codec}", clockRate=90000, payloadType=97)
        data = b"".join(depayload(parameters, payload) for payload in payloads)
        keys += [frame.key_frame for frame in decoder.decode(Packet(data))]
    assert [number for number, key in enumerate(keys) if key] == [0, 7]


@pytest.mark.parametrize("codec", ENCODERS)
def test_another_size_of_picture_is_encoded_too(codec: str) -> None:
    encoder = ENCODERS[codec]()
    encoder.encode(picture(0))
    payloads, _ = encoder.encode(picture(1, 640, 480))
    assert payloads


@pytest.mark.parametrize("codec", ENCODERS)
def test_no_payload_is_larger_than_a_packet(codec: str) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (480 * 3 // 2, 640), np.uint8)
    frame = VideoFrame.from_ndarray(noise, format="yuv420p")
    frame.pts, frame.time_base = 0, VIDEO_TIME_BASE
    payloads, _ = ENCODERS[codec]().encode(frame)
    assert len(payloads) > 1 and max(map(len, payloads)) <= 1300


def test_the_place_in_aiortcs_sender_still_exists() -> None:
    async def story() -> None:
        connection = RTCPeerConnection()
        sender = connection.addTransceiver("video").sender
        assert "_RTCRtpSender__encoder" in vars(sender)
        use_document_encoder(sender, "VP8")
        await connection.close()

    lived(story())
