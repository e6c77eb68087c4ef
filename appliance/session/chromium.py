"""One Chromium with a directory of its own: how it is started, led and ended."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from appliance.session import wipe
from appliance.session.devtools import MAX_MESSAGE, DevTools, Heed

PROGRAMS = ("/usr/lib/chromium/chromium", "chromium", "google-chrome")
"""Debian's wrapper script adds extensions and Google's keys: the program itself comes first."""

FEATURES_OFF = (
    "AutofillServerCommunication",
    "DialMediaRouteProvider",
    "HttpsUpgrades",  # the local page is http
    "LensOverlay",
    "MediaRouter",
    "OptimizationHints",
    "OverscrollHistoryNavigation",
    "TouchpadOverscrollHistoryNavigation",
    "Translate",
)
FLAGS = (
    "--remote-debugging-pipe",
    "--no-startup-window",  # windows are made over the pipe, each in a context of its own
    "--kiosk",  # a full screen that no key and no gesture leaves, without bubbles
    "--ozone-platform=wayland",
    "--touch-events=enabled",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--autoplay-policy=no-user-gesture-required",  # the gong sounds before anybody has touched anything
    "--no-first-run",
    "--no-default-browser-check",
    "--noerrdialogs",
    "--disable-session-crashed-bubble",
    "--disable-breakpad",  # a dump of memory is a trace of a citizen
    "--disable-crash-reporter",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-pings",
    "--disable-sync",
    "--password-store=basic",
    "--media-router=0",
    f"--disable-features={','.join(FEATURES_OFF)}",
)
START_SECONDS = 120.0
"""From a cold disk, or on a machine that a test only imitates."""
HEADLESS = ("--headless=new", "--hide-scrollbars", "--disable-gpu")
"""For tests and machines without a screen."""

_PIPE_ON_3_AND_4 = 'exec "$@" 3<&0 4>&1 </dev/null >&2'
"""A shell line: Chromium reads orders from descriptor 3 and answers on 4; its own output goes to the system log."""
_PRIVATE = 0o700


@dataclass(frozen=True)
class Launch:
    """How to start a browser. `root`: a directory on tmpfs; `arguments` come after our own flags.

    `root` is short: Chromium's own socket lies 67 characters below it, and a socket's path has 107 at most.
    """

    root: Path
    program: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chromium:
    """A running browser; nothing that it writes lies outside of `directory`."""

    devtools: DevTools
    process: asyncio.subprocess.Process
    directory: Path

    @classmethod
    async def start(cls, launch: Launch, heed: Heed) -> "Chromium":
        launch.root.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        directory = Path(tempfile.mkdtemp(prefix=wipe.PREFIX, dir=launch.root))
        process = await asyncio.create_subprocess_exec(
            "/bin/sh", "-c", _PIPE_ON_3_AND_4, "sh", *command(launch, directory),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=MAX_MESSAGE,
            env=environment(directory, os.environ), start_new_session=True,
        )  # fmt: skip
        assert process.stdin is not None and process.stdout is not None
        return cls(DevTools(process.stdout, process.stdin, heed), process, directory)

    async def started(self) -> None:
        """Returns when it obeys. Raises DevToolsError."""
        await self.devtools.call("Browser.getVersion", seconds=START_SECONDS)

    async def end(self) -> None:
        """Ends every process of this browser and removes every file. Raises NotWiped."""
        await self.devtools.close()
        await wipe.end_group(self.process.pid)
        await self.process.wait()
        wipe.remove(self.directory)


def command(launch: Launch, directory: Path) -> Sequence[str]:
    own = tuple(flag for flag in FLAGS if not _headless(launch) or flag not in ("--kiosk", "--ozone-platform=wayland"))
    return (launch.program, *own, f"--user-data-dir={directory / 'profile'}", *launch.arguments)


def environment(directory: Path, outer: Mapping[str, str]) -> dict[str, str]:
    """The outer one, with every place where a program leaves files led into the browser's directory."""
    places = {"HOME": "home", "TMPDIR": "tmp", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache",
              "XDG_DATA_HOME": "data", "XDG_STATE_HOME": "state"}  # fmt: skip
    for name in places.values():
        (directory / name).mkdir(mode=_PRIVATE, exist_ok=True)
    return {**outer, **{variable: str(directory / name) for variable, name in places.items()}}


def find_program() -> str | None:
    return next((found for program in PROGRAMS if (found := shutil.which(program))), None)


def _headless(launch: Launch) -> bool:
    return any(argument.startswith("--headless") for argument in launch.arguments)
