"""A server of the play's own: `vorzimmer serve` on this machine, ended with it."""

import asyncio
import ctypes
import signal
import subprocess
import sys
from pathlib import Path

from appliance.simulation.live.caller import Caller, Refused
from appliance.simulation.live.inside import LOG
from appliance.simulation.live.ledger import Ledger

PR_SET_PDEATHSIG = 1
START_SECONDS, STOP_SECONDS = 60.0, 15.0


class OwnServer:
    def __init__(self, data: Path, settings: Path, port: int) -> None:
        self._data, self._port = data, port
        self._command = [sys.executable, "-m", "appliance.cli", "serve", "--config", str(settings),
                         "--data", str(data), "--port", str(port)]  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Raises TimeoutError when it does not answer."""
        with (self._data / LOG).open("ab") as log:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=_end_with_parent
            )
        async with asyncio.timeout(START_SECONDS):
            for port in (self._port, self._port + 1):
                while not await _answers(port):
                    await asyncio.sleep(0.1)

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


async def _answers(port: int) -> bool:
    caller = Caller(f"http://127.0.0.1:{port}", Ledger())
    try:
        await caller.get("/healthz")
    except Refused:
        return False
    finally:
        await caller.close()
    return True


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
