"""The people and things of the agent's tests: a clerk who receives, a camera that fails, time that is waited for."""

import asyncio
import contextlib
import json
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from aiortc import RTCConfiguration, RTCDataChannel, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av.video.frame import VideoFrame

from appliance.agent.camera import CAPTURE_COMMAND, Camera, Patience

FAILING_CHILD = "tests.agent.failing_capture"
PATIENCE = Patience(first_frame=30, frame=2, again=0.1)  # a busy machine may keep a picture back for half a second

Result = TypeVar("Result")


def lived(story: Coroutine[Any, Any, Result], seconds: float = 60) -> Result:
    """Runs an asynchronous test; afterwards no task of it may be left."""

    async def whole() -> Result:
        result = await asyncio.wait_for(story, seconds)
        await until(lambda: not left_over(), 5)
        return result

    return asyncio.run(whole())


def left_over() -> list[str]:
    mine = asyncio.current_task()
    return [str(task) for task in asyncio.all_tasks() if task is not mine]


async def until(condition: Callable[[], object], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


def synthetic_camera(specification: str = "synthetic") -> Camera:
    return Camera(specification, patience=Patience(first_frame=30, frame=5, again=0.1))


def failing_camera(directory: Path, *, patience: Patience = PATIENCE) -> Camera:
    """A real child process that delivers, then hangs, ends or fails as the file `behaviour` in the directory says."""
    return Camera(str(directory), command=(sys.executable, "-m", FAILING_CHILD), patience=patience)


assert CAPTURE_COMMAND[0] == sys.executable


class Clerk:
    """The receiving end, as the clerk's page: answers offers, keeps the newest picture, asks for stills."""

    def __init__(self, *, codecs: tuple[str, ...] = ("H264", "VP8")) -> None:
        self._codecs = codecs
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.connection.on("track", self._track)
        self.connection.on("datachannel", self._channel)
        self.frames: list[VideoFrame] = []
        self.channel: RTCDataChannel | None = None
        self.said: list[dict[str, Any]] = []
        self.received = b""
        self._reading: asyncio.Task[None] | None = None

    async def answer(self, offer: dict[str, Any]) -> dict[str, Any]:
        sdp = only_codecs(offer["sdp"], self._codecs)
        await self.connection.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        await self.connection.setLocalDescription(await self.connection.createAnswer())
        return {"type": "answer", "stream": offer["stream"], "sdp": self.connection.localDescription.sdp}

    async def close(self) -> None:
        await self.connection.close()
        if self._reading is not None:
            self._reading.cancel()

    @property
    def codec(self) -> str:
        return self.connection.getTransceivers()[0]._codecs[0].name

    def _track(self, track: MediaStreamTrack) -> None:
        self._reading = asyncio.create_task(self._read(track))

    async def _read(self, track: MediaStreamTrack) -> None:
        with contextlib.suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                assert isinstance(frame, VideoFrame)
                self.frames.append(frame)

    def _channel(self, channel: RTCDataChannel) -> None:
        self.channel = channel
        channel.on("message", self._message)

    def _message(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            self.received += message
        else:
            self.said.append(json.loads(message))


def only_codecs(sdp: str, codecs: tuple[str, ...]) -> str:
    """The offer as a browser sees it that knows only these: the payload types of all others are taken out."""
    lines = sdp.splitlines()
    known = {
        line.split(":")[1].split()[0]
        for line in lines
        if line.startswith("a=rtpmap:") and line.split()[1].split("/")[0] in codecs
    }
    kept = [line for line in lines if not names_other_payload(line, known)]
    return "\r\n".join(media_line(line, known) for line in kept) + "\r\n"


def names_other_payload(line: str, known: set[str]) -> bool:
    prefix, _, rest = line.partition(":")
    return prefix in ("a=rtpmap", "a=fmtp", "a=rtcp-fb") and rest.split()[0] not in known


def media_line(line: str, known: set[str]) -> str:
    if not line.startswith("m=video"):
        return line
    parts = line.split()
    return " ".join(parts[:3] + [payload for payload in parts[3:] if payload in known])
