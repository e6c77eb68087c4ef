"""Touches while the screen sleeps, told by pipes that behave as the kernel's input devices do."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.session.fingers import DOWN, EVENT, KEY, Fingers

BTN_TOUCH, KEY_A = 0x14A, 30
SYNCHRONISE, ABSOLUTE = 0, 3
RELEASED = 0


def event(kind: int, code: int, value: int) -> bytes:
    return EVENT.pack(0, 0, kind, code, value)


FINGER = event(ABSOLUTE, 0, 512) + event(KEY, BTN_TOUCH, DOWN) + event(SYNCHRONISE, 0, 0)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)


class Touchscreen:
    """A device: what is written is what its driver says."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.path = path

    def plug_in(self) -> None:
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_NONBLOCK)

    def say(self, events: bytes) -> None:
        os.write(self._descriptor, events)

    def pull_out(self) -> None:
        os.close(self._descriptor)
        self.path.unlink()


@pytest.mark.parametrize("said", [FINGER, event(KEY, KEY_A, DOWN)])
def test_a_finger_and_a_key_are_heard(tmp_path: Path, said: bytes) -> None:
    async def story() -> None:
        heard: list[bool] = []
        screen = Touchscreen(tmp_path / "event0")
        screen.plug_in()
        fingers = Fingers(lambda: heard.append(True), tmp_path)
        fingers.listen()
        screen.say(said)
        await until(lambda: heard)
        fingers.stop()
        screen.pull_out()

    asyncio.run(story())


@pytest.mark.parametrize("said", [event(ABSOLUTE, 0, 7), event(KEY, BTN_TOUCH, RELEASED), event(SYNCHRONISE, 0, 0)])
def test_a_sensor_that_only_measures_is_nobody(tmp_path: Path, said: bytes) -> None:
    async def story() -> None:
        heard: list[bytes] = []
        screen = Touchscreen(tmp_path / "event0")
        screen.plug_in()
        fingers = Fingers(lambda: heard.append(said), tmp_path)
        fingers.listen()
        screen.say(said)
        screen.say(FINGER)  # the one after it is heard, and alone
        await until(lambda: heard)
        assert len(heard) == 1
        fingers.stop()
        screen.pull_out()

    asyncio.run(story())


def test_a_screen_that_is_plugged_in_again_is_heard_again(tmp_path: Path) -> None:
    async def story() -> None:
        heard: list[bool] = []
        fingers = Fingers(lambda: heard.append(True), tmp_path)
        for _ in range(2):
            screen = Touchscreen(tmp_path / "event0")
            screen.plug_in()
            fingers.listen()
            screen.say(FINGER)
            await until(lambda: heard)
            heard.clear()
            screen.pull_out()
            await until(lambda: fingers._open == {})

    asyncio.run(story())


def test_without_any_device_nothing_happens(tmp_path: Path) -> None:
    async def story() -> None:
        fingers = Fingers(lambda: None, tmp_path / "none")
        fingers.listen()
        fingers.stop()

    asyncio.run(story())
