"""What a room says was filled in, sealed so that it can travel through a browser to the one who prints it.

The values of a form never touch the database: they are in the room's memory, in the browsers, and on the paper.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from appliance.domain.errors import OfficeError
from appliance.domain.form_values import Value

HOLDS_FOR = timedelta(hours=24)
"""As long as a ticket's link; afterwards the version of the form may be gone."""

_PURPOSE = b"vorzimmer form seal 1"


@dataclass(frozen=True)
class FilledForm:
    """`confirmed_at`: when the citizen confirmed it, None before; `at`: when the room gave it out."""

    consultation: int
    form: int
    version: int
    values: Mapping[str, Value]
    confirmed_at: datetime | None
    at: datetime


def seal(filled: FilledForm, server_key: bytes) -> dict[str, Any]:
    """A JSON object: what was filled in, and `seal`."""
    content = {
        "consultation": filled.consultation, "form": filled.form, "version": filled.version,
        "values": dict(filled.values), "at": filled.at.isoformat(),
        "confirmed_at": None if filled.confirmed_at is None else filled.confirmed_at.isoformat(),
    }  # fmt: skip
    return {**content, "seal": _code(content, server_key)}


def opened(sealed: Mapping[str, Any], server_key: bytes, at: datetime) -> FilledForm:
    """What the room gave out, and nothing else. Raises wrong_seal, seal_too_old."""
    content = {name: value for name, value in sealed.items() if name != "seal"}
    if not hmac.compare_digest(_code(content, server_key).encode(), str(sealed.get("seal", "")).encode()):
        raise OfficeError("wrong_seal")
    given_at, confirmed_at = datetime.fromisoformat(content["at"]), content["confirmed_at"]
    if at - given_at > HOLDS_FOR:
        raise OfficeError("seal_too_old")
    return FilledForm(
        content["consultation"], content["form"], content["version"], content["values"],
        None if confirmed_at is None else datetime.fromisoformat(confirmed_at), given_at,
    )  # fmt: skip


def _code(content: Mapping[str, Any], server_key: bytes) -> str:
    """Over the one spelling of the object: keys sorted, no spaces (RFC 8785 for strings, bools and small integers)."""
    spelled = json.dumps(content, sort_keys=True, separators=(",", ":"))
    own_key = hmac.new(server_key, _PURPOSE, hashlib.sha256).digest()
    return hmac.new(own_key, spelled.encode(), hashlib.sha256).hexdigest()
