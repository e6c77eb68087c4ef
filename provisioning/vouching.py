"""An agent speaks for its device: the device's key vouches for a key of the agent's, and that one for each connection.

The agent runs as a user of its own and never sees the device's key. Public keys are SubjectPublicKeyInfo (DER),
signatures ECDSA with SHA-256 as r and s of 32 bytes each (as WebCrypto has them); all in base64.
"""

import base64
import re
from collections.abc import Mapping

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from provisioning.keys import PrivateKey, new_key, private_pem, public_der

AGENT, CONNECTION = "vorzimmer agent 1", "vorzimmer connection 1"
"""What a signature is for, in front of what is signed."""
COORDINATE_BYTES = 32
FINGERPRINT = re.compile(r"^a=fingerprint:(\S+) (\S+)\s*$", re.MULTILINE)

Vouching = Mapping[str, str]
"""`device`, `agent`: public keys; `vouched`: the device's signature; `key`: the agent's private key (PEM)."""


def new_vouching(device: PrivateKey) -> dict[str, str]:
    """For the agent's file."""
    agent = new_key()
    public = _public(agent)
    return {
        "device": _public(device),
        "agent": public,
        "vouched": _signed(device, f"{AGENT} {public}"),
        "key": private_pem(agent).decode(),
    }


def is_of(vouching: Vouching, device: PrivateKey) -> bool:
    """A device that was reset has another key."""
    return vouching.get("device") == _public(device)


def voucher(vouching: Vouching, sdp: str) -> dict[str, str]:
    """What goes with the description of one connection. Errors: KeyError, ValueError where the file is damaged."""
    key = load_pem_private_key(vouching["key"].encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("not a key of this protocol")
    known = {name: vouching[name] for name in ("device", "agent", "vouched")}
    return {**known, "signature": _signed(key, f"{CONNECTION} {fingerprints(sdp)}")}


def fingerprints(sdp: str) -> str:
    """All that a description names: a browser may use any of them."""
    return ",".join(sorted({f"{kind.lower()} {value.upper()}" for kind, value in FINGERPRINT.findall(sdp)}))


def _public(key: PrivateKey) -> str:
    return base64.b64encode(public_der(key.public_key())).decode()


def _signed(key: PrivateKey, text: str) -> str:
    numbers = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return base64.b64encode(b"".join(one.to_bytes(COORDINATE_BYTES, "big") for one in numbers)).decode()
