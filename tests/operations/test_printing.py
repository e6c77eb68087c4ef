"""A ticket on paper is printed once each time somebody wants it, and never when nobody stands there any more."""

from datetime import timedelta

import pytest

from appliance.domain.device import Equipment, Function
from appliance.domain.journal import EventType
from appliance.domain.paper import BEGUN_FOR, ORDERED_FOR, JobState, PrinterKind, PrinterSettings, PrinterState
from appliance.domain.ticket import Ticket
from appliance.operations import devices, printing, upkeep
from appliance.store import admission, journal
from appliance.store import printing as rows
from tests.conftest import Refused
from tests.town import Desk, Musterstadt

SECRET = b"the server's key"


class Kiosk:
    """One that has a printer, and an agent that says how it is."""

    def __init__(self, town: Musterstadt) -> None:
        self.town = town
        self.id = town.terminal("Kiosk Foyer", Function.TICKET).id
        town.do(printing.set_printer, self.id, PrinterSettings(PrinterKind.USB))
        self.says(PrinterState.READY)

    def says(self, state: PrinterState) -> None:
        self.town.do(devices.seen, self.id, "agent", Equipment(printer={"state": state.value}))

    def order(self, ticket: Ticket) -> int:
        job: int = self.town.do(printing.order, ticket.id, self.id)
        return job

    def begin(self, job: int) -> str:
        token: str = self.town.do(printing.begin, job, self.id, SECRET)
        return token

    def end(self, job: int, state: JobState, reason: str = "") -> None:
        self.town.do(printing.end, job, self.id, state, reason)

    def state(self, job: int) -> JobState:
        return self.town.ask(rows.by_id, job).state


@pytest.fixture
def kiosk(town: Musterstadt) -> Kiosk:
    return Kiosk(town)


def test_a_job_is_given_to_the_printer_once(town: Musterstadt, kiosk: Kiosk, refused: Refused) -> None:
    job = kiosk.order(town.take())
    kiosk.begin(job)
    with refused("print_job_is_over"):
        kiosk.begin(job)  # the agent crashed, or asked twice
    kiosk.end(job, JobState.PRINTED)
    with refused("print_job_is_over"):
        kiosk.begin(job)
    assert kiosk.state(job) is JobState.PRINTED


def test_ordering_twice_is_one_job_and_once_more_is_another(town: Musterstadt, kiosk: Kiosk) -> None:
    ticket = town.take()
    first = kiosk.order(ticket)
    assert kiosk.order(ticket) == first
    kiosk.begin(first)
    assert kiosk.order(ticket) == first
    kiosk.end(first, JobState.PRINTED)
    assert kiosk.order(ticket) != first


def test_the_backlog_is_never_printed(town: Musterstadt, kiosk: Kiosk, refused: Refused) -> None:
    """Also when nobody has looked after it in between."""
    job = kiosk.order(town.take())
    town.clock.advance(seconds=ORDERED_FOR.total_seconds())
    with refused("print_job_is_over"):
        kiosk.begin(job)
    assert town.ask(upkeep.is_due, town.clock.now())
    town.tick()
    assert kiosk.state(job) is JobState.DIED
    assert town.ask(rows.first_ordered, kiosk.id) is None


def test_what_was_begun_and_never_ended_is_unknown_and_a_late_word_mends_it(town: Musterstadt, kiosk: Kiosk) -> None:
    job = kiosk.order(town.take())
    kiosk.begin(job)
    town.tick(seconds=BEGUN_FOR.total_seconds() - 1)
    assert kiosk.state(job) is JobState.BEGUN
    town.tick(seconds=1)
    assert kiosk.state(job) is JobState.UNKNOWN
    kiosk.end(job, JobState.PRINTED)
    assert kiosk.state(job) is JobState.PRINTED
    kiosk.end(job, JobState.FAILED, "paper_out")  # nothing can follow what was printed
    assert kiosk.state(job) is JobState.PRINTED


def test_the_link_on_the_paper_opens_the_ticket_from_when_it_is_printed(town: Musterstadt, kiosk: Kiosk) -> None:
    ticket = town.take()
    token = printing.paper_token(SECRET, ticket)
    job = kiosk.order(ticket)
    assert town.ask(admission.ticket, token, town.clock.now()) is None
    assert kiosk.begin(job) == token
    found = town.ask(admission.ticket, token, town.clock.now())
    assert found is not None and found.id == ticket.id
    town.clock.advance(seconds=(admission.TICKET_LIFETIME + timedelta(seconds=1)).total_seconds())
    assert town.ask(admission.ticket, token, town.clock.now()) is None


@pytest.mark.parametrize("state", [PrinterState.PAPER_OUT, PrinterState.COVER_OPEN, PrinterState.MISSING])
def test_a_printer_that_cannot_print_gets_no_job(
    town: Musterstadt, kiosk: Kiosk, refused: Refused, state: PrinterState
) -> None:
    kiosk.says(state)
    ticket = town.take()
    with refused("printer_trouble"):
        kiosk.order(ticket)
    town.do(printing.order_where_possible, ticket.id, kiosk.id)
    assert town.ask(rows.open_of_ticket, ticket.id) is None


def test_a_device_without_an_agent_or_without_a_printer_prints_nothing(
    town: Musterstadt, kiosk: Kiosk, refused: Refused
) -> None:
    ticket = town.take()
    town.clock.advance(minutes=5)  # its agent has not been heard of
    with refused("printer_trouble"):
        kiosk.order(ticket)
    kiosk.says(PrinterState.READY)
    town.do(printing.set_printer, kiosk.id, None)
    with refused("no_printer"):
        kiosk.order(ticket)


def test_what_is_over_is_not_printed(town: Musterstadt, kiosk: Kiosk, yildiz: Desk, refused: Refused) -> None:
    ticket = town.take()
    yildiz.serve(ticket)
    with refused("wrong_state"):
        kiosk.order(ticket)


def test_another_device_neither_begins_nor_ends_it(town: Musterstadt, kiosk: Kiosk, refused: Refused) -> None:
    other = town.terminal("Kiosk 2", Function.TICKET).id
    job = kiosk.order(town.take())
    with refused("unknown_print_job"):
        town.do(printing.begin, job, other, SECRET)
    with refused("unknown_print_job"):
        town.do(printing.end, job, other, JobState.PRINTED, "")


def test_the_journal_says_what_became_of_it(town: Musterstadt, kiosk: Kiosk) -> None:
    ticket = town.take()
    job = kiosk.order(ticket)
    kiosk.end(job, JobState.FAILED, "paper_out")
    kinds = (EventType.TICKET_PRINT_ORDERED, EventType.TICKET_PRINT_BEGUN, EventType.TICKET_PRINT_ENDED)
    ordered, ended = [event for event in town.ask(journal.of_ticket, ticket.id) if event.type in kinds]
    assert (ordered.device_id, ordered.data) == (kiosk.id, {"job": job})
    assert ended.data == {"job": job, "state": "failed", "reason": "paper_out"}
