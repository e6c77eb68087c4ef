"""What only somebody on the server's own machine can see: its journal, its tickets, its memory and its log."""

from collections import defaultdict
from pathlib import Path

from appliance.domain.journal import Event
from appliance.live import topics
from appliance.simulation.live.ledger import Ledger
from appliance.simulation.live.page import Page
from appliance.store import journal
from appliance.store.database import close_reader, open_reader
from appliance.store.sql import execute

BATCH = 5000
PROCESSES = ("web", "live")
LOG = "server.log"


class Inside:
    """`data`: the server's directory. The store is read by this thread alone."""

    def __init__(self, data: Path) -> None:
        self._data = data
        open_reader(data / "office.sqlite")

    def close(self) -> None:
        close_reader()

    def head(self) -> int:
        return journal.head()

    def compare(self, pages: list[Page], ledger: Ledger, since: int) -> None:
        """Each page has heard every event of its topics once, in order, and no other."""
        carried: dict[str, list[int]] = defaultdict(list)
        for event in self.events(since):
            for topic in topics.of_event(event):
                carried[topic].append(event.id)
        for page in pages:
            if page.since is None or page.until is None:
                continue
            due = {id for topic in page.topics for id in carried[topic] if page.since < id <= page.until}
            heard = [id for id in page.heard if id <= page.until]
            ledger.checked["events"] += len(due)
            ledger.checked["pages"] += 1
            if heard != sorted(due):
                missed, more = sorted(due - set(heard)), sorted(set(heard) - due)
                ledger.went_wrong("events", f"{page.name}: missed {missed[:9]}, more {more[:9]}, of {len(due)}")

    def unfinished(self) -> list[str]:
        """Numbers that have come to no end."""
        rows = execute("SELECT number, state FROM ticket WHERE state NOT IN ('finished', 'no_show', 'cancelled')")
        return [f"{number} {state}" for number, state in rows]

    def memory(self) -> dict[str, dict[str, int]]:
        """Kilobytes by process; the web is a master and the one that works."""
        found = {}
        for name in PROCESSES:
            pid = int((self._data / f"{name}.pid").read_text())
            found[name] = _memory(pid)
            for place, child in enumerate(_children(pid)):
                found[f"{name} worker" + (f" {place + 1}" if place else "")] = _memory(child)
        return found

    def complaints(self) -> list[str]:
        """Lines of the server's log that say that something is broken; none where somebody else keeps it."""
        if not (self._data / LOG).exists():
            return []
        lines = (self._data / LOG).read_text(errors="replace").splitlines()
        return [line for line in lines if line.startswith(("E ", "C ")) or "Traceback" in line]

    def events(self, since: int) -> list[Event]:
        """All that follow."""
        events: list[Event] = []
        while batch := journal.after(since, BATCH):
            events += batch
            since = batch[-1].id
        return events


def _memory(pid: int) -> dict[str, int]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    values = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.startswith(("Rss:", "Pss:"))}
    return {name.lower(): kilobytes for name, kilobytes in values.items()}


def _children(pid: int) -> list[int]:
    return sorted(int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
