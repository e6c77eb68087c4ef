"""A write that is sent twice happens once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from appliance.store import idempotency


def once(key: str | None, fingerprint: bytes, at: datetime, operation: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The operation's result, or, for a key that was here before, what it was then.

    Runs inside the operation's own transaction. `key` is the client's, already bound to who asks; without one every
    request is a new one. `fingerprint` stands for the request's content: the same key for another content is refused.
    """
    if key is None:
        return operation()
    known = idempotency.recall(key, fingerprint)
    if known is not None:
        return known
    result = operation()
    idempotency.remember(key, fingerprint, result, at)
    return result
