"""The real server, killed with SIGKILL a hundred times while citizens take tickets and clerks call them.

Whoever gets no answer asks again with the same Idempotency-Key until there is one, as our pages do. At the end every
answered ticket is there once, and there is no ticket that nobody was answered for.
"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from appliance.environment import CHECKOUT
from tests.bench.calls_http import NO_LIMIT
from tests.bench.calls_town import Desk, Hall, new_hall
from tests.bench.report import Report, median
from tests.consistency import faults_of_file
from tests.town_hall import free_ports, wait_for

KILLS = 100
CITIZENS = 4
CLERKS = 4
LIVES_AT_MOST_SECONDS = 0.4
PATIENCE_SECONDS = 30
AGAIN_SECONDS = 0.01


@dataclass
class Crowd:
    """Everybody who asks the server, each in a thread, until told to go home."""

    port: int
    hall: Hall
    home: threading.Event = field(default_factory=threading.Event)
    taken: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def citizen(self) -> None:
        while not self.home.is_set():
            answer = self.insist("/api/tickets", {"service_id": self.hall.service_id, "channel": "on_site"}, "")
            self.taken.append(answer["ticket"]["number"])

    def clerk(self, desk: Desk) -> None:
        counter = f"/api/counters/{desk.counter_id}"
        while not self.home.is_set():
            answer = self.insist(f"{counter}/call-next", {}, desk.session)
            if "number" in answer:
                self.called.append(answer["number"])
                self.insist(f"{counter}/no-show", {"ticket_id": answer["ticket_id"]}, desk.session)

    def insist(self, path: str, body: Any, session: str) -> Any:
        """The answer, asked for with one key as often as it takes."""
        headers = {"X-Vorzimmer": "1", "Content-Type": "application/json", "Prefer": "return=minimal",
                   "Cookie": f"vorzimmer={session}", "Idempotency-Key": str(uuid.uuid4())}  # fmt: skip
        request = Request(f"http://127.0.0.1:{self.port}{path}", json.dumps(body).encode(), headers)
        while True:
            try:
                with urlopen(request, timeout=PATIENCE_SECONDS) as response:
                    return json.loads(response.read())
            except HTTPError as error:
                if error.code < 500:
                    return json.loads(error.read())
            except (OSError, EOFError, ValueError):
                pass
            except Exception as error:  # http.client has exceptions of many families for half an answer
                if "http.client" not in type(error).__module__:
                    raise
            time.sleep(AGAIN_SECONDS)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        works = [(self.citizen, ())] * CITIZENS + [(self.clerk, (desk,)) for desk in self.hall.desks[:CLERKS]]
        threads = [threading.Thread(target=self._guarded, args=work) for work in works]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.home.set()
            for thread in threads:
                thread.join(PATIENCE_SECONDS)

    def _guarded(self, work: Any, arguments: tuple[Any, ...]) -> None:
        try:
            work(*arguments)
        except Exception as error:
            self.broken.append(repr(error))


def run(report: Report) -> None:
    with new_hall() as hall, _server(hall) as port:
        crowd, back = Crowd(port, hall), []
        with crowd.at_work():
            chance = random.Random(KILLS)
            for _ in range(KILLS):
                time.sleep(chance.uniform(0, LIVES_AT_MOST_SECONDS))
                back.append(_kill(hall.path.with_name("web.pid"), port))
        _tell(report, crowd, back, hall.path)


def _tell(report: Report, crowd: Crowd, back: list[float], path: Path) -> None:
    kept, called = (
        _rows(path, "SELECT number FROM ticket"),
        _rows(path, "SELECT number FROM ticket JOIN journal ON ticket_id = ticket.id WHERE type = 'TicketCalled'"),
    )
    lost = len(set(crowd.taken) - set(kept))
    twice = len(crowd.taken) - len(set(crowd.taken)) + len(called) - len(set(called))
    strays = len(set(kept) - set(crowd.taken)) + len(set(called) - set(crowd.called))
    found = [*faults_of_file(path), *crowd.broken]
    report("durability.kills", len(back), "kills", KILLS, len(back) >= KILLS)
    report("durability.kills.acknowledged", len(crowd.taken) + len(crowd.called), "tickets taken and called")
    report("durability.kills.lost", lost, "tickets", 0, lost == 0)
    report("durability.kills.twice", twice, "tickets", 0, twice == 0)
    report("durability.kills.unanswered", strays, "tickets", 0, strays == 0)
    report("durability.kills.inconsistent", len(found), "faults", 0, not found)
    report("durability.kills.back", median(back), "s")
    for fault in found:
        report("durability.kills.fault", fault, "text")


def _kill(pid_file: Path, port: int) -> float:
    """Seconds from the kill until its successor answers."""
    killed, before = time.monotonic(), int(pid_file.read_text())
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: int(pid_file.read_text()) != before, "the successor")  # not the last breath of the killed one
    _await(port)
    return time.monotonic() - killed


def _await(port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE_SECONDS).close()
            return
        except (OSError, EOFError):
            time.sleep(AGAIN_SECONDS)
    raise TimeoutError("the server did not come back")


@contextmanager
def _server(hall: Hall) -> Iterator[int]:
    port, directory = free_ports(), hall.path.parent
    (directory / "bench.toml").write_text(NO_LIMIT)
    command = [sys.executable, "-m", "appliance.cli", "serve", "--config", str(directory / "bench.toml"), "--data",
               str(directory), "--port", str(port)]  # fmt: skip
    with subprocess.Popen(command, cwd=CHECKOUT, stderr=subprocess.DEVNULL) as process:
        try:
            _await(port)
            yield port
        finally:
            process.terminate()


def _rows(path: Path, question: str) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [value for (value,) in connection.execute(question)]
