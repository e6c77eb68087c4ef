"""`vorzimmer certificate`: the server's own certificate, as long as nobody gave it another.

Before the set-up an authority made for this purpose signs it: the office's authority, which kiosks will trust for
decades, carries the office's name and is made with it. Issued anew when names or addresses have changed, when a third
of its life is left, or when the office's authority is there at last. Runs as the server's user; the key goes to root.
"""

import logging
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtensionOID

from appliance.config import load
from appliance.privileged.client import Privileged
from provisioning.addresses import own_addresses
from provisioning.ca import CERTIFICATE_FILE, Authority, common_name, renewal_due
from provisioning.clock import system_time
from provisioning.keys import certificate_from_pem

OFFICE_CONFIG = Path("/run/vorzimmer/office.toml")
CERTIFICATE = Path("/run/vorzimmer/tls/server.crt")
BEFORE_SET_UP = "Vorzimmer (vor der Einrichtung)"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Names:
    """Under which this server is known: `rathaus`, `rathaus.local` (mDNS), and its addresses."""

    names: tuple[str, ...]
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class OwnCertificate:
    """`data` is the office's directory, `current` the certificate that nginx shows."""

    data: Path
    current: Path
    public_url: str
    privileged: Privileged

    def keep_up(self, names: Names, at: datetime) -> bool:
        """True when a new one was issued. Raises PrivilegedError, ProvisioningError."""
        shown = certificate_from_pem(self.current.read_bytes()) if self.current.exists() else None
        authority = self.authority(at)
        if shown is not None and not self.is_due(shown, authority, names, at):
            return False
        key = ec.generate_private_key(ec.SECP256R1())
        issued = authority.issue_server(names.names, names.addresses, key.public_key(), at)
        self.privileged.call(
            "apply_server", names=list(names.names), addresses=list(names.addresses), public_url=self.public_url,
            certificate_pem=issued + authority.certificate_pem, key_pem=_pem(key),
        )  # fmt: skip
        log.info("a certificate for %s", ", ".join((*names.names, *names.addresses)))
        return True

    def authority(self, at: datetime) -> Authority:
        """The office's once it is there, else the one of before the set-up."""
        office, before = self.data / "ca", self.data / "ca-before-set-up"
        if (office / CERTIFICATE_FILE).exists():
            return Authority.load_or_create(office, "")
        return Authority.load_or_create(before, BEFORE_SET_UP, at)

    def is_due(self, shown: x509.Certificate, authority: Authority, names: Names, at: datetime) -> bool:
        """A certificate of anybody else was given on purpose and is left alone."""
        if not _is_issued_by(shown, authority):
            return shown.issuer in (authority.certificate.subject, common_name(BEFORE_SET_UP))
        return renewal_due(shown, at) or _names_of(shown) != names


def names_now(host_name: str, public_url: str, addresses: Sequence[str]) -> Names:
    public = urlsplit(public_url).hostname
    names = (host_name, f"{host_name}.local", *([public] if public else []))
    return Names(names, tuple(sorted(addresses, key=_ipv4_first)))


def _ipv4_first(address: str) -> tuple[int, str]:
    return ip_address(address).version, address


def _names_of(certificate: x509.Certificate) -> Names:
    known = certificate.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME).value
    assert isinstance(known, x509.SubjectAlternativeName)
    addresses = known.get_values_for_type(x509.IPAddress)
    return Names(tuple(known.get_values_for_type(x509.DNSName)), tuple(str(address) for address in addresses))


def _is_issued_by(certificate: x509.Certificate, authority: Authority) -> bool:
    try:
        certificate.verify_directly_issued_by(authority.certificate)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _pem(key: ec.EllipticCurvePrivateKey) -> str:
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, plain).decode()


def run(config: Path = OFFICE_CONFIG, current: Path = CERTIFICATE, now: Callable[[], datetime] = system_time) -> int:
    office = load(config, environment={})
    own = OwnCertificate(office.data, current, office.public_url, Privileged())
    own.keep_up(names_now(socket.gethostname(), office.public_url, own_addresses()), now())
    return 0
