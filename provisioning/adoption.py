"""Adoption without I/O: what each side says, computes and refuses. ADOPTION.md, "Adoption by code", specifies it.

SPAKE2 over the short code; the identities in it are the keys of both ends *as each end sees them*: the office's
authority and control key, and the key of the TLS server. Whoever ends TLS in the middle has another key, so the two
ends compute different secrets and the first proof fails. The office proves first: a device answers nobody who has not
shown the code. An object serves one exchange: each message is taken once and in its order, anything else ends it.
"""

import hashlib
import hmac
import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import load_der_public_key
from spake2 import SPAKE2_A, SPAKE2_B, SPAKEError
from spake2.ed25519_basic import NotOnCurve

from provisioning.codes import Codes
from provisioning.errors import ProvisioningError
from provisioning.keys import PrivateKey, PublicKey, certificate_from_pem, fingerprint_of, public_der, public_key_of

PROTOCOL = "vorzimmer adoption 1"
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
CODE = re.compile(r"[0-9]{6}")
SPAKE2_MESSAGE_BYTES = 33

RandomBytes = Callable[[int], bytes]
Message = Mapping[str, object]

__all__ = ["Codes", "DeviceSide", "Finish", "OfficeNames", "OfficeSide"]


@dataclass(frozen=True)
class OfficeNames:
    """Fingerprints of the office's authority and of its control key."""

    authority: str
    control_key: str


@dataclass(frozen=True)
class Finish:
    """What the office entrusts to the device in the last message."""

    certificate: str
    ca: str
    configuration: dict[str, object]
    at: datetime


@dataclass(frozen=True)
class Exchange:
    """Everything both ends must have seen alike, and the secret that follows from the code."""

    transcript: bytes
    secret: bytes

    def mac(self, label: str, *parts: bytes) -> str:
        """HMAC-SHA-256 of transcript and parts under a key of its own for each label (HKDF-SHA-256)."""
        salt = hashlib.sha256(self.transcript).digest()
        key = HKDF(hashes.SHA256(), 32, salt, f"{PROTOCOL} {label}".encode()).derive(self.secret)
        return hmac.new(key, framed(self.transcript, *parts), hashlib.sha256).hexdigest()

    def agrees(self, mac: str, label: str, *parts: bytes) -> bool:
        return hmac.compare_digest(mac.encode(), self.mac(label, *parts).encode())


@dataclass
class OfficeSide:
    """The office's part. `device_fingerprint` is the key that TLS showed, never one that a message or mDNS named."""

    code: str
    authority_fingerprint: str
    control_key: PrivateKey
    device_fingerprint: str
    random_bytes: RandomBytes = os.urandom
    _exchange: Exchange | None = field(default=None, init=False)

    def start(self) -> dict[str, str]:
        """Errors: `malformed` where the code is not six digits."""
        if not CODE.fullmatch(self.code):
            raise ProvisioningError("malformed", what="code")
        names = OfficeNames(self.authority_fingerprint, fingerprint_of(self.control_key.public_key()))
        office, device = identities(names, self.device_fingerprint)
        self._names = names
        self._spake2 = SPAKE2_A(self.code.encode(), idA=office, idB=device, entropy_f=self.random_bytes)
        self._message: bytes = self._spake2.start()
        return {
            "protocol": PROTOCOL,
            "message": self._message.hex(),
            "authority_fingerprint": names.authority,
            "key_fingerprint": names.control_key,
        }

    def prove(self, answer: Message) -> dict[str, str]:
        """Takes the device's answer to `start`. Errors: `malformed`."""
        theirs = spake2_message(answer)
        secret = finish_spake2(self._spake2, theirs)
        transcript = transcript_of(self._names, self.device_fingerprint, self._message, theirs)
        self._exchange = Exchange(transcript, secret)
        return {
            "proof": self._exchange.mac("office proof"),
            "control_key": public_der(self.control_key.public_key()).hex(),
            "signature": self.control_key.sign(signed_part(transcript), ec.ECDSA(hashes.SHA256())).hex(),
        }

    def csr(self, answer: Message) -> str:
        """The device's signing request, once the device has proved the code too. Errors: `malformed`, `wrong_code`."""
        csr = text(answer, "csr")
        if not self._proved().agrees(text(answer, "proof"), "device proof", csr.encode()):
            raise ProvisioningError("wrong_code")
        return csr

    def finish(self, finish: Finish) -> dict[str, str]:
        sealed = json.dumps(
            {
                "certificate": finish.certificate,
                "ca": finish.ca,
                "configuration": finish.configuration,
                "at": finish.at.isoformat(),
            }
        )
        return {"sealed": sealed, "mac": self._proved().mac("finish", sealed.encode())}

    def _proved(self) -> Exchange:
        if self._exchange is None:
            raise ProvisioningError("out_of_order")
        return self._exchange


