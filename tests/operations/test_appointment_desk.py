"""Appointments at the reception: whose they are, what can be done with them, and what is taken back."""

import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from appliance.domain.appointment import Appointment, AppointmentState, BookingRules, Contact, check_in_token
from appliance.domain.journal import EventType
from appliance.domain.office_hours import Hours
from appliance.domain.staff import Role
from appliance.domain.ticket import Channel, Origin, TicketState
from appliance.operations import appointment_desk as desk
from appliance.operations import appointments as operations
from appliance.operations.appointments import Wish
from appliance.operations.slots import Need
from appliance.store import appointments, diaries, journal, outbox
from appliance.store import staff as staff_rows
from appliance.store import tickets as ticket_rows
from tests.conftest import Refused
from tests.town import Desk, Musterstadt

MONDAY = date(2026, 3, 2)
MEYER = Contact("Erika Meyer", email="meyer@example.org")
SECRET = secrets.token_bytes(32)
KAYA = 4
"""The id of the clerk at the reception."""


def berlin(hour: int, minute: int = 0) -> datetime:
    return datetime(MONDAY.year, MONDAY.month, MONDAY.day, hour - 1, minute, tzinfo=UTC)


@pytest.fixture
def booked_town(town: Musterstadt) -> Musterstadt:
    """It is Monday at seven; Yildiz can be booked from nine to ten."""
    town.clock.set(berlin(7))
    diary = town.store.write(diaries.add, "Aylin Yildiz", town.clerk_id("yildiz"))
    both = (Channel.ON_SITE, Channel.VIDEO)
    town.store.write(diaries.add_staffing, diary, town.citizens_office.id, 0, Hours(9 * 60, 10 * 60), both)
    return town


@pytest.fixture
def meyer(booked_town: Musterstadt) -> int:
    """Has called, and comes at nine."""
    return book(booked_town, berlin(9))


def book(town: Musterstadt, at: datetime, contact: Contact = MEYER) -> int:
    wish = Wish(Need((town.residence.id,), Channel.ON_SITE), at, origin=Origin.RECEPTION, clerk_id=KAYA)
    return int(town.do(desk.book, wish, contact, SECRET))


def shown(town: Musterstadt, appointment: int) -> Appointment:
    return town.ask(appointments.by_id, appointment)


def test_the_reception_keeps_every_office_and_clerks_those_that_they_serve(town: Musterstadt, refused: Refused) -> None:
    def offices(name: str, role: Role | None = None) -> set[str]:
        clerk = town.ask(staff_rows.clerk, town.clerk_id(name))
        assert role is None or role in clerk.roles
        return {office.name for office in town.ask(desk.offices_of, clerk)}

    assert offices("kaya", Role.RECEPTION) == {"Bürgeramt", "Kfz-Zulassung", "Standesamt"}
    assert offices("yildiz") == {"Bürgeramt"}
    with refused("forbidden"):
        clerk = town.ask(staff_rows.clerk, town.clerk_id("yildiz"))
        town.ask(desk.check_office, clerk, town.offices["Standesamt"].id)


def test_who_calls_has_the_appointment_at_once(booked_town: Musterstadt, meyer: int) -> None:
    booked = shown(booked_town, meyer)
    assert (booked.state, booked.contact, booked.origin) == (AppointmentState.CONFIRMED, MEYER, Origin.RECEPTION)


def test_nothing_is_kept_for_a_caller_who_gives_no_name(booked_town: Musterstadt, refused: Refused) -> None:
    with refused("contact_missing"):
        book(booked_town, berlin(9), Contact("", phone="+49 151 1"))
    book(booked_town, berlin(9))


