"""The schema is made from nothing, once."""

import sqlite3
from pathlib import Path

from appliance.store.database import MIGRATIONS, Store
from appliance.store.rows import Row


def schema(path: Path) -> list[tuple[str]]:
    with sqlite3.connect(path) as connection:
        return connection.execute("SELECT sql FROM sqlite_schema ORDER BY name").fetchall()


def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "office.sqlite"
    Store(path).close()
    first = schema(path)
    Store(path).close()
    assert schema(path) == first


def test_every_migration_is_recorded(tmp_path: Path) -> None:
    path = tmp_path / "office.sqlite"
    Store(path).close()
    with sqlite3.connect(path) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        recorded = next(name for name in tables if "migrat" in name)
        found = connection.execute(f"SELECT count(*) FROM {recorded}").fetchone()
    assert found == (len(list(MIGRATIONS.glob("[0-9]*.py"))),)


def test_the_models_name_the_columns_that_the_migrations_make(tmp_path: Path) -> None:
    path = tmp_path / "office.sqlite"
    Store(path).close()
    with sqlite3.connect(path) as connection:
        for model in Row.__subclasses__():
            table = model._meta.table_name  # type: ignore[attr-defined]
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            assert sorted(columns) == sorted(model._meta.columns), table  # type: ignore[attr-defined]


def test_a_queue_is_read_by_its_index(tmp_path: Path) -> None:
    """Calling must not read all tickets of all days."""
    path = tmp_path / "office.sqlite"
    Store(path).close()
    questions = {
        "ticket_waiting": "SELECT id FROM ticket WHERE office_id = 1 AND state = 'waiting' ORDER BY queue_key, id",
        "ticket_at_counter": "SELECT id FROM ticket WHERE counter_id = 1 AND state IN ('called', 'serving') LIMIT 1",
        "ticket_at_terminal": "SELECT id FROM ticket WHERE terminal_id = 1 LIMIT 1",
        "journal_by_ticket": "SELECT id FROM journal WHERE ticket_id = 1 ORDER BY id",
        "journal_by_counter": "SELECT id FROM journal WHERE counter_id = 1 ORDER BY id DESC LIMIT 1",
        "ticket_absent": "SELECT id FROM ticket WHERE absent_since IS NOT NULL",
        "consultation_running": "SELECT id FROM consultation WHERE clerk_id = 1 AND state IN ('open', 'finished')"
        " ORDER BY id DESC LIMIT 1",
    }
    with sqlite3.connect(path) as connection:
        for index, question in questions.items():
            plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {question}"))
            assert index in plan, plan
