"""The town's own certificate for its public name: what citizens' browsers trust, beside the office's own authority."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import ExtensionOID

from appliance.domain.errors import OfficeError
from appliance.privileged.client import Privileged, PrivilegedError

SHOWN = Path("/run/vorzimmer/tls/public.crt")


@dataclass(frozen=True)
class PublicCertificate:
    names: tuple[str, ...]
    issuer: str
    serial: int
    not_before: datetime
    not_after: datetime

    def is_for(self, name: str) -> bool:
        return any(_covers(pattern, name) for pattern in self.names)


def give(privileged: Privileged, public_url: str, certificate_pem: str, key_pem: str, at: datetime) -> None:
    """Use this certificate for the public address. Nothing changes if it does not fit.

    Raises no_certificate, certificate_expired, certificate_for_others, and appliance_only.
    """
    check(public_url, certificate_pem, key_pem, at)
    _call(privileged, public_url, certificate_pem, key_pem)


def withdraw(privileged: Privileged) -> None:
    """There is no public address any more: kiosks show no QR code for phones. Raises appliance_only."""
    _call(privileged, "", "", "")


def check(public_url: str, certificate_pem: str, key_pem: str, at: datetime) -> None:
    certificate = _certificate(certificate_pem)
    if _key(key_pem) != certificate.public_key():
        raise OfficeError("no_certificate", reason="the key belongs to another certificate")
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not begins <= at < ends:
        raise OfficeError("certificate_expired", begins=f"{begins:%Y-%m-%d}", ends=f"{ends:%Y-%m-%d}")
    name = urlsplit(public_url).hostname or ""
    if not any(_covers(pattern, name) for pattern in _names(certificate)):
        raise OfficeError("certificate_for_others", name=name or public_url)


def shown(path: Path = SHOWN) -> PublicCertificate | None:
    """What nginx shows to citizens; None where it has only the office's own."""
    return described(path.read_text()) if path.exists() else None


def described(pem: str) -> PublicCertificate:
    certificate = _certificate(pem)
    return PublicCertificate(
        _names(certificate), certificate.issuer.rfc4514_string(), certificate.serial_number,
        certificate.not_valid_before_utc, certificate.not_valid_after_utc,
    )  # fmt: skip


def _certificate(pem: str) -> x509.Certificate:
    """The first of the chain."""
    try:
        return x509.load_pem_x509_certificates(pem.encode())[0]
    except ValueError as error:
        raise OfficeError("no_certificate", reason=str(error)) from None


def _key(pem: str) -> object:
    try:
        return load_pem_private_key(pem.encode(), password=None).public_key()
    except (ValueError, TypeError) as error:
        raise OfficeError("no_certificate", reason=str(error)) from None


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        found = certificate.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME).value
    except x509.ExtensionNotFound:
        return ()
    assert isinstance(found, x509.SubjectAlternativeName)
    return tuple(found.get_values_for_type(x509.DNSName))


def _covers(pattern: str, name: str) -> bool:
    """RFC 6125: a star stands for one label, the leftmost."""
    if pattern.startswith("*."):
        return name.partition(".")[2].lower() == pattern[2:].lower() and "." in name
    return pattern.lower() == name.lower()


def _call(privileged: Privileged, public_url: str, certificate_pem: str, key_pem: str) -> None:
    try:
        privileged.call(
            "set_public_certificate", public_url=public_url, certificate_pem=certificate_pem, key_pem=key_pem
        )
    except PrivilegedError as error:
        if error.code == "unavailable":
            raise OfficeError("appliance_only") from None
        raise OfficeError("no_certificate", reason=error.text) from None
