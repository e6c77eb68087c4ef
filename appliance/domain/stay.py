"""What a ticket's history says of its stays: with each service, from coming until it is over there, how long it took.

A ticket that is transferred ends one stay and begins the next. What a clerk took back has never happened.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from appliance.domain.consultation import UNDO_WINDOW
from appliance.domain.journal import Event, EventType
from appliance.domain.ticket import Channel, TicketState


class Ending(StrEnum):
    SERVED = "served"
    NO_SHOW = "no_show"
    GIVEN_UP = "given_up"  # by the citizen, or because the day was over
    HANDED_ON = "handed_on"  # to another service


@dataclass(frozen=True)
class Concern:
    """What a ticket is for, and how. Events keep what each of these was before they changed it."""

    office_id: int
    service_id: int
    channel: Channel


@dataclass(frozen=True)
class Stay:
    """`is_arrival`: the number was taken for it; False where somebody was sent on to it.

    `waited` in queues (None: never called), `way` from the call to the counter (None: never came), `work` at the
    counter without the time that it was parked (None: not over, or never begun). `ending` is None as long as it lasts.
    """

    concern: Concern
    came_at: datetime
    is_arrival: bool
    waited: timedelta | None
    way: timedelta | None
    work: timedelta | None
    ending: Ending | None


@dataclass
class _Open:
    """A stay that is being read; `spent` is the time in each state."""

    came_at: datetime
    is_arrival: bool
    state: TicketState
    since: datetime
    not_before: datetime
    """Time waited before this instant does not count: nobody is late who came early for an appointment."""

    spent: dict[TicketState, timedelta] = field(default_factory=dict)

    def become(self, state: TicketState, at: datetime) -> None:
        since = max(self.since, self.not_before) if self.state is TicketState.WAITING else self.since
        self.spent[self.state] = self.spent.get(self.state, timedelta()) + max(at - since, timedelta())
        self.spent.setdefault(state, timedelta())
        self.state, self.since = state, at

    def ended(self, concern: Concern, ending: Ending | None) -> Stay:
        was_called = TicketState.CALLED in self.spent
        was_served = TicketState.SERVING in self.spent
        return Stay(
            concern, self.came_at, self.is_arrival,
            waited=self.spent.get(TicketState.WAITING, timedelta()) if was_called else None,
            way=self.spent.get(TicketState.CALLED) if was_served else None,
            work=self.spent.get(TicketState.SERVING) if ending is not None else None,
            ending=ending,
        )  # fmt: skip


def stays(history: Iterable[Event], now: Concern, begins_at: datetime | None = None) -> list[Stay]:
    """Of one ticket, oldest first. `history`: its events, oldest first; `now`: what it is for after them.

    `begins_at`: of its appointment. Whoever was checked in by mistake has not come.
    """
    events = _stand(history)
    if _never_came(events):
        return []
    found: list[Stay] = []
    running: _Open | None = None
    before = list(_concerns_before(events, now))
    for event, concern, then in zip(events, before, [*before[1:], now], strict=False):
        if running is None:
            running = _begun(event, begins_at) if event.type is EventType.TICKET_TAKEN else None
        elif event.type is EventType.TICKET_TRANSFERRED and _place(concern) != _place(then):
            running.become(TicketState.WAITING, event.at)
            found.append(running.ended(concern, Ending.HANDED_ON))
            running = _begun(event, None)
        elif event.type in _STATES:
            running.become(_state(event), event.at)
            if event.type in _ENDINGS:
                found.append(running.ended(concern, _ENDINGS[event.type]))
                running = None
    return [*found, running.ended(now, None)] if running is not None else found


def _begun(event: Event, begins_at: datetime | None) -> _Open:
    is_arrival = event.type is EventType.TICKET_TAKEN and "split_from" not in event.data
    return _Open(event.at, is_arrival, TicketState.WAITING, event.at, begins_at or event.at)


def _place(concern: Concern) -> tuple[int, int]:
    return concern.office_id, concern.service_id


def _stand(history: Iterable[Event]) -> list[Event]:
    """Without what was taken back."""
    events = list(history)
    undone = {event.data.get("undone") for event in events if event.type is EventType.ACTION_UNDONE}
    return [event for event in events if event.type is not EventType.ACTION_UNDONE and event.id not in undone]


def _state(event: Event) -> TicketState:
    """Whoever is resumed at a terminal is called there once more."""
    return TicketState.CALLED if event.data.get("called") else _STATES[event.type]


def _never_came(events: list[Event]) -> bool:
    """One of several concerns that was joined to the others again; or a number that was made at check-in and given back
    before anything else, in the time in which that is undone."""
    types = [event.type for event in events]
    if any("joined" in event.data for event in events):
        return True
    mistake = [EventType.TICKET_TAKEN, EventType.APPOINTMENT_CHECKED_IN, EventType.TICKET_CANCELLED]
    return types == mistake and events[2].at - events[1].at <= UNDO_WINDOW


def _concerns_before(events: list[Event], now: Concern) -> Iterator[Concern]:
    """What the ticket was for before each of these events: known from its end, as each keeps what it changed."""
    found, concern = [], now
    for event in reversed(events):
        concern = _before(event, concern)
        found.append(concern)
    return reversed(found)


def _before(event: Event, after: Concern) -> Concern:
    before: Any = event.data.get("before") or {}
    return Concern(
        before.get("office_id", after.office_id),
        before.get("service_id", after.service_id),
        Channel(before.get("channel", after.channel)),
    )


_STATES = {
    EventType.TICKET_CALLED: TicketState.CALLED,
    EventType.TICKET_ADMITTED: TicketState.SERVING,
    EventType.TICKET_PARKED: TicketState.PARKED,
    EventType.TICKET_RESUMED: TicketState.SERVING,
    EventType.TICKET_RETURNED: TicketState.WAITING,
    EventType.TICKET_TRANSFERRED: TicketState.WAITING,  # to a colleague or a counter, for the same service
    EventType.TICKET_NO_SHOW: TicketState.NO_SHOW,
    EventType.TICKET_CANCELLED: TicketState.CANCELLED,
    EventType.TICKET_FINISHED: TicketState.FINISHED,
}
"""What each of these makes of a ticket; other events leave its state."""

_ENDINGS = {
    EventType.TICKET_FINISHED: Ending.SERVED,
    EventType.TICKET_NO_SHOW: Ending.NO_SHOW,
    EventType.TICKET_CANCELLED: Ending.GIVEN_UP,
}
