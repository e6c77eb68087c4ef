"""A live process of somebody who wants to sit between citizen and clerk: it puts certificates of its own in the place
of theirs, in the descriptions alone or in all that is said about them."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from appliance.live.features.verification import Verification
from appliance.live.messages import Message
from appliance.live.signaling import Signaling
from tests.live import process

FINGERPRINT = re.compile(r"([0-9A-F]{2}:){31}[0-9A-F]{2}")
OWN = ":".join(["E5"] * 32)
NONCE = "5e" * 32


class Eavesdropper(process.LiveProcess):
    """`lies`: "descriptions", "descriptions to the citizen", "reveals", or "everything"."""

    def __init__(self, data: Path, lies: str) -> None:
        super().__init__(data)
        self._script = f"import sys; from tests.journeys.eavesdropper import serve; serve({lies!r}, *sys.argv[1:])"


def serve(lies: str, *given: str) -> None:
    """Inside the process."""
    if lies == "descriptions to the citizen":
        Signaling.relay = lying(Signaling.relay, in_description_to_the_citizen)  # type: ignore[method-assign]
        return process.serve(*given)
    if lies != "reveals":
        Signaling.relay = lying(Signaling.relay, in_description)  # type: ignore[method-assign]
    if lies != "descriptions":
        Verification.pass_on = lying(Verification.pass_on, in_reveal)  # type: ignore[method-assign]
    if lies == "everything":
        Verification.pass_on = lying(Verification.pass_on, in_commitment)  # type: ignore[method-assign]
    process.serve(*given)


def lying(tell: Callable[..., None], change: Callable[[Message], Message]) -> Callable[..., None]:
    return lambda *whom: tell(*whom[:-1], change(whom[-1]))


def in_description(message: Message) -> Message:
    return {**message, "sdp": FINGERPRINT.sub(OWN, str(message["sdp"]))} if "sdp" in message else message


def in_description_to_the_citizen(message: Message) -> Message:
    """The clerk's page sees nothing wrong by itself."""
    return in_description(message) if message.get("to") == "citizen" else message


def in_reveal(message: Message) -> Message:
    return {**message, "fingerprint": OWN, "nonce": NONCE} if "nonce" in message else message


def in_commitment(message: Message) -> Message:
    """To what `in_reveal` says; between two people, who is not the one is the other."""
    if "commitment" not in message:
        return message
    sender = "citizen" if message["to"] == "clerk" else "clerk"
    said = f"vorzimmer commitment 1 {sender} {OWN} {NONCE}"
    return {**message, "commitment": hashlib.sha256(said.encode()).hexdigest()}
