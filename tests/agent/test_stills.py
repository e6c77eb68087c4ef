import asyncio
import hashlib
import json
from collections.abc import Callable

import pytest

from appliance.agent.stills import CHUNK_BYTES, Stills, dimensions, parsed
from appliance.agent.synthetic_camera import Scene
from appliance.domain.errors import OfficeError

from .scene import lived, until


class Channel:
    """A data channel by hand; `sent` is what left it."""

    readyState = "open"
    bufferedAmountLowThreshold = 0

    def __init__(self) -> None:
        self.sent: list[str | bytes] = []
        self.listeners: dict[str, Callable[..., None]] = {}
        self.bufferedAmount = 0
        self.slow = False

    def on(self, event: str, listener: Callable[..., None]) -> None:
        self.listeners[event] = listener

    def send(self, data: str | bytes) -> None:
        self.sent.append(data)
        if self.slow:
            self.bufferedAmount += len(data)

    def drain(self) -> None:
        self.bufferedAmount = 0
        self.listeners["bufferedamountlow"]()

    def ask(self, **message: object) -> None:
        self.listeners["message"](json.dumps(message))

    @property
    def texts(self) -> list[dict[str, object]]:
        return [json.loads(sent) for sent in self.sent if isinstance(sent, str)]

    @property
    def octets(self) -> bytes:
        return b"".join(sent for sent in self.sent if isinstance(sent, bytes))


def test_a_still_arrives_whole_and_can_be_checked() -> None:
    jpeg = Scene().jpeg(30)

    async def story() -> Channel:
        channel = Channel()
        Stills(channel, lambda: ready(jpeg))  # type: ignore[arg-type]
        channel.ask(type="take", id="a1")
        await until(lambda: len(channel.texts) == 2)
        return channel

    channel = lived(story())
    still, done = channel.texts
    assert still == {
        "type": "still",
        "id": "a1",
        "size": len(jpeg),
        "width": 1920,
        "height": 1080,
        "media_type": "image/jpeg",
        "sha256": hashlib.sha256(jpeg).hexdigest(),
    }
    assert done == {"type": "done", "id": "a1"}
    assert channel.octets == jpeg and max(len(sent) for sent in channel.sent) <= CHUNK_BYTES


def test_a_slow_receiver_is_waited_for() -> None:
    jpeg = Scene().jpeg(30) + bytes(2 << 20)

    async def story() -> None:
        channel = Channel()
        channel.slow = True
        Stills(channel, lambda: ready(jpeg))  # type: ignore[arg-type]
        channel.ask(type="take", id="a1")
        await asyncio.sleep(0.05)
        assert len(channel.octets) < 1 << 20
        while len(channel.texts) < 2:
            channel.drain()
            await asyncio.sleep(0)
        assert channel.octets == jpeg

    lived(story())


def test_a_second_request_meanwhile_is_told_to_wait() -> None:
    async def story() -> list[dict[str, object]]:
        channel = Channel()
        stills = Stills(channel, asyncio.Event().wait)  # type: ignore[arg-type]
        channel.ask(type="take", id="a1")
        channel.ask(type="take", id="a2")
        stills.close()
        return channel.texts

    assert lived(story()) == [{"type": "error", "id": "a2", "code": "busy"}]


def test_a_lost_camera_is_said() -> None:
    async def story() -> list[dict[str, object]]:
        channel = Channel()
        Stills(channel, lost)  # type: ignore[arg-type]
        channel.ask(type="take", id="a1")
        await until(lambda: channel.texts)
        return channel.texts

    assert lived(story()) == [{"type": "error", "id": "a1", "code": "camera_lost"}]


@pytest.mark.parametrize(
    "message",
    [b"take", "take", "[]", "{}", '{"type":"take"}', '{"type":"take","id":7}', '{"type":"give","id":"a"}', "x" * 2000],
)
def test_what_is_no_request_is_refused(message: str | bytes) -> None:
    assert parsed(message) is None


def test_the_size_is_read_from_the_picture_itself() -> None:
    assert dimensions(Scene().jpeg(5)) == (1920, 1080)
    with pytest.raises(ValueError, match="JPEG"):
        dimensions(b"GIF89a" + bytes(100))


async def ready(jpeg: bytes) -> bytes:
    return jpeg


async def lost() -> bytes:
    raise OfficeError("camera_lost")
