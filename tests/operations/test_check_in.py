"""Checking in at a kiosk: what six digits mean there, what is said when it cannot be, and who had a number already."""

import secrets
from datetime import UTC, date, datetime, timedelta

import pytest

from appliance.domain.appointment import AppointmentState, BookingRules, Contact, LateArrival, check_in_token
from appliance.domain.device import Function
from appliance.domain.errors import OfficeError
from appliance.domain.office_hours import Hours
from appliance.domain.staff import Role
from appliance.domain.ticket import Channel, Ticket
from appliance.operations import appointments as booking
from appliance.operations import check_in, devices, staff
from appliance.operations.appointments import Wish
from appliance.operations.check_in import Arrival
from appliance.operations.slots import Need
from appliance.store import appointments, diaries
from appliance.store import staff as staff_rows
from appliance.store import tickets as ticket_rows
from tests.conftest import Refused
from tests.town import Desk, Musterstadt

MONDAY = date(2026, 3, 2)
SECRET = bytes(32)
MEYER = Contact("Erika Meyer", email="meyer@example.org")
EVERY_WAY = (Channel.ON_SITE, Channel.VIDEO)


def berlin(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 2, hour - 1, minute, tzinfo=UTC)


class Town:
    """Yildiz can be booked on Mondays from nine to noon; it is Monday at seven, and there is a kiosk in the foyer."""

    def __init__(self, town: Musterstadt) -> None:
        self.town = town
        town.clock.set(berlin(7))
        self.diary = town.store.write(diaries.add, "Aylin Yildiz", town.clerk_id("yildiz"))
        hours = Hours(9 * 60, 12 * 60)
        town.store.write(diaries.add_staffing, self.diary, town.citizens_office.id, 0, hours, EVERY_WAY)
        self.kiosk = self.add_kiosk(town.citizens_office.id)

    def add_kiosk(self, office_id: int) -> int:
        return int(self.town.do(devices.register, office_id, "Kiosk", "Foyer", Function.TICKET))

    def book(
        self, at: datetime, persons: int = 1, channel: Channel = Channel.ON_SITE, services: tuple[int, ...] = ()
    ) -> int:
        need = Need(services or (self.town.residence.id,), channel, persons)
        booked = int(self.town.do(booking.reserve, Wish(need, at), SECRET))
        self.town.do(booking.confirm, booked, MEYER)
        return booked

    def code(self, booked: int) -> str:
        return self.town.ask(appointments.by_id, booked).code

    def arrive(self, booked: int, ticket: Ticket | None = None) -> Ticket:
        arrival = Arrival(self.kiosk, ticket.id if ticket else None)
        return self.town.ticket(self.town.store.write(check_in.check_in, booked, SECRET, self.now, arrival))

    def meant(self, code: str) -> int:
        return self.town.ask(check_in.find, self.town.citizens_office.id, code, self.now).id

    @property
    def now(self) -> datetime:
        return self.town.clock.now()


@pytest.fixture
def booked(town: Musterstadt) -> Town:
    return Town(town)


def test_six_digits_lead_to_a_number_of_this_kiosk(booked: Town) -> None:
    appointment = booked.book(berlin(9), persons=2)
    booked.town.clock.set(berlin(8, 45))
    ticket = booked.arrive(booked.meant(booked.code(appointment)))
    assert (ticket.number, ticket.persons, ticket.device_id) == ("A001", 2, booked.kiosk)
    assert ticket.appointment_id == appointment
    assert booked.town.ask(appointments.by_id, appointment).ticket_id == ticket.id


