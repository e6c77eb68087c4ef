"""Who may follow and join what on the live connection."""

from dataclasses import dataclass
from enum import StrEnum

SECURE_SESSION_COOKIE, PLAIN_SESSION_COOKIE = "__Host-vorzimmer", "vorzimmer"
"""The staff's session: bound to its host over TLS, a plain name on a loopback address without."""


class PrincipalKind(StrEnum):
    TICKET = "ticket"
    DEVICE = "device"
    STAFF = "staff"


@dataclass(frozen=True)
class Principal:
    """Someone at the other end of a live connection: the holder of a ticket, an enrolled device, or a signed-in clerk.

    `id` is that ticket's, device's or clerk's. `face` tells a device's browser from its agent.
    """

    kind: PrincipalKind
    id: int
    office_id: int | None
    face: str = "browser"
    roles: tuple[str, ...] = ()
