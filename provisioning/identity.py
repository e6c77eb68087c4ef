"""Who a device is: one key, made on first start, and the certificates that speak of it.

Files in the device's directory: `device.key` (0600, never leaves the device), `device.crt` (self-signed until an office
adopted it), `ca.crt` (the authority of the office that adopted it). **`ca.crt` decides**: with it the device is
adopted, without it new. It is written last at adoption and removed first at revocation: a power cut leaves one or the
other.
"""

from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

from provisioning.errors import ProvisioningError
from provisioning.files import EVERYONE_READS, make_private_directory, remove_durably, write_atomically
from provisioning.keys import (
    DEVICE_URN,
    PrivateKey,
    certificate_from_pem,
    device_id_of,
    fingerprint_of,
    load_or_create_key,
    public_key_of,
    to_pem,
    uris_of,
)

KEY_FILE = "device.key"
CERTIFICATE_FILE = "device.crt"
AUTHORITY_FILE = "ca.crt"

# RFC 5280, 4.1.2.5: "no well-defined expiration date". A self-signed certificate carries a key, and no promise.
SELF_SIGNED_FROM = datetime(2020, 1, 1, tzinfo=UTC)
SELF_SIGNED_UNTIL = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


class DeviceIdentity:
    """A device's key and certificates, in memory as on disk.

    `.id` (16 hex digits), `.fingerprint` (64 hex digits), `.key`, `.certificate`, `.authority` (None while new).
    """

    def __init__(self, directory: Path, key: PrivateKey) -> None:
        self.directory = directory
        self._take(key)

    @classmethod
    def load_or_create(cls, directory: Path) -> "DeviceIdentity":
        """Errors: `damaged_key`. A damaged certificate is replaced by a self-signed one: the office renews it."""
        make_private_directory(directory)
        return cls(directory, load_or_create_key(directory / KEY_FILE))

    def _take(self, key: PrivateKey) -> None:
        self.key = key
        self.fingerprint = fingerprint_of(key.public_key())
        self.id = device_id_of(self.fingerprint)
        self.authority = self._stored_authority()
        self.certificate = self._stored_certificate() or self._make_self_signed()

    @property
    def key_path(self) -> Path:
        return self.directory / KEY_FILE

    @property
    def certificate_path(self) -> Path:
        return self.directory / CERTIFICATE_FILE

    @property
    def adopted(self) -> bool:
        return self.authority is not None

    @property
    def authority_pem(self) -> str:
        """The pinned authority; empty while new."""
        return to_pem(self.authority) if self.authority else ""

    @property
    def office_fingerprint(self) -> str:
        """Which office this device belongs to, as the fingerprint of its authority; empty while new."""
        return fingerprint_of(public_key_of(self.authority)) if self.authority else ""

    def signing_request(self) -> str:
        """PKCS #10 as PEM. Its subject is for people; the office takes nothing from it but the key."""
        builder = x509.CertificateSigningRequestBuilder().subject_name(self._subject())
        return to_pem(builder.sign(self.key, hashes.SHA256()))

    def adopt(self, authority_pem: str, certificate_pem: str) -> None:
        """Pins the authority for good. Errors: `already_adopted`, and those of `check_issued`."""
        if self.adopted:
            raise ProvisioningError("already_adopted", office_fingerprint=self.office_fingerprint)
        authority = certificate_from_pem(authority_pem)
        certificate = self.check_issued(certificate_pem, authority)
        write_atomically(self.certificate_path, to_pem(certificate), EVERYONE_READS)
        write_atomically(self.directory / AUTHORITY_FILE, to_pem(authority), EVERYONE_READS)
        self.certificate, self.authority = certificate, authority

    def renew(self, certificate_pem: str) -> None:
        """The same key with a later certificate. Errors: `not_adopted`, and those of `check_issued`."""
        if self.authority is None:
            raise ProvisioningError("not_adopted")
        certificate = self.check_issued(certificate_pem, self.authority)
        write_atomically(self.certificate_path, to_pem(certificate), EVERYONE_READS)
        self.certificate = certificate

    def forget(self) -> None:
        """The office revoked this device, or somebody resets it: authority, certificate and key go, a new key comes.

        A revoked key never comes back: whoever copied it has nothing.
        """
        for name in (AUTHORITY_FILE, CERTIFICATE_FILE, KEY_FILE):
            remove_durably(self.directory / name)
        self._take(load_or_create_key(self.key_path))

    def check_issued(self, certificate_pem: str, authority: x509.Certificate) -> x509.Certificate:
        """A certificate of `authority` for this very key. Errors: `malformed`, `wrong_fingerprint`, `bad_signature`."""
        certificate = certificate_from_pem(certificate_pem)
        if fingerprint_of(public_key_of(certificate)) != self.fingerprint:
            raise ProvisioningError("wrong_fingerprint")
        if uris_of(certificate) != [DEVICE_URN + self.id]:
            raise ProvisioningError("malformed", what="certificate")
        check_signature(certificate, authority)
        return certificate

    def _stored_authority(self) -> x509.Certificate | None:
        """None also where the file is damaged: the device is new again, and a person at its screen can adopt it."""
        try:
            return certificate_from_pem((self.directory / AUTHORITY_FILE).read_bytes())
        except (FileNotFoundError, ProvisioningError):
            return None

    def _stored_certificate(self) -> x509.Certificate | None:
        """None where there is none, it is damaged, or it is another key's (a power cut within `forget`)."""
        try:
            certificate = certificate_from_pem(self.certificate_path.read_bytes())
            return certificate if fingerprint_of(public_key_of(certificate)) == self.fingerprint else None
        except (FileNotFoundError, ProvisioningError):
            return None

    def _make_self_signed(self) -> x509.Certificate:
        certificate = (
            x509.CertificateBuilder()
            .subject_name(self._subject())
            .issuer_name(self._subject())
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(SELF_SIGNED_FROM)
            .not_valid_after(SELF_SIGNED_UNTIL)
            .sign(self.key, hashes.SHA256())
        )
        write_atomically(self.certificate_path, to_pem(certificate), EVERYONE_READS)
        return certificate

    def _subject(self) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Vorzimmer {self.id}")])


def check_signature(certificate: x509.Certificate, authority: x509.Certificate) -> None:
    """Errors: `bad_signature` where `authority` did not issue `certificate`."""
    try:
        certificate.verify_directly_issued_by(authority)
    except (InvalidSignature, ValueError, TypeError) as problem:
        raise ProvisioningError("bad_signature") from problem
