"""Three ways of committing the same work: ours, and the two that one would otherwise choose.

- `Grouped`: one writer thread with group commit (the product).
- `Immediate`: the product's own operations, each in a transaction of its own that begins with the write lock.
- `StockOrm`: the same use cases as peewee's manual shows them, select and save inside `atomic()`; tried again when the
  database is locked, as a client would.

All write with WAL and synchronous=FULL and wait up to 60 s for a lock.
"""

import json
import random
import secrets
import time
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from peewee import OperationalError, fn

from appliance.domain.errors import OfficeError
from appliance.domain.ticket import Channel, TicketState, new_code, ticket_number
from appliance.operations import calls, tickets
from appliance.operations.tickets import Order
from appliance.store.database import Store
from appliance.store.rows import (
    ClerkSkillRow,
    CounterRow,
    JournalRow,
    OfficeRow,
    ServiceRow,
    TicketRow,
    database,
)
from appliance.store.tokens import hash_of
from tests.bench.calls_town import Desk, Hall, now

DURABLE = {"journal_mode": "wal", "synchronous": "FULL", "foreign_keys": 1, "busy_timeout": 60_000}
RETRY_SECONDS = 0.02
"""A client that is told `database is locked` comes again after up to this time."""

T = TypeVar("T")


class Way(Protocol):
    """The use cases of a round. `call_next` returns the ticket's id and number, None when nobody waits."""

    def take(self) -> int: ...
    def call_next(self, desk: Desk) -> tuple[int, str] | None: ...
    def no_show(self, desk: Desk, ticket_id: int) -> None: ...
    def leave(self) -> None:
        """The calling thread is done."""

    def close(self) -> None: ...


class _Operations:
    """The product's operations; `_commit` is what differs."""

    def __init__(self, hall: Hall) -> None:
        self._order = Order(hall.service_id, Channel.ON_SITE)

    def take(self) -> int:
        return self._commit(lambda: tickets.take_ticket(self._order, secrets.token_urlsafe(32), now()))

    def call_next(self, desk: Desk) -> tuple[int, str] | None:
        try:
            ticket = self._commit(lambda: calls.call_next(desk.counter_id, desk.clerk_id, now())).ticket
        except OfficeError as error:
            if error.code != "nobody_waiting":
                raise
            return None
        return ticket.id, ticket.number

    def no_show(self, desk: Desk, ticket_id: int) -> None:
        self._commit(lambda: calls.no_show(desk.counter_id, desk.clerk_id, ticket_id, now()))

    def leave(self) -> None:
        database.close()

    def _commit(self, operation: Callable[[], T]) -> T:
        raise NotImplementedError


class Grouped(_Operations):
    def __init__(self, hall: Hall) -> None:
        super().__init__(hall)
        self._store = Store(hall.path)

    def _commit(self, operation: Callable[[], T]) -> T:
        return self._store.write(operation)

    def close(self) -> None:
        self._store.close()


class Immediate(_Operations):
    def __init__(self, hall: Hall) -> None:
        super().__init__(hall)
        database.init(str(hall.path), pragmas=DURABLE)

    def _commit(self, operation: Callable[[], T]) -> T:
        database.connect(reuse_if_open=True)
        with database.atomic("IMMEDIATE"):
            return operation()

    def close(self) -> None:
        database.close()


class StockOrm:
    """Every office, service and ticket an object; what changed is saved."""

    def __init__(self, hall: Hall) -> None:
        self._service_id = hall.service_id
        database.init(str(hall.path), pragmas=DURABLE)

    def take(self) -> int:
        return _retried(self._take)

    def call_next(self, desk: Desk) -> tuple[int, str] | None:
        return _retried(lambda: self._call_next(desk))

    def no_show(self, desk: Desk, ticket_id: int) -> None:
        _retried(lambda: self._no_show(desk, ticket_id))

    def leave(self) -> None:
        database.close()

    def close(self) -> None:
        database.close()

    def _take(self) -> int:
        at = now()
        service = ServiceRow.get_by_id(self._service_id)
        office = OfficeRow.get_by_id(service.office_id)
        waiting = TicketRow.select().where(TicketRow.office_id == office.id, TicketRow.state == "waiting").count()
        assert office.is_open and waiting < office.capacity
        last = TicketRow.select(fn.MAX(TicketRow.id)).scalar() or 0
        ticket = TicketRow.create(
            office_id=office.id, service_id=service.id, number=ticket_number(office.prefix, last + 1), code=new_code(),
            state="waiting", channel="on_site", at_terminal=False, media="camera", origin="web", language="de",
            taken_at=at, queue_key=at, recalls=0, version=0, day=at.date().isoformat(),
            token_hash=hash_of(secrets.token_urlsafe(32)),
        )  # fmt: skip
        _journal("TicketTaken", ticket)
        return int(ticket.id)

    def _call_next(self, desk: Desk) -> tuple[int, str] | None:
        counter = CounterRow.get_by_id(desk.counter_id)
        skills = ClerkSkillRow.select(ClerkSkillRow.service_id).where(ClerkSkillRow.clerk_id == counter.clerk_id)
        ticket = (
            TicketRow.select()
            .where(TicketRow.office_id == counter.office_id, TicketRow.state == "waiting",
                   TicketRow.service_id.in_(skills))
            .order_by(TicketRow.queue_key, TicketRow.id)
            .first()
        )  # fmt: skip
        if ticket is None:
            return None
        ticket.state, ticket.called_at = TicketState.CALLED.value, now()
        ticket.counter_id, ticket.clerk_id = counter.id, counter.clerk_id
        ticket.save()
        _journal("TicketCalled", ticket)
        return ticket.id, ticket.number

    def _no_show(self, desk: Desk, ticket_id: int) -> None:
        ticket = TicketRow.get_by_id(ticket_id)
        assert (ticket.state, ticket.counter_id) == ("called", desk.counter_id)
        ticket.state, ticket.finished_at = TicketState.NO_SHOW.value, now()
        ticket.save()
        _journal("TicketNoShow", ticket)


def _journal(type: str, ticket: Any) -> None:
    JournalRow.create(at=now(), type=type, office_id=ticket.office_id, ticket_id=ticket.id,
                      counter_id=ticket.counter_id, clerk_id=ticket.clerk_id, data=json.dumps({}))  # fmt: skip


def _retried(operation: Callable[[], T]) -> T:
    """One transaction an attempt, until it is not in another's way."""
    database.connect(reuse_if_open=True)
    while True:
        try:
            with database.atomic():
                return operation()
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(random.uniform(0, RETRY_SECONDS))


WAYS: dict[str, Callable[[Hall], Way]] = {"": Grouped, "BEGIN IMMEDIATE": Immediate, "stock ORM": StockOrm}
"""By the name under which the figures appear; ours has none."""
