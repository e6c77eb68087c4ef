"""Keys and certificates in the two forms that everything here speaks of: PEM text and fingerprints.

A fingerprint is the SHA-256 of the public key's SubjectPublicKeyInfo (DER) as 64 hexadecimal digits. It names a key,
not a certificate: a renewed certificate of the same key has the same fingerprint.
"""

import hashlib
import re
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from provisioning.errors import ProvisioningError
from provisioning.files import write_atomically

DEVICE_ID_DIGITS = 16
CERTIFICATE = re.compile("-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
DEVICE_URN = "urn:vorzimmer:device:"
CONTROL_URN = "urn:vorzimmer:server"

PublicKey = ec.EllipticCurvePublicKey
PrivateKey = ec.EllipticCurvePrivateKey


def new_key() -> PrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def load_or_create_key(path: Path) -> PrivateKey:
    """A key file exists whole or not at all, so one that cannot be read is an error, never a reason for a new key."""
    if not path.exists():
        write_atomically(path, private_pem(new_key()))
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as problem:
        raise ProvisioningError("damaged_key", file=path.name) from problem
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ProvisioningError("damaged_key", file=path.name)
    return key


def private_pem(key: PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_der(key: PublicKey) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def fingerprint_of(key: PublicKey) -> str:
    return hashlib.sha256(public_der(key)).hexdigest()


def device_id_of(fingerprint: str) -> str:
    """The short name of a device's key. Names it to people; trust compares whole fingerprints."""
    return fingerprint[:DEVICE_ID_DIGITS]


def public_key_of(document: x509.Certificate | x509.CertificateSigningRequest) -> PublicKey:
    """Errors: `malformed` where the key is not on P-256, the only kind in this protocol."""
    key = document.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ProvisioningError("malformed", what="key")
    return key


def first_of_chain(pem: str) -> str:
    """The server's own certificate, which stands before those that vouch for it; empty where there is none."""
    found = CERTIFICATE.search(pem)
    return found[0] if found else ""


def certificate_from_pem(pem: str | bytes) -> x509.Certificate:
    """Errors: `malformed`."""
    try:
        return x509.load_pem_x509_certificate(pem.encode() if isinstance(pem, str) else pem)
    except ValueError as problem:
        raise ProvisioningError("malformed", what="certificate") from problem


def certificate_from_der(der: bytes) -> x509.Certificate:
    """Errors: `malformed`: OpenSSL takes some that this does not."""
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError as problem:
        raise ProvisioningError("malformed", what="certificate") from problem


def request_from_pem(pem: str | bytes) -> x509.CertificateSigningRequest:
    """A signing request whose own signature holds: whoever made it has the key. Errors: `malformed`."""
    try:
        request = x509.load_pem_x509_csr(pem.encode() if isinstance(pem, str) else pem)
    except ValueError as problem:
        raise ProvisioningError("malformed", what="csr") from problem
    if not request.is_signature_valid:
        raise ProvisioningError("malformed", what="csr")
    return request


def to_pem(document: x509.Certificate | x509.CertificateSigningRequest) -> str:
    return document.public_bytes(Encoding.PEM).decode()


def uris_of(certificate: x509.Certificate) -> list[str]:
    """The URI names in the certificate's subjectAltName; empty without that extension."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    return names.get_values_for_type(x509.UniformResourceIdentifier)
