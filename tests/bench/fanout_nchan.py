"""The rival: nginx with the nchan module, one worker, its channel followed by WebSocket."""

import http.client
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

MODULE = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")

CONFIGURATION = """
daemon off; worker_processes 1; worker_rlimit_nofile 20000; pid {directory}/pid; error_log {directory}/error.log crit;
load_module {module};
events {{ worker_connections 19000; }}
http {{
  access_log off; nchan_shared_memory_size 256M;
  client_body_temp_path {directory}; proxy_temp_path {directory}; fastcgi_temp_path {directory};
  uwsgi_temp_path {directory}; scgi_temp_path {directory};
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = /publish {{ nchan_publisher; nchan_channel_id office; }}
    location = /live {{ nchan_subscriber websocket; nchan_channel_id office; }}
    location = /healthz {{ return 200; }}
  }}
}}
"""


class Nchan:
    """A server with the same face as `live` here: pid, port, one change to all."""

    def __init__(self, directory: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        directory.mkdir(parents=True, exist_ok=True)
        directory.chmod(0o777)  # the worker gives up root
        configuration = directory / "nginx.conf"
        configuration.write_text(CONFIGURATION.format(directory=directory, port=self.port, module=MODULE))
        self._process = subprocess.Popen(["nginx", "-p", str(directory), "-c", str(configuration)])
        self._await_answer()
        self._http = http.client.HTTPConnection("127.0.0.1", self.port)
        self.pid = self._worker()

    def change(self, text: str) -> None:
        self._http.request("POST", "/publish", body=text)
        self._http.getresponse().read()

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()

    def _await_answer(self) -> None:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except ConnectionRefusedError:
                time.sleep(0.05)
        raise TimeoutError("nginx does not answer")

    def _worker(self) -> int:
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return int(children.read_text().split()[0])


def available() -> bool:
    return MODULE.exists() and shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin") is not None
