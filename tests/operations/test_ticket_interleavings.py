"""Clerks and citizens do what they like in whatever order: nobody is lost, nobody loses number or place, what is taken
back has not happened, and the journal tells the same story as the tables.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from appliance.domain import queue
from appliance.domain.calling import PickReason
from appliance.domain.consultation import ConsultationState
from appliance.domain.errors import OfficeError
from appliance.domain.staff import CONSOLE_LIFETIME, PauseReason
from appliance.domain.ticket import ACTIVE, OPEN, Channel, Origin, Outcome, ParkReason, Priority, Ticket, TicketState
from appliance.operations import (
    away,
    calls,
    concerns,
    consultations,
    parking,
    pauses,
    priorities,
    reception,
    takeovers,
    transfers,
)
from appliance.operations import staff as staff_operations
from appliance.operations import tickets as ticket_operations
from appliance.operations.terminals import free_terminals
from appliance.operations.tickets import Order
from appliance.operations.transfers import Target
from appliance.operations.undoing import undo, undoable
from appliance.store import consultations as consultation_rows
from appliance.store import offices, staff
from appliance.store import tickets as ticket_rows
from tests.operations.test_journal import House, database_rows

CHANCE = st.integers(0, 2**32 - 1).map(Random)
COLLEAGUES, SEATS = (1, 2, 3, 4), (1, 2, 3, 4)


class DeskDay(House):
    """What the rules of the office refuse is refused; nothing else may go wrong."""

    @initialize(chance=CHANCE)
    def morning(self, chance: Random) -> None:
        self.unlock()
        self.numbers: dict[int, tuple[Any, ...]] = {}
        for _ in range(6):
            self.take(chance)

    def take(self, chance: Random) -> None:
        """Somebody, in a way in which the service is offered."""
        service = chance.choice(self.town.ask(offices.services))
        channel = chance.choice(service.channels)
        at_terminal = channel is Channel.VIDEO and chance.random() < 0.5
        origin = Origin.KIOSK if at_terminal else Origin.WEB
        self.attempt(
            ticket_operations.take_ticket, Order(service.id, channel, at_terminal, origin=origin), self.token()
        )

    def token(self) -> str:
        self.tokens.append(f"t_{len(self.tokens)}")
        return self.tokens[-1]

    @rule(chance=CHANCE)
    def a_citizen_acts(self, chance: Random) -> None:
        ticket = chance.choice(self.tickets() or [None])
        if ticket is None or chance.random() < 0.5:
            self.take(chance)
        elif ticket.terminal_id is not None and chance.random() < 0.8:
            self.attempt(consultations.confirm_by_code, ticket.terminal_id, ticket.code)
        elif chance.random() < 0.3:
            self.attempt(ticket_operations.cancel, ticket.id)
        else:
            self.attempt(ticket_operations.change_channel, ticket.id, chance.choice(list(Channel)))

    @rule(chance=CHANCE)
    def citizens_close_and_open_their_pages(self, chance: Random) -> None:
        watched = self.town.ask(away.watched)
        here = [one.ticket_id for one in watched.waiters if one.absent_since is None and chance.random() < 0.5]
        gone = [one.ticket_id for one in watched.waiters if one.absent_since is not None and chance.random() < 0.5]
        self.town.do(away.changed, here, [*gone, *watched.reached_otherwise])

    @rule(chance=CHANCE)
    def clerks_act(self, chance: Random) -> None:
        for counter, clerk in self.seats():
            self.act(counter, clerk, chance)

    @rule(chance=CHANCE)
    def a_clerk_takes_it_back(self, chance: Random) -> None:
        counter, clerk = chance.choice(self.seats() or [(0, 0)])
        before = self.everything()
        action = self.act(counter, clerk, chance) if counter else None
        if action is None or not action.id or self.town.ask(undoable, counter, clerk, self.town.clock.now()) is None:
            return  # refused, nothing to change, or what is not taken back but done the other way round
        self.town.clock.advance(seconds=chance.choice([0, 3, 10]))
        self.town.do(undo, counter, clerk, action.id)
        assert self.everything() == before, action

    @rule(chance=CHANCE)
    def the_reception_acts(self, chance: Random) -> None:
        """And takes it back as if it had not been, or leaves it so."""
        ticket = chance.choice([one.id for one in self.tickets() if one.state in OPEN] or [0])
        deeds = [(reception.give_back,), (reception.set_priority, chance.choice([None, *Priority]))]
        self.at_the_reception(chance, ticket, *chance.choice(deeds))

    def at_the_reception(self, chance: Random, ticket: int, operation: Any, *arguments: Any) -> None:
        before = self.everything()
        deed = self.tried(operation, COLLEAGUES[0], ticket, *arguments)
        if deed is not None and chance.random() < 0.6:
            self.town.do(reception.undo, COLLEAGUES[0], ticket, deed.id)
            assert self.everything() == before

    @rule(chance=CHANCE)
    def the_next_is_called(self, chance: Random) -> None:
        counter, clerk = chance.choice(self.seats() or [(0, 0)])
        able = self.town.ask(self.callable_at, counter, clerk) if counter else []
        called = self.tried(calls.call_next, counter, clerk) if counter else None
        if called is not None:
            assert called.ticket.id == able[0]

    @rule(chance=CHANCE)
    def clerks_come_and_go(self, chance: Random) -> None:
        clerk, counter = chance.choice(COLLEAGUES), chance.choice([None, *SEATS, *SEATS])
        self.attempt(staff_operations.take_counter, clerk, counter)

    @rule(chance=CHANCE)
    def clerks_rest(self, chance: Random) -> None:
        for counter, clerk in self.seats():
            deed = chance.choice(["pause", "end", "skill", "seen", "seen"])
            if deed == "pause":
                self.attempt(pauses.pause, counter, clerk, chance.choice(list(PauseReason)))
            elif deed == "end":
                self.attempt(pauses.end_pause, counter, clerk)
            elif deed == "seen":
                self.town.do(takeovers.seen, clerk)
            else:
                service = chance.choice(self.town.ask(offices.services)).id
                self.attempt(pauses.set_skill, counter, clerk, service, chance.random() < 0.7)

    @rule(chance=CHANCE)
    def a_console_vanishes(self, chance: Random) -> None:
        """And the reception puts somebody back; a colleague, if there is one, goes on with whoever is still there."""
        seats = self.seats()
        for _, clerk in seats:
            self.town.do(takeovers.seen, clerk)
        self.town.tick(seconds=CONSOLE_LIFETIME.total_seconds())
        for counter, clerk in chance.sample(seats, len(seats) // 2):
            self.town.do(takeovers.seen, clerk)
            left = [one.id for one, _ in self.town.ask(takeovers.left_alone)]
            self.at_the_reception(chance, chance.choice(left or [0]), reception.put_back)
            self.office = self.town.ask(staff.counter, counter).office_id
            self.tried(takeovers.take_over, counter, clerk, self.some(chance, TicketState.SERVING))

    @rule(seconds=st.sampled_from([1, 5, 9, 11, 30, 200]))
    def time_passes(self, seconds: int) -> None:
        self.town.tick(seconds=seconds)
        for terminal in self.terminals:
            terminal.is_seen()
        assert self.town.ask(transfers.lost, self.town.clock.now()) == []

    @invariant()
    def everybody_keeps_number_and_place(self) -> None:
        for ticket in self.tickets():
            kept = (ticket.number, ticket.taken_at)
            assert self.numbers.setdefault(ticket.id, kept) == kept
            assert ticket.queue_key == self.town.ask(right_key, ticket)

    @invariant()
    def nobody_is_lost(self) -> None:
        """Whoever waits is in one queue and nowhere else; whoever is parked is seen; who is served is at a counter."""
        for ticket in self.tickets():
            if ticket.state is TicketState.WAITING:
                assert (ticket.counter_id, ticket.called_at, ticket.parked_at) == (None, None, None)
            elif ticket.state in ACTIVE:
                assert ticket.counter_id is not None and ticket.parked_at is None
            elif ticket.state is TicketState.PARKED:
                assert ticket.id in [one.id for one in self.town.ask(ticket_rows.parked, ticket.office_id)]

    def act(self, counter: int, clerk: int, chance: Random) -> Any:
        """One of the things that make sense now; the action, or None where it is refused."""
        here = self.town.ask(ticket_rows.at_counter, counter)
        self.office = self.town.ask(staff.counter, counter).office_id
        if here is None:
            deeds = [*self.at_a_free_counter(chance), *self.with_any(chance, self.some(chance, *OPEN))]
        else:
            deeds = [*self.with_somebody_here(chance, here), *self.with_any(chance, here.id)]
        operation, *arguments = chance.choice(deeds)
        return self.tried(operation, counter, clerk, *arguments)

    def at_a_free_counter(self, chance: Random) -> Iterator[tuple[Any, ...]]:
        for _ in range(4):
            yield (calls.call_next,)
        yield (calls.call_ticket, self.some(chance, TicketState.WAITING), chance.choice(list(PickReason)))
        for _ in range(3):
            yield (parking.resume, self.some(chance, TicketState.PARKED))
        yield (parking.give_back, self.some(chance, TicketState.PARKED))
        yield (takeovers.take_over, self.some(chance, TicketState.SERVING))

    def with_somebody_here(self, chance: Random, here: Ticket) -> Iterator[tuple[Any, ...]]:
        yield (calls.recall, here.id)
        yield (calls.no_show, here.id)
        yield (parking.give_back, here.id)
        for _ in range(3):
            yield (calls.admit, here.id)
            yield (parking.park, here.id, chance.choice(list(ParkReason)))
        yield (calls.finish, here.id, chance.choice(list(Outcome)))
        yield (calls.change_channel, here.id, chance.choice(list(Channel)), "030 1")

    def with_any(self, chance: Random, ticket_id: int) -> Iterator[tuple[Any, ...]]:
        service = chance.choice(self.town.ask(offices.services)).id
        near = chance.choice(self.town.ask(offices.services, self.office)).id
        yield (transfers.transfer, ticket_id, Target(service_id=service))
        yield (transfers.transfer, ticket_id, Target(counter_id=chance.choice(SEATS)))
        yield (transfers.transfer, ticket_id, Target(clerk_id=chance.choice(COLLEAGUES)))
        yield (concerns.add_service, ticket_id, near)
        yield (concerns.add_service, ticket_id, near)
        known = self.town.ticket(ticket_id).services if ticket_id else (service,)
        yield (concerns.remove_service, ticket_id, chance.choice(known))
        yield (concerns.split, ticket_id, chance.choice(known))
        yield (priorities.set_priority, ticket_id, chance.choice([None, *Priority]))

    def some(self, chance: Random, *states: TicketState) -> int:
        """A ticket of the clerk's office, 0 where there is none."""
        found = [one.id for one in self.tickets() if one.state in states and one.office_id == self.office]
        return chance.choice(found) if found else 0

    def tried(self, operation: Any, *arguments: Any) -> Any:
        try:
            return self.town.do(operation, *arguments)
        except OfficeError:
            return None

    def callable_at(self, counter_id: int, clerk_id: int) -> list[int]:
        """In the order of the rule (design 5), of those who wait in this office for somebody like this clerk."""
        counter, clerk = staff.counter(counter_id), staff.clerk(clerk_id)
        free = len(free_terminals(counter.office_id, self.town.clock.now()))
        waiting = sorted(ticket_rows.waiting(counter.office_id), key=lambda one: (one.queue_key, one.id))
        can = calls.colleague_who_can(counter)
        return [one.id for one in waiting if queue.obstacle(one, clerk, counter, free, can) is None]

    def seats(self) -> list[tuple[int, int]]:
        return database_rows(self.connection, "SELECT id, clerk_id FROM counter WHERE clerk_id IS NOT NULL")

    def tickets(self) -> list[Ticket]:
        if not hasattr(self, "connection"):
            return []
        ids = database_rows(self.connection, "SELECT id FROM ticket")
        return self.town.ask(lambda: [ticket_rows.by_id(id) for (id,) in ids])

    def everything(self) -> Any:
        """All that an undo must bring back. A part that was split off stays, and is over. So is a room that only showed
        its thanks.
        """
        still_open = [one for one in self.tickets() if one.state in OPEN or one.outcome or one.state == "no_show"]
        running = [self.town.ask(consultation_rows.running_of_ticket, one.id) for one in still_open]
        rooms = [one for one in running if one and one.state is ConsultationState.OPEN]
        counters = database_rows(self.connection, "SELECT id, clerk_id, paused_at, paused_for FROM counter")
        return [{**vars(one), "version": 0} for one in still_open], rooms, counters


def right_key(ticket: Ticket) -> Any:
    """As the rule says; all offices here have the same credits."""
    rules = offices.by_id(ticket.office_id).calling
    key = queue.queue_key if ticket.priority is None else queue.priority_key
    return key(ticket.taken_at, ticket.due_at, rules)


TestDeskDay = DeskDay.TestCase
TestDeskDay.settings = settings(
    max_examples=15, stateful_step_count=80, deadline=None, suppress_health_check=list(HealthCheck)
)
