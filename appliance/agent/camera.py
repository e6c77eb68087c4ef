"""The document camera as the agent sees it: open while somebody watches it, started anew when it hangs.

The camera itself is held by a child process (`capture.py`). States: `off` (nobody watches), `starting`, `running`,
`lost` (unplugged, taken by another program, or stuck; the agent keeps trying while somebody watches).
"""

import asyncio
import contextlib
import json
import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from appliance.domain.errors import OfficeError

from .frames import Frame, Ring

log = logging.getLogger(__name__)

CAPTURE_COMMAND = (sys.executable, "-m", "appliance.agent.capture")
STILL_SECONDS = 3.0
END_SECONDS = 0.5


@dataclass(frozen=True)
class Patience:
    """Seconds. A child that is silent for longer is killed.

    first_frame: start of the process, opening the camera and its first picture, on a slow and busy machine.
    frame: between pictures. again: from the end of a child to the next attempt.
    """

    first_frame: float = 10.0
    frame: float = 2.0
    again: float = 1.0


class State(StrEnum):
    OFF = "off"
    STARTING = "starting"
    RUNNING = "running"
    LOST = "lost"


class CameraStopped(Exception):
    """The child ended or hung; the text is a stable code."""


class Child:
    """One run of the capture process."""

    def __init__(self, process: asyncio.subprocess.Process, ring: Ring) -> None:
        self._process = process
        self._ring = ring
        self._stills: list[asyncio.Future[bytes]] = []

    @classmethod
    async def start(cls, command: Sequence[str], camera: str) -> "Child":
        ring = Ring.create()
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                camera,
                str(ring.descriptor),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                pass_fds=(ring.descriptor,),
                start_new_session=True,  # Ctrl-C in the terminal is for the agent, which then ends its child in order
            )
        except BaseException:
            ring.close()
            raise
        return cls(process, ring)

    async def messages(self, patience: Patience) -> AsyncIterator[dict[str, Any]]:
        """Until silence (CameraStopped camera_stuck) or the end (CameraStopped with the child's code)."""
        now = asyncio.get_running_loop().time
        deadline = now() + patience.first_frame
        while True:
            try:
                async with asyncio.timeout_at(deadline):
                    message = await self._message()
            except TimeoutError:
                raise CameraStopped("camera_stuck") from None
            if message["type"] == "failed":
                raise CameraStopped(message["code"])
            if message["type"] == "frame":
                deadline = now() + patience.frame
            yield message

    async def _message(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise CameraStopped("camera_failed")
        message = json.loads(line)
        if message["type"] == "still":
            self._answer(await self._process.stdout.readexactly(message["bytes"]))
        return message

    def frame(self, message: dict[str, Any]) -> Frame | None:
        return self._ring.read(message["number"], message["width"], message["height"])

    async def still(self) -> bytes:
        assert self._process.stdin is not None
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._stills.append(answer)
        self._process.stdin.write(b"still\n")
        return await answer

    def _answer(self, jpeg: bytes) -> None:
        waiting, self._stills = self._stills, []
        for answer in waiting:
            if not answer.done():
                answer.set_result(jpeg)

    async def end(self) -> None:
        """The end of its input ends a healthy child; one that is stuck in the kernel's wait for a picture is killed."""
        for answer in (answer for answer in self._stills if not answer.done()):
            answer.set_exception(OfficeError("camera_lost"))
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), END_SECONDS)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        finally:
            self._ring.close()


class Watch:
    """One reader of the camera. It sees the newest picture, never a queue of old ones."""

    def __init__(self) -> None:
        self._frame: Frame | None = None
        self._arrived = asyncio.Event()

    async def frame(self) -> Frame:
        """The next picture that this reader has not seen; waits as long as the camera is lost."""
        await self._arrived.wait()
        self._arrived.clear()
        assert self._frame is not None
        return self._frame

    def deliver(self, frame: Frame) -> None:
        self._frame = frame
        self._arrived.set()


class Camera:
    """`name` is what `capture.py` opens: a device path, or `synthetic...`; None while there is none."""

    def __init__(
        self, name: str | None, *, command: Sequence[str] = CAPTURE_COMMAND, patience: Patience | None = None
    ) -> None:
        self._name = name
        self._command = command
        self._patience = patience or Patience()
        self._watches: list[Watch] = []
        self._runner: asyncio.Task[None] | None = None
        self._ending: asyncio.Task[None] | None = None
        self._child: Child | None = None
        self._try_again = asyncio.Event()
        self._listeners: list[Callable[[State], None]] = []
        self.state = State.OFF

    @property
    def name(self) -> str | None:
        return self._name

    def on_state(self, listener: Callable[[State], None]) -> None:
        self._listeners.append(listener)

    @contextlib.contextmanager
    def watch(self) -> Iterator[Watch]:
        """Opens the camera with the first watcher, closes it with the last."""
        watch = Watch()
        self._watches.append(watch)
        if self._runner is None:
            self._runner = asyncio.create_task(self._run(self._ending))
            self._runner.add_done_callback(log_failure)
        try:
            yield watch
        finally:
            self._watches.remove(watch)
            if not self._watches:
                self._stop()

    def use(self, name: str | None) -> None:
        """Another camera from now on, or the same one plugged in again: tries at once."""
        self._name = name
        self._try_again.set()

    async def still(self) -> bytes:
        """The newest picture at full resolution, as JPEG. OfficeError camera_lost."""
        if self.state is not State.RUNNING or self._child is None:
            raise OfficeError("camera_lost")
        try:
            return await asyncio.wait_for(self._child.still(), STILL_SECONDS)
        except (TimeoutError, ConnectionError):
            raise OfficeError("camera_lost") from None

    async def close(self) -> None:
        self._stop()
        if self._ending is not None:
            await asyncio.wait([self._ending])

    def _stop(self) -> None:
        if self._runner is not None:
            self._runner.cancel()
            self._ending, self._runner = self._runner, None

    async def _run(self, ending: asyncio.Task[None] | None) -> None:
        if ending is not None:
            await asyncio.wait([ending])  # the device must be free before it is opened again
        try:
            while True:
                self._try_again.clear()
                self._enter(State.LOST, await self._run_once())
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._try_again.wait(), self._patience.again)
        finally:
            if self._runner is None:
                self._enter(State.OFF)

    async def _run_once(self) -> str:
        """One child, from start to end; returns why it ended."""
        if self._name is None:
            return "camera_missing"
        if self.state is not State.LOST:
            self._enter(State.STARTING)
        child = await Child.start(self._command, self._name)
        try:
            self._child = child
            async for message in child.messages(self._patience):
                self._take(child, message)
        except CameraStopped as stopped:
            return str(stopped)
        finally:
            self._child = None
            await child.end()
        return "camera_failed"

    def _take(self, child: Child, message: dict[str, Any]) -> None:
        if message["type"] == "opened":
            log.info("camera %s delivers %d x %d", self._name, message["width"], message["height"])
        elif message["type"] == "frame" and (frame := child.frame(message)) is not None:
            self._enter(State.RUNNING)
            for watch in self._watches:
                watch.deliver(frame)

    def _enter(self, state: State, reason: str = "") -> None:
        if state is self.state:
            return
        log.info("camera %s: %s %s", self._name, state, reason)
        self.state = state
        for listener in self._listeners:
            listener(state)


def log_failure(task: asyncio.Task[None]) -> None:
    """A done callback: a task that nobody awaits must not fail in silence."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("%s failed", task.get_coro(), exc_info=error)
