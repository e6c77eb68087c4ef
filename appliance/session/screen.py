"""When the screen is lit, and how it is switched."""

import asyncio
import json
import logging
import os
import shutil
from dataclasses import dataclass

log = logging.getLogger(__name__)

AWAKE_SECONDS = 120.0
"""A touch outside of the opening hours lights the screen for so long."""
SWITCH_SECONDS = 5.0
SWITCH = "wlr-randr"
"""Cage 0.2 speaks wlr-output-management, not wlr-output-power-management; a disabled output lets its screen sleep."""


@dataclass
class Use:
    """What speaks for light. `touched_at`: monotonic seconds of the last touch; None: nobody yet."""

    in_hours: bool = True
    visiting: bool = False
    in_consultation: bool = False
    in_service: bool = False
    touched_at: float | None = None

    def is_lit(self, at: float) -> bool:
        touched = self.touched_at is not None and at - self.touched_at < AWAKE_SECONDS
        return self.in_hours or self.visiting or self.in_consultation or self.in_service or touched


class Outputs:
    """Every output of the compositor, switched together. Where that is impossible, the page's black cover must do."""

    async def switch(self, on: bool) -> None:
        if not os.environ.get("WAYLAND_DISPLAY") or not shutil.which(SWITCH):
            return
        try:
            for output in json.loads(await _ask(SWITCH, "--json")):
                await _ask(SWITCH, "--output", str(output["name"]), "--on" if on else "--off")
        except (OSError, ValueError, KeyError, TimeoutError) as error:
            log.warning("the outputs cannot be switched: %s", error)


async def _ask(*command: str) -> bytes:
    """What it prints. Raises OSError (also when it fails), TimeoutError."""
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        async with asyncio.timeout(SWITCH_SECONDS):
            printed, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        raise
    if process.returncode:
        raise OSError(f"{command[0]} ended with {process.returncode}")
    return printed
