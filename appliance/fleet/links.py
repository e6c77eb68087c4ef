"""How this server reaches its devices: with its authority and control key, at the address where each was last met."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from appliance.domain.errors import OfficeError
from appliance.domain.fleet import Adopted
from appliance.fleet.configuration import split_address
from provisioning.ca import Authority, ControlIdentity
from provisioning.control import AdoptedDevice, ControlClient, ProvenDevice, adopt, read_state
from provisioning.errors import ProvisioningError

PATIENCE_SECONDS = 5.0
PICTURE_SECONDS = 20.0

REFUSALS = {
    "wrong_code": "adoption_wrong_code",
    "wait": "adoption_wait",
    "locked": "adoption_locked",
    "code_changed": "adoption_code_changed",
    "already_adopted": "adopted_elsewhere",
    "adopted_elsewhere": "adopted_elsewhere",
    "wrong_fingerprint": "device_wrong_key",
    "intercepted": "adoption_intercepted",
    "unreachable": "device_unreachable",
    "not_adopted": "not_adopted",
    "in_consultation": "in_consultation",
    "implausible_clock": "server_clock_wrong",
}
"""What provisioning and devices say -> our problem. Everything else is `device_refused` with its code."""


@dataclass(frozen=True)
class Links:
    """`now` is the server's time, which it trusts."""

    authority: Authority
    control: ControlIdentity
    now: Callable[[], datetime]

    def to(self, adopted: Adopted, *, address: str = "", seconds: float = PATIENCE_SECONDS) -> ControlClient:
        """`address` instead of the one where it was last met. Nothing is sent before the first call."""
        host, port = split_address(address or adopted.identity.address)
        return ControlClient(
            host, port, self.authority, self.control, adopted.identity.fingerprint, revoked=adopted.device.revoked,
            now=self.now, timeout=seconds,
        )  # fmt: skip

    def adopt(
        self,
        address: str,
        code: str,
        expected_fingerprint: str,
        configuration: Callable[[ProvenDevice], Mapping[str, object]],
    ) -> AdoptedDevice:
        """Raises ProvisioningError."""
        host, port = split_address(address)
        return adopt(
            host, port, code, self.authority, self.control, configuration, at=self.now(),
            expected_fingerprint=expected_fingerprint, timeout=PATIENCE_SECONDS,
        )  # fmt: skip

    def known_key(self, address: str) -> str:
        """The fingerprint of a device that our authority certified before, and that takes our orders now.

        Raises ProvisioningError: `not_adopted`, `adopted_elsewhere`, `unreachable`, ...
        """
        host, port = split_address(address)
        _, fingerprint = read_state(host, port, PATIENCE_SECONDS)
        device = ControlClient(
            host, port, self.authority, self.control, fingerprint, now=self.now, timeout=PATIENCE_SECONDS
        )
        try:
            device.health()  # shows its certificate, and takes ours
        except ProvisioningError as error:
            if error.code != "expired":
                raise
        return fingerprint


def refusal(error: ProvisioningError) -> OfficeError:
    """As a problem with words of ours."""
    known = REFUSALS.get(error.code)
    if known is None:
        return OfficeError("device_refused", reason=error.code)
    return OfficeError(known, **minutes(error.facts))


def minutes(facts: Mapping[str, object]) -> dict[str, object]:
    """`seconds` also as whole minutes, for people."""
    seconds = facts.get("seconds")
    whole = (
        {"minutes": max(1, round(seconds / 60)), "seconds": round(seconds)} if isinstance(seconds, int | float) else {}
    )
    return {**facts, **whole}
