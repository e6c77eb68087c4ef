"""A page's live connection: it follows what it is shown, comes back when it is lost, and keeps what it heard."""

import asyncio
import json
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from appliance.simulation.live.ledger import Ledger

RETRY_SECONDS = 0.25
WELCOME_SECONDS = 30.0


class Page:
    """`since` and `heard`: the journal's head at the first welcome, and the ids of the events after it, as they came;
    `until`: a head that it has surely heard of.

    `window`: the waiting window that was told last. `news` is set by everything that changes what the page shows.
    """

    def __init__(self, name: str, url: str, origin: str, ledger: Ledger, **hello: Any) -> None:
        """`hello`: `token`, or `topics` and, for the handshake, `cookie`."""
        self.name, self._url, self._origin, self._ledger = name, url, origin, ledger
        self._cookie = hello.pop("cookie", None)
        self._hello = {"type": "hello", **hello}
        self.since: int | None = None
        self.until: int | None = None
        self.heard: list[int] = []
        self.topics: tuple[str, ...] = ()
        self.window: dict[str, Any] | None = None
        self.first_window: dict[str, Any] | None = None
        self.consultation: int | None = None
        self.news, self.welcomed = asyncio.Event(), asyncio.Event()
        self._connection: ClientConnection | None = None
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> "Page":
        """Raises TimeoutError when nobody bids it welcome."""
        self._task = asyncio.create_task(self._follow())
        async with asyncio.timeout(WELCOME_SECONDS):
            await self.welcomed.wait()
        return self

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def say(self, **message: Any) -> None:
        if self._connection is not None:
            with suppress(WebSocketException):
                await self._connection.send(json.dumps(message))

    async def _follow(self) -> None:
        headers = {"Cookie": self._cookie} if self._cookie else {}
        while True:
            try:
                async with self._connecting(headers) as connection:
                    await connection.send(json.dumps({**self._hello, "after": self._last}))
                    self._connection = connection
                    async for message in connection:
                        self._received(json.loads(message))
                reason = f"closed: {connection.close_code} {connection.close_reason}"
            except (OSError, WebSocketException, TimeoutError) as error:
                reason = repr(error)
            self._ledger.went_wrong("live connection lost", f"{self.name}: {reason}")
            self._connection = None
            await asyncio.sleep(RETRY_SECONDS)

    def _connecting(self, headers: dict[str, str]) -> connect:
        return connect(
            self._url, origin=Origin(self._origin), additional_headers=headers, compression=None,
            open_timeout=WELCOME_SECONDS, ping_interval=None,
        )  # fmt: skip

    @property
    def _last(self) -> int | None:
        return self.heard[-1] if self.heard else self.since

    def _received(self, message: dict[str, Any]) -> None:
        handle = _HANDLERS.get(message["type"])
        if handle is not None:
            handle(self, message)

    def _welcome(self, message: dict[str, Any]) -> None:
        if self.since is None:
            self.since = message["head"]
        self.topics = tuple(message["topics"])
        self.consultation = message["consultation"]
        if message["window"] is not None:
            self._shown(message["window"])
        self.welcomed.set()
        self.news.set()

    def _event(self, message: dict[str, Any]) -> None:
        self.heard.append(message["id"])
        self.news.set()

    def _shown(self, message: dict[str, Any]) -> None:
        self.window = message
        self.first_window = self.first_window or message
        self.news.set()

    def _broken(self, message: dict[str, Any]) -> None:
        """The server has nothing of the kind to say to a page that keeps to the protocol."""
        self._ledger.went_wrong(f"live {message['type']}", f"{self.name}: {message}")


_HANDLERS = {
    "welcome": Page._welcome,
    "event": Page._event,
    "window": Page._shown,
    "error": Page._broken,
    "reset": Page._broken,
}
