"""Settings of the whole appliance: one JSON object by name. Who owns a name gives it its shape."""

import json
from typing import Any

from appliance.store.rows import database


def get(name: str) -> dict[str, Any] | None:
    """None where nothing was set yet."""
    row = database.execute_sql("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return None if row is None else json.loads(row[0])


def put(name: str, value: dict[str, Any]) -> None:
    database.execute_sql("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (name, json.dumps(value)))
