"""Waiting for a freed slot: asked in order, once for each time, and the time goes on when nobody answers."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from appliance.domain.appointment import AppointmentState, BookingRules, Contact, link_token
from appliance.domain.message import about_offer
from appliance.domain.waiting_list import EntryState, offer_until
from appliance.operations import appointments as booking
from appliance.operations import freed_slots, upkeep, waiting_list
from appliance.operations.waiting_list import Wish
from appliance.store import appointments, outbox
from appliance.store import waiting_list as entries
from tests.conftest import Refused
from tests.operations.test_appointments import MEYER, MONDAY, SECRET, berlin, book, need, offered, state
from tests.operations.test_appointments import booked_town as booked_town
from tests.town import Musterstadt

OZAN = Contact("Ozan Demir", email="demir@example.org")
LANGE = Contact("Lena Lange", phone="0151 23456789")
QUARTERS = [berlin(9), berlin(9, 15), berlin(9, 30), berlin(9, 45)]


@pytest.fixture
def full_town(booked_town: Musterstadt) -> Musterstadt:
    """Meyer has the first appointment of the morning, and nothing is free."""
    booked_town.first = book(booked_town, QUARTERS[0])  # type: ignore[attr-defined]
    for number, quarter in enumerate(QUARTERS[1:]):
        book(booked_town, quarter, Contact(f"Person {number}", email=f"{number}@example.org"))
    assert offered(booked_town) == []
    return booked_town


def join(town: Musterstadt, contact: Contact, **wish: object) -> int:
    return town.do(waiting_list.join, Wish(need(town, **wish), MONDAY, MONDAY, contact), SECRET)  # type: ignore[arg-type]


def cancel(town: Musterstadt, appointment: int) -> None:
    town.do(booking.cancel, appointment)


def offer(town: Musterstadt, entry: int):
    return town.ask(entries.open_offer, entry)


def test_a_freed_slot_is_kept_for_the_first_who_waits(full_town: Musterstadt) -> None:
    first, second = join(full_town, OZAN), join(full_town, LANGE)
    cancel(full_town, full_town.first)
    assert offer(full_town, first).begins_at == QUARTERS[0]
    assert offer(full_town, second) is None
    assert offered(full_town) == [], "nobody else can book it meanwhile"


def test_accepting_makes_it_an_appointment_with_a_link_of_its_own(full_town: Musterstadt) -> None:
    entry = join(full_town, OZAN)
    cancel(full_town, full_town.first)
    accepted = full_town.do(waiting_list.accept, entry, SECRET)
    made = full_town.ask(appointments.by_id, accepted)
    assert (made.state, made.begins_at, made.contact) == (AppointmentState.CONFIRMED, QUARTERS[0], OZAN)
    token = link_token(SECRET, made.uid, made.link_generation)
    assert full_town.ask(appointments.by_link, token, full_town.clock.now()).id == accepted
    assert full_town.ask(entries.by_id, entry).state is EntryState.SERVED


def test_who_refuses_is_not_asked_about_this_time_again_but_stays_on_the_list(full_town: Musterstadt) -> None:
    first, second = join(full_town, OZAN), join(full_town, LANGE)
    cancel(full_town, full_town.first)
    full_town.do(waiting_list.decline, first)
    assert offer(full_town, second).begins_at == QUARTERS[0]
    full_town.do(waiting_list.decline, second)
    assert offered(full_town) == [QUARTERS[0]], "nobody is left to be asked"
    assert [one.id for one in full_town.ask(entries.waiting, full_town.citizens_office.id)] == [first, second]


def test_an_offer_that_nobody_answers_goes_to_the_next(full_town: Musterstadt, refused: Refused) -> None:
    first, second = join(full_town, OZAN), join(full_town, LANGE)
    cancel(full_town, full_town.first)
    full_town.clock.set(offer(full_town, first).until)
    with refused("offer_ended"):
        full_town.do(waiting_list.accept, first, SECRET)
    full_town.do(upkeep.tick)
    assert offer(full_town, first) is None
    assert offer(full_town, second).begins_at == QUARTERS[0]


def test_an_offer_lasts_an_hour_and_never_longer_than_half_of_what_is_left(full_town: Musterstadt) -> None:
    full_town.clock.set(berlin(8))
    entry = join(full_town, OZAN)
    cancel(full_town, full_town.first)
    assert offer(full_town, entry).until == berlin(8, 30)


def test_an_hour_that_is_offered_at_night_begins_in_the_morning() -> None:
    friday = berlin(9) + timedelta(days=4)
    for at, until in [(berlin(10), berlin(11)), (berlin(3), berlin(9)), (berlin(22), berlin(9) + timedelta(days=1))]:
        assert offer_until(friday, 60, at, ZoneInfo("Europe/Berlin")) == until
    assert offer_until(berlin(9), 60, berlin(8, 55), ZoneInfo("Europe/Berlin")) is None


def test_somebody_with_an_appointment_moves_to_the_earlier_time_and_their_own_goes_on(full_town: Musterstadt) -> None:
    later = book_last(full_town)
    entry = full_town.do(waiting_list.ask_for_earlier, later, SECRET)
    assert full_town.do(waiting_list.ask_for_earlier, later, SECRET) == entry
    other = join(full_town, LANGE)
    cancel(full_town, full_town.first)
    full_town.do(waiting_list.accept, entry, SECRET)
    moved = full_town.ask(appointments.by_id, later)
    assert (moved.begins_at, moved.sequence) == (QUARTERS[0], 1)
    assert offer(full_town, other).begins_at == QUARTERS[3], "what they gave back is offered too"


def book_last(town: Musterstadt) -> int:
    """The appointment of the last quarter, which is Ozan Demir's now."""
    last = town.ask(appointments.of_office, town.citizens_office.id, QUARTERS[3], QUARTERS[3] + timedelta(minutes=1))[0]
    cancel(town, last.id)
    return book(town, QUARTERS[3], OZAN)


