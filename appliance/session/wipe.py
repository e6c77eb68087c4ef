"""Ending a browser so that nothing of its citizen stays: no process, no file.

The profile lies on tmpfs: its pages are given back to the kernel, which never hands one out uncleared. The image has no
swap. What a browser writes elsewhere (temporary files, caches of its libraries) is led into the same directory by its
environment, see `chromium.environment`.
"""

import asyncio
import os
import shutil
import signal
from pathlib import Path

END_SECONDS = 5.0
"""So long may processes that were killed take to vanish; then something in the kernel holds them."""
LOOK_EVERY_SECONDS = 0.02
PREFIX = "citizen-"


class NotWiped(Exception):
    """Something of the last citizen is still there."""


async def end_group(group: int) -> None:
    """Kills every process of the group and waits until none is left. Raises NotWiped."""
    try:
        async with asyncio.timeout(END_SECONDS):
            while _kill(group):
                await asyncio.sleep(LOOK_EVERY_SECONDS)
    except TimeoutError:
        raise NotWiped(f"process group {group} does not end") from None


def remove(directory: Path) -> None:
    """Raises NotWiped."""
    shutil.rmtree(directory, ignore_errors=True)
    if directory.exists():
        raise NotWiped(f"{directory} cannot be removed")


def remove_leftovers(root: Path) -> None:
    """Directories of a session that was killed before it could clean up. Raises NotWiped."""
    for directory in root.glob(f"{PREFIX}*"):
        remove(directory)


def _kill(group: int) -> bool:
    """Whether anybody was there to be killed."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