def test_another_address_ends_the_link_that_was_sent(booked_town: Musterstadt, meyer: int, refused: Refused) -> None:
    before = shown(booked_town, meyer)
    token = booked_town.ask(lambda: operations.link_token(SECRET, before.uid, before.link_generation))
    booked_town.do(desk.change_contact, KAYA, meyer, Contact("Erika Meyer-Kurz", email=MEYER.email), SECRET)
    assert booked_town.ask(appointments.by_link, token, booked_town.clock.now()) is not None  # only the name
    booked_town.do(desk.change_contact, KAYA, meyer, Contact("Erika Meyer-Kurz", phone="+49 151 23456789"), SECRET)
    with refused("link_ended"):
        booked_town.ask(appointments.by_link, token, booked_town.clock.now())
    after = shown(booked_town, meyer)
    assert (after.contact, after.begins_at) == (Contact("Erika Meyer-Kurz", phone="+49 151 23456789"), before.begins_at)


def test_nobody_is_missed_before_their_time(booked_town: Musterstadt, meyer: int, refused: Refused) -> None:
    booked_town.clock.set(berlin(8, 59))
    with refused("not_begun"):
        booked_town.do(desk.miss, KAYA, meyer)
    booked_town.clock.set(berlin(9))
    booked_town.do(desk.miss, KAYA, meyer)
    assert shown(booked_town, meyer).state is AppointmentState.MISSED


def checked_in(town: Musterstadt, appointment: int) -> desk.Deed:
    return town.do(desk.check_in, KAYA, appointment, None, SECRET)


def missed(town: Musterstadt, appointment: int) -> desk.Deed:
    return town.do(desk.miss, KAYA, appointment)


def cancelled(town: Musterstadt, appointment: int) -> desk.Deed:
    return town.do(desk.cancel, KAYA, appointment)


Deed = Callable[[Musterstadt, int], desk.Deed]
DEEDS = pytest.mark.parametrize("deed", [checked_in, missed, cancelled])


@DEEDS
def test_for_ten_seconds_it_is_taken_back(booked_town: Musterstadt, meyer: int, deed: Deed, refused: Refused) -> None:
    booked_town.clock.set(berlin(9))
    done = deed(booked_town, meyer)
    booked_town.clock.advance(seconds=10)
    booked_town.do(desk.undo, KAYA, meyer, done.id)
    after = shown(booked_town, meyer)
    assert (after.state, after.begins_at, after.ticket_id, after.ended_at) == (
        AppointmentState.CONFIRMED, berlin(9), None, None,
    )  # fmt: skip
    with refused("undo_too_late"):
        booked_town.do(desk.undo, KAYA, meyer, done.id)
    deed(booked_town, meyer)  # and can be done once more


@DEEDS
def test_after_ten_seconds_it_stands(booked_town: Musterstadt, meyer: int, deed: Deed, refused: Refused) -> None:
    booked_town.clock.set(berlin(9))
    done = deed(booked_town, meyer)
    booked_town.clock.advance(seconds=10, milliseconds=1)
    with refused("undo_too_late"):
        booked_town.do(desk.undo, KAYA, meyer, done.id)


def test_the_number_of_a_check_in_that_was_taken_back_is_not_called(
    booked_town: Musterstadt, meyer: int, yildiz: Desk, refused: Refused
) -> None:
    booked_town.clock.set(berlin(9))
    done = checked_in(booked_town, meyer)
    ticket = shown(booked_town, meyer).ticket_id
    assert ticket is not None
    booked_town.do(desk.undo, KAYA, meyer, done.id)
    assert booked_town.ticket(ticket).state is TicketState.CANCELLED
    with refused("nobody_waiting"):
        yildiz.call_next()


def test_who_was_called_already_stays_checked_in(
    booked_town: Musterstadt, meyer: int, yildiz: Desk, refused: Refused
) -> None:
    booked_town.clock.set(berlin(9))
    done = checked_in(booked_town, meyer)
    yildiz.call_next()
    with refused("undo_too_late"):
        booked_town.do(desk.undo, KAYA, meyer, done.id)


