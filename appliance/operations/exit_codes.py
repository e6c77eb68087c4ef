"""One-time codes with which an administrator leaves kiosk mode at a device. Stored as hashes, and pushed as hashes."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from appliance.domain import exit_code
from appliance.store import settings

LIFETIME = timedelta(minutes=15)
SETTING = "exit_codes"


def issue(device_id: int, hashed: str, at: datetime) -> datetime:
    """Keeps the hash of a new code; returns when it expires. Hashing is slow on purpose: not in this transaction."""
    expires_at = at + LIFETIME
    kept = [*_valid(at), {"device": device_id, "hash": hashed, "expires_at": expires_at.isoformat()}]
    settings.put(SETTING, {"codes": kept})
    return expires_at


def hashes(device_id: int, at: datetime) -> list[str]:
    """What the device may accept now."""
    return [one["hash"] for one in _valid(at) if one["device"] == device_id]


def new_code() -> tuple[str, str]:
    """A code and its hash."""
    code = f"{secrets.randbelow(10**exit_code.DIGITS):0{exit_code.DIGITS}}"
    return code, exit_code.hashed(code, secrets.token_bytes(exit_code.SALT_BYTES))


def _valid(at: datetime) -> list[dict[str, Any]]:
    stored = (settings.get(SETTING) or {}).get("codes", [])
    return [one for one in stored if datetime.fromisoformat(one["expires_at"]) > at]
