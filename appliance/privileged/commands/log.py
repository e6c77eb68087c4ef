"""The tail of the system log."""

from typing import Any

from appliance.privileged.command import Request

LONGEST_LINE = 500


def journal(request: Request, *, lines: int, unit: str | None = None) -> dict[str, Any]:
    command = ["journalctl", "--no-pager", "--quiet", "--output=short-iso", f"--lines={lines}"]
    printed = request.machine.run([*command, *([f"--unit={unit}"] if unit else [])])
    return {"lines": [line[:LONGEST_LINE] for line in printed.splitlines()]}
