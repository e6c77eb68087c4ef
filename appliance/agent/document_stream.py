"""The stream labelled `document`: one peer connection to one receiver, offered by the agent.

It lives until it is closed or its connection ends; while the camera is lost it waits, and goes on with the camera.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any

from aiortc import (
    MediaStreamTrack,
    RTCPeerConnection,
    RTCRtpCodecCapability,
    RTCRtpSender,
    RTCRtpTransceiver,
    RTCSessionDescription,
)
from aiortc.mediastreams import VIDEO_TIME_BASE
from av.video.frame import VideoFrame

from .camera import Camera
from .encoding import use_document_encoder
from .peer import add_candidate, configuration, gather, without_end_of_candidates
from .stills import LABEL as STILL_LABEL
from .stills import Stills

log = logging.getLogger(__name__)

LABEL = "document"
CODECS = ("video/H264", "video/VP8", "video/rtx")
"""In this order."""

CONNECT_SECONDS = 15.0
"""From the offer to a working connection."""

Vouch = Callable[[str], Mapping[str, str] | None]
"""What the device's key says of a description; None where the device has none."""


class DocumentTrack(MediaStreamTrack):
    kind = "video"

    def __init__(self, camera: Camera) -> None:
        super().__init__()
        self._open = contextlib.ExitStack()
        self._watch = self._open.enter_context(camera.watch())
        self._started = monotonic()

    async def recv(self) -> VideoFrame:
        frame = await self._watch.frame()
        picture = VideoFrame.from_ndarray(frame.planes, format="yuv420p")
        picture.pts = int((monotonic() - self._started) / VIDEO_TIME_BASE)
        picture.time_base = VIDEO_TIME_BASE
        return picture

    def stop(self) -> None:
        super().stop()
        self._open.close()


class DocumentStream:
    """`send` takes frames of the live protocol without their address; `ended` is told once, with a reason."""

    def __init__(
        self,
        camera: Camera,
        *,
        ice_servers: list[dict[str, Any]],
        loopback: bool,
        vouch: Vouch = lambda sdp: None,
        send: Callable[..., None],
        ended: Callable[["DocumentStream", str], None],
    ) -> None:
        self.id = secrets.token_urlsafe(12)
        self._loopback = loopback
        self._vouch = vouch
        self._send = send
        self._ended = ended
        self._connection = RTCPeerConnection(configuration(ice_servers))
        self._track = DocumentTrack(camera)
        self._sender = self._connection.addTrack(self._track)
        self._stills = Stills(self._connection.createDataChannel(STILL_LABEL), camera.still)
        self._deadline: asyncio.TimerHandle | None = None
        self._connection.on("connectionstatechange", self._connection_changed)

    async def offer(self) -> None:
        self._transceiver.direction = "sendonly"
        self._transceiver.setCodecPreferences(preferences())
        await gather(self._transceiver, loopback=self._loopback)
        await self._connection.setLocalDescription(await self._connection.createOffer())
        self._deadline = asyncio.get_running_loop().call_later(CONNECT_SECONDS, self._check_connected)
        sdp = self._connection.localDescription.sdp
        self._send("offer", stream=self.id, label=LABEL, sdp=sdp)
        if (voucher := self._vouch(sdp)) is not None:
            self._send("verify-device", stream=self.id, **voucher)

    async def answered(self, sdp: str) -> None:
        """ValueError and aiortc's errors: the answer does not fit the offer."""
        answer = RTCSessionDescription(without_end_of_candidates(sdp), "answer")
        await self._connection.setRemoteDescription(answer)
        codec = self._transceiver._codecs[0].name
        use_document_encoder(self._sender, codec)
        log.info("document stream is answered, codec %s", codec)

    async def candidate(self, candidate: dict[str, Any] | None) -> None:
        await add_candidate(self._connection, candidate)

    async def close(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._connection.remove_all_listeners("connectionstatechange")
        self._stills.close()
        self._track.stop()
        await self._connection.close()

    @property
    def _transceiver(self) -> RTCRtpTransceiver:
        return self._connection.getTransceivers()[0]

    @property
    def connected(self) -> bool:
        return self._connection.connectionState == "connected"

    def _connection_changed(self) -> None:
        state = self._connection.connectionState
        log.info("document stream is %s", state)
        if state in ("failed", "closed"):
            self._ended(self, state)

    def _check_connected(self) -> None:
        if not self.connected:
            self._ended(self, "failed")


def preferences() -> list[RTCRtpCodecCapability]:
    offered = RTCRtpSender.getCapabilities("video").codecs
    return sorted((codec for codec in offered if codec.mimeType in CODECS), key=lambda c: CODECS.index(c.mimeType))
