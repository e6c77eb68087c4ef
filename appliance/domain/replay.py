"""The journal, read from its first row, says what every ticket is now. All times are derived from it, so it must.

Pure: rows in, tickets out. What is not in the journal is not here: language, persons, keys (the rule gives them).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from appliance.domain.journal import Event, EventType
from appliance.domain.ticket import OPEN, Channel, Outcome, ParkReason, Priority, TicketState

W, C, S, P = TicketState.WAITING, TicketState.CALLED, TicketState.SERVING, TicketState.PARKED
ANY = tuple(TicketState)


@dataclass(frozen=True)
class Story:
    """A ticket as the journal tells it; every field means what it means of a `Ticket`.

    `services`: all that it is for, where a clerk has changed them, else none.
    """

    office_id: int
    service_id: int
    channel: Channel
    at_terminal: bool
    state: TicketState = TicketState.WAITING
    called_at: datetime | None = None
    admitted_at: datetime | None = None
    finished_at: datetime | None = None
    recalls: int = 0
    recalled_at: datetime | None = None
    counter_id: int | None = None
    clerk_id: int | None = None
    terminal_id: int | None = None
    outcome: Outcome | None = None
    parked_at: datetime | None = None
    parked_for: ParkReason | None = None
    waiting_since: datetime | None = None
    resumed_at: datetime | None = None
    worked_seconds: int = 0
    for_counter_id: int | None = None
    for_clerk_id: int | None = None
    priority: Priority | None = None
    services: tuple[int, ...] = ()
    absent_since: datetime | None = None


Changes = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """From which states a row leads, and what it changes."""

    from_states: tuple[TicketState, ...]
    changes: Callable[[Event, Story], Changes]


@dataclass
class Replay:
    """`tickets` by id, and in `faults` what cannot be true. `take` the rows in their order."""

    tickets: dict[int, Story] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    _before: dict[int, tuple[int, Story]] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        if event.ticket_id is None:
            return
        if event.type is EventType.TICKET_TAKEN:
            self._begin(event, event.ticket_id)
        elif event.type is EventType.ACTION_UNDONE:
            self._undo(event, event.ticket_id)
        elif event.type in STEPS:
            self._step(event, event.ticket_id, STEPS[event.type])

    def _begin(self, event: Event, ticket_id: int) -> None:
        if ticket_id in self.tickets:
            self.faults.append(f"journal {event.id}: ticket {ticket_id} is taken twice")
        data: dict[str, Any] = event.data
        self.tickets[ticket_id] = Story(
            event.office_id or 0, data["service"], Channel(data["channel"]), data["at_terminal"],
            priority=_reason(data.get("priority")),
            waiting_since=event.at if "split_from" in data else None,
        )  # fmt: skip

    def _undo(self, event: Event, ticket_id: int) -> None:
        whose, before = self._before.pop(int(str(event.data["undone"])), (None, None))
        if whose != ticket_id or before is None:
            self.faults.append(f"journal {event.id}: undoes what was not done")
        else:
            seen = self.tickets[ticket_id].absent_since  # nobody's page opens by somebody else's undo
            self.tickets[ticket_id] = replace(before, absent_since=seen)

    def _step(self, event: Event, ticket_id: int, step: Step) -> None:
        known = self.tickets.get(ticket_id)
        if known is None or known.state not in step.from_states:
            self.faults.append(f"journal {event.id}: {event.type} of ticket {ticket_id} in {known and known.state}")
        else:
            self._before[event.id] = (ticket_id, known)
            self.tickets[ticket_id] = replace(known, **step.changes(event, known))


def replay(events: Iterable[Event]) -> Replay:
    told = Replay()
    for event in events:
        told.take(event)
    return told


def _called(event: Event, known: Story) -> Changes:
    return {"state": C, "called_at": event.at, **_here(event), "terminal_id": event.device_id, **_NOBODYS}


def _recalled(event: Event, known: Story) -> Changes:
    return {"recalls": known.recalls + 1, "recalled_at": event.at}


def _ended(state: TicketState) -> Callable[[Event, Story], Changes]:
    return lambda event, known: {"state": state, "finished_at": event.at, "terminal_id": None}


def _finished(event: Event, known: Story) -> Changes:
    outcome = Outcome(str(event.data["outcome"]))
    return {"state": TicketState.FINISHED, "finished_at": event.at, "outcome": outcome}


def _channel(event: Event, known: Story) -> Changes:
    return {"channel": Channel(str(event.data["channel"])), "at_terminal": False, "terminal_id": None}


def _checked_in(event: Event, known: Story) -> Changes:
    """A number that was taken before is for what was booked."""
    data: dict[str, Any] = event.data
    changes = {"service_id": data.get("service", known.service_id)}
    if "channel" in data:
        changes |= {"channel": Channel(data["channel"]), "at_terminal": data["at_terminal"]}
    return changes


def _parked(event: Event, known: Story) -> Changes:
    began = known.resumed_at or known.called_at or event.at
    return {
        "state": P, "parked_at": event.at, "parked_for": ParkReason(str(event.data["reason"])),
        "worked_seconds": known.worked_seconds + int((event.at - began).total_seconds()),
        **_terminal_kept_for_thanks(event),
    }  # fmt: skip


def _resumed(event: Event, known: Story) -> Changes:
    changes = {**_here(event), "resumed_at": event.at, "parked_at": None, "parked_for": None}
    if event.data.get("called"):
        return {**changes, "state": C, "terminal_id": event.device_id, "recalls": 0, "recalled_at": event.at}
    return {**changes, "state": S, "admitted_at": known.admitted_at or event.at}


def _returned(event: Event, known: Story) -> Changes:
    since = known.waiting_since if known.state is C else event.at
    return {**_AGAIN, "waiting_since": since, **_terminal_kept_for_thanks(event)}


def _transferred(event: Event, known: Story) -> Changes:
    after: Any = event.data["after"]
    changes = {name: value for name, value in after.items() if name != "listed"}
    if "channel" in changes:
        changes["channel"] = Channel(changes["channel"])
    if "listed" in after:
        changes["services"] = tuple(after["listed"])
    since = known.waiting_since if known.state in (W, C) else event.at
    return {**_AGAIN, **changes, "office_id": event.office_id, "waiting_since": since,
            **_terminal_kept_for_thanks(event)}  # fmt: skip


def _services(event: Event, known: Story) -> Changes:
    listed: Any = event.data["services"]
    services = tuple(listed)
    return {"services": services, "service_id": known.service_id if known.service_id in services else services[0]}


def _priority(event: Event, known: Story) -> Changes:
    return {"priority": _reason(event.data["reason"])}


def _presence(event: Event, known: Story) -> Changes:
    return {"absent_since": event.at if event.data["absent"] else None}


def _reason(said: object) -> Priority | None:
    return None if said is None else Priority(str(said))


def _closed(event: Event, known: Story) -> Changes:
    is_over = known.state in (TicketState.FINISHED, P, W)
    return {"terminal_id": None} if is_over and known.terminal_id == event.device_id else {}


def _here(event: Event) -> Changes:
    return {"counter_id": event.counter_id, "clerk_id": event.clerk_id}


def _terminal_kept_for_thanks(event: Event) -> Changes:
    return {} if "room" in event.data else {"terminal_id": None}


_NOBODYS: Changes = {"for_counter_id": None, "for_clerk_id": None}
_AGAIN: Changes = {
    "state": W, "called_at": None, "admitted_at": None, "recalls": 0, "recalled_at": None, "counter_id": None,
    "clerk_id": None, "parked_at": None, "parked_for": None, "resumed_at": None, "worked_seconds": 0,
}  # fmt: skip

STEPS: dict[EventType, Step] = {
    EventType.TICKET_CALLED: Step((W,), _called),
    EventType.TICKET_RECALLED: Step((C,), _recalled),
    EventType.TICKET_ADMITTED: Step((C,), lambda event, known: {"state": S, "admitted_at": event.at}),
    EventType.TICKET_NO_SHOW: Step((C,), _ended(TicketState.NO_SHOW)),
    EventType.TICKET_CANCELLED: Step((W, C, P), _ended(TicketState.CANCELLED)),
    EventType.TICKET_FINISHED: Step((S,), _finished),
    EventType.TICKET_CHANNEL_CHANGED: Step(OPEN, _channel),
    EventType.TICKET_PARKED: Step((C, S), _parked),
    EventType.TICKET_RESUMED: Step((P,), _resumed),
    EventType.TICKET_RETURNED: Step((C, S, P), _returned),
    EventType.TICKET_TRANSFERRED: Step(OPEN, _transferred),
    EventType.TICKET_SERVICES_CHANGED: Step(OPEN, _services),
    EventType.TICKET_SPLIT: Step(OPEN, _services),
    EventType.TICKET_PRIORITY_CHANGED: Step(OPEN, _priority),
    EventType.TICKET_PRESENCE_CHANGED: Step(ANY, _presence),
    EventType.TICKET_TAKEN_OVER: Step((C, S), lambda event, known: _here(event)),
    EventType.TICKET_FREED: Step((W,), lambda event, known: _NOBODYS),
    EventType.APPOINTMENT_CHECKED_IN: Step((W,), _checked_in),
    EventType.CONSULTATION_HANDED_OVER: Step((S,), lambda event, known: _here(event)),
    EventType.CONSULTATION_CLOSED: Step(ANY, _closed),
}
