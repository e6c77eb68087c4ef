"""The agent's camera and document stream in a process of their own, whose CPU time can be read.

`python -m tests.bench.document_publisher CAMERA ours|stock`: the offer goes to standard output as one JSON line, the
answer comes in as one. Ends with its input. `stock` leaves aiortc's own encoder in place: the rival.
"""

import asyncio
import contextlib
import json
import sys
from typing import Any

from appliance.agent import document_stream
from appliance.agent.camera import Camera
from appliance.agent.document_stream import DocumentStream


def tell(type: str, **fields: Any) -> None:
    sys.stdout.write(json.dumps({"type": type, **fields}) + "\n")
    sys.stdout.flush()


async def publish(camera: Camera) -> None:
    stream = DocumentStream(camera, ice_servers=[], loopback=True, send=tell, ended=lambda _, reason: tell(reason))
    with contextlib.suppress(asyncio.CancelledError):
        await stream.offer()
        await stream.answered(json.loads(await asyncio.to_thread(sys.stdin.readline))["sdp"])
        await asyncio.to_thread(sys.stdin.readline)
    await stream.close()
    await camera.close()


if __name__ == "__main__":
    if sys.argv[2] == "stock":
        document_stream.use_document_encoder = lambda sender, codec: None
    asyncio.run(publish(Camera(sys.argv[1])))
