"""The town's own texts. One that is not here was never written: ours holds."""

from datetime import datetime
from typing import Any

from appliance.domain.texts import TextLanguage, TextName, TownText
from appliance.store.rows import instant, to_micros
from appliance.store.sql import execute, first

_TEXTS = "SELECT name, language, body, revision, changed_at FROM town_text"


def all() -> list[TownText]:
    return [_text(row) for row in execute(f"{_TEXTS} ORDER BY name, language")]


def get(name: TextName, language: TextLanguage) -> TownText | None:
    row = first(f"{_TEXTS} WHERE name = ? AND language = ?", (name.value, language.value))
    return _text(row) if row else None


def put(name: TextName, language: TextLanguage, body: str, at: datetime) -> None:
    execute(
        "INSERT INTO town_text VALUES (?, ?, ?, 1, ?) ON CONFLICT (name, language)"
        " DO UPDATE SET body = excluded.body, revision = revision + 1, changed_at = excluded.changed_at",
        (name.value, language.value, body, to_micros(at)),
    )


def remove(name: TextName, language: TextLanguage) -> None:
    execute("DELETE FROM town_text WHERE name = ? AND language = ?", (name.value, language.value))


def _text(row: tuple[Any, ...]) -> TownText:
    name, language, body, revision, changed_at = row
    return TownText(TextName(name), TextLanguage(language), body, revision, instant(changed_at))
