"""Whatever people do in whatever order: the journal tells the same story as the tables, and no rule breaks."""

import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from appliance.domain.calling import PickReason
from appliance.domain.device import Function
from appliance.domain.errors import OfficeError
from appliance.domain.ticket import Channel, Media, Outcome
from appliance.operations import calls, consultations, guests, undoing
from appliance.operations import devices as device_operations
from appliance.operations import offices as office_operations
from appliance.operations import staff as staff_operations
from appliance.operations import tickets as ticket_operations
from appliance.operations.tickets import Order
from appliance.store.database import Store
from appliance.store.rows import database
from tests.consistency import faults
from tests.fakes import SettableClock
from tests.town import Musterstadt

CLERKS = st.integers(1, 4)
COUNTERS = st.integers(1, 4)
PLACES = st.integers(0, 30)
DEVICES = st.integers(0, 1)


class House(RuleBasedStateMachine):
    """The town hall in the morning, and what must be true of it at any time."""

    def unlock(self) -> None:
        self.directory = tempfile.TemporaryDirectory()
        path = Path(self.directory.name) / "office.sqlite"
        self.town = Musterstadt(Store(path), SettableClock(datetime(2026, 3, 2, 8, tzinfo=UTC)))
        self.tokens: list[str] = []
        self.terminals = [self.town.terminal("Terminal 1"), self.town.terminal("Kiosk 2", Function.BOTH)]
        for clerk, counter in (("yildiz", "Schalter 1"), ("kaya", "Heimarbeitsplatz 1"), ("brandt", "Schalter 2")):
            self.town.desk(clerk, counter)
        self.connection = sqlite3.connect(path)

    def teardown(self) -> None:
        if hasattr(self, "connection"):
            self.connection.close()
            self.town.store.close()
            self.directory.cleanup()

    def attempt(self, operation: Any, *arguments: Any) -> None:
        try:
            self.town.do(operation, *arguments)
        except OfficeError:
            pass

    @invariant()
    def one_story(self) -> None:
        if hasattr(self, "connection"):
            assert faults(self.connection) == []

    @invariant()
    def offices_are_as_the_journal_says(self) -> None:
        if hasattr(self, "connection"):
            told = database_rows(self.connection, "SELECT office_id, type FROM journal WHERE type IN"
                                 " ('OfficeOpened', 'OfficeClosed') ORDER BY id")  # fmt: skip
            stored = database_rows(self.connection, "SELECT id, is_open FROM office")
            assert {office: type == "OfficeOpened" for office, type in told} == dict(stored)

    @invariant()
    def counters_are_as_the_journal_says(self) -> None:
        if hasattr(self, "connection"):
            told = database_rows(
                self.connection,
                "SELECT counter_id, iif(type = 'CounterStaffed', clerk_id, NULL) FROM journal"
                " WHERE type IN ('CounterStaffed', 'CounterLeft') ORDER BY id",
            )
            stored = database_rows(self.connection, "SELECT id, clerk_id FROM counter")
            assert dict(stored) == {**dict.fromkeys(dict(stored)), **dict(told)}


