"""The appliance's own certificate authority: one root, and three kinds of certificates below it.

The root's key (`ca.key`, 0600) never leaves its directory except in the encrypted backup: a restored server has the
same authority and thereby keeps its fleet. Every certificate is valid from one hour before its issue, and never longer
than the root. `at` is the issuing server's time; an authority issues nothing while that is implausible.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from provisioning.clock import BACKDATED, require_plausible, system_time
from provisioning.errors import ProvisioningError
from provisioning.files import EVERYONE_READS, make_private_directory, write_atomically
from provisioning.keys import (
    CONTROL_URN,
    DEVICE_URN,
    PrivateKey,
    PublicKey,
    certificate_from_pem,
    device_id_of,
    fingerprint_of,
    load_or_create_key,
    public_key_of,
    request_from_pem,
    to_pem,
)

KEY_FILE = "ca.key"
CERTIFICATE_FILE = "ca.crt"
CONTROL_KEY_FILE = "control.key"
CONTROL_CERTIFICATE_FILE = "control.crt"

ROOT_LIFETIME = timedelta(days=30 * 365)
SERVER_DAYS = 180  # browsers take up to 825 days from an authority of one's own; the server renews by itself
DEVICE_LIFETIME = timedelta(days=30)
CONTROL_LIFETIME = timedelta(days=90)
RENEW_BELOW = 1 / 3
"""A certificate is renewed when less than this part of its life remains."""

CLIENT, SERVER = ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH


class Authority:
    """The root and its key. `.certificate`, `.certificate_pem` and `.fingerprint` may be shown to everyone."""

    def __init__(self, key: PrivateKey, certificate: x509.Certificate) -> None:
        self.key = key
        self.certificate = certificate
        self.certificate_pem = to_pem(certificate)
        self.fingerprint = fingerprint_of(public_key_of(certificate))

    @classmethod
    def load_or_create(cls, directory: Path, name: str, at: datetime | None = None) -> "Authority":
        """`name` is what people read in a browser's dialog, as "Stadt Musterstadt"; used at creation only.

        Errors: `implausible_clock` (only at creation), `damaged_key`, `malformed`.
        """
        make_private_directory(directory)
        certificate_path = directory / CERTIFICATE_FILE
        if not certificate_path.exists():
            require_plausible(at or system_time())
        key = load_or_create_key(directory / KEY_FILE)
        if not certificate_path.exists():
            write_atomically(certificate_path, to_pem(make_root(key, name, at or system_time())), EVERYONE_READS)
        certificate = certificate_from_pem(certificate_path.read_bytes())
        if fingerprint_of(public_key_of(certificate)) != fingerprint_of(key.public_key()):
            raise ProvisioningError("damaged_key", file=KEY_FILE)
        return cls(key, certificate)

    def issue_server(
        self,
        names: Sequence[str],
        addresses: Sequence[str],
        public_key: PublicKey,
        at: datetime,
        days: int = SERVER_DAYS,
    ) -> str:
        """For the office server's HTTPS: host names and IP addresses under which browsers and kiosks know it."""
        known = [*map(x509.DNSName, names), *(x509.IPAddress(ip_address(address)) for address in addresses)]
        label = names[0] if names else addresses[0]
        return self._issue(public_key, label, known, [SERVER], at, timedelta(days=days))

    def issue_device(
        self, csr_pem: str, device_id: str, at: datetime, lifetime: timedelta = DEVICE_LIFETIME, *, fingerprint: str
    ) -> str:
        """For the key with this fingerprint only; nothing but the key is taken from the request.

        Errors: `malformed`, `wrong_fingerprint`, `implausible_clock`, `authority_expired`.
        """
        public_key = public_key_of(request_from_pem(csr_pem))
        if fingerprint_of(public_key) != fingerprint or device_id_of(fingerprint) != device_id:
            raise ProvisioningError("wrong_fingerprint")
        name = x509.UniformResourceIdentifier(DEVICE_URN + device_id)
        return self._issue(public_key, f"Vorzimmer {device_id}", [name], [CLIENT, SERVER], at, lifetime)

    def issue_control_client(self, public_key: PublicKey, at: datetime, lifetime: timedelta = CONTROL_LIFETIME) -> str:
        """What the office server shows to its devices."""
        name = x509.UniformResourceIdentifier(CONTROL_URN)
        return self._issue(public_key, "Vorzimmer office server", [name], [CLIENT], at, lifetime)

    def _issue(
        self,
        public_key: PublicKey,
        label: str,
        names: Sequence[x509.GeneralName],
        purposes: Sequence[x509.ObjectIdentifier],
        at: datetime,
        lifetime: timedelta,
    ) -> str:
        require_plausible(at)
        if at >= self.certificate.not_valid_after_utc:
            raise ProvisioningError("authority_expired")
        issuer = public_key_of(self.certificate)
        builder = (
            unsigned(common_name(label), self.certificate.subject, public_key)
            .not_valid_before(max(at - BACKDATED, self.certificate.not_valid_before_utc))
            .not_valid_after(min(at + lifetime, self.certificate.not_valid_after_utc))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(key_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False)
        )
        return to_pem(builder.sign(self.key, hashes.SHA256()))


class ControlIdentity:
    """The office server as its devices know it: a key, and a certificate that names `urn:vorzimmer:server`."""

    def __init__(self, directory: Path, key: PrivateKey, certificate: x509.Certificate) -> None:
        self.key = key
        self.certificate = certificate
        self.key_path = directory / CONTROL_KEY_FILE
        self.certificate_path = directory / CONTROL_CERTIFICATE_FILE

    @classmethod
    def load_or_create(cls, directory: Path, authority: Authority, at: datetime | None = None) -> "ControlIdentity":
        """Beside the authority's files. Renews the certificate when due: load it anew once a day."""
        at = at or system_time()
        key = load_or_create_key(directory / CONTROL_KEY_FILE)
        path = directory / CONTROL_CERTIFICATE_FILE
        if not path.exists() or renewal_due(certificate_from_pem(path.read_bytes()), at):
            write_atomically(path, authority.issue_control_client(key.public_key(), at), EVERYONE_READS)
        return cls(directory, key, certificate_from_pem(path.read_bytes()))


def make_root(key: PrivateKey, name: str, at: datetime) -> x509.Certificate:
    return (
        unsigned(common_name(name), common_name(name), key.public_key())
        .not_valid_before(at - BACKDATED)
        .not_valid_after(at + ROOT_LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(key_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )


def renewal_due(certificate: x509.Certificate, at: datetime) -> bool:
    """True also where `at` lies before the certificate's life: it was issued by a wrong clock."""
    life = certificate.not_valid_after_utc - certificate.not_valid_before_utc
    remains = certificate.not_valid_after_utc - at
    return remains < life * RENEW_BELOW or at < certificate.not_valid_before_utc


def unsigned(subject: x509.Name, issuer: x509.Name, public_key: PublicKey) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def common_name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])  # RFC 5280: ub-common-name


def key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
