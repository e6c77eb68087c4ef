"""One client of the JSON API over a connection of its own that is kept, as browsers keep theirs."""

import asyncio
import json
import time
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from appliance.simulation.live.ledger import Ledger

PATIENCE_SECONDS = 30.0


class Refused(Exception):
    """The server did not do what was asked; `code` is the problem's, "" where it had none."""

    def __init__(self, status: int, code: str, words: str) -> None:
        super().__init__(f"{status} {code}: {words}")
        self.status, self.code = status, code


class Caller:
    """`token`: of a ticket or a device. Staff sign in, which leaves a cookie here."""

    def __init__(self, base: str, ledger: Ledger, token: str = "") -> None:
        self.base, self.ledger, self.token, self.cookie = base, ledger, token, ""
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._turn = asyncio.Lock()

    async def get(self, path: str) -> Any:
        return await self.ask("GET", path)

    async def post(self, path: str, body: Any = None, may: tuple[str, ...] = ()) -> Any:
        return await self.ask("POST", path, body, may)

    async def ask(self, method: str, path: str, body: Any = None, may: tuple[str, ...] = ()) -> Any:
        """The answer's body. Raises Refused; only with a code of `may` is that no error of the play."""
        began = time.monotonic()
        async with self._turn:
            status, headers, raw = await self._through(_request(self, method, path, body))
        self.ledger.answered(status, time.monotonic() - began)
        if "set-cookie" in headers:
            self.cookie = headers["set-cookie"].partition(";")[0]
        if status < 400:
            return json.loads(raw) if raw else None
        raise self._refusal(method, path, status, raw, may)

    async def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    def _refusal(self, method: str, path: str, status: int, raw: bytes, may: tuple[str, ...]) -> Refused:
        try:
            code = str(json.loads(raw).get("code", ""))
        except ValueError:
            code = ""
        if status < 500 and code in may:
            self.ledger.refusals[code] += 1
        else:
            self.ledger.went_wrong(f"{status} {code}".strip(), f"{method} {path}: {raw[:300].decode(errors='replace')}")
        return Refused(status, code, path)

    async def _through(self, request: bytes) -> tuple[int, Mapping[str, str], bytes]:
        """Once more on a fresh connection where the server has closed the kept one: every write has its key."""
        is_fresh = self._streams is None
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):  # wait_for swallows a cancellation now and then (Python 3.11)
                return await self._exchange(request)
        except (OSError, EOFError) as error:
            await self.close()
            if is_fresh or isinstance(error, TimeoutError):
                self.ledger.went_wrong("connection", f"{request[:80]!r}: {error!r}")
                raise Refused(0, "", repr(error)) from error
        except asyncio.CancelledError:
            await self.close()  # half an answer lies in it
            raise
        return await self._through(request)

    async def _exchange(self, request: bytes) -> tuple[int, Mapping[str, str], bytes]:
        if self._streams is None:
            where = urlsplit(self.base)
            self._streams = await asyncio.open_connection(where.hostname, where.port, ssl=where.scheme == "https")
        reader, writer = self._streams
        writer.write(request)
        status, headers = _head(await reader.readuntil(b"\r\n\r\n"))
        body = await _chunks(reader) if "transfer-encoding" in headers else b""
        if length := int(headers.get("content-length", 0)):
            body = await reader.readexactly(length)
        if headers.get("connection", "").lower() == "close":
            await self.close()
        return status, headers, body


def _request(caller: Caller, method: str, path: str, body: Any) -> bytes:
    payload = b"" if body is None else json.dumps(body).encode()
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {urlsplit(caller.base).netloc}",
        "Accept-Language: de",
        "X-Vorzimmer: 1",
        f"Content-Length: {len(payload)}",
        "Content-Type: application/json",
        *([f"Authorization: Bearer {caller.token}"] if caller.token else []),
        *([f"Cookie: {caller.cookie}"] if caller.cookie else []),
        *([f"Idempotency-Key: {uuid.uuid4()}"] if method == "POST" else []),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + payload


def _head(raw: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = raw.decode("latin-1").strip().split("\r\n")
    headers = (line.partition(":") for line in lines)
    return int(first.split()[1]), {name.strip().lower(): value.strip() for name, _, value in headers}


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readuntil(b"\r\n")
    return body
