"""Stills for the clerk: the camera's own JPEG at full resolution, over the document stream's data channel.

The clerk's page sends {"type": "take", "id": ".."}; the answer is {"type": "still", "id", "size", "width", "height",
"media_type", "sha256"}, binary chunks of at most 64 KiB and {"type": "done", "id"}, or {"type": "error", "id", "code"}
with camera_lost, busy or malformed. A still is held in memory only, and only while it is sent.
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiortc import RTCDataChannel

from appliance.domain.errors import OfficeError

log = logging.getLogger(__name__)

LABEL = "still"
CHUNK_BYTES = 64 * 1024
BUFFERED_BYTES = 8 * CHUNK_BYTES
"""More than this is not handed to the connection at once."""

MAX_REQUEST_BYTES = 1024


class Stills:
    def __init__(self, channel: RTCDataChannel, take: Callable[[], Awaitable[bytes]]) -> None:
        self._channel = channel
        self._take = take
        self._sending: asyncio.Task[None] | None = None
        self._drained = asyncio.Event()
        channel.bufferedAmountLowThreshold = BUFFERED_BYTES // 2
        channel.on("bufferedamountlow", self._drained.set)
        channel.on("message", self._asked)

    def close(self) -> None:
        if self._sending is not None:
            self._sending.cancel()

    def _asked(self, message: str | bytes) -> None:
        request = parsed(message)
        if request is None:
            self._tell("error", "", code="malformed")
        elif self._sending is not None and not self._sending.done():
            self._tell("error", request, code="busy")
        else:
            self._sending = asyncio.create_task(self._answer(request))

    async def _answer(self, request: str) -> None:
        try:
            jpeg = await self._take()
        except OfficeError as error:
            self._tell("error", request, code=error.code)
            return
        width, height = dimensions(jpeg)
        digest = hashlib.sha256(jpeg).hexdigest()
        self._tell("still", request, size=len(jpeg), width=width, height=height, media_type="image/jpeg", sha256=digest)
        for start in range(0, len(jpeg), CHUNK_BYTES):
            await self._room()
            self._channel.send(jpeg[start : start + CHUNK_BYTES])
        self._tell("done", request)
        log.info("sent a still of %d x %d, %d bytes", width, height, len(jpeg))

    async def _room(self) -> None:
        while self._channel.bufferedAmount > BUFFERED_BYTES:
            self._drained.clear()
            await self._drained.wait()

    def _tell(self, type: str, request: str, **fields: object) -> None:
        if self._channel.readyState == "open":
            self._channel.send(json.dumps({"type": type, "id": request, **fields}))


def parsed(message: str | bytes) -> str | None:
    """The id of a well-formed request."""
    if not isinstance(message, str) or len(message) > MAX_REQUEST_BYTES:
        return None
    try:
        request: Any = json.loads(message)
    except ValueError:
        return None
    if not isinstance(request, dict) or request.get("type") != "take" or not isinstance(request.get("id"), str):
        return None
    return request["id"]


START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def dimensions(jpeg: bytes) -> tuple[int, int]:
    """Width and height from the frame header (ITU-T T.81, B.2.2). ValueError: not a JPEG."""
    position = 2
    while position + 9 < len(jpeg) and jpeg[position] == 0xFF:
        if jpeg[position + 1] in START_OF_FRAME:
            height, width = (int.from_bytes(jpeg[position + at : position + at + 2], "big") for at in (5, 7))
            return width, height
        position += 2 + int.from_bytes(jpeg[position + 2 : position + 4], "big")
    raise ValueError("not a JPEG")
