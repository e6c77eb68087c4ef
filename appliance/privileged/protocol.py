"""What goes over the helper's socket: one JSON object a line, UTF-8.

    -> {"command": "set_host", "arguments": {"name": "rathaus", "time_zone": "Europe/Berlin"}}
    <- {"progress": {"done": 1048576, "total": 3145728}}                any number of times, long commands only
    <- {"ok": true, "result": {}}
    <- {"ok": false, "error": {"code": "bad_argument", "text": "name: not a host name"}}

One request a connection. `code` is stable; `text` is English, for the log and for the technician.
"""

import json
from collections.abc import Mapping
from typing import Any, BinaryIO

LARGEST_LINE = 1 << 20


class PrivilegedError(Exception):
    """The helper refused, or (`unavailable`) there is none: this is no appliance.

    Codes of the helper itself: `not_allowed`, `unknown_command`, `bad_argument`, `malformed`, `busy`, `failed`.
    """

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(f"{code}: {text}" if text else code)
        self.code, self.text = code, text


def encoded(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message).encode() + b"\n"


def read_message(stream: BinaryIO) -> dict[str, Any]:
    """The next line's object. Raises PrivilegedError `malformed` for anything else, and for an end of the stream."""
    line = stream.readline(LARGEST_LINE + 1)
    if not line.endswith(b"\n"):
        raise PrivilegedError("malformed", "a line was too long, or cut off")
    try:
        message = json.loads(line)
    except ValueError:
        message = None
    if not isinstance(message, dict):
        raise PrivilegedError("malformed", "a line was no JSON object")
    return message