def test_a_later_time_is_no_earlier_one(full_town: Musterstadt) -> None:
    entry = full_town.do(waiting_list.ask_for_earlier, full_town.first, SECRET)
    book_last(full_town)
    assert offer(full_town, entry) is None


def test_who_cancels_the_appointment_waits_for_no_earlier_one(full_town: Musterstadt) -> None:
    entry = full_town.do(waiting_list.ask_for_earlier, full_town.first, SECRET)
    cancel(full_town, full_town.first)
    assert full_town.ask(entries.by_id, entry).state is EntryState.OVER


def test_the_offer_of_who_leaves_goes_to_the_next(full_town: Musterstadt) -> None:
    first, second = join(full_town, OZAN), join(full_town, LANGE)
    cancel(full_town, full_town.first)
    full_town.do(waiting_list.leave, first)
    assert offer(full_town, second).begins_at == QUARTERS[0]
    full_town.do(waiting_list.leave, first)


def test_only_a_time_that_is_long_enough_is_offered(full_town: Musterstadt) -> None:
    family = join(full_town, OZAN, persons=2)
    single = join(full_town, LANGE)
    cancel(full_town, full_town.first)
    assert offer(full_town, family) is None
    assert offer(full_town, single) is not None


def test_the_offer_is_sent_and_withdrawn_when_it_is_over(full_town: Musterstadt) -> None:
    entry = join(full_town, OZAN)
    cancel(full_town, full_town.first)
    uid = full_town.ask(entries.by_id, entry).uid
    assert len(full_town.ask(outbox.waiting_about, about_offer(uid))) == 1
    full_town.do(waiting_list.decline, entry)
    assert full_town.ask(outbox.waiting_about, about_offer(uid)) == []


def test_nobody_knows_when_a_time_is_free_for_all_where_the_office_wants_that(full_town: Musterstadt) -> None:
    full_town.store.write(appointments.set_rules, full_town.citizens_office.id, BookingRules(release_minutes=40))
    at = full_town.clock.now()
    cancel(full_town, full_town.first)
    full_town.clock.set(at + timedelta(minutes=20) - timedelta(seconds=1))
    full_town.do(upkeep.tick)
    assert offered(full_town) == []
    full_town.clock.set(at + timedelta(minutes=40))
    full_town.do(upkeep.tick)
    assert offered(full_town) == [QUARTERS[0]]


def test_what_a_move_leaves_is_held_back_and_not_what_it_takes(full_town: Musterstadt) -> None:
    """A quarter of an hour later with half an hour: the first quarter is given back, the second stays theirs."""
    cancel(full_town, full_town.first)
    second, third, _ = full_town.ask(
        appointments.of_office, full_town.citizens_office.id, QUARTERS[1], QUARTERS[3] + timedelta(minutes=1)
    )
    for one in (second, third):
        cancel(full_town, one.id)
    couple = book(full_town, QUARTERS[0], MEYER, persons=2)
    full_town.store.write(appointments.set_rules, full_town.citizens_office.id, BookingRules(release_minutes=40))
    full_town.do(booking.move, couple, QUARTERS[1])
    assert offered(full_town) == []
    full_town.clock.set(full_town.clock.now() + timedelta(minutes=40))
    full_town.do(upkeep.tick)
    assert offered(full_town) == [QUARTERS[0]]


def test_an_office_may_do_without_a_list(full_town: Musterstadt, refused: Refused) -> None:
    full_town.store.write(appointments.set_rules, full_town.citizens_office.id, BookingRules(waiting_list=False))
    with refused("no_waiting_list"):
        join(full_town, OZAN)


def test_an_address_has_three_entries_at_most(full_town: Musterstadt, refused: Refused) -> None:
    for _ in range(waiting_list.MOST_ENTRIES):
        join(full_town, MEYER)
    with refused("too_many_entries"):
        join(full_town, MEYER)


def test_the_administration_sees_what_is_wanted(full_town: Musterstadt) -> None:
    join(full_town, OZAN)
    join(full_town, LANGE)
    assert full_town.ask(entries.wanted, full_town.citizens_office.id) == {full_town.residence.id: 2}


def test_entries_end_with_their_last_day_and_are_forgotten(full_town: Musterstadt, refused: Refused) -> None:
    entry = join(full_town, OZAN)
    full_town.clock.set(berlin(8) + timedelta(days=1))
    full_town.do(upkeep.tick)
    assert full_town.ask(entries.by_id, entry).state is EntryState.OVER
    full_town.clock.set(full_town.clock.now() + waiting_list.KEPT_AFTER_END + timedelta(hours=1))
    full_town.do(upkeep.forget)
    with refused("unknown_waiting_entry"):
        full_town.ask(entries.by_id, entry)


def test_what_begins_too_soon_is_free_at_once(full_town: Musterstadt) -> None:
    full_town.store.write(appointments.set_rules, full_town.citizens_office.id, BookingRules(lead_minutes=0))
    full_town.clock.set(berlin(8, 55))
    entry = join(full_town, OZAN)
    freed = freed_slots.Freed(full_town.citizens_office.id, full_town.diary, QUARTERS[0], QUARTERS[1])
    cancel(full_town, full_town.first)
    assert offer(full_town, entry) is None
    assert not full_town.do(freed_slots.offer_next, freed)
    assert state(full_town, full_town.first) is AppointmentState.CANCELLED
