"""What goes into the outbox: one word for each change, to all who can be reached, and nothing that is outdated."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from appliance.domain.appointment import Appointment, Contact
from appliance.domain.message import AtClosing, Medium, MessageKind, mobile_number, next_attempt
from appliance.domain.office_hours import Hours
from appliance.domain.ticket import Channel
from appliance.operations import appointments as operations
from appliance.operations import notifications
from appliance.operations.appointments import Wish
from appliance.operations.notifications import SlotOffer
from appliance.operations.slots import Need
from appliance.store import appointments, diaries, message_settings, outbox
from tests.town import Musterstadt

FRIDAY = datetime(2026, 3, 6, 9, tzinfo=UTC)
"""Four days ahead, at ten in Musterstadt."""
SECRET = bytes(32)
MEYER = Contact("Erika Meyer", email="meyer@example.org")
BOTH = Contact("Erika Meyer", email="meyer@example.org", phone="0170 1234567")

Book = Callable[..., Appointment]


@pytest.fixture
def book(town: Musterstadt) -> Book:
    """An appointment in the citizens' office, where Yildiz has time on Fridays."""
    diary = town.store.write(diaries.add, "Aylin Yildiz", town.clerk_id("yildiz"))
    hours = Hours(9 * 60, 12 * 60)
    town.store.write(diaries.add_staffing, diary, town.citizens_office.id, 4, hours, (Channel.ON_SITE, Channel.VIDEO))

    def make(contact: Contact = MEYER, begins_at: datetime = FRIDAY) -> Appointment:
        wish = Wish(Need((town.residence.id,), Channel.ON_SITE), begins_at)
        reserved = town.do(operations.reserve, wish, SECRET)
        town.do(operations.confirm, reserved, contact)
        return town.ask(appointments.by_id, reserved)

    return make


def waiting(town: Musterstadt, about: Appointment) -> list[tuple[str, str, datetime]]:
    found = town.ask(outbox.waiting_about, f"appointment:{about.id}")
    return [(one.kind.value, one.medium.value, one.next_at) for one in found]


def test_a_confirmation_at_once_and_a_reminder_the_day_before(town: Musterstadt, book: Book) -> None:
    booked = book()
    assert waiting(town, booked) == [
        ("confirmed", "email", town.clock.now()),
        ("reminder", "email", FRIDAY - timedelta(hours=24)),
    ]


def test_the_office_says_when_it_reminds(town: Musterstadt, book: Book) -> None:
    town.store.write(message_settings.set_reminder_hours, town.citizens_office.id, 48)
    assert waiting(town, book())[1][2] == FRIDAY - timedelta(hours=48)
    town.store.write(message_settings.set_reminder_hours, town.citizens_office.id, 0)
    assert [kind for kind, *_ in waiting(town, book(begins_at=FRIDAY + timedelta(minutes=15)))] == ["confirmed"]


def test_nobody_is_reminded_of_what_was_just_booked(town: Musterstadt, book: Book) -> None:
    town.clock.set(FRIDAY - timedelta(hours=3))
    assert [kind for kind, *_ in waiting(town, book())] == ["confirmed"]


def test_who_was_told_hears_of_the_change_and_is_reminded_of_the_new_time_only(
    town: Musterstadt, book: Book
) -> None:  # fmt: skip
    booked = book()
    sent = town.ask(outbox.waiting_about, f"appointment:{booked.id}")[0]
    town.store.write(outbox.end, sent.id, outbox.MessageState.SENT, town.clock.now())
    later = FRIDAY + timedelta(hours=1)
    town.do(operations.move, booked.id, later)
    assert waiting(town, booked) == [
        ("changed", "email", town.clock.now()),
        ("reminder", "email", later - timedelta(hours=24)),
    ]


def test_who_was_not_told_yet_gets_one_message_not_two(town: Musterstadt, book: Book) -> None:
    booked = book()
    town.do(operations.change_channel, booked.id, Channel.VIDEO)
    assert [kind for kind, *_ in waiting(town, booked)] == ["confirmed", "reminder"]
    assert town.ask(outbox.counts, town.clock.now())["dropped"] == 2


def test_a_cancellation_takes_everything_else_back(town: Musterstadt, book: Book) -> None:
    booked = book()
    town.do(operations.cancel, booked.id)
    assert [kind for kind, *_ in waiting(town, booked)] == ["cancelled"]