def test_no_two_appointments_ahead_have_the_same_digits(booked: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([111111, 111111, 222222])
    monkeypatch.setattr(secrets, "randbelow", lambda below: next(drawn))
    assert [booked.code(booked.book(berlin(9))), booked.code(booked.book(berlin(10)))] == ["111111", "222222"]


def test_todays_appointment_here_is_meant_rather_than_any_other(booked: Town) -> None:
    later, today = booked.book(berlin(9) + timedelta(days=7)), booked.book(berlin(11))
    cancelled = booked.book(berlin(9))
    booked.town.do(booking.cancel, cancelled)
    for one in (later, today, cancelled):
        booked.town.store.write(lambda id=one: appointments.change(appointments.by_id(id), code="482913"))
    assert booked.meant("482913") == today


def test_unknown_digits_are_nobodys(booked: Town, refused: Refused) -> None:
    with refused("unknown_appointment_code"):
        booked.meant("000000")


def refusal(booked: Town, appointment: int) -> OfficeError:
    with pytest.raises(OfficeError) as caught:
        booked.arrive(appointment)
    return caught.value


def test_too_early_says_from_when_on(booked: Town) -> None:
    error = refusal(booked, booked.book(berlin(9)))
    assert (error.code, error.facts) == ("too_early", {"begins": "09:00", "opens": "08:30"})


def test_another_day_says_which(booked: Town) -> None:
    error = refusal(booked, booked.book(berlin(9) + timedelta(days=7)))
    assert (error.code, error.facts) == ("another_day", {"day": date(2026, 3, 9), "begins": "09:00"})


def test_too_late_is_too_late_only_where_the_office_wants_it_so(booked: Town) -> None:
    first, second = booked.book(berlin(9)), booked.book(berlin(9, 15))
    booked.town.clock.set(berlin(9, 40))
    late = booked.arrive(first)
    assert late.queue_key == late.taken_at
    strict = BookingRules(late_arrival=LateArrival.REFUSE)
    booked.town.store.write(appointments.set_rules, booked.town.citizens_office.id, strict)
    assert refusal(booked, second).code == "too_late"


def test_who_missed_it_is_told_so(booked: Town) -> None:
    appointment = booked.book(berlin(9))
    booked.town.clock.set(berlin(9, 30))
    booked.town.do(booking.tick)
    assert booked.town.ask(appointments.by_id, appointment).state is AppointmentState.MISSED
    assert refusal(booked, appointment).code == "too_late"


def test_the_kiosk_of_another_office_says_where_to_go(booked: Town) -> None:
    appointment = booked.book(berlin(9))
    booked.town.clock.set(berlin(9))
    booked.kiosk = booked.add_kiosk(booked.town.offices["Standesamt"].id)
    error = refusal(booked, appointment)
    assert (error.code, error.facts) == ("wrong_office", {"where": "Bürgeramt, Rathaus, Erdgeschoss"})


def test_checking_in_twice_says_the_number_again(booked: Town) -> None:
    appointment = booked.book(berlin(9))
    booked.town.clock.set(berlin(9))
    booked.arrive(appointment)
    error = refusal(booked, appointment)
    assert (error.code, error.facts) == ("already_checked_in", {"number": "A001"})


def test_a_cancelled_one_is_said_to_be_cancelled(booked: Town) -> None:
    appointment = booked.book(berlin(9))
    booked.town.do(booking.cancel, appointment)
    assert refusal(booked, appointment).code == "appointment_cancelled"


def test_a_video_appointment_goes_on_at_a_terminal_here_or_at_a_counter(booked: Town) -> None:
    first, second = (booked.book(berlin(9, minute), channel=Channel.VIDEO) for minute in (0, 15))
    booked.town.clock.set(berlin(9))
    at_counter = booked.arrive(first)
    booked.town.terminal()
    at_terminal = booked.arrive(second)
    assert (at_counter.channel, at_counter.at_terminal) == (Channel.ON_SITE, False)
    assert (at_terminal.channel, at_terminal.at_terminal) == (Channel.VIDEO, True)


def test_a_number_that_was_taken_before_counts_for_the_appointment(booked: Town, yildiz: Desk) -> None:
    appointment = booked.book(berlin(9), persons=3)
    booked.town.clock.set(berlin(8, 50))
    before, own = booked.town.take(), booked.town.take()
    joined = booked.arrive(appointment, own)
    assert (joined.id, joined.number, joined.persons, joined.queue_key) == (own.id, own.number, 3, berlin(8, 10))
    assert yildiz.call_next().id == own.id
    assert booked.town.state(before) == "waiting"


def test_both_links_open_a_number_that_joined_an_appointment(booked: Town) -> None:
    appointment = booked.book(berlin(9))
    booked.town.clock.set(berlin(8, 50))
    own = booked.town.take()
    booked.arrive(appointment, own)
    of_appointment = check_in_token(SECRET, booked.town.ask(appointments.by_id, appointment).uid)
    for token in (of_appointment, booked.town.tokens[own.id]):
        found = booked.town.ask(ticket_rows.by_token, token)
        assert found is not None
        assert found.id == own.id


def test_a_number_that_was_called_already_is_not_joined(booked: Town, yildiz: Desk) -> None:
    appointment = booked.book(berlin(9))
    booked.town.clock.set(berlin(8, 50))
    own = booked.town.take()
    yildiz.call(own)
    with pytest.raises(OfficeError) as caught:
        booked.arrive(appointment, own)
    assert caught.value.code == "wrong_state"
    assert booked.town.ask(appointments.by_id, appointment).state is AppointmentState.CONFIRMED


def one_who_can(booked: Town, name: str, *skills: int) -> Desk:
    clerk_id = booked.town.store.write(staff_rows.add_clerk, name, name, "", [Role.CLERK], list(skills))
    counter_id = booked.town.store.write(staff_rows.add_counter, booked.town.citizens_office.id, name, False)
    booked.town.do(staff.open_session, clerk_id)
    booked.town.do(staff.take_counter, clerk_id, counter_id)
    return Desk(booked.town, clerk_id, counter_id)


def test_several_concerns_wait_for_a_colleague_who_can_do_all_if_one_is_there(booked: Town, refused: Refused) -> None:
    town = booked.town
    part = one_who_can(booked, "part", town.residence.id)
    appointment = booked.book(berlin(9), services=(town.residence.id, town.id_card.id))
    town.clock.set(berlin(9))
    ticket = booked.arrive(appointment)
    assert ticket.services == tuple(sorted((town.residence.id, town.id_card.id)))
    whole = one_who_can(booked, "whole", town.residence.id, town.id_card.id)
    with refused("nobody_waiting"):
        part.call_next()
    assert whole.call_next().id == ticket.id
    whole.undo()
    assert part.call(ticket).id == ticket.id, "who chooses it may share it"
    part.undo()
    town.do(staff.take_counter, whole.clerk_id, None)
    assert part.call_next().id == ticket.id
