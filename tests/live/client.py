"""A page, as far as the live connection knows one."""

import json
from contextlib import ExitStack
from types import TracebackType
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.live.process import PAGES

Json = dict[str, Any]


class Page:
    """Says hello when it is made with a token or a cookie."""

    def __init__(self, url: str, hello: bool = True, cookie: str = "", origin: str = PAGES, **said: Any) -> None:
        headers = {"Cookie": cookie} if cookie else {}
        self._stack = ExitStack()
        opening = connect(
            url, origin=Origin(origin), additional_headers=headers, compression=None, proxy=None, close_timeout=0.5
        )
        self.socket = self._stack.enter_context(opening)
        self.welcome: Json = {}
        if hello:
            self.say("hello", **said)
            self.welcome = self.hear("welcome")

    def __enter__(self) -> "Page":
        return self

    def __exit__(self, *_exc: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._stack.close()

    def say(self, type: str, **fields: Any) -> None:
        self.socket.send(json.dumps({"type": type, **fields}))

    def hear(self, *types: str, seconds: float = 5) -> Json:
        """The next message, which has to be of one of these types."""
        message = json.loads(self.socket.recv(seconds))
        assert not types or message["type"] in types, message
        return message

    def hear_nothing(self) -> None:
        """A ping is answered next: nothing else was on its way."""
        self.say("ping")
        self.hear("pong")

    def refused(self, code: str) -> Json:
        error = self.hear("error")
        assert error["code"] == code, error
        return error

    def close_code(self, seconds: float = 5) -> int:
        """Read to the end; the code with which the server closed."""
        try:
            while True:
                self.socket.recv(seconds)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006
