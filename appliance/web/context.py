"""What a request finds around it: the store, the clock, the configuration."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import current_app, request

from appliance.config import Config
from appliance.domain.errors import OfficeError
from appliance.operations.idempotency import once
from appliance.ports import Clock, Voice
from appliance.store.database import Store
from appliance.web.listeners import Listeners
from appliance.web.parts import Parts
from appliance.web.rate_limits import RateLimits
from appliance.web.seen_pages import SeenPages
from appliance.web.shown_codes import ShownCodes

MIN_KEY_LENGTH = 22
"""128 bits in base64: an idempotency key must not be guessable, as a ticket's token is derived from it."""


@dataclass(frozen=True)
class Context:
    """Made once, in `create_app`."""

    config: Config
    store: Store
    clock: Clock
    limits: RateLimits
    secret: bytes
    parts: Parts
    shown: ShownCodes = field(default_factory=ShownCodes)
    pages: SeenPages = field(default_factory=SeenPages)
    listeners: Listeners = field(default_factory=Listeners)


def context() -> Context:
    return current_app.extensions["vorzimmer"]


def voice() -> Voice:
    return context().parts.voice


def office() -> Store:
    return context().store


def now() -> datetime:
    return context().clock.now()


def write_once(who: str, operation: Callable[..., dict[str, Any]], *arguments: Any) -> dict[str, Any]:
    """Run an operation that returns ids, once per Idempotency-Key of `who`. It gets the instant as last argument."""
    at = now()
    key = request.headers.get("Idempotency-Key")
    if key is not None and not MIN_KEY_LENGTH <= len(key) <= 200:
        raise OfficeError("invalid_input", fields="Idempotency-Key")
    bound = f"{who} {key}" if key is not None else None
    fingerprint = hashlib.sha256(request.full_path.encode() + b"\0" + request.get_data()).digest()
    return office().write(once, bound, fingerprint, at, lambda: operation(*arguments, at))


def derived_token(purpose: str, key: str) -> str:
    """The same token for the same key, so that a repeated request is answered alike while only hashes are stored."""
    digest = hmac.new(context().secret, f"{purpose}\0{key}".encode(), hashlib.sha256)
    return urlsafe(digest.digest())


def urlsafe(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
