"""Calling: exactly one clerk gets a ticket."""

from collections import Counter as Tally
from concurrent.futures import ThreadPoolExecutor

from appliance.domain.errors import OfficeError
from appliance.domain.ticket import Outcome, TicketState
from appliance.operations import staff as staff_operations
from appliance.store import consultations, journal
from tests.conftest import Refused
from tests.town import Desk, Musterstadt


def test_who_came_first_is_called_first(town: Musterstadt, yildiz: Desk) -> None:
    first = town.take()
    town.clock.advance(seconds=1)
    town.take()
    called = yildiz.call_next()
    assert (called.id, called.state, called.counter_id) == (first.id, TicketState.CALLED, yildiz.counter_id)


def test_tickets_of_the_same_instant_are_called_in_the_order_of_their_numbers(town: Musterstadt, yildiz: Desk) -> None:
    expected = [town.take().number for _ in range(5)]
    called = []
    for _ in expected:
        ticket = yildiz.call_next()
        called.append(ticket.number)
        yildiz.no_show(ticket)
    assert called == expected


def test_nobody_waiting_is_a_refusal(yildiz: Desk, refused: Refused) -> None:
    with refused("nobody_waiting"):
        yildiz.call_next()


def test_only_the_own_office_is_called(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    car = town.take(town.vehicle)
    with refused("nobody_waiting"):
        yildiz.call_next()
    with refused("forbidden"):
        yildiz.call(car)


def test_a_counter_that_serves_calls_nobody_else(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    first, second = town.take(), town.take()
    yildiz.call(first)
    for call in (yildiz.call_next, lambda: yildiz.call(second)):
        with refused("counter_busy"):
            call()
    yildiz.admit(first)
    with refused("counter_busy"):
        yildiz.call_next()


def test_who_has_left_the_counter_calls_nobody(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    town.take()
    town.do(staff_operations.take_counter, yildiz.clerk_id, None)
    with refused("no_counter"):
        yildiz.call_next()


def test_a_ticket_called_by_a_colleague_is_gone(
    town: Musterstadt, yildiz: Desk, brandt: Desk, refused: Refused
) -> None:
    ticket = town.take()
    yildiz.call(ticket)
    with refused("taken_by_other"):
        brandt.call(ticket)


def test_a_clerk_at_home_is_given_those_on_video(town: Musterstadt, kaya: Desk, refused: Refused) -> None:
    on_site, remote = town.take(), town.take_video()
    with refused("counter_at_home"):
        kaya.call(on_site)
    assert kaya.call_next().id == remote.id


def test_a_clerk_without_the_skill_is_refused(town: Musterstadt, refused: Refused) -> None:
    kaya = town.desk("kaya", "Schalter 2")  # the vehicle office, of which kaya knows nothing
    car = town.take(town.vehicle)
    with refused("not_your_service"):
        kaya.call(car)
    with refused("nobody_waiting"):
        kaya.call_next()


def test_two_at_once_never_get_the_same_ticket(town: Musterstadt) -> None:
    """Sixteen clerks call, each from a thread, until nobody waits: every ticket is called exactly once."""
    tickets = [town.take() for _ in range(150)]
    desks = [town.further_desk(f"clerk {n}") for n in range(16)]
    with ThreadPoolExecutor(16) as threads:
        called = [number for numbers in threads.map(call_until_empty, desks) for number in numbers]
    assert Tally(called) == Tally(ticket.number for ticket in tickets)
    assert all(town.state(ticket) is TicketState.NO_SHOW for ticket in tickets)


def call_until_empty(desk: Desk) -> list[str]:
    called = []
    while True:
        try:
            ticket = desk.call_next()
        except OfficeError as error:
            assert error.code == "nobody_waiting"
            return called
        called.append(ticket.number)
        desk.no_show(ticket)


def test_of_sixteen_who_want_the_same_ticket_one_gets_it(town: Musterstadt) -> None:
    ticket = town.take()
    desks = [town.further_desk(f"clerk {n}") for n in range(16)]
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda desk: try_to_call(desk, ticket), desks))
    assert Tally(answers) == {"called": 1, "taken_by_other": 15}


def try_to_call(desk: Desk, ticket: object) -> str:
    try:
        return desk.call(ticket).state.value  # type: ignore[arg-type]
    except OfficeError as error:
        return error.code


def test_recall_counts_and_rings_anew(town: Musterstadt, yildiz: Desk) -> None:
    ticket = yildiz.call(town.take())
    again = town.clock.advance(seconds=30)
    yildiz.recall(ticket)
    recalled = town.ticket(ticket)
    assert (recalled.recalls, recalled.rung_at, recalled.called_at) == (1, again, ticket.called_at)


def test_an_action_needs_the_state_before_it(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    ticket = town.take()
    for act in (yildiz.recall, yildiz.admit, yildiz.no_show, yildiz.finish):
        with refused("wrong_state"):
            act(ticket)
    yildiz.call(ticket)
    with refused("wrong_state"):
        yildiz.finish(ticket)
    yildiz.admit(ticket)
    for act in (yildiz.recall, yildiz.admit, yildiz.no_show):
        with refused("wrong_state"):
            act(ticket)


def test_nobody_acts_on_a_colleagues_ticket(town: Musterstadt, yildiz: Desk, brandt: Desk, refused: Refused) -> None:
    ticket = yildiz.call(town.take())
    for act in (brandt.recall, brandt.admit, brandt.no_show):
        with refused("wrong_state"):
            act(ticket)


def test_admitting_somebody_on_site_opens_no_consultation(town: Musterstadt, yildiz: Desk) -> None:
    ticket = yildiz.call(town.take())
    yildiz.admit(ticket)
    assert town.ask(consultations.running_of_ticket, ticket.id) is None


def test_admitting_a_remote_citizen_opens_the_consultation(town: Musterstadt, yildiz: Desk) -> None:
    ticket = yildiz.call(town.take_video())
    yildiz.admit(ticket)
    opened = town.ask(consultations.running_of_ticket, ticket.id)
    assert opened is not None
    assert (opened.clerk_id, opened.terminal_id) == (yildiz.clerk_id, None)


def test_finishing_thanks_first_and_closes_by_itself(town: Musterstadt, yildiz: Desk) -> None:
    ticket = yildiz.call(town.take_video())
    yildiz.admit(ticket)
    yildiz.finish(ticket, Outcome.FOLLOW_UP)
    assert (town.ticket(ticket).state, town.ticket(ticket).outcome) == (TicketState.FINISHED, Outcome.FOLLOW_UP)
    town.tick(seconds=9)
    thanks = town.ask(consultations.running_of_ticket, ticket.id)
    assert thanks is not None and thanks.state.value == "finished"
    town.tick(seconds=1)
    closed = town.ask(consultations.latest_of_ticket, ticket.id)
    assert closed is not None and closed.state.value == "closed"
    assert closed.finished_at == thanks.finished_at  # closing does not change when it ended
    types = [event.type.value for event in town.ask(journal.of_ticket, ticket.id)]
    assert types == ["TicketTaken", "TicketCalled", "TicketAdmitted", "ConsultationOpened", "TicketFinished",
                     "ConsultationFinished", "ConsultationClosed"]  # fmt: skip


def test_during_the_thanks_the_clerk_already_calls_the_next(town: Musterstadt, yildiz: Desk) -> None:
    first, second = town.take_video(), town.take()
    yildiz.serve(first)
    assert yildiz.call_next().id == second.id


def test_the_journal_names_ids_only(town: Musterstadt, yildiz: Desk) -> None:
    """No code, no token, no name: what is deleted elsewhere must not live on here."""
    ticket = town.take_video()
    yildiz.serve(ticket)
    told = " ".join(str(event) for event in town.ask(journal.after, 0))
    for secret in (ticket.code, town.tokens[ticket.id], "Yildiz"):
        assert secret not in told
