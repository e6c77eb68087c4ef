"""From the outbox to the town's mail server and SMS gateway: one round at a time, and the test message."""

import logging
from dataclasses import dataclass
from datetime import datetime

from appliance.adapters.mail import mailer_of
from appliance.adapters.sms import sms_sender_of
from appliance.domain.message import MailSettings, Medium, Message, SmsSettings, mobile_number
from appliance.messages import sender, values
from appliance.messages.composing import Ready, compose
from appliance.messages.markup import Block, Span, to_html, to_text
from appliance.messages.values import Surroundings
from appliance.operations import outbox as operations
from appliance.ports import Clock, Mail, Mailer, SendingFailed, SmsSender
from appliance.store import message_settings, offices, outbox
from appliance.store.database import Store

AT_ONCE = 50
"""Messages in one round."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ways:
    """Out of the house, as they are set up now."""

    mail: MailSettings
    sms: SmsSettings
    mailer: Mailer | None
    sms_sender: SmsSender | None

    @classmethod
    def now(cls, store: Store) -> "Ways":
        mail, sms = store.read(sender.mail_settings), store.read(message_settings.sms)
        return cls(mail, sms, mailer_of(mail), sms_sender_of(sms))

    def media(self) -> list[Medium]:
        """That lead anywhere."""
        open_ways = {Medium.EMAIL: self.mailer, Medium.SMS: self.sms_sender}
        return [medium for medium, way in open_ways.items() if way is not None]


class Sending:
    """`round` and `send_test` may be called from any one thread at a time."""

    def __init__(self, store: Store, clock: Clock, around: Surroundings) -> None:
        self._store, self._clock, self._around = store, clock, around

    def round(self) -> int:
        """Send what is due; how many were taken by the other side. What fails is noted and tried later.

        Where the way itself is closed, the first failure spares the others their attempt.
        """
        at = self._clock.now()
        if self._store.read(outbox.expired, at):
            self._store.write(operations.drop_expired, at)
        ways = Ways.now(self._store)
        media, sent = ways.media(), 0
        for message in self._store.read(outbox.due, at, media, AT_ONCE) if media else []:
            if message.medium not in media:
                continue
            try:
                sent += self._deliver(message, ways)
            except SendingFailed as failure:
                self._note(message, failure)
                if failure.concerns_all:
                    media.remove(message.medium)
        return sent

    def send_test(self, medium: Medium, address: str, language: str) -> None:
        """Now, to an address of the administration's choice. Raises SendingFailed."""
        ways = Ways.now(self._store)
        words, organisation = self._store.read(lambda: (values.words_in(language), offices.organisation()))
        text = words("test", organisation=organisation.name if organisation else "Vorzimmer")
        if medium is Medium.SMS:
            _send_sms(ways, mobile_number(address, ways.sms.country), text)
            return
        at, subject = self._clock.now(), words("test_subject")
        content = [Block("paragraph", ((Span(text),),))]
        _send_mail(ways, Mail(f"test-{at.timestamp():.6f}@vorzimmer", address, subject, to_text(content),
                              to_html(content, language, subject), language, at))  # fmt: skip

    def _deliver(self, message: Message, ways: Ways) -> bool:
        at = self._clock.now()
        ready = self._store.read(compose, message, self._around, at)
        if ready is None:
            self._store.write(operations.dropped, message, at)
            return False
        if message.medium is Medium.EMAIL:
            _send_mail(ways, _mail(message, ready, at))
        else:
            _send_sms(ways, ready.address, ready.letter.sms)
        self._store.write(operations.sent, message, self._clock.now())
        return True

    def _note(self, message: Message, failure: SendingFailed) -> None:
        log.warning("message %d was not sent: %s", message.id, failure.code)
        self._store.write(
            operations.not_sent, message, failure.code, failure.reason, failure.is_final, self._clock.now()
        )


def _mail(message: Message, ready: Ready, at: datetime) -> Mail:
    letter = ready.letter
    return Mail(
        f"message-{message.id}-{message.created_at.timestamp():.0f}@vorzimmer", ready.address, letter.subject,
        to_text(letter.content), to_html(letter.content, letter.language, letter.subject), letter.language, at,
        ready.invitation,
    )  # fmt: skip


def _send_mail(ways: Ways, mail: Mail) -> None:
    if ways.mailer is None:
        raise SendingFailed("not_set_up", concerns_all=True)
    ways.mailer.send(mail)


def _send_sms(ways: Ways, number: str, text: str) -> None:
    if ways.sms_sender is None:
        raise SendingFailed("not_set_up", concerns_all=True)
    if not number:
        raise SendingFailed("address_invalid", is_final=True)
    ways.sms_sender.send(number, text)
