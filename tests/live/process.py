"""The real live process for tests: started, killed and started again behind one listening socket."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from appliance.config import Config, Turn
from appliance.environment import CHECKOUT

WITHOUT_UVLOOP = "import sys; sys.modules['uvloop'] = None; "
SCRIPT = "import sys; from tests.live.process import serve; serve(*sys.argv[1:])"


class LiveProcess:
    """`python -c ... FD DATA`: the same entry as the command line's, with the configuration of a test."""

    def __init__(self, data: Path, turn: bool = False, limits: Iterable[str] = (), plain_loop: bool = False) -> None:
        self._data, self._turn, self._limits = data, turn, tuple(limits)
        self._script = WITHOUT_UVLOOP + SCRIPT if plain_loop else SCRIPT
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.port = self.listening.getsockname()[1]
        self.url = f"ws://127.0.0.1:{self.port}/live"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        fd = self.listening.fileno()
        command = [sys.executable, "-c", self._script, str(fd), str(self._data), str(int(self._turn)), *self._limits]
        self.process = subprocess.Popen(command, pass_fds=(fd,), cwd=CHECKOUT)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """SIGKILL is the hard way. Returns the exit status."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(timeout=10)

    def kill_and_start(self) -> None:
        self.stop(signal.SIGKILL)
        self.start()

    def close(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.stop(signal.SIGKILL)
        self.listening.close()

    def await_listening(self) -> None:
        """Until it answers; connections made before wait in the backlog anyway."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with socket.create_connection(("127.0.0.1", self.port)) as probe:
                probe.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                if probe.recv(12) == b"HTTP/1.1 200":
                    return
        raise TimeoutError("live does not answer")


def serve(fd: str, data: str, turn: str, *limits: str) -> None:
    """Inside the process. `limits` are `name=value` of `live.limits.Limits`."""
    from appliance.live.limits import Limits
    from appliance.live.server import run

    changed = {name: int(value) for name, _, value in (limit.partition("=") for limit in limits)}
    run(_config(Path(data), turn == "1"), socket.socket(fileno=int(fd)), Limits(**changed))


def _config(data: Path, turn: bool) -> Config:
    return Config(data=data, origins=("https://stadt.example",), turn=RELAY if turn else None)


RELAY = Turn(("turn:turn.example:3478?transport=udp", "turns:turn.example:443?transport=tcp"), "a shared secret", 3600)
