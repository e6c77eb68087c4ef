"""Guests (Gäste) of a consultation: an interpreter or a colleague whom the clerk lets in. At most two at a time."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from appliance.domain.admission import PartRole

PLACES = ("guest1", "guest2")
MOST_INVITATIONS = 10
"""To one consultation, those that were withdrawn included."""


class GuestState(StrEnum):
    INVITED = "invited"
    KNOCKING = "knocking"
    ADMITTED = "admitted"
    LEFT = "left"  # by themselves; may knock again
    REFUSED = "refused"  # the knock by the clerk, or the request by the colleague
    WITHDRAWN = "withdrawn"  # the invitation, or the admission


MAY_KNOCK = (GuestState.INVITED, GuestState.LEFT)
OVER = (GuestState.REFUSED, GuestState.WITHDRAWN)


@dataclass(frozen=True)
class Guest:
    """`clerk_id`: a colleague with an account, who needs no link. `place`: that of an admitted guest in the room."""

    id: int
    consultation_id: int
    role: PartRole
    name: str
    state: GuestState
    place: str | None
    clerk_id: int | None
    changed_at: datetime


def guest_token(secret: bytes, uid: str) -> str:
    """What the link of an invitation carries. `uid` has 128 random bits; `secret` is the server's key.

    Only the hash of the token is stored; a message that waits to be sent keeps the `uid`.
    """
    digest = hmac.new(secret, f"guest link\0{uid}".encode(), hashlib.sha256).digest()
    return "g_" + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
