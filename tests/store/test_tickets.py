"""The database decides races: the conditional UPDATE and the unique constraints."""

import pytest
from peewee import IntegrityError

from appliance.domain.ticket import TicketState
from appliance.store import tickets
from appliance.store.rows import database
from tests.conftest import Refused
from tests.town import Desk, Musterstadt, Terminal


def test_of_two_who_saw_the_same_version_only_the_first_changes_it(town: Musterstadt, refused: Refused) -> None:
    seen = town.take()
    town.store.write(lambda: tickets.change(seen, recalls=1))
    with refused("taken_by_other"):
        town.store.write(lambda: tickets.change(seen, recalls=7))
    assert town.ticket(seen).recalls == 1


def test_a_change_needs_the_state_that_was_seen(town: Musterstadt, refused: Refused) -> None:
    seen = town.take()
    town.store.write(lambda: database.execute_sql("UPDATE ticket SET state = 'cancelled'"))  # the version stays
    with refused("taken_by_other"):
        town.store.write(lambda: tickets.change(seen, state=TicketState.CALLED))


def test_the_database_lets_no_counter_have_two_active_tickets(
    town: Musterstadt, yildiz: Desk, refused: Refused
) -> None:
    first, second = town.take(), town.take()
    town.store.write(lambda: tickets.change(first, state=TicketState.CALLED, counter_id=yildiz.counter_id))
    with refused("counter_busy"):
        town.store.write(lambda: tickets.change(second, state=TicketState.SERVING, counter_id=yildiz.counter_id))


def test_the_database_lets_no_terminal_have_two_tickets(
    town: Musterstadt, terminal: Terminal, refused: Refused
) -> None:
    first, second = town.take_at_terminal(), town.take_at_terminal()
    town.store.write(lambda: tickets.change(first, terminal_id=terminal.id))
    with refused("no_free_terminal"):
        town.store.write(lambda: tickets.change(second, terminal_id=terminal.id))


def test_the_database_knows_no_number_twice_on_a_day(town: Musterstadt) -> None:
    town.take(), town.take()
    with pytest.raises(IntegrityError):
        town.store.write(lambda: database.execute_sql("UPDATE ticket SET number = 'A001'"))


def test_a_snapshot_put_back_is_the_ticket_as_it_was(town: Musterstadt, yildiz: Desk) -> None:
    before = town.take()
    called = yildiz.call(before)
    columns = ("state", "called_at", "counter_id", "clerk_id")
    town.store.write(lambda: tickets.restore(called, tickets.snapshot(before, columns)))
    after = town.ticket(before)
    assert after.version == before.version + 2
    assert tickets.snapshot(after, columns) == tickets.snapshot(before, columns)


def test_tokens_are_kept_as_hashes_only(town: Musterstadt) -> None:
    ticket = town.take()
    token = town.tokens[ticket.id]
    town.store.close()
    for file in town.store.path.parent.glob("office.sqlite*"):
        assert token.encode() not in file.read_bytes()
