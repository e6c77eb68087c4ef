"""Passwords: argon2id at 19 MiB (OWASP), two at a time so that a flood of sign-ins cannot exhaust the memory."""

import secrets
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_SLOTS = BoundedSemaphore(2)
_WORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def hashed(password: str) -> str:
    with _SLOTS:
        return _HASHER.hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """For an unknown name (None) it takes as long as for a known one, so that names cannot be found out."""
    with _SLOTS:
        try:
            return _HASHER.verify(password_hash or _nobodys(), password) and password_hash is not None
        except (Argon2Error, InvalidHashError):
            return False


@cache
def _nobodys() -> str:
    """The hash that is tried for an unknown name. Made when first needed: a start must not wait for it."""
    return _HASHER.hash(secrets.token_urlsafe(16))


def generated() -> str:
    """Three groups of four letters that are told apart easily: 59 bits."""
    return "-".join("".join(secrets.choice(_WORD_LETTERS) for _ in range(4)) for _ in range(3))
