"""Appointments: what is offered can be booked, what is booked is nobody else's, and what people may do with theirs."""

import sqlite3
import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from appliance.domain.appointment import AppointmentState, BookingRules, Contact, LateArrival, link_token
from appliance.domain.errors import OfficeError
from appliance.domain.office_hours import Hours
from appliance.domain.ticket import Channel
from appliance.operations import appointments as operations
from appliance.operations import check_in as arrivals
from appliance.operations import slots
from appliance.operations.appointments import Wish
from appliance.operations.slots import Need
from appliance.store import appointments, diaries
from tests.conftest import Refused
from tests.town import Desk, Musterstadt

MONDAY = date(2026, 3, 2)
ALL = (Channel.ON_SITE, Channel.VIDEO)
SECRET = bytes(32)
MEYER = Contact("Erika Meyer", email="meyer@example.org")


def berlin(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour - 1, minute, tzinfo=UTC)


@pytest.fixture
def booked_town(town: Musterstadt) -> Musterstadt:
    """Yildiz can be booked on Mondays from nine to ten for the citizens' office; it is Monday at seven."""
    town.clock.set(berlin(7))
    town.diary = town.store.write(diaries.add, "Aylin Yildiz", town.clerk_id("yildiz"))  # type: ignore[attr-defined]
    staff(town, town.diary, Hours(9 * 60, 10 * 60))  # type: ignore[attr-defined]
    return town


def staff(town: Musterstadt, diary: int, hours: Hours) -> None:
    town.store.write(diaries.add_staffing, diary, town.citizens_office.id, 0, hours, ALL)


def need(town: Musterstadt, persons: int = 1, channel: Channel = Channel.ON_SITE) -> Need:
    """Registering a residence takes twelve minutes, so fifteen of a diary."""
    return Need((town.residence.id,), channel, persons)


def offered(town: Musterstadt, **wish: object) -> list[datetime]:
    days = town.ask(slots.free, need(town, **wish), MONDAY, MONDAY, town.clock.now())  # type: ignore[arg-type]
    return [slot.begins_at for day in days for slot in day.slots]


def reserve(town: Musterstadt, at: datetime, **wish: object) -> int:
    return town.do(operations.reserve, Wish(need(town, **wish), at), SECRET)  # type: ignore[arg-type]


def book(town: Musterstadt, at: datetime, contact: Contact = MEYER, **wish: object) -> int:
    booked = reserve(town, at, **wish)
    town.do(operations.confirm, booked, contact)
    return booked


def state(town: Musterstadt, appointment: int) -> AppointmentState:
    return town.ask(appointments.by_id, appointment).state


def test_every_quarter_hour_is_offered_in_which_it_fits(booked_town: Musterstadt) -> None:
    assert offered(booked_town) == [berlin(9), berlin(9, 15), berlin(9, 30), berlin(9, 45)]
    assert offered(booked_town, persons=3) == [berlin(9), berlin(9, 15)]


def test_what_is_reserved_is_nobody_elses_for_ten_minutes(booked_town: Musterstadt, refused: Refused) -> None:
    reserve(booked_town, berlin(9, 15))
    assert berlin(9, 15) not in offered(booked_town)
    with refused("slot_taken"):
        reserve(booked_town, berlin(9, 15))
    booked_town.clock.set(berlin(7, 10))
    assert berlin(9, 15) in offered(booked_town)
    reserve(booked_town, berlin(9, 15))


def test_who_confirms_too_late_has_lost_the_slot(booked_town: Musterstadt, refused: Refused) -> None:
    held = reserve(booked_town, berlin(9))
    booked_town.clock.set(berlin(7, 10))
    with refused("hold_expired"):
        booked_town.do(operations.confirm, held, MEYER)


@pytest.mark.parametrize("contact", [Contact("", email="x@example.org"), Contact("Erika Meyer")])
def test_an_appointment_needs_a_name_and_a_way_to_tell(
    booked_town: Musterstadt, refused: Refused, contact: Contact
) -> None:
    held = reserve(booked_town, berlin(9))
    with refused("contact_missing"):
        booked_town.do(operations.confirm, held, contact)


def test_somebody_has_so_many_appointments_at_most(booked_town: Musterstadt, refused: Refused) -> None:
    rules = BookingRules(per_person=1)
    booked_town.store.write(appointments.set_rules, booked_town.citizens_office.id, rules)
    book(booked_town, berlin(9))
    with refused("too_many_appointments"):
        book(booked_town, berlin(9, 30))


def test_nothing_is_offered_before_the_lead_time_and_behind_the_horizon(booked_town: Musterstadt) -> None:
    booked_town.clock.set(berlin(8, 20))
    assert offered(booked_town) == [berlin(9, 30), berlin(9, 45)]
    office = booked_town.citizens_office.id
    booked_town.store.write(appointments.set_rules, office, BookingRules(horizon_days=3))
    far = MONDAY + timedelta(days=7)
    assert booked_town.ask(slots.free, need(booked_town), far, far, booked_town.clock.now()) == []


