"""The session's end of the socket to the device: JSON lines both ways, found again whenever the device comes back."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
LONGEST_LINE = 1024 * 1024
"""Bytes: an address, some origins and a certificate fit many times."""
KEPT = 100
"""Messages that wait while the device is away; older ones are given up."""

Message = Mapping[str, Any]


class Link:
    """`heard` is called with every message of the device; what it does not know it should pass over."""

    def __init__(self, socket: Path, heard: Callable[[Message], None], retry: float = RETRY_SECONDS) -> None:
        self._socket, self._heard, self._retry = socket, heard, retry
        self._writer: asyncio.StreamWriter | None = None
        self._kept: deque[Message] = deque(maxlen=KEPT)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                reader, self._writer = await asyncio.open_unix_connection(self._socket, limit=LONGEST_LINE)
                log.info("the device listens")
                await self._converse(reader)
            except (OSError, ValueError, asyncio.LimitOverrunError) as error:
                log.debug("the device is away: %s", error)
            finally:
                self._hang_up()
            await asyncio.sleep(self._retry)

    def say(self, message: Message) -> None:
        """Now or never: what is true for this moment only."""
        if self._writer is not None:
            self._writer.write(json.dumps(message).encode() + b"\n")

    def report(self, message: Message) -> None:
        """Now, or when the device is back: what must be counted."""
        if self._writer is None:
            self._kept.append(message)
        else:
            self.say(message)

    async def flush(self) -> None:
        """Before the process ends."""
        if self._writer is not None:
            try:
                await self._writer.drain()
            except OSError:
                pass

    async def _converse(self, reader: asyncio.StreamReader) -> None:
        while self._kept:
            self.say(self._kept.popleft())
        while line := await reader.readline():
            message = json.loads(line)
            if isinstance(message, dict):
                self._heard(message)

    def _hang_up(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None
