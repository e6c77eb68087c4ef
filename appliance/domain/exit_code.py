"""The one-time code with which an administrator opens a kiosk's service page: digits for people, a hash for the device.

A device holds hashes only, as `scrypt:SALT:HASH` (hexadecimal): who copies its disk has to guess at scrypt's price.
"""

import hashlib
import hmac

DIGITS = 8
SALT_BYTES = 16
COST = {"n": 2**14, "r": 8, "p": 1}  # 16 MiB and some 50 ms a guess
SCHEME = "scrypt"


def hashed(code: str, salt: bytes) -> str:
    """`salt`: SALT_BYTES random bytes, new for every code."""
    return f"{SCHEME}:{salt.hex()}:{hashlib.scrypt(code.encode(), salt=salt, **COST).hex()}"


def matches(code: str, stored: str) -> bool:
    """False also for a hash of another scheme."""
    scheme, _, rest = stored.partition(":")
    salt, _, _ = rest.partition(":")
    if scheme != SCHEME:
        return False
    return hmac.compare_digest(hashed(code, bytes.fromhex(salt)), stored)
