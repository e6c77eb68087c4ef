"""What the API answers about the server as a machine: backups, first run, updates, certificate. Times in RFC 3339."""

from datetime import datetime
from typing import Literal

from appliance.privileged.installation import Stage
from appliance.web.api.shapes import Shape


class BackupView(Shape):
    """`problem` is "" when the last attempt succeeded; `reason` is what the target's system said."""

    kind: str
    path: str
    address: str
    user: str
    hour: int
    keep: int
    has_key: bool
    running: bool
    overdue: bool
    attempted_at: datetime | None
    made_at: datetime | None
    name: str
    size: int
    problem: str
    reason: str


class BackupKeyView(Shape):
    secret: str


class OfferedService(Shape):
    name: str
    minutes: int


class SetUpView(Shape):
    needed: bool
    services: list[OfferedService]


class SetUpDone(Shape):
    """`backup_key` is shown this once."""

    backup_key: str
    admin: str


class InternalDisk(Shape):
    """`size` in bytes; `refusal`: why the system cannot be installed to it, empty if it can."""

    path: str
    model: str
    size: int
    holds: Literal["vorzimmer", "windows", "linux", "other", "nothing"]
    refusal: str


class InstallationView(Shape):
    """`code`: why it failed."""

    stage: Stage
    disk: InternalDisk | None
    percent: int
    code: str


class InternalDisks(Shape):
    """No disks where the system does not run from a removable stick."""

    disks: list[InternalDisk]
    installation: InstallationView


class RestoredView(Shape):
    organisation: str
    created_at: datetime


class HeldRollout(Shape):
    """The device that goes first does not get on, so all others wait. `code`: gave_up, not_taken or silent.

    `problem` is the device's own code for what went wrong, `reason` its text; `since` goes with silent.
    """

    device_id: int
    code: str
    problem: str
    reason: str
    since: datetime | None


class FailedVersion(Shape):
    """Given up by this server itself. `check` is the one that failed; `log` are the system log's lines."""

    version: str
    at: datetime
    code: str
    text: str
    check: str
    log: list[str]


class UpdatesView(Shape):
    """`busy`: looking, installing or ""; `open`: devices that do not have `available` yet; `installed`: starts next."""

    source: str
    automatic: bool
    start: int
    end: int
    first: int | None
    busy: str
    running: str
    available: str | None
    notes: str
    looked_at: datetime | None
    problem: str
    reason: str
    open: int
    held: HeldRollout | None
    installed: str | None
    failures: list[FailedVersion]


class CertificateTermsView(Shape):
    """`terms` is the address of the directory's terms of service, "" where it has none."""

    terms: str


class AutomaticCertificateView(Shape):
    """`step` of an order that runs: waiting, asked, ordered, checked, received; "" when none runs.

    `problem` of the last attempt is "" when it went well; `renews_at` is null without a certificate.
    """

    name: str
    directory: str
    step: str
    attempted_at: datetime | None
    problem: str
    reason: str
    retry_at: datetime | None
    renews_at: datetime | None


class CertificateView(Shape):
    """`names` is empty where only the office's own authority vouches for this server."""

    public_url: str
    names: list[str]
    issuer: str
    not_after: datetime | None
    automatic: AutomaticCertificateView | None = None