def test_a_time_that_somebody_else_has_now_does_not_come_back(
    booked_town: Musterstadt, meyer: int, refused: Refused
) -> None:
    done = cancelled(booked_town, meyer)
    book(booked_town, berlin(9), Contact("Karl Kurz", phone="+49 151 98765432"))
    with refused("undo_too_late"):
        booked_town.do(desk.undo, KAYA, meyer, done.id)


def test_a_cancellation_that_was_taken_back_at_once_is_told_to_nobody(booked_town: Musterstadt, meyer: int) -> None:
    def waiting() -> list[str]:
        subject = f"appointment:{meyer}"
        return sorted(one.kind for one in booked_town.ask(outbox.waiting_about, subject))

    before = shown(booked_town, meyer).sequence
    done = cancelled(booked_town, meyer)
    assert "cancelled" in waiting()
    booked_town.do(desk.undo, KAYA, meyer, done.id)
    assert "cancelled" not in waiting()
    assert shown(booked_town, meyer).sequence == before + 2  # its calendar entry is newer than the cancellation


def test_a_cancellation_is_taken_back_also_where_times_are_held_back(booked_town: Musterstadt, meyer: int) -> None:
    office = booked_town.citizens_office.id
    booked_town.store.write(appointments.set_rules, office, BookingRules(release_minutes=30, lead_minutes=0))
    done = cancelled(booked_town, meyer)
    booked_town.do(desk.undo, KAYA, meyer, done.id)
    assert shown(booked_town, meyer).state is AppointmentState.CONFIRMED


def test_the_number_that_somebody_has_already_is_joined_and_let_go_again(booked_town: Musterstadt, meyer: int) -> None:
    booked_town.clock.set(berlin(8, 50))
    number, other = booked_town.take(booked_town.id_card), booked_town.take()
    assert [one.id for one in booked_town.ask(desk.waiting_numbers, meyer)] == [number.id, other.id]
    done = booked_town.do(desk.check_in, KAYA, meyer, number.id, SECRET)
    joined = booked_town.ticket(number)
    assert (joined.number, joined.service_id, joined.queue_key) == (
        number.number,
        booked_town.residence.id,
        berlin(8, 10),
    )
    assert [one.id for one in booked_town.ask(desk.waiting_numbers, meyer)] == [other.id]
    booked_town.do(desk.undo, KAYA, meyer, done.id)
    again = booked_town.ticket(number)
    assert (again.state, again.service_id, again.queue_key, again.appointment_id) == (
        TicketState.WAITING, booked_town.id_card.id, number.queue_key, None,
    )  # fmt: skip
    link = check_in_token(SECRET, shown(booked_town, meyer).uid)
    assert booked_town.ask(ticket_rows.by_token, link) is None
    assert booked_town.do(desk.check_in, KAYA, meyer, None, SECRET).kind == "check-in"


def test_the_journal_says_who_did_it(booked_town: Musterstadt) -> None:
    meyer = book(booked_town, berlin(9))
    booked_town.do(desk.move, KAYA, meyer, berlin(9, 15))
    booked_town.do(desk.change_channel, KAYA, meyer, Channel.VIDEO, "")
    booked_town.do(desk.change_contact, KAYA, meyer, Contact("Erika Meyer", phone="+49 151 23456789"), SECRET)
    booked_town.clock.set(berlin(9, 15))
    for deed in (checked_in, missed, cancelled):
        booked_town.do(desk.undo, KAYA, meyer, deed(booked_town, meyer).id)
    told = [one for one in booked_town.ask(journal.after, 0) if "appointment" in one.data]
    assert len(told) == 12
    assert {one.clerk_id for one in told} == {KAYA}


def test_what_people_do_themselves_no_clerk_has_done(booked_town: Musterstadt, meyer: int) -> None:
    booked_town.do(operations.move, meyer, berlin(9, 15))
    event = booked_town.ask(journal.last, EventType.APPOINTMENT_CHANGED)
    assert event.clerk_id is None
