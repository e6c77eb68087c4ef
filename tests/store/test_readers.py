"""Readers see one instant, and can change nothing."""

import multiprocessing
import threading
from pathlib import Path

import pytest
from peewee import OperationalError

from appliance.store import journal
from appliance.store.database import Store, StoreBusy, open_reader
from appliance.store.rows import database
from tests.town import Musterstadt


def test_a_question_sees_one_instant_while_others_write(town: Musterstadt) -> None:
    heads: list[int] = []

    def ask_twice() -> None:
        heads.append(journal.head())
        writer = threading.Thread(target=town.take)
        writer.start()
        writer.join(10)
        heads.append(journal.head())

    town.ask(ask_twice)
    assert heads[0] == heads[1]
    assert town.ask(journal.head) == heads[0] + 1


def test_a_question_can_write_nothing(town: Musterstadt) -> None:
    with pytest.raises(OperationalError, match="readonly"):
        town.ask(database.execute_sql, "DELETE FROM journal")


def test_a_question_that_fails_leaves_the_connection_usable(town: Musterstadt) -> None:
    with pytest.raises(ZeroDivisionError):
        town.ask(lambda: 1 // 0)
    assert town.ask(journal.head) > 0


def test_a_second_process_that_would_write_is_turned_away(store: Store) -> None:
    with pytest.raises(StoreBusy):
        Store(store.path)


def test_the_lock_ends_with_the_store(tmp_path: Path) -> None:
    for _ in range(2):
        Store(tmp_path / "office.sqlite").close()


def test_another_process_reads_along_but_cannot_write(town: Musterstadt) -> None:
    """This is how live reads."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as process:
        heads, refused = process.apply(read_along, (town.store.path,))
    assert heads == town.ask(journal.head)
    assert "readonly" in refused


def read_along(path: Path) -> tuple[int, str]:
    open_reader(path)
    try:
        database.execute_sql("DELETE FROM journal")
    except OperationalError as error:
        return journal.head(), str(error)
    return journal.head(), ""


def test_commits_reach_the_disk_before_they_are_answered(store: Store) -> None:
    """WAL, and synchronous=FULL (2): less would lose acknowledged tickets at a power cut (see bench durability)."""
    assert store.write(lambda: database.execute_sql("PRAGMA journal_mode").fetchone()) == ("wal",)
    assert store.write(lambda: database.execute_sql("PRAGMA synchronous").fetchone()) == (2,)
    assert store.write(lambda: database.execute_sql("PRAGMA foreign_keys").fetchone()) == (1,)
