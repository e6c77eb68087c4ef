"""Whether the relay works, as the administration is told."""

import os
import socket
import struct
from enum import StrEnum

from appliance.config import Config
from appliance.relay import own

STUN_MAGIC = 0x2112A442
BINDING_REQUEST, BINDING_SUCCESS = 0x0001, 0x0101
STUN_HEADER = struct.Struct("!HHI12s")
"""Type, length, magic cookie, transaction (RFC 8489, section 5)."""

PATIENCE_SECONDS = 0.5
"""It is asked on this machine."""


class State(StrEnum):
    NONE = "none"
    ELSEWHERE = "elsewhere"
    MISSING = "missing"
    SILENT = "silent"
    READY = "ready"


def state(config: Config) -> State:
    """`elsewhere`: another machine's or, on the image, another unit's, which has a check of its own."""
    if config.relay is None:
        return State.NONE if config.turn is None else State.ELSEWHERE
    if own.program() is None:
        return State.MISSING
    return State.SILENT if problem(config.relay.port, PATIENCE_SECONDS) else State.READY


def problem(port: int, seconds: float) -> str | None:
    """What is wrong with the relay of this machine, for people. Every TURN server answers a STUN binding."""
    transaction = os.urandom(12)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.settimeout(seconds)
        try:
            asker.connect(("127.0.0.1", port))
            asker.send(STUN_HEADER.pack(BINDING_REQUEST, 0, STUN_MAGIC, transaction))
            kind, _, magic, echoed = STUN_HEADER.unpack_from(asker.recv(2048))
        except (OSError, struct.error) as error:
            return f"the relay does not answer: {error}"
    right = (kind, magic, echoed) == (BINDING_SUCCESS, STUN_MAGIC, transaction)
    return None if right else "the relay answers nonsense"
