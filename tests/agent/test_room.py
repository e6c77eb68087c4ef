"""The agent's seat in a consultation: real connections to a real receiver, the live server by hand."""

import asyncio
from functools import partial
from typing import Any

import pytest

from appliance.agent.camera import Camera, State
from appliance.agent.room import Room
from provisioning.keys import new_key
from provisioning.vouching import new_vouching, voucher

from .scene import Clerk, failing_camera, lived, synthetic_camera, until


class Hall:
    """A room with the agent in it, and everything it said."""

    def __init__(self, camera: Camera, **patience: Any) -> None:
        self.camera = camera
        self.said: list[dict[str, Any]] = []
        self.room = Room(7, camera, self.said.append, loopback=True, **patience)
        camera.on_state(self.room.camera_changed)
        self.hear(type="joined", you="agent", participants=[self.entry("clerk", "page-1")], ice_servers=[])

    def hear(self, **message: Any) -> None:
        self.room.heed(message)

    def entry(self, id: str, instance: str) -> dict[str, Any]:
        return {"id": id, "instance": instance, "status": {}}

    def presence(self, instance: str, *, present: bool) -> None:
        self.hear(type="participant", present=present, **self.entry("clerk", instance))

    def of_type(self, type: str) -> list[dict[str, Any]]:
        return [message for message in self.said if message["type"] == type]

    async def connect(self, clerk: Clerk, offers: int = 1) -> dict[str, Any]:
        """The clerk asks and answers; returns the offer."""
        if offers == 1:
            self.hear(type="request", label="document", **{"from": "clerk"})
        await until(lambda: len(self.of_type("offer")) >= offers)
        offer = self.of_type("offer")[-1]
        self.hear(**await clerk.answer(offer), **{"from": "clerk"})
        await until(lambda: clerk.frames)
        return offer

    async def end(self, *clerks: Clerk) -> None:
        for clerk in clerks:
            await clerk.close()
        await self.room.close()
        await self.camera.close()


def test_the_device_s_word_follows_the_offer_that_it_is_about() -> None:
    async def story() -> None:
        vouching = new_vouching(new_key())
        hall, clerk = Hall(synthetic_camera(), vouch=partial(voucher, vouching)), Clerk()
        offer = await hall.connect(clerk)
        told = hall.said[hall.said.index(offer) + 1]
        assert (told["type"], told["to"], told["stream"]) == ("verify-device", "clerk", offer["stream"])
        assert (told["device"], told["agent"]) == (vouching["device"], vouching["agent"])
        await hall.end(clerk)

    lived(story())


def test_who_asks_is_offered_the_document() -> None:
    async def story() -> None:
        hall, clerk = Hall(synthetic_camera()), Clerk()
        offer = await hall.connect(clerk)
        assert (offer["to"], offer["label"]) == ("clerk", "document")
        await hall.end(clerk)
        assert hall.camera.state is State.OFF

    lived(story())


def test_a_release_closes_the_camera() -> None:
    async def story() -> None:
        hall, clerk = Hall(synthetic_camera()), Clerk()
        await hall.connect(clerk)
        hall.hear(type="release", label="document", **{"from": "clerk"})
        await until(lambda: hall.camera.state is State.OFF)
        await hall.end(clerk)

    lived(story())


def test_asking_again_ends_the_earlier_stream() -> None:
    async def story() -> None:
        hall, first, second = Hall(synthetic_camera()), Clerk(), Clerk()
        offer = await hall.connect(first)
        hall.hear(type="request", label="document", **{"from": "clerk"})
        await hall.connect(second, offers=2)
        assert hall.of_type("close") == [{"type": "close", "to": "clerk", "stream": offer["stream"]}]
        await hall.end(first, second)

    lived(story())


def test_a_receiver_may_ask_for_a_new_offer() -> None:
    async def story() -> None:
        hall, first, second = Hall(synthetic_camera()), Clerk(), Clerk()
        offer = await hall.connect(first)
        hall.hear(type="renew", stream=offer["stream"], **{"from": "clerk"})
        await hall.connect(second, offers=2)
        await hall.end(first, second)

    lived(story())


def test_a_reloaded_page_loses_the_stream_of_the_old_one() -> None:
    async def story() -> None:
        hall, clerk = Hall(synthetic_camera()), Clerk()
        await hall.connect(clerk)
        hall.presence("page-2", present=True)
        await until(lambda: hall.camera.state is State.OFF)
        await hall.end(clerk)

    lived(story())


def test_a_page_that_only_lost_the_live_connection_keeps_its_stream() -> None:
    async def story() -> None:
        hall, clerk = Hall(synthetic_camera()), Clerk()
        await hall.connect(clerk)
        hall.presence("page-1", present=False)
        hall.presence("page-1", present=True)
        seen = len(clerk.frames)
        await until(lambda: len(clerk.frames) > seen + 5)
        assert len(hall.of_type("offer")) == 1
        await hall.end(clerk)

    lived(story())


def test_after_a_restart_of_live_the_stream_goes_on() -> None:
    async def story() -> None:
        hall, clerk = Hall(synthetic_camera()), Clerk()
        await hall.connect(clerk)
        hall.hear(type="joined", you="agent", participants=[hall.entry("clerk", "page-1")], ice_servers=[])
        seen = len(clerk.frames)
        await until(lambda: len(clerk.frames) > seen + 5)
        await hall.end(clerk)

    lived(story())


