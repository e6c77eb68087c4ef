"""A small office server for the agent's tests: the API as the contract says, and a live connection, on real sockets."""

import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve

CODE, TOKEN = "GOODCODE", "d_" + "x" * 43
DEVICE = 5


class TownHall:
    """`assignment` is what the device's view says; `revoked` refuses every token. Used as `async with`."""

    def __init__(self) -> None:
        self.assignment: dict[str, Any] | None = None
        self.revoked = False
        self.codes = {CODE}
        self.asked: list[str] = []
        self.reports: list[dict[str, Any]] = []
        self.confirmed: list[str] = []
        self.look: int | None = None
        self.shown: list[str] = []
        self.hellos: list[dict[str, Any]] = []
        self.heard: list[dict[str, Any]] = []
        self.connections: set[ServerConnection] = set()
        self._web = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._live: Server | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._web.server_address[1]}"

    async def __aenter__(self) -> "TownHall":
        self._live = await serve(self._connected, "127.0.0.1", 0)
        self.live_port = next(iter(self._live.sockets)).getsockname()[1]
        threading.Thread(target=self._web.serve_forever, args=(0.05,), daemon=True).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._live is not None
        self._live.close()
        await self._live.wait_closed()
        await asyncio.to_thread(self._web.shutdown)
        self._web.server_close()

    async def say(self, **message: Any) -> None:
        for connection in self.connections:
            await connection.send(json.dumps(message))

    async def event(self, id: int, name: str, **ids: Any) -> None:
        await self.say(**{"type": "event", "id": id, "event": name, "device": DEVICE, "consultation": None, **ids})

    async def drop_connections(self) -> None:
        for connection in list(self.connections):
            await connection.close(1012)

    def view(self) -> dict[str, Any]:
        live_url = f"ws://127.0.0.1:{self.live_port}/live"
        view = {"id": DEVICE, "name": "Kiosk", "live_url": live_url, "assignment": self.assignment, "journal_id": 10}
        return {**view, "looks_for_code": self.look}

    async def _connected(self, connection: ServerConnection) -> None:
        self.hellos.append(json.loads(await connection.recv()))
        consultation = (self.assignment or {}).get("consultation") or {}
        self.connections.add(connection)
        await connection.send(
            json.dumps({"type": "welcome", "head": 10, "topics": [], "consultation": consultation.get("id")})
        )
        try:
            async for frame in connection:
                self.heard.append(json.loads(frame))
        finally:
            self.connections.discard(connection)

    def answer(self, method: str, path: str, token: str, body: dict[str, Any]) -> tuple[int, dict[str, Any] | None]:
        self.asked.append(f"{method} {path}")
        if path == "/api/devices/enroll":
            return self._enrolled(body["code"])
        if self.revoked or token != f"Bearer {TOKEN}":
            return 401, {"code": "device_revoked" if self.revoked else "device_unknown"}
        if path == "/api/device/seen":
            self.reports.append(body)
            return 204, None
        if path == "/api/device/confirm":
            self.confirmed.append(body["token"])
        if path == "/api/kiosk/shown":
            self.shown.append(body["token"])
            return 204, None
        return 200, self.view()

    def _enrolled(self, code: str) -> tuple[int, dict[str, Any]]:
        if code not in self.codes:
            return 404, {"code": "unknown_code", "detail": "Dieser Code gilt nicht."}
        self.codes.discard(code)
        return 200, {"token": TOKEN, "device": self.view()}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        hall = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.reply(*hall.answer("GET", self.path, self.headers.get("Authorization", ""), {}))

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.reply(*hall.answer("POST", self.path, self.headers.get("Authorization", ""), body))

            def reply(self, status: int, body: dict[str, Any] | None) -> None:
                payload = b"" if body is None else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *_: object) -> None:
                pass

        return Handler
