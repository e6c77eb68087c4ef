"""Rounds over HTTP: the real `vorzimmer serve` and the rivals' servers, driven by sixteen processes."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from appliance.environment import CHECKOUT
from tests.bench.calls_rounds import Round, Work, patience, summary
from tests.bench.calls_town import CLERKS, TICKETS, Hall, new_hall
from tests.bench.calls_ways import WAYS
from tests.town_hall import free_ports

PATIENCE_SECONDS = 30
NO_LIMIT = '[limits]\ntickets_web = "1000000/minute"\n'
"""Everybody in this town comes from one address."""


def rounds() -> dict[str, Callable[[], Round]]:
    return {name: lambda name=name: _round_of(name) for name in WAYS}  # type: ignore[misc]


def _round_of(way: str) -> Round:
    with new_hall() as hall, _server(way, hall) as port, _clerks(port, hall, patience(way)) as clerks:
        began = time.monotonic()
        taken = sum(answer["taken"] for answer in _all(clerks, "take"))
        taken_per_second = taken / (time.monotonic() - began)
        began = time.monotonic()
        works = [Work(**answer) for answer in _all(clerks, "call")]
    return summary(works, taken_per_second, began)


@contextmanager
def _server(way: str, hall: Hall) -> Iterator[int]:
    port = free_ports()
    with subprocess.Popen(_command(way, hall, port), cwd=CHECKOUT, stderr=subprocess.DEVNULL) as process:
        try:
            _await(port)
            yield port
        finally:
            process.terminate()


def _command(way: str, hall: Hall, port: int) -> list[str]:
    if way:
        return [sys.executable, "-m", "tests.bench.calls_http_rival", way, str(hall.path), str(hall.service_id),
                str(port)]  # fmt: skip
    config = hall.path.with_name("bench.toml")
    config.write_text(NO_LIMIT)
    return [sys.executable, "-m", "appliance.cli", "serve", "--config", str(config), "--data", str(hall.path.parent),
            "--port", str(port)]  # fmt: skip


def _await(port: int) -> None:
    """Any answer will do: the rivals have no page for it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("the server does not answer")


@contextmanager
def _clerks(port: int, hall: Hall, seconds: float) -> Iterator[list["subprocess.Popen[str]"]]:
    count = str(TICKETS // CLERKS)
    clerks = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.calls_http_clerk", str(port), str(hall.service_id),
             str(desk.counter_id), desk.session, count, str(seconds)],
            cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for desk in hall.desks
    ]  # fmt: skip
    try:
        for clerk in clerks:
            assert _pipe(clerk.stdout).readline() == "ready\n"
        yield clerks
    finally:
        for clerk in clerks:
            clerk.communicate()


def _all(clerks: list["subprocess.Popen[str]"], order: str) -> list[Any]:
    """All at once."""
    for clerk in clerks:
        _pipe(clerk.stdin).write(f"{order}\n")
        _pipe(clerk.stdin).flush()
    return [json.loads(_pipe(clerk.stdout).readline()) for clerk in clerks]


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe
