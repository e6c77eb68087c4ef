import asyncio
import os
from pathlib import Path

import pytest

from appliance.agent import synthetic_camera as source
from appliance.agent.camera import Camera, Patience, State
from appliance.domain.errors import OfficeError

from .scene import PATIENCE, failing_camera, lived, synthetic_camera, until


def behave(directory: Path, word: str) -> None:
    (directory / "behaviour").write_text(word)


def starts(directory: Path) -> list[int]:
    file = directory / "starts"
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def states(camera: Camera) -> list[State]:
    seen: list[State] = []
    camera.on_state(seen.append)
    return seen


def test_pictures_arrive_while_somebody_watches_and_the_camera_is_closed_afterwards(tmp_path: Path) -> None:
    behave(tmp_path, "deliver")

    async def story() -> None:
        camera = failing_camera(tmp_path)
        with camera.watch() as watch:
            numbers = [(await watch.frame()).number for _ in range(3)]
            assert numbers == sorted(set(numbers))
        await until(lambda: camera.state is State.OFF)
        assert not alive(starts(tmp_path)[0])

    lived(story())


def test_two_watchers_share_one_camera(tmp_path: Path) -> None:
    behave(tmp_path, "deliver")

    async def story() -> None:
        camera = failing_camera(tmp_path)
        with camera.watch() as one, camera.watch() as other:
            await one.frame()
            await other.frame()
        await camera.close()
        assert len(starts(tmp_path)) == 1

    lived(story())


def test_a_camera_watched_again_at_once_is_first_closed(tmp_path: Path) -> None:
    behave(tmp_path, "deliver")

    async def story() -> None:
        camera = failing_camera(tmp_path)
        with camera.watch() as watch:
            await watch.frame()
        with camera.watch() as watch:
            await watch.frame()
            first, second = starts(tmp_path)
            assert not alive(first) and alive(second)
        await camera.close()
        assert camera.state is State.OFF

    lived(story())


@pytest.mark.parametrize("failure", ["hang", "die", "unplugged"])
def test_a_camera_that_fails_is_started_again(tmp_path: Path, failure: str) -> None:
    behave(tmp_path, failure)

    async def story() -> None:
        camera = failing_camera(tmp_path)
        seen = states(camera)
        with camera.watch() as watch:
            await watch.frame()
            await until(lambda: State.LOST in seen)
            await until(lambda: not alive(starts(tmp_path)[0]))
            behave(tmp_path, "deliver")
            await until(lambda: seen[-1] is State.RUNNING)
            await watch.frame()
        await camera.close()
        assert seen == [State.STARTING, State.RUNNING, State.LOST, State.RUNNING, State.OFF]

    lived(story())


def test_a_hanging_camera_is_noticed_within_the_time_set(tmp_path: Path) -> None:
    behave(tmp_path, "hang")

    async def story() -> float:
        camera = failing_camera(tmp_path, patience=Patience(first_frame=30, frame=0.4, again=60))
        with camera.watch() as watch:
            last = 0.0
            while camera.state is not State.LOST:
                try:
                    await asyncio.wait_for(watch.frame(), 0.05)
                    last = asyncio.get_running_loop().time()
                except TimeoutError:
                    pass
            silence = asyncio.get_running_loop().time() - last
        await camera.close()
        return silence

    assert 0.3 < lived(story()) < 2


def test_a_busy_camera_is_asked_again_until_it_is_free(tmp_path: Path) -> None:
    behave(tmp_path, "busy")

    async def story() -> None:
        camera = failing_camera(tmp_path)
        with camera.watch() as watch:
            await until(lambda: len(starts(tmp_path)) >= 2)
            behave(tmp_path, "deliver")
            await watch.frame()
        await camera.close()

    lived(story())


def test_a_camera_that_is_plugged_in_is_tried_at_once(tmp_path: Path) -> None:
    behave(tmp_path, "deliver")

    async def story() -> None:
        camera = failing_camera(tmp_path, patience=Patience(first_frame=30, frame=2, again=3600))
        camera.use(None)
        with camera.watch() as watch:
            await until(lambda: camera.state is State.LOST)
            camera.use(str(tmp_path))
            await watch.frame()
        await camera.close()

    lived(story())


def test_a_missing_camera_is_lost_and_not_a_crash() -> None:
    async def story() -> None:
        camera = Camera("/dev/video-that-is-not-there", patience=PATIENCE)
        with camera.watch():
            await until(lambda: camera.state is State.LOST)
            with pytest.raises(OfficeError, match="camera_lost"):
                await camera.still()
        await camera.close()

    lived(story())


def test_a_still_is_the_cameras_own_picture_to_the_byte() -> None:
    async def story() -> bytes:
        camera = synthetic_camera()
        with camera.watch() as watch:
            await watch.frame()
            jpeg = await camera.still()
        await camera.close()
        return jpeg

    jpeg = lived(story())
    assert jpeg == source.Scene().jpeg(source.frame_of(jpeg))


def test_frames_are_1080p_in_limited_range() -> None:
    async def story() -> None:
        camera = synthetic_camera()
        with camera.watch() as watch:
            frame = await watch.frame()
            assert (frame.width, frame.height) == (1920, 1080)
            # The tray's grey of 92 in full range is 16 + 92 * 219 / 255 in limited range.
            assert abs(float(frame.grey[4:200:8, 4:200:8].mean()) - (16 + 83 * 219 / 255)) < 6
        await camera.close()

    lived(story())


def test_the_capture_child_ends_with_its_parent(tmp_path: Path) -> None:
    behave(tmp_path, "deliver")

    async def story() -> int:
        camera = synthetic_camera()
        with camera.watch() as watch:
            await watch.frame()
            child = camera._child
            assert child is not None and child._process.stdin is not None
            child._process.stdin.close()  # what the kernel does when the parent dies
            pid = child._process.pid
            await until(lambda: not alive(pid) or child._process.returncode is not None)
        await camera.close()
        return pid

    assert not alive(lived(story()))
