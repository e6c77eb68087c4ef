"""`vorzimmer session`: the one program in the compositor."""

import asyncio
import logging
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance.session import compositor
from appliance.session.chromium import HEADLESS, Launch, find_program
from appliance.session.kiosk import Kiosk, Settings
from appliance.session.screen import Outputs

log = logging.getLogger(__name__)

SOCKET = Path("/run/vorzimmer-device/session.sock")
NO_BROWSER = 69
"""EX_UNAVAILABLE"""


@dataclass(frozen=True)
class Options:
    """`runtime`: a directory on tmpfs; profiles and policies live in it. None: XDG_RUNTIME_DIR."""

    socket: Path = SOCKET
    runtime: Path | None = None
    policies: Path | None = None
    local: str = "http://127.0.0.1:8080"
    browser: str | None = None
    headless: bool = False


def run(options: Options) -> int:
    program = options.browser or find_program()
    if program is None:
        log.error("there is no Chromium on this machine")
        return NO_BROWSER
    wanted = settings(options, program)
    compositor.is_up(wanted.launch.root.parent)
    return asyncio.run(_run(wanted))


def settings(options: Options, program: str) -> Settings:
    runtime = options.runtime or Path(os.environ["XDG_RUNTIME_DIR"])
    launch = Launch(runtime / "citizens", program, tuple(arguments(options)))
    return Settings(launch, options.socket, options.policies or runtime / "policies", options.local)


def arguments(options: Options) -> Iterator[str]:
    if options.headless:
        yield from HEADLESS
    if os.geteuid() == 0:
        yield "--no-sandbox"  # which does not work for root, who runs the session in tests only
    if compositor.draws_without_card(os.environ):
        yield "--disable-gpu"


async def _run(settings: Settings) -> int:
    kiosk = Kiosk(settings, Outputs())
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_number, kiosk.stop)
    return await kiosk.run()
