"""`vorzimmer screen`: the compositor (cage), with the graphics card where that works and without it where it does not.

On a machine whose graphics library falls (seen: Mesa's own drawing on a virtual card), the compositor dies before its
program runs. So a start with the card leaves a mark, which the program takes away. Whoever finds the mark of an earlier
start draws without the card, until the next boot empties the directory.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

COMMAND = ("/usr/bin/cage", "-d", "--", "/usr/bin/vorzimmer", "session")
WITHOUT_CARD = {"WLR_RENDERER": "pixman"}
"""Wlroots' renderer on the processor (wlroots, docs/env_vars.md)."""
_MARK = "trying-the-card"


def run() -> NoReturn:
    """Becomes the compositor. Raises OSError where there is none."""
    os.execve(COMMAND[0], COMMAND, environment(Path(os.environ["XDG_RUNTIME_DIR"]), os.environ))


def environment(runtime: Path, outer: Mapping[str, str]) -> dict[str, str]:
    """What the compositor is started with. `runtime`: a directory that one boot sees."""
    mark = runtime / _MARK
    if mark.exists():
        return {**outer, **WITHOUT_CARD}
    mark.touch()
    return dict(outer)


def is_up(runtime: Path) -> None:
    """Said by the program that the compositor started."""
    (runtime / _MARK).unlink(missing_ok=True)


def draws_without_card(outer: Mapping[str, str]) -> bool:
    return WITHOUT_CARD.items() <= outer.items()
