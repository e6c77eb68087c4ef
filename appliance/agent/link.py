"""The agent's live connection: says hello, keeps its place in the journal, comes back by itself."""

import asyncio
import contextlib
import json
import logging
import random
from collections.abc import Callable
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, WebSocketException

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 5.0
"""Seconds between attempts: doubled each time, with jitter."""

HEARTBEAT_SECONDS, ANSWER_SECONDS = 10.0, 2.5
MAX_FRAME_BYTES = 1 << 20

Message = dict[str, Any]


class Link:
    """`heed` gets every frame of the server, in order. `lost` is called when a connection ends."""

    def __init__(self, url: str, token: str, heed: Callable[[Message], None], lost: Callable[[], None]) -> None:
        self._url = url
        self._token = token
        self._heed = heed
        self._lost = lost
        self._after: int | None = None
        self._outgoing: asyncio.Queue[Message] | None = None

    def send(self, message: Message) -> None:
        """Dropped while there is no connection: whoever comes back is told the present state anyway."""
        if self._outgoing is not None:
            self._outgoing.put_nowait(message)

    async def run(self) -> None:
        """For ever."""
        pause = FIRST_PAUSE
        while True:
            with contextlib.suppress(OSError, WebSocketException, InvalidHandshake, TimeoutError):
                if await self._connected():
                    pause = FIRST_PAUSE
            await asyncio.sleep(pause * random.uniform(0.5, 1))
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _connected(self) -> bool:
        """One connection; whether the server welcomed it."""
        welcomed = False
        options: dict[str, Any] = {"ping_interval": HEARTBEAT_SECONDS, "ping_timeout": ANSWER_SECONDS}
        async with connect(self._url, proxy=None, compression=None, max_size=MAX_FRAME_BYTES, **options) as socket:
            await socket.send(json.dumps(self._hello()))
            self._outgoing = asyncio.Queue()
            writer = asyncio.create_task(self._write(socket, self._outgoing))
            try:
                async for frame in socket:
                    message = json.loads(frame)
                    welcomed = welcomed or message["type"] == "welcome"
                    self._take(message)
            finally:
                self._outgoing = None
                writer.cancel()
                self._lost()
        return welcomed

    def _hello(self) -> Message:
        return {"type": "hello", "token": self._token, "face": "agent", "topics": [], "after": self._after}

    def _take(self, message: Message) -> None:
        self._heed(message)
        if message["type"] == "event":
            self._after = message["id"]
        elif message["type"] == "reset" or (message["type"] == "welcome" and self._after is None):
            self._after = message["head"]

    async def _write(self, socket: ClientConnection, outgoing: asyncio.Queue[Message]) -> None:
        while True:
            await socket.send(json.dumps(await outgoing.get()))
