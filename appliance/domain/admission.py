"""Who may follow and join what on the live connection."""

from dataclasses import dataclass
from enum import StrEnum

SECURE_SESSION_COOKIE, PLAIN_SESSION_COOKIE = "__Host-vorzimmer", "vorzimmer"
"""The staff's session: bound to its host over TLS, a plain name on a loopback address without."""


class PrincipalKind(StrEnum):
    TICKET = "ticket"
    DEVICE = "device"
    STAFF = "staff"
    GUEST = "guest"


@dataclass(frozen=True)
class Principal:
    """Someone at the other end of a live connection: the holder of a ticket, an enrolled device, a signed-in clerk, or
    somebody who was invited to a consultation.

    `id` is that ticket's, device's, clerk's or guest's. `face` tells a device's browser from its agent.
    `further_offices` are those that a board shows beside `office_id`.
    """

    kind: PrincipalKind
    id: int
    office_id: int | None
    face: str = "browser"
    roles: tuple[str, ...] = ()
    further_offices: tuple[int, ...] = ()


class PartRole(StrEnum):
    """As what somebody takes part in a consultation."""

    CLERK = "clerk"
    CITIZEN = "citizen"
    AGENT = "agent"
    INTERPRETER = "interpreter"
    COLLEAGUE = "colleague"


PARTICIPANTS = ("clerk", "citizen", "agent", "guest1", "guest2")
"""The places in the room of a consultation: each is taken by one at most."""


@dataclass(frozen=True)
class Place:
    """Who somebody is in a room. `name` is what everybody there may see: of the clerk and of guests."""

    participant: str
    role: PartRole
    name: str | None = None
