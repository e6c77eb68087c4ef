"""A town whose mails go to a real mail server and whose text messages to a real gateway; and somebody who books."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from appliance.domain.appointment import Appointment, Contact
from appliance.domain.office_hours import Hours
from appliance.domain.ticket import Channel
from appliance.messages.sending import Sending
from appliance.messages.values import Surroundings
from appliance.operations import appointments as operations
from appliance.operations.appointments import Wish
from appliance.operations.slots import Need
from appliance.store import appointments, diaries, message_settings
from tests.mail_server import MailServer, mail_server
from tests.sms_gateway import SmsGateway, sms_gateway
from tests.town import Musterstadt

FRIDAY = datetime(2026, 3, 6, 9, tzinfo=UTC)
"""Ten o'clock in Musterstadt, four days ahead."""
SECRET = bytes(32)
AROUND = Surroundings("https://termine.musterstadt.example", SECRET)
MEYER = Contact("Erika Meyer", email="meyer@example.org")

Book = Callable[..., Appointment]


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def gateway() -> Iterator[SmsGateway]:
    with sms_gateway() as gateway:
        yield gateway


@pytest.fixture
def town_with_mail(town: Musterstadt, mails: MailServer) -> Musterstadt:
    mail = {"kind": "smtp", "host": "127.0.0.1", "port": mails.port, "security": "none", "sender": "termine@example.de"}
    town.store.write(message_settings.set_mail, mail)
    return town


@pytest.fixture
def sending(town: Musterstadt) -> Sending:
    return Sending(town.store, town.clock, AROUND)


@pytest.fixture
def book(town: Musterstadt) -> Book:
    """An appointment in the citizens' office, where Yildiz has time on Fridays."""
    diary = town.store.write(diaries.add, "Aylin Yildiz", town.clerk_id("yildiz"))
    channels = (Channel.ON_SITE, Channel.VIDEO)
    town.store.write(diaries.add_staffing, diary, town.citizens_office.id, 4, Hours(9 * 60, 12 * 60), channels)

    def make(
        contact: Contact = MEYER, begins_at: datetime = FRIDAY, *, language: str = "de", persons: int = 1
    ) -> Appointment:  # fmt: skip
        need = Need((town.residence.id,), Channel.ON_SITE, persons)
        reserved = town.do(operations.reserve, Wish(need, begins_at, language), SECRET)
        town.do(operations.confirm, reserved, contact)
        return town.ask(appointments.by_id, reserved)

    return make
