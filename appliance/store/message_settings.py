"""How messages leave the house, how long they are remembered, and when offices remind of appointments."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from appliance.domain.message import MailSettings, SmsSettings
from appliance.store import settings
from appliance.store.sql import execute, first

MAIL, SMS, MESSAGES = "mail", "sms", "messages"
KEEP_DAYS = 7


def mail() -> MailSettings:
    return MailSettings(**(settings.get(MAIL) or {}))


def sms() -> SmsSettings:
    stored = settings.get(SMS) or {}
    if "success" in stored:
        stored["success"] = tuple(stored["success"])
    return SmsSettings(**stored)


def set_mail(changes: Mapping[str, Any]) -> None:
    """An empty password keeps the one that is stored: it is never shown again."""
    settings.put(MAIL, _changed(asdict(mail()), changes))


def set_sms(changes: Mapping[str, Any]) -> None:
    """As `set_mail`."""
    settings.put(SMS, _changed(asdict(sms()), changes))


def keep_days() -> int:
    """So long after it was sent or given up a message, with its address, is kept."""
    return int((settings.get(MESSAGES) or {}).get("keep_days", KEEP_DAYS))


def set_keep_days(days: int) -> None:
    settings.put(MESSAGES, {"keep_days": days})


def reminder_hours(office_id: int) -> int:
    """Before an appointment of this office begins; 0: no reminder."""
    row = first("SELECT reminder_hours FROM office WHERE id = ?", (office_id,))
    return int(row[0]) if row else 0


def set_reminder_hours(office_id: int, hours: int) -> None:
    execute("UPDATE office SET reminder_hours = ? WHERE id = ?", (hours, office_id))


def _changed(before: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    kept = {"password": before["password"]} if not changes.get("password") else {}
    return {**before, **changes, **kept}