def test_who_is_absent_is_not_offered(booked_town: Musterstadt) -> None:
    booked_town.store.write(diaries.add_absence, booked_town.diary, MONDAY, MONDAY)  # type: ignore[attr-defined]
    assert offered(booked_town) == []


def test_a_cancelled_appointment_frees_its_time_at_once(booked_town: Musterstadt) -> None:
    booked = book(booked_town, berlin(9))
    booked_town.do(operations.cancel, booked)
    assert berlin(9) in offered(booked_town)


def test_moving_keeps_the_calendar_entry_and_frees_the_old_time(booked_town: Musterstadt) -> None:
    booked = book(booked_town, berlin(9))
    before = booked_town.ask(appointments.by_id, booked)
    booked_town.do(operations.move, booked, berlin(9, 45))
    after = booked_town.ask(appointments.by_id, booked)
    assert (after.uid, after.sequence, after.begins_at) == (before.uid, before.sequence + 1, berlin(9, 45))
    assert offered(booked_town) == [berlin(9), berlin(9, 15), berlin(9, 30)]


def moved_to(town: Musterstadt, appointment: int) -> list[datetime]:
    """Where it could be moved to."""
    found = town.ask(appointments.by_id, appointment)
    days = town.ask(slots.free, slots.need_of(found), MONDAY, MONDAY, town.clock.now(), found)
    return [slot.begins_at for day in days for slot in day.slots]


def test_an_appointment_can_be_moved_onto_a_part_of_its_own_time(booked_town: Musterstadt, refused: Refused) -> None:
    """Half an hour in an hour: a quarter later is possible although half of that is booked, by itself."""
    booked = book(booked_town, berlin(9, 15), persons=2)
    assert moved_to(booked_town, booked) == [berlin(9), berlin(9, 30)]
    booked_town.do(operations.move, booked, berlin(9, 30))
    assert offered(booked_town) == [berlin(9), berlin(9, 15)], "what it left is free, and no more"
    with refused("slot_taken"):
        booked_town.do(operations.move, booked, berlin(9, 45))


def test_moving_to_where_it_is_already_tells_nobody(booked_town: Musterstadt) -> None:
    booked = book(booked_town, berlin(9))
    booked_town.do(operations.move, booked, berlin(9))
    assert booked_town.ask(appointments.by_id, booked).sequence == 0


def test_switching_to_video_keeps_the_time_and_the_calendar_entry(booked_town: Musterstadt, refused: Refused) -> None:
    booked = book(booked_town, berlin(9))
    booked_town.do(operations.change_channel, booked, Channel.VIDEO)
    after = booked_town.ask(appointments.by_id, booked)
    assert (after.channel, after.sequence, after.begins_at) == (Channel.VIDEO, 1, berlin(9))
    with refused("channel_not_offered"):
        booked_town.do(operations.change_channel, booked, Channel.TELEPHONE)


@pytest.mark.parametrize(
    ("arrival", "key"),
    [
        (berlin(8, 40), berlin(8, 10)),  # fifty minutes before its time
        (berlin(9), berlin(8, 10)),
        (berlin(9, 10), berlin(8, 15)),  # five minutes are forgiven
        (berlin(9, 11), berlin(9, 11)),  # too late: like everybody who comes now
    ],
)
def test_checking_in_is_a_number_that_counts_as_drawn_fifty_minutes_earlier(
    booked_town: Musterstadt, yildiz: Desk, arrival: datetime, key: datetime
) -> None:
    booked = book(booked_town, berlin(9))
    booked_town.clock.set(arrival)
    ticket = booked_town.ticket(booked_town.do(arrivals.check_in, booked, SECRET))
    assert (ticket.number, ticket.queue_key) == ("A001", key)
    assert state(booked_town, booked) is AppointmentState.CHECKED_IN
    assert yildiz.call_next().id == ticket.id


def test_too_early_and_where_the_office_wants_it_too_late_nobody_checks_in(
    booked_town: Musterstadt, refused: Refused
) -> None:
    booked = book(booked_town, berlin(9))
    booked_town.clock.set(berlin(8, 29))
    with refused("too_early"):
        booked_town.do(arrivals.check_in, booked, SECRET)
    strict = BookingRules(late_arrival=LateArrival.REFUSE)
    booked_town.store.write(appointments.set_rules, booked_town.citizens_office.id, strict)
    booked_town.clock.set(berlin(9, 11))
    with refused("too_late"):
        booked_town.do(arrivals.check_in, booked, SECRET)


