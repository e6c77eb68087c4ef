"""The town of the calls benchmark: one office that holds everybody, and sixteen clerks at their counters."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from appliance.domain.organisation import ServiceSettings
from appliance.domain.staff import Role
from appliance.operations import staff as staff_operations
from appliance.store import offices, staff
from appliance.store.database import Store

CLERKS = 16
TICKETS = 2_000


@dataclass(frozen=True)
class Desk:
    """A clerk at a counter, and the token of a session."""

    counter_id: int
    clerk_id: int
    session: str


@dataclass(frozen=True)
class Hall:
    """What a round works on. The store is closed; the file is `path`."""

    path: Path
    service_id: int
    desks: tuple[Desk, ...]


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def new_hall() -> Iterator[Hall]:
    """A fresh one on a real disk: a RAM disk would make commits free. `VORZIMMER_BENCH_DIR` names another place."""
    directory = Path(tempfile.mkdtemp(prefix="vorzimmer-bench-", dir=os.environ.get("VORZIMMER_BENCH_DIR")))
    try:
        store = Store(directory / "office.sqlite")
        try:
            hall = store.write(set_up, directory / "office.sqlite")
        finally:
            store.close()
        yield hall
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def set_up(path: Path) -> Hall:
    department = offices.add_department(offices.add_organisation("Musterstadt", "Europe/Berlin"), "Bürgerdienste")
    office = offices.add(department, "Bürgeramt", "A", "Erdgeschoss", True, 100_000, 60)
    service = offices.add_service(office, ServiceSettings("Wohnsitz anmelden", minutes=10))
    return Hall(path, service, tuple(_desk(office, service, place) for place in range(CLERKS)))


def _desk(office: int, service: int, place: int) -> Desk:
    clerk = staff.add_clerk(f"Clerk {place}", f"clerk{place}", "", [Role.CLERK], [service])
    counter = staff.add_counter(office, f"Schalter {place}", False)
    staff_operations.take_counter(clerk, counter, now())
    return Desk(counter, clerk, staff_operations.open_session(clerk, now()))
