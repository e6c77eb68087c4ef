"""SESSION.md is true: every message in it is understood, or said, as it stands there."""

import asyncio
import json
import re
from pathlib import Path

import pytest

from appliance.environment import CHECKOUT
from appliance.session.chromium import Launch
from appliance.session.kiosk import Kiosk, Settings, Wanted
from appliance.session.link import Link
from appliance.session.screen import AWAKE_SECONDS, Outputs, Use
from tests.session.conftest import Device

LOCAL = "http://127.0.0.1:8080"


def examples() -> list[list[dict[str, object]]]:
    """The messages of each block: from the device, to the device, from the page."""
    text = (CHECKOUT / "appliance" / "session" / "SESSION.md").read_text()
    return [
        [json.loads(line) for line in block.splitlines()] for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    ]


def test_every_message_of_the_device_and_of_the_page_has_somebody_who_heeds_it() -> None:
    from_device, _, from_page = examples()
    assert {next(iter(message)) for message in from_device} == set(Kiosk._WISHES)
    assert {next(iter(message)) for message in from_page} == set(Kiosk._SAYINGS)


def test_what_the_device_wants_is_read_as_it_is_written() -> None:
    shown = Wanted.of(examples()[0][0], LOCAL)
    assert shown == Wanted("https://10.0.0.5/kiosk/#d_x", ("https://10.0.0.5",), "")


def test_the_device_understands_what_the_session_says(tmp_path: Path) -> None:
    from appliance.device.session_link import SessionLink

    counted: list[str] = []
    device = SessionLink(tmp_path / "s.sock", [], counted.append)
    for message in examples()[1]:
        device._hear(message)
    assert counted == ["page"]
    assert device.heard is not None and device.heard.page == "office"


def test_what_must_be_counted_waits_for_a_device_that_is_away(tmp_path: Path) -> None:
    async def story() -> None:
        device = Device(tmp_path / "s.sock")
        link = Link(device.path, lambda message: None, retry=0.01)
        running = asyncio.create_task(link.run())
        link.report({"recovered": "page"})
        link.say({"heartbeat": 0.0})  # true for that moment only
        await device.open()
        async with asyncio.timeout(5):
            while not device.heard:
                await asyncio.sleep(0.01)
        running.cancel()
        await device.close()
        assert device.heard == [{"recovered": "page"}]

    asyncio.run(story())


@pytest.mark.parametrize("line", [b"no json\n", b"[1]\n", b"\xff\n", b"{}\n", b"\n"])
def test_after_nonsense_from_the_device_its_next_word_is_heard(tmp_path: Path, line: bytes) -> None:
    async def story() -> None:
        device = Device(tmp_path / "s.sock", greeting={"exit": False})
        heard: list[object] = []
        link = Link(device.path, heard.append, retry=0.01)
        await device.open()
        running = asyncio.create_task(link.run())
        async with asyncio.timeout(5):
            while not heard:
                await asyncio.sleep(0.01)
            assert device.writer is not None
            device.writer.write(line)
            while {"exit": True} not in heard:
                device.say({"exit": True})
                await asyncio.sleep(0.01)
        running.cancel()
        await device.close()

    asyncio.run(story())


def test_the_session_passes_over_what_it_does_not_know(tmp_path: Path) -> None:
    kiosk = Kiosk(Settings(Launch(tmp_path, "none"), tmp_path / "s", tmp_path / "p"), Outputs(), lambda: 0.0)
    kiosk._heard({"unknown": True})
    assert kiosk._events.empty()


@pytest.mark.parametrize(
    ("use", "lit"),
    [
        (Use(), True),
        (Use(in_hours=False), False),
        (Use(in_hours=False, visiting=True), True),
        (Use(in_hours=False, in_consultation=True), True),
        (Use(in_hours=False, in_service=True), True),
        (Use(in_hours=False, touched_at=0.0), True),
        (Use(in_hours=False, touched_at=-AWAKE_SECONDS), False),
    ],
)
def test_the_screen_sleeps_out_of_hours_unless_somebody_is_there(use: Use, lit: bool) -> None:
    assert use.is_lit(at=0.0) is lit