def test_who_never_comes_has_missed_it(booked_town: Musterstadt) -> None:
    booked = book(booked_town, berlin(9))
    booked_town.clock.set(berlin(9, 15))
    assert booked_town.ask(operations.is_due, booked_town.clock.now())
    booked_town.do(operations.tick)
    assert state(booked_town, booked) is AppointmentState.MISSED
    assert not booked_town.ask(operations.is_due, booked_town.clock.now())


def opened(town: Musterstadt, token: str) -> int | None:
    found = town.ask(appointments.by_link, token, town.clock.now())
    return found.id if found else None


def test_one_link_is_for_its_whole_life_until_a_new_one_is_made(booked_town: Musterstadt, refused: Refused) -> None:
    booked = book(booked_town, berlin(9))
    first = link_token(SECRET, booked_town.ask(appointments.by_id, booked).uid, 0)
    booked_town.do(operations.move, booked, berlin(9, 45))
    assert opened(booked_town, first) == booked
    second = booked_town.do(operations.new_link, booked, SECRET)
    assert opened(booked_town, second) == booked
    with refused("link_ended"):
        opened(booked_town, first)
    assert opened(booked_town, "p_forged") is None


def test_the_link_ends_a_day_after_the_appointment(booked_town: Musterstadt, refused: Refused) -> None:
    booked = book(booked_town, berlin(9))
    token = link_token(SECRET, booked_town.ask(appointments.by_id, booked).uid, 0)
    tuesday = MONDAY + timedelta(days=1)
    booked_town.clock.set(berlin(9, 14, tuesday))
    assert opened(booked_town, token) == booked
    booked_town.clock.set(berlin(9, 15, tuesday))
    with refused("link_ended"):
        opened(booked_town, token)


def test_the_link_ends_a_day_after_the_cancellation(booked_town: Musterstadt, refused: Refused) -> None:
    booked = book(booked_town, berlin(9))
    token = link_token(SECRET, booked_town.ask(appointments.by_id, booked).uid, 0)
    booked_town.do(operations.cancel, booked)
    assert opened(booked_town, token) == booked
    booked_town.clock.set(berlin(7, 0, MONDAY + timedelta(days=1)))
    with refused("link_ended"):
        opened(booked_town, token)


def test_of_fifty_who_want_one_slot_one_gets_it(booked_town: Musterstadt) -> None:
    got: list[int] = []
    refusals: list[str] = []

    def try_it() -> None:
        try:
            got.append(reserve(booked_town, berlin(9, 30)))
        except OfficeError as error:
            refusals.append(error.code)

    people = [threading.Thread(target=try_it) for _ in range(50)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert len(got) == 1
    assert refusals == ["slot_taken"] * 49


def test_the_database_refuses_an_overlap_that_another_program_writes(booked_town: Musterstadt) -> None:
    booked = book(booked_town, berlin(9))
    other = book(booked_town, berlin(9, 30), Contact("Karl Kurz", phone="+49 151 1"))
    columns = (
        "office_id, diary_id, persons, channel, state, begins_at, ends_at, language, origin, uid, code, token_hash,"
        " created_at"
    )
    overlap = (
        f"INSERT INTO appointment ({columns}) SELECT office_id, diary_id, 1, channel, state, begins_at + 300000000,"
        " ends_at + 300000000, language, origin, 'x' || uid, code, randomblob(32), created_at FROM appointment"
        " WHERE id = ?"
    )
    onto_the_other = (
        "UPDATE appointment SET begins_at = begins_at - 1800000000, ends_at = ends_at - 1800000000 WHERE id = ?"
    )
    with sqlite3.connect(booked_town.store.path) as first, sqlite3.connect(booked_town.store.path) as second:
        with pytest.raises(sqlite3.IntegrityError, match="booked_cell"):
            first.execute(overlap, (booked,))
        first.rollback()
        with pytest.raises(sqlite3.IntegrityError, match="booked_cell"):
            second.execute(onto_the_other, (other,))
        second.rollback()
        second.execute("UPDATE appointment SET state = 'cancelled' WHERE id = ?", (booked,))
        second.execute(onto_the_other, (other,))


def test_everything_that_is_offered_can_be_booked(booked_town: Musterstadt) -> None:
    second = booked_town.store.write(diaries.add, "Zweiter Platz", None, [booked_town.residence.id])
    staff(booked_town, second, Hours(9 * 60 + 30, 10 * 60 + 15))
    booked_town.store.write(
        appointments.set_rules, booked_town.citizens_office.id, BookingRules(grid_minutes=5, per_person=100)
    )
    while free := offered(booked_town):
        book(booked_town, free[len(free) // 2])
    booked = booked_town.ask(appointments.of_office, booked_town.citizens_office.id, berlin(0 + 1), berlin(23))
    assert len(booked) == 7  # four and three quarters of an hour: nothing is left
