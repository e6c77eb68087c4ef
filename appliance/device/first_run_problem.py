"""What `vorzimmer first-run` could not follow in `vorzimmer.toml`, for the screen that asks for the role meanwhile."""

import json
from dataclasses import dataclass
from pathlib import Path

FILE = Path("/run/vorzimmer/first-run.json")
CODES = ("bad_file", "not_installed")


@dataclass(frozen=True)
class Problem:
    """`code`: `bad_file`, nothing of it was taken over; `not_installed`, `install_to` could not be done.

    `text` names line and reason, in English, as the file's keys are.
    """

    code: str
    text: str


def read(file: Path) -> Problem | None:
    """None where there is no problem, and where the file says nothing that this version understands."""
    try:
        told = json.loads(file.read_text())
        code, text = told["code"], told["problem"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Problem(code, text) if code in CODES and isinstance(text, str) else None