@dataclass
class DeviceSide:
    """The device's part for one TLS connection. `device_fingerprint` is the key of its own TLS server.

    `start` -> `prove` -> `finish`, each once. After any error nothing more is taken: a new connection begins anew.
    """

    codes: Codes
    device_fingerprint: str
    random_bytes: RandomBytes = os.urandom
    _next: str = field(default="start", init=False)

    def start(self, message: Message) -> dict[str, str]:
        """Errors: `out_of_order`, `malformed`, `other_protocol`, `locked`, `wait`."""
        self._enter("start")
        if message.get("protocol") != PROTOCOL:
            raise ProvisioningError("other_protocol", known=PROTOCOL)
        names = OfficeNames(fingerprint(message, "authority_fingerprint"), fingerprint(message, "key_fingerprint"))
        code, self._generation = self.codes.current()
        office, device = identities(names, self.device_fingerprint)
        spake2 = SPAKE2_B(code.encode(), idA=office, idB=device, entropy_f=self.random_bytes)
        theirs, ours = spake2_message(message), spake2.start()
        secret = finish_spake2(spake2, theirs)
        self._names = names
        self._exchange = Exchange(transcript_of(names, self.device_fingerprint, theirs, ours), secret)
        self._next = "prove"
        return {"message": ours.hex()}

    def prove(self, message: Message, csr: str) -> dict[str, str]:
        """Judges the proof as one attempt. Errors: as `start`, `intercepted`, `code_changed`, `wrong_code`."""
        self._enter("prove")
        proof = text(message, "proof")
        self._check_control_key(message)
        self.codes.attempt(self._generation, lambda: self._exchange.agrees(proof, "office proof"))
        self._next = "finish"
        return {"proof": self._exchange.mac("device proof", csr.encode()), "csr": csr}

    def finish(self, message: Message) -> Finish:
        """Errors: `out_of_order`, `malformed`, `bad_signature`, `wrong_fingerprint` (not the announced authority)."""
        self._enter("finish")
        sealed = text(message, "sealed")
        if not self._exchange.agrees(text(message, "mac"), "finish", sealed.encode()):
            raise ProvisioningError("bad_signature")
        finish = parse_finish(sealed)
        if fingerprint_of(public_key_of(certificate_from_pem(finish.ca))) != self._names.authority:
            raise ProvisioningError("wrong_fingerprint")
        return finish

    def _enter(self, step: str) -> None:
        """Leaves the exchange ended unless the step itself comes to its good end."""
        expected, self._next = self._next, "ended"
        if expected != step:
            raise ProvisioningError("out_of_order", expected=expected)

    def _check_control_key(self, message: Message) -> None:
        """The office has the key that it named, and both ends saw the same keys and messages.

        Looked at before the code is: somebody in the middle who only passes messages on costs the device no attempt.
        """
        key = control_key(message)
        if fingerprint_of(key) != self._names.control_key:
            raise ProvisioningError("wrong_fingerprint")
        signature, signed = from_hex(message, "signature"), signed_part(self._exchange.transcript)
        try:
            key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature as problem:
            raise ProvisioningError("intercepted") from problem


def identities(names: OfficeNames, device_fingerprint: str) -> tuple[bytes, bytes]:
    """What SPAKE2 calls idA and idB."""
    return f"office {names.authority} {names.control_key}".encode(), f"device {device_fingerprint}".encode()


def transcript_of(names: OfficeNames, device_fingerprint: str, office_message: bytes, device_message: bytes) -> bytes:
    office, device = identities(names, device_fingerprint)
    return framed(PROTOCOL.encode(), office, device, office_message, device_message)


def signed_part(transcript: bytes) -> bytes:
    return framed(f"{PROTOCOL} control key".encode(), transcript)


def framed(*parts: bytes) -> bytes:
    """Each part behind its length (4 bytes, big-endian): no two lists of parts give the same bytes."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def finish_spake2(spake2: SPAKE2_A | SPAKE2_B, theirs: bytes) -> bytes:
    try:
        return spake2.finish(theirs)
    except (SPAKEError, NotOnCurve, ValueError) as problem:
        raise ProvisioningError("malformed", what="message") from problem


def spake2_message(message: Message) -> bytes:
    """33 bytes: the side's letter and a point of Ed25519 in its prime-order group."""
    data = from_hex(message, "message")
    if len(data) != SPAKE2_MESSAGE_BYTES:
        raise ProvisioningError("malformed", what="message")
    return data


def control_key(message: Message) -> PublicKey:
    try:
        key = load_der_public_key(from_hex(message, "control_key"))
    except ValueError as problem:
        raise ProvisioningError("malformed", what="control_key") from problem
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ProvisioningError("malformed", what="control_key")
    return key


def parse_finish(sealed: str) -> Finish:
    try:
        fields = json.loads(sealed)
        at = datetime.fromisoformat(fields["at"])
        finish = Finish(text(fields, "certificate"), text(fields, "ca"), fields["configuration"], at)
    except (ValueError, KeyError, TypeError) as problem:
        raise ProvisioningError("malformed", what="sealed") from problem
    if not isinstance(finish.configuration, dict) or at.tzinfo is None:
        raise ProvisioningError("malformed", what="sealed")
    return finish


def fingerprint(message: Message, name: str) -> str:
    value = text(message, name)
    if not FINGERPRINT.fullmatch(value):
        raise ProvisioningError("malformed", what=name)
    return value


def from_hex(message: Message, name: str) -> bytes:
    try:
        return bytes.fromhex(text(message, name))
    except ValueError as problem:
        raise ProvisioningError("malformed", what=name) from problem


def text(message: Message, name: str) -> str:
    """Every string of this protocol is ASCII; JSON escapes the rest."""
    value = message.get(name)
    if not isinstance(value, str) or not value.isascii():
        raise ProvisioningError("malformed", what=name)
    return value
