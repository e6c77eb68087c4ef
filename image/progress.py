"""What a build says while it works: one line a step, with the seconds since the start."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

LINES_OF_A_FAILURE = 40
_STARTED = time.monotonic()


class BuildError(Exception):
    """The sentence that the person at the keyboard reads."""


def say(text: str) -> None:
    sys.stderr.write(f"[{time.monotonic() - _STARTED:5.0f} s] {text}\n")


@contextmanager
def step(text: str) -> Iterator[None]:
    """Announces a step, and says how long it took."""
    started = time.monotonic()
    say(f"{text} ...")
    yield
    say(f"  done in {time.monotonic() - started:.0f} s")


def run_logged(command: Sequence[str | Path], log: Path, what: str, environment: dict[str, str] | None = None) -> None:
    """Runs a long command with its output in `log`; its last lines are shown if it fails."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        finished = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, check=False, env=environment
        )
    if finished.returncode != 0:
        last_lines = log.read_text(errors="replace").splitlines()[-LINES_OF_A_FAILURE:]
        raise BuildError("\n".join([*last_lines, f"{what} failed; the whole log is {log}"]))


def megabytes(size: int) -> str:
    return f"{size / 1_000_000:.0f} MB"
