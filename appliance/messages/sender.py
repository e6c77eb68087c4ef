"""Who a mail comes from."""

from dataclasses import replace

from appliance.domain.message import MailSettings
from appliance.store import message_settings, offices


def mail_settings() -> MailSettings:
    """The town's name is the sender's where it gave no other."""
    settings, organisation = message_settings.mail(), offices.organisation()
    return (
        settings if settings.sender_name or organisation is None else replace(settings, sender_name=organisation.name)
    )
