"""Asking root's helper: one JSON object a line over its Unix socket."""

import json
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOCKET = Path("/run/vorzimmer/privileged.sock")
PATIENCE_SECONDS = 60.0


class PrivilegedError(Exception):
    """The helper refused, or (`unavailable`) there is none: this is no appliance."""

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(f"{code}: {text}" if text else code)
        self.code, self.text = code, text


@dataclass(frozen=True)
class Privileged:
    path: Path = SOCKET
    patience_seconds: float = PATIENCE_SECONDS

    def call(self, name: str, **arguments: Any) -> Any:
        """The command's result. Raises PrivilegedError."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(self.patience_seconds)
                connection.connect(str(self.path))
                connection.sendall(json.dumps({"command": name, "arguments": arguments}).encode() + b"\n")
                answer = json.loads(connection.makefile().readline())
        except (OSError, ValueError) as error:
            raise PrivilegedError("unavailable", str(error)) from None
        if not answer["ok"]:
            raise PrivilegedError(answer["error"]["code"], answer["error"]["text"])
        return answer["result"]
