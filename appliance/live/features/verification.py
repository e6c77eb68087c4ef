"""Two pages agree on six digits by which people notice that somebody sits between them. The server only passes it on:
it is the one that the digits guard against."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from appliance.config import Config
from appliance.live.features.feature import Feature
from appliance.live.messages import IDENTIFIER, PARTICIPANTS, Check, Message, Refused, one_of, text
from appliance.live.room import Room, Seat


def matching(pattern: str) -> Check:
    known = re.compile(pattern)
    return lambda value: isinstance(value, str) and known.fullmatch(value) is not None


DIGEST = matching(r"[0-9a-f]{64}")
FINGERPRINT = matching(r"([0-9A-F]{2}:){31}[0-9A-F]{2}")
KEY = SIGNATURE = text(200, shortest=1)
DEVICE = "agent"


class Verification(Feature):
    name = "verification"
    shapes: ClassVar = {
        "verify-commit": {"to": one_of(*PARTICIPANTS), "commitment": DIGEST},
        "verify-reveal": {"to": one_of(*PARTICIPANTS), "fingerprint": FINGERPRINT, "nonce": DIGEST},
        "verify-broken": {"to": one_of(*PARTICIPANTS)},
        "verify-device": {
            "to": one_of(*PARTICIPANTS),
            "stream": IDENTIFIER,
            **dict.fromkeys(("device", "agent"), KEY),
            **dict.fromkeys(("vouched", "signature"), SIGNATURE),
        },
    }

    def __init__(self, config: Config, now: Callable[[], datetime]) -> None:
        super().__init__(config, now)
        self.handlers = dict.fromkeys(self.shapes, self.pass_on)

    def pass_on(self, room: Room, seat: Seat, message: Message) -> None:
        if message["type"] == "verify-device" and seat.participant != DEVICE:
            raise Refused("not_admitted", "only a device vouches for its connections")
        addressee = room.seats.get(str(message["to"]))
        if addressee is None or addressee is seat:
            raise Refused("unknown_participant", f"`{message['to']}` is not in the room")
        addressee.say({**message, "from": seat.participant})