def test_a_participant_who_stays_away_loses_the_stream() -> None:
    async def story() -> None:
        hall, clerk = Hall(synthetic_camera(), absence_seconds=0.2), Clerk()
        await hall.connect(clerk)
        hall.presence("page-1", present=False)
        await until(lambda: hall.camera.state is State.OFF)
        await hall.end(clerk)

    lived(story())


def test_a_lost_camera_is_told_once_each_way_and_the_stream_goes_on(tmp_path) -> None:  # type: ignore[no-untyped-def]
    behaviour = tmp_path / "behaviour"
    behaviour.write_text("deliver")

    async def story() -> None:
        hall, clerk = Hall(failing_camera(tmp_path)), Clerk()
        await hall.connect(clerk)
        behaviour.write_text("unplugged")
        await until(lambda: hall.of_type("notice"))
        await asyncio.sleep(0.5)
        behaviour.write_text("deliver")
        await until(lambda: len(hall.of_type("notice")) == 2)
        seen = len(clerk.frames)
        await until(lambda: len(clerk.frames) > seen + 5)
        assert [notice["code"] for notice in hall.of_type("notice")] == ["document_camera_lost", "document_camera_back"]
        assert len(hall.of_type("offer")) == 1
        await hall.end(clerk)

    lived(story())


def test_without_a_camera_the_clerk_is_told_and_the_stream_comes_with_it(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "behaviour").write_text("deliver")

    async def story() -> None:
        camera = failing_camera(tmp_path)
        camera.use(None)
        hall, clerk = Hall(camera), Clerk()
        hall.hear(type="request", label="document", **{"from": "clerk"})
        await until(lambda: hall.of_type("notice"))
        camera.use(str(tmp_path))
        await hall.connect(clerk, offers=0)
        assert [notice["code"] for notice in hall.of_type("notice")] == ["document_camera_lost", "document_camera_back"]
        await hall.end(clerk)

    lived(story())


def test_a_connection_that_fails_is_offered_anew() -> None:
    async def story() -> None:
        hall, clerk = Hall(synthetic_camera(), retry_seconds=0.05), Clerk()
        hall.hear(type="request", label="document", **{"from": "clerk"})
        await until(lambda: hall.of_type("offer"))
        offer = hall.of_type("offer")[0]
        hall.hear(type="answer", stream=offer["stream"], sdp="v=0\r\n", **{"from": "clerk"})
        await hall.connect(clerk, offers=2)
        await hall.end(clerk)

    lived(story())


def test_a_clerk_s_renewal_brings_back_a_stream_whose_retries_are_spent() -> None:
    async def story() -> None:
        hall, clerk = Hall(synthetic_camera(), retries=0, retry_seconds=0.05), Clerk()
        hall.hear(type="request", label="document", **{"from": "clerk"})
        await until(lambda: hall.of_type("offer"))
        gone = hall.of_type("offer")[0]["stream"]
        hall.hear(type="answer", stream=gone, sdp="v=0\r\n", **{"from": "clerk"})
        await until(lambda: hall.camera.state is State.OFF)
        hall.hear(type="renew", stream=gone, **{"from": "citizen"})
        assert not hall.room._receivers
        hall.hear(type="renew", stream=gone, **{"from": "clerk"})
        await hall.connect(clerk, offers=2)
        await until(lambda: hall.room._receivers["clerk"].stream.connected)
        hall.hear(type="renew", stream=gone, **{"from": "clerk"})  # sent before the new offer came
        seen = len(clerk.frames)
        await until(lambda: len(clerk.frames) > seen + 3)
        assert len(hall.of_type("offer")) == 2
        await hall.end(clerk)

    lived(story())


def test_strangers_frames_about_a_stream_change_nothing() -> None:
    async def story() -> None:
        hall, clerk = Hall(synthetic_camera()), Clerk()
        offer = await hall.connect(clerk)
        hall.hear(type="close", stream=offer["stream"], **{"from": "citizen"})
        hall.hear(type="answer", stream="unknown", sdp="", **{"from": "clerk"})
        hall.hear(type="candidate", stream="unknown", candidate=None, **{"from": "citizen"})
        hall.hear(type="chat", id="1", text="hello", **{"from": "citizen"})
        seen = len(clerk.frames)
        await until(lambda: len(clerk.frames) > seen + 3)
        await hall.end(clerk)

    lived(story())


@pytest.mark.parametrize(
    "candidate",
    [
        None,
        {"candidate": "", "sdpMid": "0"},
        {"candidate": "candidate:1 1 tcp 1518280447 192.0.2.9 9 typ host tcptype active", "sdpMid": "0"},
        {"candidate": "candidate:1 1 udp 1 nonsense", "sdpMid": "0"},
        {
            "candidate": "candidate:1 1 udp 2122260223 5b2e-not-there.local 9 typ host",
            "sdpMid": "0",
            "sdpMLineIndex": 0,
        },
    ],
)
def test_candidates_that_cannot_be_used_do_no_harm(candidate: dict[str, Any] | None) -> None:
    async def story() -> None:
        hall, clerk = Hall(synthetic_camera()), Clerk()
        offer = await hall.connect(clerk)
        hall.hear(type="candidate", stream=offer["stream"], candidate=candidate, **{"from": "clerk"})
        await until(lambda: not hall.room._tasks)
        await hall.end(clerk)

    lived(story())


def test_several_consultations_one_after_the_other_leave_nothing() -> None:
    async def story() -> None:
        camera = synthetic_camera()
        for _ in range(3):
            hall, clerk = Hall(camera), Clerk()
            await hall.connect(clerk)
            await hall.end(clerk)
            assert camera.state is State.OFF and camera._child is None

    lived(story())
