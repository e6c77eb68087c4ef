"""Asking root's helper (`privileged.protocol`)."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.privileged.protocol import PrivilegedError, encoded, read_message

__all__ = ["SOCKET", "Privileged", "PrivilegedError"]

SOCKET = Path("/run/vorzimmer/privileged.sock")
PATIENCE_SECONDS = 60.0

Progress = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Privileged:
    """`patience_seconds`: how long the helper may be silent."""

    path: Path = SOCKET
    patience_seconds: float = PATIENCE_SECONDS

    def call(self, command: str, /, **arguments: Any) -> Any:
        """The command's result. Raises PrivilegedError."""
        return self.follow(command, _ignored, **arguments)

    def follow(self, command: str, progress: Progress, /, **arguments: Any) -> Any:
        """The same for a long command: `progress` is called with each of its reports."""
        try:
            answer = self._ask(encoded({"command": command, "arguments": arguments}), progress)
        except OSError as error:
            raise PrivilegedError("unavailable", str(error)) from None
        if not answer.get("ok"):
            raise PrivilegedError(answer["error"]["code"], answer["error"]["text"])
        return answer["result"]

    def _ask(self, request: bytes, progress: Progress) -> dict[str, Any]:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(self.patience_seconds)
            connection.connect(str(self.path))
            connection.sendall(request)
            with connection.makefile("rb") as answers:
                while "progress" in (answer := read_message(answers)):
                    progress(answer["progress"])
                return answer


def _ignored(_progress: dict[str, Any]) -> None:
    pass
