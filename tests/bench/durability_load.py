"""A town hall at work, as a process to be cut off: takes and calls tickets, and acknowledges each one taken.

    python3 -m tests.bench.durability_load DIRECTORY TICKETS [SYNCHRONOUS]

An acknowledged ticket is one line in DIRECTORY/acknowledged, written after its operation was answered. SYNCHRONOUS
replaces the store's own setting, to show what a weaker one loses.
"""

import os
import secrets
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from appliance.domain.errors import OfficeError
from appliance.domain.ticket import Channel
from appliance.operations import calls, tickets
from appliance.operations.tickets import Order
from appliance.store import database as store_database
from appliance.store import tickets as ticket_rows
from appliance.store.database import Store
from appliance.store.rows import database
from tests.bench.calls_town import Desk, Hall, now, set_up

WORKERS = 8


def main(directory: Path, count: int, synchronous: str | None) -> None:
    if synchronous is not None:
        weaken(synchronous)
    store = Store(directory / "office.sqlite")
    hall = store.write(set_up, store.path)
    acknowledged = os.open(directory / "acknowledged", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with ThreadPoolExecutor(WORKERS) as threads:
        for one in [threads.submit(work, store, hall, desk, acknowledged, count // WORKERS)
                    for desk in hall.desks[:WORKERS]]:  # fmt: skip
            one.result()
    os._exit(0)  # without closing: a power cut asks nobody


def weaken(synchronous: str) -> None:
    """It cannot be changed within a transaction, so it is done where the store sets it."""
    migrate = store_database._migrate

    def migrate_and_weaken() -> None:
        migrate()
        database.execute_sql(f"PRAGMA synchronous = {synchronous}")

    store_database._migrate = migrate_and_weaken


def work(store: Store, hall: Hall, desk: Desk, acknowledged: int, count: int) -> None:
    order = Order(hall.service_id, Channel.ON_SITE)
    for _ in range(count):
        taken = store.write(tickets.take_ticket, order, secrets.token_urlsafe(32), now())
        number = store.read(ticket_rows.by_id, taken).number
        os.write(acknowledged, f"{number}\n".encode())
        try:
            ticket = store.write(calls.call_next, desk.counter_id, desk.clerk_id, now()).ticket
            store.write(calls.no_show, desk.counter_id, desk.clerk_id, ticket.id, now())
        except OfficeError as error:
            assert error.code == "nobody_waiting", error


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None)
