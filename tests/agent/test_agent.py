"""The agent's life with its office: enrolment, presence, what is called to it, consultations, revocation."""

import asyncio
import json
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from appliance.agent import identity
from appliance.agent.agent import Agent, Revoked
from appliance.agent.camera import State
from appliance.agent.identity import Identity
from appliance.agent.main import NOT_ENROLLED, REVOKED, NotEnrolled, Settings, ended, enrolled
from appliance.agent.qr import TICKET_URL

from .scene import Clerk, lived, until
from .test_hotplug import TRAY, PlugBoard
from .test_qr import TICKET, code_on_paper
from .town_hall import CODE, DEVICE, TOKEN, TownHall


def settings(hall: TownHall, data: Path, code: str | None = CODE) -> Settings:
    return Settings(server=hall.url, data=data, code=code, camera="synthetic")


def assignment(state: str, consultation: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"ticket_id": 3, "number": "A001", "state": state, "consultation": consultation}


@asynccontextmanager
async def working(hall: TownHall, camera: str = "synthetic", **equipment: Any) -> AsyncIterator[Agent]:
    """An enrolled agent that is online."""
    equipment.setdefault("source", PlugBoard())
    agent = Agent(Identity(hall.url, TOKEN, DEVICE), camera, "", lambda happened, /, **facts: None, **equipment)
    life = asyncio.create_task(agent.run())
    try:
        await until(lambda: hall.hellos and hall.reports and "GET /api/device" in hall.asked[1:])
        yield agent
    finally:
        life.cancel()
        await asyncio.wait([life])


# Enrolment


def test_a_code_makes_an_identity_that_only_the_owner_may_read(tmp_path: Path) -> None:
    async def story() -> None:
        async with TownHall() as hall:
            own = await enrolled(settings(hall, tmp_path))
            assert own == Identity(hall.url, TOKEN, DEVICE) == identity.load(tmp_path)

    lived(story())
    assert stat.S_IMODE((tmp_path / identity.FILE_NAME).stat().st_mode) == 0o600


def test_a_restart_with_the_used_code_keeps_the_identity(tmp_path: Path) -> None:
    async def story() -> None:
        async with TownHall() as hall:
            first = await enrolled(settings(hall, tmp_path))
            assert await enrolled(settings(hall, tmp_path)) == first

    lived(story())


def test_an_identity_is_for_one_server_only(tmp_path: Path) -> None:
    identity.save(tmp_path, Identity("http://elsewhere.example", TOKEN, DEVICE))

    async def story() -> None:
        async with TownHall() as hall:
            with pytest.raises(NotEnrolled, match="code"):
                await enrolled(settings(hall, tmp_path, code=None))

    lived(story())


