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

PAGES = "https://stadt.example"
"""The configured origin."""

WITHOUT_UVLOOP = "import sys; sys.modules['uvloop'] = None; "
SCRIPT = "import sys; from tests.live.process import serve; serve(*sys.argv[1:])"


class LiveProcess:
    """`python -c ... FD DATA`: the same entry as the command line's, with the configuration of a test.

    `web_port` is kept free for the web that serves the pages, if a test has one."""

    def __init__(self, data: Path, turn: bool = False, limits: Iterable[str] = (), plain_loop: bool = False) -> None:
        self._data, self._turn, self._limits = data, turn, tuple(limits)
        self._script = WITHOUT_UVLOOP + SCRIPT if plain_loop else SCRIPT
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self._web = reserved()
        self.web_port = self._web.getsockname()[1]
        self.port = self.listening.getsockname()[1]
        self.url = f"ws://127.0.0.1:{self.port}/live"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        fd = self.listening.fileno()
        given = [str(fd), str(self._data), str(self.web_port), str(int(self._turn)), *self._limits]
        self.process = subprocess.Popen([sys.executable, "-c", self._script, *given], pass_fds=(fd,), cwd=CHECKOUT)

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
        self._web.close()

    def await_listening(self) -> None:
        """Until it answers; connections made before wait in the backlog anyway."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with socket.create_connection(("127.0.0.1", self.port)) as probe:
                probe.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                if probe.recv(12) == b"HTTP/1.1 200":
                    return
        raise TimeoutError("live does not answer")


def reserved() -> socket.socket:
    """Bound and not listening: whoever names its port may listen there, and nobody else is given it."""
    place = socket.socket()
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place.bind(("127.0.0.1", 0))
    return place


def serve(fd: str, data: str, web_port: str, turn: str, *limits: str) -> None:
    """Inside the process. `limits` are `name=value` of `live.limits.Limits`."""
    from appliance.live.limits import Limits
    from appliance.live.server import run

    changed = {name: int(value) for name, _, value in (limit.partition("=") for limit in limits)}
    run(_config(Path(data), int(web_port), turn == "1"), socket.socket(fileno=int(fd)), Limits(**changed))


def _config(data: Path, web_port: int, turn: bool) -> Config:
    return Config(data=data, port=web_port, origins=(PAGES,), turn=RELAY if turn else None)


RELAY = Turn(("turn:turn.example:3478?transport=udp", "turns:turn.example:443?transport=tcp"), "a shared secret", 3600)
