"""`vorzimmer session`: the one program in the compositor."""

import asyncio
import logging
import os
import signal
from dataclasses import dataclass
from pathlib import Path

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
    return asyncio.run(_run(settings(options, program)))


def settings(options: Options, program: str) -> Settings:
    runtime = options.runtime or Path(os.environ["XDG_RUNTIME_DIR"])
    # Chromium's sandbox does not work for root, who runs it in tests only.
    arguments = (*(HEADLESS if options.headless else ()), *(("--no-sandbox",) if os.geteuid() == 0 else ()))
    launch = Launch(runtime / "citizens", program, arguments)
    return Settings(launch, options.socket, options.policies or runtime / "policies", options.local)


async def _run(settings: Settings) -> int:
    kiosk = Kiosk(settings, Outputs())
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_number, kiosk.stop)
    return await kiosk.run()
