"""What a date in a certificate is worth when the clock may be wrong.

A kiosk's clock may stand in 1970 (empty battery) or 2060 (anything). ADOPTION.md, "Clocks", has the rules and why.
In short: signatures, names and purposes of certificates always count. Their dates count against the device's clock only
if that clock is trusted, and always against `earliest`, the build time of the running release: a certificate that had
ended before this software existed has ended, whatever the clock says.
"""

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509

from provisioning.errors import ProvisioningError

BACKDATED = timedelta(hours=1)
"""How long before its issue a certificate is valid: two clocks may differ that much."""

AGREES = timedelta(minutes=1)

EARLIEST_PLAUSIBLE = datetime(2026, 1, 1, tzinfo=UTC)
"""Nothing of this product is older. An issuing clock before it is wrong."""

NO_CHECK_TIME = 0x200000
"""OpenSSL's X509_V_FLAG_NO_CHECK_TIME, which Python's `ssl` passes on and does not name."""


def system_time() -> datetime:
    return datetime.now(UTC)


@dataclass
class DeviceClock:
    """The clock of a device, and whether it may judge a certificate's dates.

    It is trusted once it agreed with the office's in this boot (`compare_with_office`), or while `synchronised()` is
    true (the time service says so), and never while it shows a time before `earliest`.
    """

    earliest: datetime = EARLIEST_PLAUSIBLE
    now: Callable[[], datetime] = system_time
    synchronised: Callable[[], bool] = field(default=lambda: False)
    office_agreed: bool = False

    def trusted(self) -> bool:
        return (self.office_agreed or self.synchronised()) and self.now() >= self.earliest

    def compare_with_office(self, at: datetime) -> None:
        """`at` is the office's time and came over an authenticated connection; the clock should just have been set."""
        self.office_agreed = abs(self.now() - at) <= AGREES

    def check_dates(self, certificate: x509.Certificate) -> None:
        """Errors: `expired` (before this release was built), `clock_disagrees` (`/time` sets the trusted clock)."""
        self.check_age(certificate)
        if self.trusted() and not valid_at(certificate, self.now()):
            raise ProvisioningError("clock_disagrees", at=self.now().isoformat())

    def check_age(self, certificate: x509.Certificate) -> None:
        """The part of `check_dates` that needs no clock. Errors: `expired`."""
        if certificate.not_valid_after_utc < self.earliest:
            raise ProvisioningError("expired", not_after=certificate.not_valid_after_utc.isoformat())


def valid_at(certificate: x509.Certificate, at: datetime) -> bool:
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def require_plausible(at: datetime) -> None:
    """Whoever issues certificates must not do so in 1970. Errors: `implausible_clock`."""
    if at < EARLIEST_PLAUSIBLE:
        raise ProvisioningError("implausible_clock", at=at.isoformat())


def ignore_dates(context: ssl.SSLContext) -> None:
    """OpenSSL then checks signatures, purposes and names, and leaves the dates to `check_dates`."""
    context.verify_flags |= ssl.VerifyFlags(NO_CHECK_TIME)


def office_context(authority_pem: str, clock: DeviceClock) -> ssl.SSLContext:
    """HTTPS from a device to its office server: this authority alone, host name checked, dates by a trusted clock."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(cadata=authority_pem)
    if not clock.trusted():
        ignore_dates(context)
    return context
