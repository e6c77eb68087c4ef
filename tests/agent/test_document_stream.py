"""The document stream to a real receiver: ICE, DTLS, SRTP and SCTP over this machine's own network."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from appliance.agent import synthetic_camera as source
from appliance.agent.camera import Camera, State
from appliance.agent.document_stream import DocumentStream

from .scene import Clerk, failing_camera, lived, synthetic_camera, until


class Line:
    """Carries the agent's frames to the clerk and back, in place of the live server."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.ended: list[str] = []

    def send(self, type: str, **fields: Any) -> None:
        self.sent.append({"type": type, **fields})

    def note(self, stream: DocumentStream, reason: str) -> None:
        self.ended.append(reason)


@asynccontextmanager
async def streaming(camera: Camera, clerk: Clerk, line: Line | None = None) -> AsyncIterator[DocumentStream]:
    line = line or Line()
    stream = DocumentStream(camera, ice_servers=[], loopback=True, send=line.send, ended=line.note)
    try:
        await stream.offer()
        await stream.answered((await clerk.answer(line.sent[0]))["sdp"])
        yield stream
    finally:
        await clerk.close()
        await stream.close()
        await camera.close()


def closest_frame(picture: np.ndarray) -> tuple[int, float]:
    """Which frame of the source a received picture shows, and how much it differs (mean of absolute differences)."""
    number = source.read_number(picture)
    shown = source.Scene(source.Options(numbered=True)).picture(number)
    return number, float(cv2.absdiff(shown, picture).mean())


@pytest.mark.parametrize("codec", ["H264", "VP8"])
def test_the_clerk_sees_what_lies_under_the_camera(codec: str) -> None:
    async def story() -> list[np.ndarray]:
        clerk = Clerk(codecs=(codec,))
        async with streaming(synthetic_camera("synthetic?numbered=1"), clerk):
            await until(lambda: len(clerk.frames) >= 20)
            assert clerk.codec == codec
        return [frame.to_ndarray(format="bgr24") for frame in clerk.frames[:20:5]]

    numbers = []
    for picture in lived(story()):
        number, difference = closest_frame(picture)
        numbers.append(number)
        assert difference < 6
    assert numbers == sorted(set(numbers))


def test_h264_is_taken_where_the_receiver_has_both() -> None:
    async def story() -> None:
        clerk = Clerk(codecs=("VP8", "H264"))
        async with streaming(synthetic_camera(), clerk):
            await until(lambda: clerk.frames)
            assert clerk.codec == "H264"

    lived(story())


def test_a_still_has_the_very_pixels_of_the_source() -> None:
    async def story() -> tuple[list[dict[str, Any]], bytes]:
        clerk = Clerk()
        async with streaming(synthetic_camera(), clerk):
            await until(lambda: clerk.frames and clerk.channel is not None)
            assert clerk.channel is not None
            clerk.channel.send(json.dumps({"type": "take", "id": "s1"}))
            await until(lambda: len(clerk.said) == 2)
        return clerk.said, clerk.received

    said, jpeg = lived(story())
    assert said[0]["sha256"] == hashlib.sha256(jpeg).hexdigest() and said[0]["size"] == len(jpeg)
    assert jpeg == source.Scene().jpeg(source.frame_of(jpeg))


def test_a_lost_camera_keeps_the_connection_and_the_stream_goes_on_with_it(tmp_path: Path) -> None:
    behaviour = tmp_path / "behaviour"
    behaviour.write_text("deliver")

    async def story() -> None:
        clerk, line, camera = Clerk(), Line(), failing_camera(tmp_path)
        async with streaming(camera, clerk, line) as stream:
            await until(lambda: clerk.frames)
            behaviour.write_text("unplugged")
            await until(lambda: camera.state is State.LOST)
            await asyncio.sleep(0.3)
            before = len(clerk.frames)
            assert stream.connected
            behaviour.write_text("deliver")
            await until(lambda: len(clerk.frames) > before + 5)
            assert stream.connected and line.ended == []

    lived(story())


def test_the_camera_is_closed_with_the_stream() -> None:
    async def story() -> None:
        camera, clerk = synthetic_camera(), Clerk()
        async with streaming(camera, clerk):
            await until(lambda: clerk.frames)
            child = camera._child
            assert child is not None
        assert camera.state is State.OFF and child._process.returncode is not None

    lived(story())


def test_a_receiver_who_leaves_is_noticed() -> None:
    async def story() -> list[str]:
        clerk, line = Clerk(), Line()
        async with streaming(synthetic_camera(), clerk, line):
            await until(lambda: clerk.frames)
            await clerk.connection.close()
            await until(lambda: line.ended)
        return line.ended

    assert lived(story()) == ["closed"]


def test_no_server_of_others_is_ever_asked() -> None:
    async def story() -> str:
        line, camera = Line(), synthetic_camera()
        stream = DocumentStream(camera, ice_servers=[], loopback=True, send=line.send, ended=line.note)
        await stream.offer()
        gatherer = stream._sender.transport.transport.iceGatherer
        assert gatherer._connection.stun_server is None and gatherer._connection.turn_server is None
        await stream.close()
        await camera.close()
        return str(line.sent[0]["sdp"])

    sdp = lived(story())
    assert "127.0.0.1" in sdp and "srflx" not in sdp
    assert sdp.index("H264/90000") < sdp.index("VP8/90000")


def test_on_this_machine_loopback_alone_is_enough() -> None:
    """As on a computer without any network: every other candidate is taken out of offer and answer."""

    async def story() -> None:
        line, camera, clerk = Line(), synthetic_camera(), Clerk()
        stream = DocumentStream(camera, ice_servers=[], loopback=True, send=line.send, ended=line.note)
        await stream.offer()
        offer = line.sent[0] | {"sdp": kept(line.sent[0]["sdp"], lambda address: address == "127.0.0.1")}
        answer = await clerk.answer(offer)
        await stream.answered(kept(answer["sdp"], lambda address: False))
        await until(lambda: clerk.frames)
        await clerk.close()
        await stream.close()
        await camera.close()

    lived(story())


def kept(sdp: str, wanted: Callable[[str], bool]) -> str:
    lines = sdp.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("a=candidate:") or wanted(line.split()[4]))