@pytest.mark.parametrize("code", [None, "WRONGONE"])
def test_without_a_valid_code_the_agent_ends_and_says_so(
    tmp_path: Path, code: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    async def story() -> int:
        async with TownHall() as hall:
            return await ended(Settings(hall.url, tmp_path, code, "synthetic", json=True))

    assert lived(story()) == NOT_ENROLLED
    assert json.loads(capsys.readouterr().out)["agent"] == "not_enrolled"


def test_the_server_may_come_later_than_the_agent(tmp_path: Path) -> None:
    async def story() -> None:
        hall = TownHall()
        waiting = asyncio.create_task(enrolled(settings(hall, tmp_path)))
        await asyncio.sleep(0.2)
        async with hall:
            assert (await waiting).token == TOKEN

    lived(story())


# Revocation


def test_a_revoked_device_says_so_and_stops_asking(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def story() -> list[int]:
        async with TownHall() as hall:
            running = asyncio.create_task(ended(Settings(hall.url, tmp_path, CODE, "synthetic", json=True)))
            await until(lambda: hall.reports)
            hall.revoked = True
            await hall.event(11, "DeviceRevoked")
            first = await running
            asked = len(hall.asked)
            second = await ended(Settings(hall.url, tmp_path, None, "synthetic", json=True))
            assert len(hall.asked) == asked
            return [first, second]

    assert lived(story()) == [REVOKED, NOT_ENROLLED]
    assert TOKEN not in (tmp_path / identity.FILE_NAME).read_text()
    said = capsys.readouterr().out
    assert "revoked" in said and TOKEN not in said


def test_a_token_that_is_refused_ends_the_agent() -> None:
    async def story() -> None:
        async with TownHall() as hall:
            hall.revoked = True
            agent = Agent(
                Identity(hall.url, TOKEN, DEVICE), None, "", lambda happened, /, **facts: None, source=PlugBoard()
            )
            with pytest.raises(Revoked):
                await agent.run()

    lived(story())


# Presence


def test_the_office_hears_of_the_equipment_and_of_its_changes() -> None:
    async def story() -> None:
        board = PlugBoard()
        async with TownHall() as hall, working(hall, "", source=board):
            assert hall.reports[0] == {"face": "agent", "cameras": [], "microphones": [], "version": "0.1.0"}
            board.tell("add", TRAY)
            await until(lambda: hall.reports[-1]["cameras"])
            assert hall.reports[-1]["cameras"] == [{"id": TRAY.path, "name": "Tray 8MP", "kind": "document"}]

    lived(story())


def test_the_agent_says_who_it_is_and_resumes_where_it_was() -> None:
    async def story() -> None:
        async with TownHall() as hall, working(hall):
            assert hall.hellos[0] == {"type": "hello", "token": TOKEN, "face": "agent", "topics": [], "after": None}
            await hall.event(11, "TicketTaken", device=None)
            await asyncio.sleep(0.1)
            await hall.drop_connections()
            await until(lambda: len(hall.hellos) == 2)
            assert hall.hellos[1]["after"] == 11

    lived(story())


# At the terminal


def test_a_called_ticket_is_confirmed_by_its_qr_code(tmp_path: Path) -> None:
    async def story() -> None:
        camera = f"synthetic?page={code_on_paper(tmp_path, TICKET)}"
        async with TownHall() as hall, working(hall, camera) as agent:
            assert agent._camera.state is State.OFF
            hall.assignment = assignment("called")
            await hall.event(11, "TicketCalled", ticket=3)
            await until(lambda: hall.confirmed)
            assert hall.confirmed == [TICKET_URL.fullmatch(TICKET)[1]]  # type: ignore[index]

    lived(story())


def test_a_kiosk_that_looks_for_an_appointment_reads_its_qr_code_each_time_it_is_asked(tmp_path: Path) -> None:
    token = "p_" + "b" * 43

    async def story() -> None:
        camera = f"synthetic?page={code_on_paper(tmp_path, f'http://127.0.0.1:8440/appointment#{token}')}"
        async with TownHall() as hall, working(hall, camera) as agent:
            assert agent._camera.state is State.OFF
            for look in (1, 2):
                hall.look = look
                await hall.event(10 + look, "DeviceChanged")
                await until(lambda number=look: len(hall.shown) == number)
            hall.look = None
            await hall.event(13, "DeviceChanged")
            await until(lambda: agent._camera.state is State.OFF)
            assert hall.shown == [token, token]
            assert hall.confirmed == []

    lived(story())


def test_the_camera_is_closed_when_the_call_is_over() -> None:
    async def story() -> None:
        async with TownHall() as hall, working(hall) as agent:
            hall.assignment = assignment("called")
            await hall.event(11, "TicketCalled", ticket=3)
            await until(lambda: agent._camera.state is State.RUNNING)
            hall.assignment = None
            await hall.event(12, "TicketNoShow", ticket=3)
            await until(lambda: agent._camera.state is State.OFF)

    lived(story())


async def joined(hall: TownHall) -> dict[str, Any]:
    await until(lambda: any(message["type"] == "join" for message in hall.heard))
    await hall.say(
        type="joined",
        consultation=7,
        you="agent",
        participants=[{"id": "clerk", "instance": "page-1", "status": {}}],
        ice_servers=[],
        chat=[],
        finished=False,
    )
    return next(message for message in hall.heard if message["type"] == "join")


async def shown(hall: TownHall, clerk: Clerk) -> None:
    await hall.say(type="request", label="document", **{"from": "clerk"})
    await until(lambda: any(message["type"] == "offer" for message in hall.heard))
    offer = next(message for message in hall.heard if message["type"] == "offer")
    await hall.say(**await clerk.answer(offer), **{"from": "clerk"})
    await until(lambda: clerk.frames)


def test_a_consultation_is_joined_and_left_with_its_room() -> None:
    async def story() -> None:
        async with TownHall() as hall, working(hall) as agent:
            hall.assignment = assignment("serving", {"id": 7, "state": "open"})
            await hall.event(11, "ConsultationOpened", consultation=7)
            assert (await joined(hall))["consultation"] == 7
            clerk = Clerk()
            await shown(hall, clerk)
            hall.assignment = None
            await hall.say(type="left", reason="closed")
            await until(lambda: agent._camera.state is State.OFF)
            await clerk.close()

    lived(story())


def test_after_a_restart_of_the_servers_the_same_seat_is_taken_and_the_stream_goes_on() -> None:
    async def story() -> None:
        async with TownHall() as hall, working(hall):
            hall.assignment = assignment("serving", {"id": 7, "state": "open"})
            await hall.event(11, "ConsultationOpened", consultation=7)
            first = await joined(hall)
            clerk = Clerk()
            await shown(hall, clerk)
            hall.heard.clear()
            await hall.drop_connections()
            assert (await joined(hall))["instance"] == first["instance"]
            seen = len(clerk.frames)
            await until(lambda: len(clerk.frames) > seen + 5)
            assert not any(message["type"] == "offer" for message in hall.heard)
            await clerk.close()

    lived(story())


def test_an_agent_that_starts_in_mid_consultation_joins_it() -> None:
    async def story() -> None:
        async with TownHall() as hall:
            hall.assignment = assignment("serving", {"id": 7, "state": "open"})
            async with working(hall):
                assert (await joined(hall))["consultation"] == 7

    lived(story())
