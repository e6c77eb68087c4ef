"""The writer: many operations in one transaction, each answered only after the commit, each undone alone."""

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.domain.errors import OfficeError
from appliance.store.database import Store
from appliance.store.rows import database

PENDING = object()


@pytest.fixture
def notes(store: Store) -> Store:
    store.write(lambda: database.execute_sql("CREATE TABLE note (text TEXT PRIMARY KEY)"))
    return store


def note(text: str) -> None:
    database.execute_sql("INSERT INTO note VALUES (?)", (text,))


def texts() -> set[str]:
    return {text for (text,) in database.execute_sql("SELECT text FROM note")}


def in_one_batch(store: Store, *operations: Callable[[], object], results: list[object] | None = None) -> list[object]:
    """Hand all in while the writer is held up, so that they share a transaction; results or errors in their order."""
    results = [] if results is None else results
    results.extend([PENDING] * len(operations))
    gate, holding = threading.Event(), threading.Event()
    held = threading.Thread(target=attempt, args=(store, lambda: holding.set() or gate.wait(10), [PENDING], 0))
    held.start()
    holding.wait(10)
    threads = [held]
    for place, operation in enumerate(operations):
        threads.append(threading.Thread(target=attempt, args=(store, operation, results, place)))
        threads[-1].start()
        while len(store._writer._jobs) <= place:
            pass
    gate.set()
    for thread in threads:
        thread.join(10)
    return results


def attempt(store: Store, operation: Callable[[], object], results: list[object], place: int) -> None:
    try:
        results[place] = store.write(operation)
    except Exception as error:
        results[place] = error


def test_an_error_undoes_only_what_its_own_operation_wrote(notes: Store) -> None:
    def half_done() -> None:
        note("half")
        raise OfficeError("nobody_waiting")

    first, failed, last = in_one_batch(notes, lambda: note("first"), half_done, lambda: note("last"))
    assert (first, last) == (None, None)
    assert isinstance(failed, OfficeError)
    assert notes.read(texts) == {"first", "last"}


def test_a_broken_constraint_leaves_the_neighbours_in_the_batch_alone(notes: Store) -> None:
    results = in_one_batch(notes, lambda: note("same"), lambda: note("same"), lambda: note("other"))
    assert [type(result) is type(None) for result in results] == [True, False, True]
    assert notes.read(texts) == {"same", "other"}


def test_operations_that_wait_together_share_one_commit(tmp_path: Path) -> None:
    commits: list[int] = []
    store = Store(tmp_path / "office.sqlite", on_commit=lambda: commits.append(1))
    in_one_batch(store, *[lambda: None] * 50)
    store.close()
    assert len(commits) <= 2  # the one that held the writer up, and the rest


def test_an_answer_comes_only_after_the_commit(notes: Store) -> None:
    """Another connection, which sees only what is committed, must see it as soon as `write` returns."""
    with sqlite3.connect(notes.path) as other:
        for number in range(50):
            notes.write(note, str(number))
            assert other.execute("SELECT count(*) FROM note").fetchone() == (number + 1,)


def test_nobody_is_answered_while_another_of_the_batch_is_at_work(notes: Store) -> None:
    """The commit has not been yet, so the first one's work is not durable yet."""
    results: list[object] = []

    def slow() -> bool:
        time.sleep(0.1)
        return results[0] is PENDING

    in_one_batch(notes, lambda: "first", slow, results=results)
    assert results == ["first", True]


def test_nobody_is_forgotten_when_some_come_at_once_and_some_late(notes: Store) -> None:
    """Each takes its own time between two operations, so that batches of all sizes follow one another."""

    def come_again(person: int) -> None:
        for time_of_day in range(40):
            notes.write(note, f"{person} {time_of_day}")
            time.sleep(0.0003 * ((person * time_of_day) % 4))

    people = [threading.Thread(target=come_again, args=(person,)) for person in range(8)]
    for person in people:
        person.start()
    for person in people:
        person.join(30)
    assert len(notes.read(texts)) == 8 * 40


def test_a_failed_commit_is_told_to_everybody_and_nothing_of_it_stands(notes: Store) -> None:
    notes.write(lambda: database.execute_sql(
        "CREATE TABLE leaf (parent TEXT REFERENCES note (text) DEFERRABLE INITIALLY DEFERRED)"
    ))  # fmt: skip
    orphan: Callable[[], object] = lambda: database.execute_sql("INSERT INTO leaf VALUES ('nobody')")  # noqa: E731
    results = in_one_batch(notes, lambda: note("innocent"), orphan)
    assert all(isinstance(result, Exception) for result in results)
    assert notes.read(texts) == set()
    notes.write(note, "goes on")
    assert notes.read(texts) == {"goes on"}


def test_even_an_operation_that_leaves_the_program_is_answered(notes: Store) -> None:
    def leave() -> None:
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        notes.write(leave)
    notes.write(note, "goes on")


def test_a_failing_bell_does_not_undo_the_commit(tmp_path: Path) -> None:
    def broken() -> None:
        raise RuntimeError("the bell is broken")

    store = Store(tmp_path / "office.sqlite", on_commit=broken)
    store.write(lambda: database.execute_sql("CREATE TABLE note (text TEXT)"))
    store.write(note, "rings")
    assert store.read(texts) == {"rings"}
    store.close()


def test_what_was_handed_in_is_done_before_the_store_closes(notes: Store) -> None:
    in_one_batch(notes, *[lambda n=n: note(str(n)) for n in range(20)])
    path = notes.path
    notes.close()
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT count(*) FROM note").fetchone() == (20,)


def test_after_closing_nothing_is_taken_on(tmp_path: Path) -> None:
    store = Store(tmp_path / "office.sqlite")
    store.close()
    with pytest.raises(OfficeError, match="stopping"):
        store.write(lambda: None)
