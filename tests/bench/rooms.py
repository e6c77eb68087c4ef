"""`rooms`: what a hundred consultations at once cost the live process: signalling, real-time text and a form in each.

The participants are protocol clients in a process of their own; media does not pass through the server anyway.
"""

import json
import os
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from appliance.domain.staff import Role
from appliance.domain.ticket import TicketState
from appliance.environment import CHECKOUT
from appliance.store import consultations, staff, tickets
from tests.bench.report import median, percentile
from tests.live.form_page import add_form
from tests.live.process import LiveProcess
from tests.live.town import Town, now

ROOMS = 100
SECONDS = 30
ROUNDS = 3
GOAL_CORE, GOAL_MS = 0.5, 50.0
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


def run(report: Any) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        town = Town(Path(scratch))
        live = LiveProcess(town.config.data)
        try:
            form = add_form(town)
            rooms = town.write(lambda: [furnish(town, number) for number in range(ROOMS)])
            live.start()
            live.await_listening()
            empty = resident_megabytes(live)
            rounds = [played(live, rooms, form) for _ in range(ROUNDS)]
            told = [one["kinds"] for one in rounds]
            report("rooms: running at once", ROOMS, "rooms")
            report("rooms: messages from clients", median([one["sent"] / SECONDS for one in rounds]), "a second")
            core = median([one["core"] for one in rounds])
            report("rooms: the live process", core, "of a core", goal=GOAL_CORE, met=core < GOAL_CORE)
            report("rooms: memory of a room", (rounds[-1]["megabytes"] - empty) / ROOMS * 1000, "kB")
            for kind in told[0]:
                p50, p95 = (median([percentile(one[kind], share) for one in told]) for share in (50, 95))
                report(f"rooms: {kind}, from one page to the other, p50", p50, "ms")
                report(f"rooms: {kind}, from one page to the other, p95", p95, "ms", goal=GOAL_MS, met=p95 < GOAL_MS)
        finally:
            live.close()
            town.close()


def furnish(town: Town, number: int) -> dict[str, Any]:
    """A consultation with a clerk and a counter of its own."""
    clerk = staff.add_clerk(f"clerk{number}", f"clerk{number}", "", [Role.CLERK], [town.service])
    counter = staff.add_counter(town.office, f"C{number}", False)
    cookie = f"session-of-{number:03}-" + "c" * 30
    staff.add_session(cookie, clerk, now() + timedelta(hours=8))
    ticket_id = town._insert_ticket(False)
    ticket = tickets.by_id(ticket_id)
    tickets.change(ticket, state=TicketState.SERVING.value, counter_id=counter, clerk_id=clerk)
    return {"consultation": consultations.open(tickets.by_id(ticket_id), now()), "cookie": cookie, "ticket": number + 1}


def played(live: LiveProcess, rooms: list[dict[str, Any]], form: int) -> dict[str, Any]:
    asked = {"url": live.url, "rooms": rooms, "form": form, "seconds": SECONDS}
    command = [sys.executable, "-m", "tests.bench.rooms_clients"]
    with subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as clients:
        assert clients.stdin is not None and clients.stdout is not None
        clients.stdin.write(json.dumps(asked) + "\n")
        clients.stdin.flush()
        assert clients.stdout.readline().strip() == "begun"
        before = processor_seconds(live)
        answer: dict[str, Any] = json.loads(clients.stdout.readline())
        answer["core"] = (processor_seconds(live) - before) / SECONDS
        answer["megabytes"] = resident_megabytes(live)
        clients.stdin.close()  # only now they leave
    return answer


def processor_seconds(live: LiveProcess) -> float:
    assert live.process is not None
    fields = Path(f"/proc/{live.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / CLOCK_TICKS


def resident_megabytes(live: LiveProcess) -> float:
    assert live.process is not None
    pages = int(Path(f"/proc/{live.process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
