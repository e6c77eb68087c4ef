"""What the published description says of every operation: who may ask, and that a write may be sent twice."""

from typing import Any

from provisioning import enrolment

ACCESS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("/api/tickets", ("", "device")),
    ("/api/ticket", ("ticket",)),
    ("/api/slots", ("",)),
    ("/api/kiosk", ("device",)),
    ("/api/appointments/", ("session",)),
    ("/api/appointments", ("", "device")),
    ("/api/appointment", ("appointment",)),
    ("/api/waiting-list", ("",)),
    ("/api/waiting-entry", ("waiting_entry",)),
    ("/api/devices/enroll", ("",)),
    ("/api/devices", ("session",)),
    ("/api/device", ("device",)),
    ("/api/board", ("device", "session")),
    ("/api/speech", ("device", "session")),
    ("/api/help-calls", ("session",)),
    ("/api/printers", ("session",)),
    ("/api/print-jobs", ("session",)),
    ("/api/announcements", ("session",)),
    ("/api/reception", ("session",)),
    ("/api/offices/", ("session",)),
    ("/api/hours", ("session",)),
    ("/api/staff", ("session",)),
    ("/api/diaries", ("session",)),
    ("/api/absences", ("session",)),
    ("/api/calendars", ("session",)),
    ("/api/welcome", ("welcome",)),
    ("/api/messages", ("session",)),
    ("/api/special-days", ("session",)),
    ("/api/holidays", ("session",)),
    ("/api/offices", ("",)),
    ("/api/session", ("", "session")),
    ("/api/console", ("session",)),
    ("/api/consultations", ("session",)),
    ("/api/guest", ("guest",)),
    ("/api/clerk/appointments", ("session",)),
    ("/api/counters", ("session",)),
    ("/api/consultations/", ("session",)),
    ("/api/admin", ("session",)),
    ("/api/consultation-form", ("",)),
    ("/api/updates/releases", ("device",)),
    ("/api/updates", ("session",)),
    ("/api/certificate", ("session",)),
    ("/api/set-up-file", ("session",)),
    ("/api/setup", ("",)),
    ("/api/fleet", ("session",)),
    (enrolment.PATH, ("",)),
    ("/api/backup", ("session",)),
    ("/api/website", ("session",)),
    ("/api/texts", ("",)),
    ("/api/public", ("",)),
    ("/healthz", ("",)),
)
"""By the beginning of the path, the first that fits: the schemes, any of which will do; "" is nobody in particular."""

IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "At least 22 random characters. The same key for the same request gets the first answer again.",
    "schema": {"type": "string", "minLength": 22, "maxLength": 200},
}


def completed(description: dict[Any, Any] | str) -> dict[Any, Any] | str:
    """The description with access and idempotency on every operation."""
    assert isinstance(description, dict)
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            if method == "parameters":
                continue
            operation["security"] = [{scheme: []} if scheme else {} for scheme in access(path)]
            if method == "post":
                operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
    return description


def access(path: str) -> tuple[str, ...]:
    """Raises LookupError for a path that the table forgot."""
    for beginning, schemes in ACCESS:
        if path.startswith(beginning):
            return schemes
    raise LookupError(path)