def test_a_slot_that_was_only_held_is_given_back_in_silence(town: Musterstadt, book: Book) -> None:
    wish = Wish(Need((town.residence.id,), Channel.ON_SITE), FRIDAY)
    reserved = town.do(operations.reserve, wish, SECRET)
    town.do(operations.cancel, reserved)
    assert town.ask(outbox.waiting_about, f"appointment:{reserved}") == []


@pytest.mark.parametrize(
    ("sms", "contact", "media"),
    [
        ("http", BOTH, ["email", "sms"]),
        ("none", BOTH, ["email"]),
        ("none", Contact("Erika Meyer", phone="0170 1234567"), ["sms"]),
        ("http", Contact("Erika Meyer", phone="02461 12345"), []),
    ],
)
def test_by_every_way_that_there_is(
    town: Musterstadt, book: Book, sms: str, contact: Contact, media: list[str]
) -> None:  # fmt: skip
    town.store.write(message_settings.set_sms, {"kind": sms})
    told = [medium for kind, medium, _ in waiting(town, book(contact)) if kind == "confirmed"]
    assert told == media


def test_who_gives_another_kind_of_address_is_told_and_reminded_there(town: Musterstadt, book: Book) -> None:
    booked = book(Contact("Erika Meyer", phone="0170 1234567"))
    town.store.write(appointments.change, booked, phone="", email=MEYER.email)
    town.do(operations.new_link, booked.id, SECRET)
    assert [one[:2] for one in waiting(town, booked)] == [("confirmed", "email"), ("reminder", "email")]


def test_an_offer_lasts_until_its_deadline_and_can_be_withdrawn(town: Musterstadt) -> None:
    until = town.clock.now() + timedelta(hours=2)
    offer = SlotOffer("entry-1", town.citizens_office.id, (town.residence.id,), 1, Channel.ON_SITE, FRIDAY,
                      FRIDAY + timedelta(minutes=15), until, BOTH)  # fmt: skip
    town.do(notifications.slot_offered, offer)
    [message] = town.ask(outbox.waiting_about, "offer:entry-1")
    assert (message.kind, message.address, message.expires_at) == (MessageKind.OFFERED, "meyer@example.org", until)
    town.do(notifications.slot_offer_withdrawn, "entry-1")
    assert town.ask(outbox.waiting_about, "offer:entry-1") == []


def test_who_came_with_an_appointment_can_be_told_at_closing(town: Musterstadt, book: Book) -> None:
    booked = book()
    ticket = town.take()
    town.store.write(appointments.change, booked, ticket_id=ticket.id)
    closes = FRIDAY + timedelta(hours=1)
    assert town.do(notifications.closing_without_service, ticket, AtClosing.TELEPHONE, closes)
    [message] = town.ask(outbox.waiting_about, f"ticket:{ticket.id}")
    assert (message.medium, message.address, message.facts["told"]) == (Medium.EMAIL, MEYER.email, "telephone")
    stranger = town.take()
    assert not town.do(notifications.closing_without_service, stranger, AtClosing.APPOINTMENT, closes)


def test_what_was_sent_is_forgotten_after_a_week_with_its_address(town: Musterstadt, book: Book) -> None:
    booked = book()
    for message in town.ask(outbox.waiting_about, f"appointment:{booked.id}"):
        town.store.write(outbox.end, message.id, outbox.MessageState.SENT, town.clock.now())
    town.clock.advance(days=6)
    town.do(notifications.forget)
    assert town.ask(outbox.counts, town.clock.now())["sent"] == 2
    town.clock.advance(days=2)
    town.do(notifications.forget)
    assert town.ask(outbox.counts, town.clock.now()) == {}


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0170 123 45 67", "+491701234567"),
        ("+49 (0)151/1234567", "+491511234567"),
        ("0043 664 1234567", "+436641234567"),
        ("02461 12345", ""),  # no mobile number
        ("12345", ""),
        ("", ""),
    ],
)
def test_numbers_as_people_write_them(written: str, number: str) -> None:
    assert mobile_number(written, "+49") == number


def test_attempts_get_rarer_and_end_after_a_day() -> None:
    begun = at = FRIDAY
    attempts = 0
    while (later := next_attempt(attempts := attempts + 1, begun, at)) is not None:
        at = later
    assert timedelta(hours=23) < at - begun <= timedelta(hours=24)
    assert 24 <= attempts <= 32
