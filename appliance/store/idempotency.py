"""Answers to writes that may be sent twice."""

import json
from datetime import datetime

from appliance.domain.errors import OfficeError
from appliance.store.rows import IdempotencyRow, to_micros
from appliance.store.sql import execute, first
from appliance.store.tokens import hash_of


def recall(key: str, fingerprint: bytes) -> dict[str, int] | None:
    """The result of the first time, None when there was none. Raises when the key stood for another request."""
    row = first("SELECT fingerprint, result FROM idempotency WHERE key_hash = ?", (hash_of(key),))
    if row is None:
        return None
    if row[0] != fingerprint:
        raise OfficeError("idempotency_key_reused")
    return dict(json.loads(row[1]))


def remember(key: str, fingerprint: bytes, result: dict[str, int], at: datetime) -> None:
    """`result` holds ids only, never a token."""
    execute(
        "INSERT INTO idempotency (key_hash, fingerprint, result, at) VALUES (?, ?, ?, ?)",
        (hash_of(key), fingerprint, json.dumps(result), to_micros(at)),
    )


def forget_before(moment: datetime) -> None:
    IdempotencyRow.delete().where(IdempotencyRow.at < moment).execute()
