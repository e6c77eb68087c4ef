"""The participants of many consultations: two connections a room, who sign, type and fill in a form.

Run as a process of its own: one JSON line in, "begun", one JSON line out; it leaves when its input ends.
"""

import asyncio
import json
import random
import sys
import time
from base64 import b64encode
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.live.form_page import edited, empty_doc, writes
from tests.live.town import token_of

TYPING_SECONDS = 0.2
"""Between two pieces of real-time text: five a second are a fast typist's."""

FILLING_SECONDS = 1.0
RENEWING_SECONDS = 10.0
CANDIDATES = 6
SDP = "v=0\r\n" + "a=" + "x" * 3000


@dataclass
class Measured:
    sent: int = 0
    delays: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Milliseconds, by what was sent."""


@dataclass
class Participant:
    socket: ClientConnection
    me: str
    form: int
    measured: Measured
    peer: "Participant | None" = None
    on_way: dict[str, float] = field(default_factory=dict)
    """What was sent and has not come to the other yet, with its moment."""

    async def send(self, kind: str, key: str | None = None, **fields: Any) -> None:
        if key is not None:
            self.on_way[key] = time.monotonic()
        self.measured.sent += 1
        await self.socket.send(json.dumps({"type": kind, **fields}))

    async def hear(self) -> None:
        async for raw in self.socket:
            frame = json.loads(raw)
            kind = frame["type"]
            assert kind != "error", frame
            if kind in KEYS and frame.get("from") != self.me and self.peer is not None:
                began = self.peer.on_way.pop(KEYS[kind](frame), None)
                if began is not None:
                    self.measured.delays[NAMES[kind]].append((time.monotonic() - began) * 1000)

    async def type(self) -> None:
        while True:
            await asyncio.sleep(TYPING_SECONDS * random.uniform(0.8, 1.2))
            text = f"{random.random():.12f}"
            await self.send("draft", text, keep=0, text=text)

    async def fill_in(self) -> None:
        doc, name = empty_doc(), "receipt" if self.me == "clerk" else "family_name"
        while True:
            await asyncio.sleep(FILLING_SECONDS * random.uniform(0.8, 1.2))
            update = b64encode(edited(doc, writes(name, f"{random.random()}"))).decode()
            await self.send("form-update", update, form=self.form, update=update, seen=0)

    async def renew(self) -> None:
        """As after a change of network: offer, answer, candidates."""
        to = "clerk" if self.me == "citizen" else "citizen"
        while True:
            await asyncio.sleep(RENEWING_SECONDS * random.uniform(0.5, 1.5))
            stream = f"{random.random()}"
            await self.send("offer", stream, to=to, stream=stream, label="camera", sdp=SDP)
            for number in range(CANDIDATES):
                candidate = {"candidate": f"candidate:{number} 1 udp 1 192.0.2.7 5000 typ host", "sdpMid": "0"}
                await self.send("candidate", to=to, stream=stream, candidate=candidate)


KEYS = {
    "draft": lambda frame: frame["text"],
    "form-update": lambda frame: frame["update"],
    "offer": lambda frame: frame["stream"],
}
NAMES = {"draft": "real-time text", "form-update": "a field of the form", "offer": "an offer"}


async def entered(asked: dict[str, Any], room: dict[str, Any], me: str, measured: Measured) -> Participant:
    cookie = {"Cookie": f"vorzimmer={room['cookie']}", "Origin": "https://stadt.example"} if me == "clerk" else {}
    token = {} if me == "clerk" else {"token": token_of(room["ticket"])}
    socket = await connect(asked["url"], additional_headers=cookie, compression=None, proxy=None)
    await socket.send(json.dumps({"type": "hello", **token}))
    assert json.loads(await socket.recv())["type"] == "welcome"
    await socket.send(json.dumps({"type": "join", "consultation": room["consultation"], "instance": me}))
    assert json.loads(await socket.recv())["type"] == "joined"
    return Participant(socket, me, asked["form"], measured)


async def furnished(asked: dict[str, Any], room: dict[str, Any], measured: Measured) -> list[Participant]:
    clerk, citizen = [await entered(asked, room, me, measured) for me in ("clerk", "citizen")]
    clerk.peer, citizen.peer = citizen, clerk
    await clerk.send("form-open", form=asked["form"])
    return [clerk, citizen]


async def main() -> None:
    asked = json.loads(sys.stdin.readline())
    measured = Measured()
    people = [one for room in asked["rooms"] for one in await furnished(asked, room, measured)]
    listening = [asyncio.create_task(one.hear()) for one in people]
    acting = [asyncio.create_task(act()) for one in people for act in (one.type, one.fill_in, one.renew)]
    await asyncio.sleep(2)  # the first second is everybody's at once
    measured.sent = 0
    measured.delays.clear()
    print("begun", flush=True)
    await asyncio.sleep(asked["seconds"])
    answer = {"sent": measured.sent, "kinds": measured.delays}
    for task in (*acting, *listening):
        failed = task.done() and task.exception()
        assert not failed, failed
        task.cancel()
    print(json.dumps(answer), flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
