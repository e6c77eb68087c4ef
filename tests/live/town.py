"""A town hall as the live process sees it: written with the store's own functions, one event at a time."""

import socket
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from appliance.config import Config
from appliance.domain.admission import PartRole
from appliance.domain.consultation import ConsultationState
from appliance.domain.device import Function
from appliance.domain.journal import EventType
from appliance.domain.organisation import ServiceSettings
from appliance.domain.staff import Role
from appliance.domain.ticket import Channel, Media, Origin, TicketState
from appliance.operations import consultations as operations
from appliance.operations import guests as guest_operations
from appliance.operations.tickets import office_day
from appliance.store import accounts, consultations, devices, guests, journal, offices, shown_windows, staff, tickets
from appliance.store.database import Store
from appliance.store.shown_windows import ShownWindow

CLERK_COOKIE = "session-of-alice-" + "a" * 30
BOB_COOKIE = "session-of-bob-" + "b" * 30
TERMINAL_TOKEN = "d_" + "k" * 43


class Town:
    """One open office with a service, two counters, the clerks alice and bob, and a terminal."""

    def __init__(self, data: Path) -> None:
        self.config = Config(data=data)
        self._rope = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._rope.setblocking(False)
        self.rings = True
        self._store = Store(self.config.database, on_commit=self._ring)
        self.write = self._store.write
        self.write(self._found)

    def close(self) -> None:
        self._store.close()
        self._rope.close()

    def _ring(self) -> None:
        if self.rings:
            with suppress(OSError):  # live is away; it reads the journal when it is back
                self._rope.sendto(b"", str(self.config.bell))

    def _found(self) -> None:
        department = offices.add_department(offices.add_organisation("Musterstadt", "Europe/Berlin"), "Bürgerdienste")
        self.office = offices.add(department, "Bürgerbüro", "A", "Erdgeschoss", True, 100_000, 60)
        self.other_office = offices.add(department, "Standesamt", "B", "", True, 100, 60)
        self.service = offices.add_service(self.office, ServiceSettings("Ausweis", minutes=10))
        self.counter, self.other_counter = (staff.add_counter(self.office, name, False) for name in ("1", "2"))
        self.alice, self.bob = (staff.add_clerk(n, n, "", [Role.CLERK], [self.service]) for n in ("alice", "bob"))
        staff.add_session(CLERK_COOKIE, self.alice, now() + timedelta(hours=8))
        self.terminal = devices.add(self.office, "Terminal 1", "Foyer", Function.TERMINAL)
        devices.enrol(self.terminal, TERMINAL_TOKEN)

    def take_ticket(self, at_terminal: bool = False) -> int:
        return self.take_tickets(1, at_terminal)[0]

    def take_tickets(self, count: int, at_terminal: bool = False) -> list[int]:
        """Ids of new waiting tickets; `token_of` gives their tokens."""
        return self.write(lambda: [self._insert_ticket(at_terminal) for _ in range(count)])

    def _insert_ticket(self, at_terminal: bool) -> int:
        at = now()
        sequence = tickets.next_sequence(self.office, office_day(at))
        return tickets.insert(
            office_id=self.office, service_id=self.service, number=f"A{sequence:03}", code="482913",
            channel=Channel.VIDEO, at_terminal=at_terminal, media=Media.CAMERA, origin=Origin.WEB, language="de",
            taken_at=at, queue_key=at, device_id=None, day=office_day(at), token=token_of(sequence),
        )  # fmt: skip

    def happens(self, type: EventType, **subjects: Any) -> int:
        """One row of the journal; its id."""
        return self.write(lambda: journal.append(now(), type, **subjects))

    def open_consultation(self, ticket_id: int) -> int:
        """The ticket is served by alice, at the terminal if it is a ticket for one."""
        return self.write(lambda: self._serve(ticket_id))

    def _serve(self, ticket_id: int) -> int:
        ticket = tickets.by_id(ticket_id)
        terminal = self.terminal if ticket.at_terminal else None
        tickets.change(
            ticket, state=TicketState.SERVING.value, counter_id=self.counter, clerk_id=self.alice, terminal_id=terminal
        )
        consultation = consultations.open(tickets.by_id(ticket_id), now())
        self._append(EventType.CONSULTATION_OPENED, consultation)
        return consultation

    def finish(self, consultation: int) -> None:
        self.write(lambda: self._end(consultation, EventType.CONSULTATION_FINISHED))

    def reopen(self, consultation: int) -> None:
        self.write(lambda: self._end(consultation, EventType.CONSULTATION_REOPENED))

    def close_consultation(self, consultation: int) -> None:
        self.write(lambda: self._end(consultation, EventType.CONSULTATION_CLOSED))

    def end_at_once(self, consultation: int) -> None:
        """Finished and closed in one commit: whoever reads the first event finds the store at the second."""

        def operation() -> None:
            self._end(consultation, EventType.CONSULTATION_FINISHED)
            self._end(consultation, EventType.CONSULTATION_CLOSED)

        self.write(operation)

    def _end(self, consultation: int, type: EventType) -> None:
        before, after = _STEPS[type]
        assert consultations.set_state(consultation, before, after, now())
        self._append(type, consultation)

    def _append(self, type: EventType, consultation: int) -> None:
        journal.append(now(), type, office=self.office, consultation=consultation, device=self.terminal)

    def hold(self, consultation: int, is_held: bool) -> None:
        self.write(lambda: operations.hold(consultation, self.alice, is_held, now()))

    def invite_guest(self, consultation: int, name: str = "Frau Demir", sequence: int = 1) -> int:
        """An interpreter, who has `guest_token_of(sequence)`."""
        token = guest_token_of(sequence)
        return self.write(lambda: guests.add(consultation, PartRole.INTERPRETER, name, now(), token=token))

    def let_in(self, guest: int) -> None:
        def operation() -> None:
            found = guests.by_id(guest)
            guest_operations.knock(guest, found.name, now())
            guest_operations.admit(found.consultation_id, self.alice, guest, now())

        self.write(operation)

    def ask_bob(self, consultation: int) -> int:
        """Bob, at the other counter, is asked and comes."""

        def operation() -> int:
            staff.add_session(BOB_COOKIE, self.bob, now() + timedelta(hours=8))
            staff.seat(self.other_counter, self.bob)
            guest = guest_operations.ask_colleague(consultation, self.alice, self.bob, now())
            guest_operations.answer(guest, self.bob, True, now())
            return guest

        return self.write(operation)

    def dismiss(self, consultation: int, guest: int) -> None:
        self.write(lambda: guest_operations.dismiss(consultation, self.alice, guest, now()))

    def hand_over(self, consultation: int, guest: int) -> None:
        self.write(lambda: operations.hand_over(consultation, self.alice, guest, now()))

    def revoke_terminal(self) -> None:
        def operation() -> None:
            devices.revoke(self.terminal)
            journal.append(now(), EventType.DEVICE_REVOKED, office=self.office, device=self.terminal)

        self.write(operation)

    def move_terminal_to(self, office: int) -> None:
        def operation() -> None:
            devices.assign(self.terminal, office_id=office)
            journal.append(now(), EventType.DEVICE_CHANGED, office=self.office, device=self.terminal)

        self.write(operation)

    def sign_alice_out(self) -> None:
        def operation() -> None:
            staff.end_session(CLERK_COOKIE)
            journal.append(now(), EventType.STAFF_SIGNED_OUT, clerk=self.alice)

        self.write(operation)

    def retire_alice(self) -> None:
        def operation() -> None:
            accounts.retire(self.alice, now())
            journal.append(now(), EventType.CLERK_CHANGED, clerk=self.alice, data={"by": self.bob})

        self.write(operation)

    def show_window(self, ticket_id: int, people_ahead: int) -> None:
        shown = ShownWindow(ticket_id, 0, people_ahead, now(), now() + timedelta(minutes=5), None, people_ahead == 0)
        self.write(lambda: shown_windows.show(self.office, [shown]))


def token_of(sequence: int) -> str:
    """The token of the nth ticket of a town."""
    return f"t_{sequence:043}"


def guest_token_of(sequence: int) -> str:
    return f"g_{sequence:043}"


def now() -> datetime:
    return datetime.now(UTC)


_STEPS = {
    EventType.CONSULTATION_FINISHED: (ConsultationState.OPEN, ConsultationState.FINISHED),
    EventType.CONSULTATION_REOPENED: (ConsultationState.FINISHED, ConsultationState.OPEN),
    EventType.CONSULTATION_CLOSED: (ConsultationState.FINISHED, ConsultationState.CLOSED),
}