class Day(House):
    """A day in the town hall. What the rules of the office refuse is refused; nothing else may go wrong."""

    @initialize()
    def morning(self) -> None:
        self.unlock()

    def some_ticket(self, place: int) -> int:
        return place % len(self.tokens) + 1 if self.tokens else 1

    @rule(service=st.integers(1, 8), channel=st.sampled_from(list(Channel)), at_terminal=st.booleans(),
          kiosk=st.none() | DEVICES)  # fmt: skip
    def take(self, service: int, channel: Channel, at_terminal: bool, kiosk: int | None) -> None:
        device_id = None if kiosk is None else self.terminals[kiosk].id
        token = f"t_{len(self.tokens)}"
        order = Order(service, channel, at_terminal, device_id=device_id)
        before = self.count()
        self.attempt(ticket_operations.take_ticket, order, token)
        if self.count() > before:
            self.tokens.append(token)

    @rule()
    def take_for_a_terminal(self) -> None:
        self.take(3, Channel.VIDEO, True, None)

    @rule(clerk=CLERKS, counter=COUNTERS)
    def call_next(self, clerk: int, counter: int) -> None:
        self.attempt(calls.call_next, counter, clerk)

    @rule()
    def call_next_where_people_sit(self) -> None:
        for counter, clerk in database_rows(self.connection, "SELECT id, clerk_id FROM counter WHERE clerk_id > 0"):
            self.attempt(calls.call_next, counter, clerk)

    @rule(clerk=CLERKS, counter=COUNTERS, place=PLACES)
    def call(self, clerk: int, counter: int, place: int) -> None:
        self.attempt(calls.call_ticket, counter, clerk, self.some_ticket(place), PickReason.QUICK)

    @rule(action=st.sampled_from([calls.recall, calls.admit, calls.no_show]), place=PLACES)
    def act(self, action: Any, place: int) -> None:
        for ticket, counter, clerk in self.active(place):
            self.attempt(action, counter, clerk, ticket)

    @rule(outcome=st.sampled_from(list(Outcome)), place=PLACES)
    def finish(self, outcome: Outcome, place: int) -> None:
        for ticket, counter, clerk in self.active(place):
            self.attempt(calls.finish, counter, clerk, ticket, outcome)

    @rule(clerk=CLERKS, counter=COUNTERS)
    def undo(self, clerk: int, counter: int) -> None:
        last = self.town.ask(undoing.undoable, counter, clerk, self.town.clock.now())
        self.attempt(undoing.undo, counter, clerk, last.id if last else 1)

    @rule(colleague=CLERKS, stays=st.booleans())
    def hand_over(self, colleague: int, stays: bool) -> None:
        """A colleague comes, and perhaps takes over."""
        for consultation, clerk in database_rows(self.connection, "SELECT id, clerk_id FROM consultation"):
            self.attempt(guests.ask_colleague, consultation, clerk, colleague)
            for (guest,) in database_rows(self.connection, f"SELECT id FROM guest WHERE clerk_id = {colleague}"):
                self.attempt(guests.answer, guest, colleague, True)
                self.attempt(consultations.hold, consultation, clerk, True)
                if not stays:
                    self.attempt(consultations.hand_over, consultation, clerk, guest)

    @rule(device=DEVICES, right=st.booleans())
    def confirm(self, device: int, right: bool) -> None:
        terminal = self.terminals[device].id
        for (code,) in database_rows(self.connection, f"SELECT code FROM ticket WHERE terminal_id = {terminal}"):
            self.attempt(consultations.confirm_by_code, terminal, code if right else "000000")

    @rule(device=DEVICES, place=PLACES)
    def show(self, device: int, place: int) -> None:
        token = self.tokens[place % len(self.tokens)] if self.tokens else ""
        self.attempt(consultations.confirm_by_token, self.terminals[device].id, token)

    @rule(place=PLACES)
    def cancel(self, place: int) -> None:
        self.attempt(ticket_operations.cancel, self.some_ticket(place))

    @rule(place=PLACES, media=st.sampled_from(list(Media)))
    def change_media(self, place: int, media: Media) -> None:
        self.attempt(ticket_operations.change_media, self.some_ticket(place), media)

    @rule(place=PLACES, channel=st.sampled_from(list(Channel)))
    def change_channel(self, place: int, channel: Channel) -> None:
        self.attempt(ticket_operations.change_channel, self.some_ticket(place), channel)

    @rule(place=PLACES, clerk=CLERKS, counter=COUNTERS, channel=st.sampled_from(list(Channel)))
    def switch_channel(self, place: int, clerk: int, counter: int, channel: Channel) -> None:
        self.attempt(calls.change_channel, counter, clerk, self.some_ticket(place), channel, "")

    @rule(seconds=st.sampled_from([1, 5, 9, 10, 30, 60, 3600, 50_000]))
    def time_passes(self, seconds: int) -> None:
        self.town.tick(seconds=seconds)

    @rule(device=DEVICES)
    def terminal_is_seen(self, device: int) -> None:
        self.terminals[device].is_seen()

    @rule(device=DEVICES)
    def revoke(self, device: int) -> None:
        self.attempt(device_operations.revoke, self.terminals[device].id)

    @rule(clerk=CLERKS, counter=st.none() | COUNTERS)
    def sit(self, clerk: int, counter: int | None) -> None:
        self.attempt(staff_operations.take_counter, clerk, counter)

    @rule(office=st.integers(1, 3), is_open=st.booleans())
    def open_or_close(self, office: int, is_open: bool) -> None:
        self.attempt(office_operations.set_open, office, is_open, 3)

    def active(self, place: int) -> list[tuple[int, int, int]]:
        """Sometimes all active tickets' own clerks, sometimes one ticket with its clerk."""
        rows = database_rows(
            self.connection, "SELECT id, counter_id, clerk_id FROM ticket WHERE state IN ('called', 'serving')"
        )
        return rows if place % 3 else rows[:1]

    def count(self) -> int:
        return self.town.ask(lambda: database.execute_sql("SELECT count(*) FROM ticket").fetchone())[0]


def database_rows(connection: sqlite3.Connection, question: str) -> list[Any]:
    return connection.execute(question).fetchall()


TestDay = Day.TestCase
TestDay.settings = settings(
    max_examples=40, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
