"""Chromium's DevTools protocol over a pipe: JSON messages, each ended by a NUL byte.

Nobody else can open this door: unlike a debugging port it has no address. https://chromedevtools.github.io/devtools-protocol/
"""

import asyncio
import itertools
import json
from collections.abc import Callable, Mapping
from typing import Any

ANSWER_SECONDS = 20.0
"""A browser that does not answer for so long is not going to."""
MAX_MESSAGE = 64 * 1024 * 1024
"""Bytes: a screenshot of a 4K screen as base64 fits."""
_END = b"\0"

Message = Mapping[str, Any]
Heed = Callable[[str, str, Message], None]
"""Called with session id ("" for the browser itself), the event's name and its parameters."""


class DevToolsError(Exception):
    """The browser refused a call, did not answer in time, or is gone."""


class DevTools:
    """One browser's pipe. `heed` hears every event; `gone` is set when the browser has closed its end."""

    def __init__(self, answers: asyncio.StreamReader, orders: asyncio.StreamWriter, heed: Heed) -> None:
        self.gone = asyncio.Event()
        self._answers, self._orders, self._heed = answers, orders, heed
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Message]] = {}
        self._listening = asyncio.create_task(self._listen())

    async def call(
        self, method: str, parameters: Message | None = None, session: str = "", seconds: float = ANSWER_SECONDS
    ) -> Message:
        """The call's result. Raises DevToolsError."""
        if self.gone.is_set():
            raise DevToolsError(f"{method}: the browser is gone")
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        self._send({"id": number, "method": method, "params": parameters or {}}, session)
        try:
            async with asyncio.timeout(seconds):
                return await answer
        except TimeoutError:
            raise DevToolsError(f"{method}: no answer within {seconds:g} s") from None
        finally:
            del self._waiting[number]

    async def close(self) -> None:
        self._orders.close()
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)

    def _send(self, order: dict[str, Any], session: str) -> None:
        if session:
            order["sessionId"] = session
        self._orders.write(json.dumps(order).encode() + _END)

    async def _listen(self) -> None:
        try:
            while True:
                self._take(json.loads((await self._answers.readuntil(_END))[:-1]))
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError, ValueError):
            pass  # whatever ended the conversation: the browser cannot be led any more
        finally:
            self._end()

    def _take(self, message: Message) -> None:
        if "id" not in message:
            self._heed(str(message.get("sessionId", "")), str(message["method"]), message.get("params", {}))
            return
        answer = self._waiting.get(int(message["id"]))
        if answer is None or answer.done():
            return
        if "error" in message:
            answer.set_exception(DevToolsError(str(message["error"].get("message", "refused"))))
        else:
            answer.set_result(message.get("result", {}))

    def _end(self) -> None:
        self.gone.set()
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(DevToolsError("the browser is gone"))
