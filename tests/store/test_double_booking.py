"""No time of a diary is given away twice: the database refuses it, whoever writes.

Two connections that know nothing of the application. `VORZIMMER_TEST_DATABASES` names further databases, empty ones,
with spaces between, as peewee writes their addresses: `postgresql://user:word@host/name`.
"""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from peewee import Database, IntegrityError, Table
from playhouse.db_url import connect
from playhouse.migrations import Runner

from appliance.store.database import MIGRATIONS
from appliance.store.rows import to_micros

NINE = datetime(2026, 3, 2, 8, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
FIVE = timedelta(minutes=5)
AT_ONCE_SECONDS = 30
OFFICE = 1

Connect = Callable[[], Database]


@pytest.fixture(params=["sqlite", *os.environ.get("VORZIMMER_TEST_DATABASES", "").split()])
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connect]:
    """A new connection to a migrated database, with each call."""
    is_ours = request.param == "sqlite"
    address = f"sqlite:///{tmp_path / 'office.sqlite'}" if is_ours else request.param
    pragmas = {"pragmas": {"journal_mode": "wal", "foreign_keys": 1}} if is_ours else {}
    opened: list[Database] = []

    def open() -> Database:
        opened.append(connect(address, **pragmas))
        opened[-1].connect()
        return opened[-1]

    Runner(open(), str(MIGRATIONS)).up()
    yield open
    for one in opened:
        one.close()


@pytest.fixture
def diaries(connection: Connect) -> tuple[int, int]:
    """Two diaries of an office that is new in the database."""
    database = connection()
    organisation = insert(database, "organisation", name="Musterstadt", time_zone="Europe/Berlin")
    department = insert(database, "department", organisation_id=organisation, name="Bürgerdienste")
    office = insert(database, "office", department_id=department, name="Bürgeramt", prefix=uuid4().hex, place="",
                    is_open=True, capacity=200, confirm_seconds=60)  # fmt: skip
    assert office == OFFICE, "not an empty database"
    return insert(database, "diary", name="Platz 1"), insert(database, "diary", name="Platz 2")


def insert(database: Database, table: str, **values: object) -> int:
    return int(Table(table, ["id", *values]).insert(values).execute(database))


def book(database: Database, diary: int, begins_at: datetime, state: str = "confirmed") -> int:
    return insert(
        database, "appointment", office_id=OFFICE, diary_id=diary, persons=1, channel="on_site", state=state,
        begins_at=to_micros(begins_at), ends_at=to_micros(begins_at + QUARTER), language="de", origin="web",
        uid=uuid4().hex, code="000000", token_hash=uuid4().bytes, created_at=to_micros(NINE),
    )  # fmt: skip


def change(database: Database, appointment: int, **values: object) -> None:
    table = Table("appointment", ["id", *values])
    table.update({getattr(table, name): value for name, value in values.items()}).where(
        table.id == appointment
    ).execute(database)


def move(database: Database, appointment: int, begins_at: datetime) -> None:
    change(database, appointment, begins_at=to_micros(begins_at), ends_at=to_micros(begins_at + QUARTER))


@pytest.mark.parametrize("late", [-2 * FIVE, -FIVE, timedelta(0), FIVE, 2 * FIVE])
def test_times_of_one_diary_never_overlap(connection: Connect, diaries: tuple[int, int], late: timedelta) -> None:
    first, second = connection(), connection()
    book(first, diaries[0], NINE)
    with pytest.raises(IntegrityError):
        book(second, diaries[0], NINE + late)
    book(second, diaries[1], NINE + late)


def test_one_follows_the_other_without_a_gap(connection: Connect, diaries: tuple[int, int]) -> None:
    first, second = connection(), connection()
    book(first, diaries[0], NINE)
    book(second, diaries[0], NINE + QUARTER)
    book(second, diaries[0], NINE - QUARTER)


def test_of_two_who_book_at_once_the_second_is_refused(connection: Connect, diaries: tuple[int, int]) -> None:
    first = connection()
    with first.atomic():
        book(first, diaries[0], NINE)
        other = at_once(lambda: book(connection(), diaries[0], NINE + FIVE))
    with pytest.raises(IntegrityError):
        other.result(AT_ONCE_SECONDS)


def test_who_gives_up_in_the_middle_leaves_the_time_to_the_other(
    connection: Connect, diaries: tuple[int, int]
) -> None:  # fmt: skip
    first = connection()
    with first.atomic() as transaction:
        book(first, diaries[0], NINE)
        other = at_once(lambda: book(connection(), diaries[0], NINE))
        transaction.rollback()
    assert other.result(AT_ONCE_SECONDS)


def test_moving_into_somebody_elses_time_is_refused_and_changes_nothing(
    connection: Connect, diaries: tuple[int, int]
) -> None:
    first, second = connection(), connection()
    book(first, diaries[0], NINE)
    later = book(first, diaries[0], NINE + QUARTER)
    with pytest.raises(IntegrityError):
        move(second, later, NINE + 2 * FIVE)
    with pytest.raises(IntegrityError):
        book(second, diaries[0], NINE + QUARTER)


@pytest.mark.parametrize("state", ["cancelled", "missed", "expired"])
def test_what_nobody_keeps_is_free_and_cannot_be_taken_back(
    connection: Connect, diaries: tuple[int, int], state: str
) -> None:
    first, second = connection(), connection()
    given_up = book(first, diaries[0], NINE)
    change(first, given_up, state=state)
    book(second, diaries[0], NINE)
    with pytest.raises(IntegrityError):
        change(first, given_up, state="confirmed")


def at_once(deed: Callable[[], int]) -> "Future[int]":
    """The deed in a thread of its own, begun before this returns."""
    outcome: Future[int] = Future()
    begun = threading.Event()

    def run() -> None:
        begun.set()
        try:
            outcome.set_result(deed())
        except Exception as error:
            outcome.set_exception(error)

    threading.Thread(target=run).start()
    begun.wait(AT_ONCE_SECONDS)
    return outcome
