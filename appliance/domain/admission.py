"""Who may follow and join what on the live connection."""

from dataclasses import dataclass
from enum import StrEnum


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
