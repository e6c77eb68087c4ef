"""The office server's end of a device's control port.

A device is known by its key's fingerprint: before a request is sent, TLS has shown a certificate of that very key, and
(except for renewal, revocation and the time, see `PIN_ALONE`) the office's own authority issued it and it has not
expired.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from provisioning.adoption import Finish, OfficeSide, text
from provisioning.ca import Authority, ControlIdentity
from provisioning.clock import system_time, valid_at
from provisioning.control.channel import Channel
from provisioning.control.wire import PORT, Answer
from provisioning.errors import ProvisioningError
from provisioning.identity import check_signature
from provisioning.keys import DEVICE_URN, certificate_from_pem, device_id_of, uris_of

TIMEOUT_S = 10.0  # for a whole call
ADOPTION_TIMEOUT_S = 45.0  # for the whole exchange; below the device's STRANGERS_SECONDS

PIN_ALONE = frozenset({"/state", "/csr", "/certificate", "/revoke", "/time"})
"""Calls for which the key decides and its certificate does not: the device may have been off until that expired."""


AFTER_REVOCATION = frozenset({"/state", "/revoke"})

FOREIGN = frozenset({"refused", "unauthenticated", "bad_signature"})
"""How a device with the right key answers that does not belong to this office (any more)."""


@dataclass(frozen=True)
class ProvenDevice:
    """A device that has proved the code and has not been adopted yet."""

    id: str
    fingerprint: str


@dataclass(frozen=True)
class AdoptedDevice:
    id: str
    fingerprint: str
    certificate_expires_at: datetime
    acknowledged_revision: int


class ControlClient:
    """Calls to one adopted device; a new connection for each. `now` is the server's time, which it trusts.

    Errors of every call: `unreachable`, `wrong_fingerprint` (another key answers at this address), `not_adopted` and
    `adopted_elsewhere` (it has our device's key, and belongs to nobody or to another office), `expired` (renew it),
    `revoked` (only `revoke` is still possible), and those that the device answers.
    """

    def __init__(
        self,
        address: str,
        port: int,
        authority: Authority,
        control_identity: ControlIdentity,
        fingerprint: str,
        *,
        revoked: bool = False,
        now: Callable[[], datetime] = system_time,
        timeout: float = TIMEOUT_S,
    ) -> None:
        self._address = address
        self._port = port
        self._authority = authority
        self._control_identity = control_identity
        self._fingerprint = fingerprint
        self._revoked = revoked
        self._now = now
        self._timeout = timeout

    def state(self) -> Answer:
        """GET /state, from the pinned key."""
        return self._call("GET", "/state")

    def health(self) -> Answer:
        return self._call("GET", "/health")

    def configure(self, configuration: Mapping[str, object]) -> int:
        """Returns the acknowledged revision."""
        return whole_number(self._call("POST", "/configuration", configuration), "revision")

    def renew(self) -> datetime:
        """A new certificate for the device's key; returns when it expires. Works with an expired one."""
        csr = text(self._call("POST", "/csr", {}), "csr")
        device_id = device_id_of(self._fingerprint)
        pem = self._authority.issue_device(csr, device_id, self._now(), fingerprint=self._fingerprint)
        self._call("POST", "/certificate", {"certificate": pem})
        return certificate_from_pem(pem).not_valid_after_utc

    def command(self, name: str, arguments: Mapping[str, object] | None = None, timeout: float | None = None) -> Answer:
        return self._call("POST", "/command", {"name": name, "arguments": dict(arguments or {})}, timeout)

    def log(self, lines: int = 200) -> list[str]:
        answer = self._call("GET", f"/log?lines={lines}").get("lines")
        return [str(line) for line in answer] if isinstance(answer, list) else []

    def screenshot(self) -> bytes:
        """PNG. Errors: `in_consultation`."""
        return base64.b64decode(text(self._call("GET", "/screenshot"), "png"))

    def set_time(self, at: datetime) -> None:
        self._call("POST", "/time", {"at": at.isoformat()})

    def revoke(self) -> None:
        """The device forgets the office, its configuration and its key. Works with an expired certificate."""
        self._call("POST", "/revoke", {})

    def _call(
        self, method: str, path: str, body: Mapping[str, object] | None = None, timeout: float | None = None
    ) -> Answer:
        if self._revoked and path not in AFTER_REVOCATION:
            raise ProvisioningError("revoked")
        try:
            return self._call_once(method, path, body, timeout)
        except ProvisioningError as error:
            if error.code == "clock_disagrees":
                self._call_once("POST", "/time", {"at": self._now().isoformat()}, timeout)
                return self._call_once(method, path, body, timeout)
            if error.code in FOREIGN:
                raise self._explain(error) from error
            raise

    def _call_once(self, method: str, path: str, body: Mapping[str, object] | None, timeout: float | None) -> Answer:
        with Channel(self._address, self._port, timeout or self._timeout, self._control_identity) as channel:
            self._check(channel, path)
            return channel.call(method, path, body)

    def _check(self, channel: Channel, path: str) -> None:
        """Before anything is sent. Errors: `wrong_fingerprint`, `bad_signature`, `expired`."""
        if channel.fingerprint != self._fingerprint:
            raise ProvisioningError("wrong_fingerprint")
        if path in PIN_ALONE:
            return
        check_signature(channel.certificate, self._authority.certificate)
        if uris_of(channel.certificate) != [DEVICE_URN + device_id_of(self._fingerprint)]:
            raise ProvisioningError("bad_signature")
        if not valid_at(channel.certificate, self._now()):
            raise ProvisioningError("expired", not_after=channel.certificate.not_valid_after_utc.isoformat())

    def _explain(self, error: ProvisioningError) -> ProvisioningError:
        """Our device's key, and yet not our device: to whom does it say it belongs?"""
        state, fingerprint = read_state(self._address, self._port, self._timeout)
        if fingerprint != self._fingerprint:
            return ProvisioningError("wrong_fingerprint")
        office = text(state, "office_fingerprint")
        if office == self._authority.fingerprint:
            return error
        return ProvisioningError("adopted_elsewhere" if office else "not_adopted")


def read_state(address: str, port: int = PORT, timeout: float = TIMEOUT_S) -> tuple[Answer, str]:
    """GET /state of an unknown device: the answer (hints, believed by nobody) and the fingerprint that TLS showed."""
    with Channel(address, port, timeout) as channel:
        return channel.call("GET", "/state"), channel.fingerprint


def adopt(
    address: str,
    port: int,
    code: str,
    authority: Authority,
    control_identity: ControlIdentity,
    configuration: Callable[[ProvenDevice], Mapping[str, object]],
    *,
    at: datetime,
    expected_fingerprint: str = "",
    timeout: float = ADOPTION_TIMEOUT_S,
) -> AdoptedDevice:
    """Adopts the device behind this address with the code from its screen.

    `configuration` is called once the device has proved the code: the fleet writes its row there and returns the first
    configuration. `expected_fingerprint` (from the QR code or mDNS) refuses another key before an attempt is spent.
    Errors: `intercepted` (the device saw other keys than we did: somebody is in the middle), `wrong_code` (mistyped, or
    somebody in the middle), `wait` and `locked` (with `seconds`), `code_changed`, `already_adopted`,
    `adopted_elsewhere`, `wrong_fingerprint`, `unreachable`, `unconfirmed` (the last message was sent and no answer
    came: ask with a `ControlClient` whether the device is ours).
    """
    with Channel(address, port, timeout) as channel:
        if expected_fingerprint and channel.fingerprint != expected_fingerprint:
            raise ProvisioningError("wrong_fingerprint")
        office = OfficeSide(code, authority.fingerprint, control_identity.key, channel.fingerprint)
        csr = prove_code(channel, office, authority)
        proven = ProvenDevice(device_id_of(channel.fingerprint), channel.fingerprint)
        certificate = authority.issue_device(csr, proven.id, at, fingerprint=proven.fingerprint)
        finish = Finish(certificate, authority.certificate_pem, dict(configuration(proven)), at)
        revision = send_finish(channel, office, finish)
    return AdoptedDevice(proven.id, proven.fingerprint, certificate_from_pem(certificate).not_valid_after_utc, revision)


def prove_code(channel: Channel, office: OfficeSide, authority: Authority) -> str:
    """Both ends prove the code to each other, the office first. Returns the device's signing request."""
    try:
        answer = channel.call("POST", "/adoption/start", office.start())
    except ProvisioningError as error:
        if error.code == "already_adopted" and error.facts.get("office_fingerprint") != authority.fingerprint:
            raise ProvisioningError("adopted_elsewhere") from error
        raise
    return office.csr(channel.call("POST", "/adoption/prove", office.prove(answer)))


def send_finish(channel: Channel, office: OfficeSide, finish: Finish) -> int:
    try:
        return whole_number(channel.call("POST", "/adoption/finish", office.finish(finish)), "revision")
    except ProvisioningError as error:
        if error.code in ("unreachable", "refused", "malformed"):
            raise ProvisioningError("unconfirmed") from error
        raise


def whole_number(answer: Answer, name: str) -> int:
    value = answer.get(name)
    if not isinstance(value, int):
        raise ProvisioningError("malformed", what=name)
    return value
