"""Plain SQL past the mapper, for what every operation asks and writes: a small statement costs about half."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from appliance.store.rows import database


def execute(statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
    """On this thread's connection, in its transaction. Errors are those of `sqlite3`, not the mapper's."""
    return database.cursor().execute(statement, values)


def first(statement: str, values: Sequence[object] = ()) -> Any:
    """The first row, or None."""
    return database.cursor().execute(statement, values).fetchone()


def insert_row(statement: str, values: Sequence[object]) -> int:
    """The new row's id."""
    new = database.cursor().execute(statement, values).lastrowid
    assert new is not None
    return new
