"""One change to thousands of waiting pages: how fast, how much memory, how much work; beside nginx with nchan.

A round is one event: alternately the office closes and opens, which every waiting citizen's page is told. Time runs
from before the writing of the journal row (its commit is durable) or before the POST to nchan, until a page has the
message. Then the reconnect storm.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from appliance.domain.journal import EventType
from appliance.environment import CHECKOUT
from tests.bench import fanout_nchan, fanout_storm
from tests.bench.fanout_nchan import Nchan
from tests.bench.report import Report
from tests.live.process import LiveProcess
from tests.live.town import Town

RIVAL = "nginx + nchan"
REPEATS = 3
ROUNDS = 20
PAUSE_SECONDS = 0.15
AT_MOST = 1.1
"""Of the rival's figure."""

TOKEN = "t_{:043}"


class Closable(Protocol):
    def close(self) -> None: ...


class Server(Closable, Protocol):
    pid: int
    port: int

    def change(self, text: str) -> None: ...


class OurLive:
    """The live process on a fresh town with a ticket for every page."""

    def __init__(self, directory: Path, pages: int) -> None:
        self._town = Town(directory)
        self._town.take_tickets(pages)
        self._live = LiveProcess(directory)
        self._live.start()
        self._live.await_listening()
        assert self._live.process is not None
        self.pid, self.port = self._live.process.pid, self._live.port
        self._is_open = True

    def change(self, _text: str) -> None:
        self._is_open = not self._is_open
        self._town.happens(EventType.OFFICE_OPENED if self._is_open else EventType.OFFICE_CLOSED, office=1)

    def close(self) -> None:
        self._live.close()
        self._town.close()


class Clients:
    """The client driver's process."""

    def __init__(self, port: int, token: str) -> None:
        command = [sys.executable, "-m", "tests.bench.fanout_clients", str(port), "/live", token]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=CHECKOUT)

    def ask(self, **command: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command).encode() + b"\n")
        self._process.stdin.flush()
        return self.answer()

    def answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


@dataclass(frozen=True)
class Figures:
    """Of one repeat. `driver_share`: CPU of the clients per time of delivery; near 1 they would be the bottleneck."""

    p50_ms: float
    p99_ms: float
    connection_kb: float
    event_cpu_ms: float
    driver_share: float


def run(report: Report) -> None:
    for pages in (1000, 10_000):
        compare(report, pages)
    storm(report)


def compare(report: Report, pages: int, repeats: int = REPEATS) -> None:
    """Ours and the rival's in turns; medians of the repeats."""
    ours, rivals = [], []
    for _ in range(repeats):
        ours.append(measured(lambda directory: OurLive(directory, pages + 1), pages, TOKEN))
        if fanout_nchan.available():
            rivals.append(measured(Nchan, pages, ""))
    for name, unit in UNITS.items():
        figure, value, rival = f"fanout_{pages}_{name}", _median(ours, name), _median(rivals, name)
        goal = _goal(pages, name, rival)
        report(figure, value, unit, goal=goal, met=None if goal is None else value <= goal)
        if rival is not None:
            report(figure, rival, unit, rival=RIVAL)


def storm(report: Report, pages: int = fanout_storm.PAGES, kills: int = fanout_storm.KILLS) -> None:
    with running(lambda directory: fanout_storm.WholeServer(directory, pages)) as server:
        clients = Clients(server.live_port, TOKEN)
        try:
            seen = fanout_storm.weather(server, clients, pages, kills)
        finally:
            clients.close()
    report("fanout_storm_reconnects", seen["reconnects"], "reconnects")
    report("fanout_storm_events", seen["written"], "events")
    report("fanout_storm_back_seconds", round(max(seen["seconds"]), 2), "s")
    for name in ("gaps", "doubles", "resets"):
        report(f"fanout_storm_{name}", seen[name], "events", goal=0, met=seen[name] == 0)


UNITS = {"p50_ms": "ms", "p99_ms": "ms", "connection_kb": "kB", "event_cpu_ms": "ms", "driver_share": "of the time"}
WITH_GOAL = ("p99_ms", "connection_kb", "event_cpu_ms")


def _goal(pages: int, name: str, rival: float | None) -> float | None:
    return round(rival * AT_MOST, 2) if rival is not None and pages == 10_000 and name in WITH_GOAL else None


def _median(figures: list[Figures], name: str) -> Any:
    return round(statistics.median(getattr(one, name) for one in figures), 2) if figures else None


def measured(start: Callable[[Path], Server], pages: int, token: str) -> Figures:
    with running(start) as server:
        clients = Clients(server.port, token)
        try:
            clients.ask(do="open", count=1)  # what the first connection loads is not the price of the others
            before = resident_kb(server.pid)
            clients.ask(do="open", count=pages)
            time.sleep(0.5)
            per_connection = (resident_kb(server.pid) - before) / pages
            return _rounds(server, clients, pages + 1, per_connection)
        finally:
            clients.close()


def _rounds(server: Server, clients: Clients, pages: int, connection_kb: float) -> Figures:
    p50, p99, shares = [], [], []
    began = cpu_seconds(server.pid)
    for number in range(ROUNDS):
        clients.ask(do="round")
        start = time.monotonic()
        server.change(
            f'{{"type":"event","id":{number},"event":"OfficeClosed","at":"2026-01-05T08:00:00.000Z","office":1}}'
        )
        heard = clients.answer()
        delays = [arrival - start for arrival in heard["arrivals"]]
        if len(delays) < pages:
            raise AssertionError(f"only {len(delays)} of {pages} pages heard of the change")
        p50.append(delays[len(delays) // 2])
        p99.append(delays[len(delays) * 99 // 100])
        shares.append(heard["cpu"] / delays[-1])
        time.sleep(PAUSE_SECONDS)
    cpu = (cpu_seconds(server.pid) - began) / ROUNDS
    median = statistics.median
    return Figures(median(p50) * 1000, median(p99) * 1000, connection_kb, cpu * 1000, median(shares))


S = TypeVar("S", bound=Closable)


@contextmanager
def running(start: Callable[[Path], S]) -> Iterator[S]:
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        server = start(Path(directory))
        try:
            yield server
        finally:
            server.close()


def resident_kb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1000


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
