"""Capabilities are random tokens; the store keeps their hashes, so that a stolen database opens nothing."""

import hashlib


def hash_of(token: str) -> bytes:
    """SHA-256 is enough: what is hashed has at least 128 random bits, so there is nothing to guess."""
    return hashlib.sha256(token.encode()).digest()
