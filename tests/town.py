"""Musterstadt in a test: its offices, the clerks at their desks, and the citizens who come."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from appliance import musterstadt
from appliance.domain.calling import PickReason
from appliance.domain.device import Function
from appliance.domain.staff import Counter, Role
from appliance.domain.ticket import Channel, Origin, Outcome, Ticket, TicketState
from appliance.operations import calls, consultations, devices, set_up, staff, tickets, undoing, upkeep
from appliance.operations.desk_actions import Action
from appliance.operations.tickets import Order
from appliance.store import offices
from appliance.store import staff as staff_rows
from appliance.store import tickets as ticket_rows
from appliance.store.database import Store
from tests.fakes import SettableClock


class Musterstadt:
    """The demo's town, set up in a store. `do` runs an operation now, `ask` a question."""

    def __init__(self, store: Store, clock: SettableClock) -> None:
        self.store, self.clock = store, clock
        self.do(set_up.create, musterstadt.TOWN, {clerk.sign_in_name: "" for clerk in musterstadt.TOWN.clerks})
        self.ask = store.read
        self.offices = {office.name: office for office in self.ask(offices.all)}
        self.services = {service.name: service for service in self.ask(offices.services)}
        self.citizens_office = self.offices[musterstadt.CITIZENS_OFFICE.name]
        self.id_card = self.services[musterstadt.ID_CARD.name]
        self.residence = self.services[musterstadt.RESIDENCE.name]
        self.vehicle = self.services[musterstadt.VEHICLE_REGISTRATION.name]
        self.tokens: dict[int, str] = {}

    def do(self, operation: Callable[..., Any], *arguments: Any) -> Any:
        """Every operation takes the time as its last argument."""
        return self.store.write(operation, *arguments, self.clock.now())

    def take(self, service: Any = None, channel: Channel = Channel.ON_SITE, **order: Any) -> Ticket:
        """Somebody takes a ticket, for registering a residence if nothing else is said; `tokens` keeps its token."""
        token = f"t_{secrets.token_urlsafe(32)}"
        wanted = Order((service or self.residence).id, channel, **order)
        ticket_id = self.do(tickets.take_ticket, wanted, token)
        self.tokens[ticket_id] = token
        return self.ticket(ticket_id)

    def take_video(self, **order: Any) -> Ticket:
        return self.take(self.residence, Channel.VIDEO, **order)

    def take_at_terminal(self, **order: Any) -> Ticket:
        return self.take_video(at_terminal=True, origin=Origin.KIOSK, **order)

    def ticket(self, ticket: int | Ticket) -> Ticket:
        """As it is now."""
        return self.ask(ticket_rows.by_id, ticket if isinstance(ticket, int) else ticket.id)

    def state(self, ticket: Ticket) -> TicketState:
        return self.ticket(ticket).state

    def counter(self, name: str) -> Counter:
        return next(counter for counter in self.ask(staff_rows.counters) if counter.name == name)

    def clerk_id(self, sign_in_name: str) -> int:
        found = self.ask(staff_rows.credentials, sign_in_name)
        assert found is not None
        return found[0]

    def desk(self, sign_in_name: str, counter: str) -> "Desk":
        """The clerk sits down there."""
        desk = Desk(self, self.clerk_id(sign_in_name), self.counter(counter).id)
        self._sit_down(desk.clerk_id, desk.counter_id)
        return desk

    def further_desk(self, name: str) -> "Desk":
        """One more counter in the citizens' office, with a clerk of that name who can do everything there."""
        skills = [service.id for service in self.ask(offices.services, self.citizens_office.id)]
        clerk_id = self.store.write(staff_rows.add_clerk, name, name, "", [Role.CLERK], skills)
        counter_id = self.store.write(staff_rows.add_counter, self.citizens_office.id, f"Schalter {name}", False)
        self._sit_down(clerk_id, counter_id)
        return Desk(self, clerk_id, counter_id)

    def _sit_down(self, clerk_id: int, counter_id: int) -> None:
        self.do(staff.open_session, clerk_id)
        self.do(staff.take_counter, clerk_id, counter_id)

    def terminal(self, name: str = "Terminal 1", function: Function = Function.TERMINAL) -> "Terminal":
        """A device of the citizens' office that is enrolled and present."""
        device_id = self.do(devices.register, self.citizens_office.id, name, "Foyer", function)
        code, _ = self.do(devices.issue_code, device_id)
        _, token = self.do(devices.enrol, code)
        terminal = Terminal(self, device_id, token)
        terminal.is_seen()
        return terminal

    def tick(self, **later: float) -> None:
        """Time passes, and upkeep does what is due."""
        self.clock.advance(**later)
        self.do(upkeep.tick)


@dataclass(frozen=True)
class Desk:
    """A clerk at a counter."""

    town: Musterstadt
    clerk_id: int
    counter_id: int

    def call_next(self) -> Ticket:
        return self.act(calls.call_next).ticket

    def call(self, ticket: Ticket, reason: PickReason | None = PickReason.OTHER) -> Ticket:
        return self.act(calls.call_ticket, ticket.id, reason).ticket

    def recall(self, ticket: Ticket) -> Action:
        return self.act(calls.recall, ticket.id)

    def admit(self, ticket: Ticket) -> Action:
        return self.act(calls.admit, ticket.id)

    def no_show(self, ticket: Ticket) -> Action:
        return self.act(calls.no_show, ticket.id)

    def finish(self, ticket: Ticket, outcome: Outcome = Outcome.DONE) -> Action:
        return self.act(calls.finish, ticket.id, outcome)

    def serve(self, ticket: Ticket) -> None:
        """From the call to the end."""
        self.call(ticket)
        self.admit(ticket)
        self.finish(ticket)

    def undo(self) -> Ticket:
        """Take the last action back. `undo_too_late` when there is none."""
        last = self.undoable()
        return self.act(undoing.undo, last.id if last else 0)

    def undoable(self) -> Any:
        return self.town.ask(undoing.undoable, self.counter_id, self.clerk_id, self.town.clock.now())

    def act(self, operation: Callable[..., Any], *arguments: Any) -> Any:
        return self.town.do(operation, self.counter_id, self.clerk_id, *arguments)


@dataclass(frozen=True)
class Terminal:
    """A video terminal in the foyer."""

    town: Musterstadt
    id: int
    token: str

    def is_seen(self, face: str = "browser") -> None:
        self.town.do(devices.seen, self.id, face, None)

    def confirm(self, code: str) -> int:
        """The id of the consultation that begins."""
        return self.town.do(consultations.confirm_by_code, self.id, code)

    def show(self, token: str) -> int:
        """The QR code of a ticket is held before the camera."""
        return self.town.do(consultations.confirm_by_token, self.id, token)
