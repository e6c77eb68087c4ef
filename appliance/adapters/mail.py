"""Mails: put together with the standard library, given to the town's mail server (SMTP), or written as files."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

from appliance.domain.message import MailSettings
from appliance.ports import Invitation, Mail, Mailer, SendingFailed

TIMEOUT_SECONDS = 10.0
FILE_NAME = "termin.ics"
_TEMPORARY = range(400, 500)


def mailer_of(settings: MailSettings) -> Mailer | None:
    """None where the town has not said how."""
    if settings.kind == "smtp" and settings.host and settings.sender:
        return SmtpMailer(settings)
    if settings.kind == "folder" and settings.folder:
        return FolderMailer(settings, Path(settings.folder))
    return None


class SmtpMailer:
    """One connection a mail: a town sends hundreds a day, not thousands a minute."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings

    def send(self, mail: Mail) -> None:
        message = composed(mail, self._settings)
        with _told_plainly(), self._connection() as connection:
            if self._settings.user:
                connection.login(self._settings.user, self._settings.password)
            connection.send_message(message, self._settings.sender, [mail.to])

    def _connection(self) -> smtplib.SMTP:
        host, port = self._settings.host, self._settings.port
        if self._settings.security == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=self._context())
        connection = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
        try:
            if self._settings.security == "starttls":
                connection.starttls(context=self._context())
        except BaseException:
            connection.close()
            raise
        return connection

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._settings.ca_pem:
            context.load_verify_locations(cadata=self._settings.ca_pem)
        return context


class FolderMailer:
    """Every mail as a file that mail programs open; sorted by name they are in order."""

    def __init__(self, settings: MailSettings, folder: Path) -> None:
        self._settings, self._folder = settings, folder

    def send(self, mail: Mail) -> None:
        message = composed(mail, self._settings)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{mail.at:%Y%m%d-%H%M%S}-{mail.id.partition('@')[0]}.eml"
        (self._folder / name).write_bytes(bytes(message))


def composed(mail: Mail, settings: MailSettings) -> EmailMessage:
    """Text, HTML and invitation as alternatives of one content, and the invitation once more as a file: mail programs
    take the one or the other. Raises SendingFailed for an address that is none.
    """
    message = EmailMessage()
    try:
        message["From"] = Address(settings.sender_name, addr_spec=settings.sender)
        message["To"] = Address(addr_spec=mail.to)
    except (MessageError, ValueError, IndexError) as error:
        raise SendingFailed("address_invalid", str(error), is_final=True) from None
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = mail.at
    message["Message-ID"] = f"<{mail.id}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence notice answers it
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    if mail.invitation:
        _add_invitation(message, mail.invitation)
    message["Content-Language"] = mail.language  # last: with the parts it would have gone into the first of them
    return message


def _add_invitation(message: EmailMessage, invitation: Invitation) -> None:
    message.add_alternative(
        invitation.content, maintype="text", subtype="calendar", cte="base64",
        params={"charset": "utf-8", "method": invitation.method},
    )  # fmt: skip
    message.add_attachment(
        invitation.content, maintype="application", subtype="ics", filename=FILE_NAME,
        params={"method": invitation.method},
    )  # fmt: skip


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turns what the mail server says into our failures: whose it is decides what becomes of the next mail."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise SendingFailed("sign_in_refused", _said(error), concerns_all=True) from None
    except smtplib.SMTPSenderRefused as error:
        raise SendingFailed("sender_refused", _said(error), concerns_all=True) from None
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        raise _refusal(code, text) from None
    except smtplib.SMTPNotSupportedError as error:
        raise SendingFailed("no_encryption", str(error), concerns_all=True) from None
    except (smtplib.SMTPDataError, smtplib.SMTPHeloError) as error:
        raise _refusal(error.smtp_code, error.smtp_error) from None
    except ssl.SSLError as error:
        raise SendingFailed("server_untrusted", str(error), concerns_all=True) from None
    except (smtplib.SMTPException, OSError) as error:
        raise SendingFailed("server_unreachable", str(error), concerns_all=True) from None


def _refusal(code: int, text: bytes | str) -> SendingFailed:
    said = f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
    is_temporary = code in _TEMPORARY
    return SendingFailed("refused_for_now" if is_temporary else "refused", said, is_final=not is_temporary)


def _said(error: smtplib.SMTPResponseException) -> str:
    text = error.smtp_error
    return f"{error.smtp_code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
