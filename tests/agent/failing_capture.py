"""A capture child for the tests: speaks `capture`'s protocol, and misbehaves as the file `behaviour` says.

Words of the file: `deliver` (ten pictures a second, for ever), `hang` (five pictures, then silence, as a stuck V4L2
camera), `die` (five pictures, then the end), `busy` (fails at once), `unplugged` (five pictures, then errno 19). The
directory also gets one line in `starts` for each process, with its id.
"""

import os
import sys
import time
from pathlib import Path

import numpy as np

from appliance.agent.capture import Parent
from appliance.agent.frames import Ring

WIDTH, HEIGHT = 64, 48
BEFORE_FAILURE = 5


def main(directory: Path, descriptor: int) -> None:
    with (directory / "starts").open("a") as starts:
        starts.write(f"{os.getpid()}\n")
    parent, ring = Parent(), Ring(descriptor)
    if behaviour(directory) == "busy":
        parent.tell("failed", code="camera_busy")
        return
    parent.tell("opened", width=WIDTH, height=HEIGHT)
    number = 0
    while number < BEFORE_FAILURE or behaviour(directory) == "deliver":
        number += 1
        ring.write(number, np.full((HEIGHT * 3 // 2, WIDTH), number % 256, np.uint8))
        parent.tell("frame", number=number, width=WIDTH, height=HEIGHT)
        time.sleep(0.1)
    if behaviour(directory) == "hang":
        time.sleep(600)
    if behaviour(directory) == "unplugged":
        parent.tell("failed", code="camera_unplugged")


def behaviour(directory: Path) -> str:
    return (directory / "behaviour").read_text().strip()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
