"""What the offices learn from their journal: how long things take, and how true the estimates were.

Nothing is learned about a person: durations go into the service, and the tickets' ids are forgotten with the next read.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from appliance.domain.consultation import UNDO_WINDOW
from appliance.domain.journal import Event, EventType
from appliance.domain.promise import Promise
from appliance.domain.ticket import ACTIVE, Ticket
from appliance.estimate.learner import Learner
from appliance.operations import office_state
from appliance.operations.estimates import Estimators, Issued
from appliance.operations.office_state import minutes
from appliance.store import appointments, journal, office_hours, promises, settings, tickets

SETTLED = UNDO_WINDOW + timedelta(seconds=5)
"""Younger events may still be taken back."""

LONGEST_GAP, LONGEST_PAUSE = 4.0, 30.0
"""Minutes between two tickets while somebody was waiting: more than a gap is a pause, more than a pause is a shift."""

LONGEST_ANNOUNCED = 240.0
"""Minutes: longer, and somebody forgot to come back on the screen."""

BATCH = 1000
SETTING = "estimates"


@dataclass
class Learning:
    """Follows the journal; `seen` is the last row that was learned from, None before the first look."""

    estimators: Estimators
    seen: int | None = None
    freed: dict[int, datetime] = field(default_factory=dict)
    """By counter: since when nobody has been there."""

    paused: dict[int, datetime] = field(default_factory=dict)
    """By counter: since when its clerk has been away for a reason that was given."""

    promises: list[Promise] = field(default_factory=list)
    """Judged and not written yet."""

    def read(self, at: datetime) -> None:
        """Learn from all that can no longer be taken back. Reads only."""
        if self.seen is None:
            kept = settings.get(SETTING)
            self.seen = journal.head() if kept is None else int(kept["seen"])
        while events := journal.after(self.seen, BATCH):
            settled = [event for event in events if event.at <= at - SETTLED]
            undone = {event.data.get("undone") for event in events if event.type is EventType.ACTION_UNDONE}
            self._learn(event for event in settled if event.id not in undone)
            if settled:
                self.seen = settled[-1].id
            if len(settled) < BATCH:
                return

    def keep(self) -> None:
        """Writes what was learned and from how far, and how the promises were kept."""
        promises.add(self.promises)
        self.promises = []
        self.estimators.keep()
        if self.seen is not None:
            settings.put(SETTING, {"seen": self.seen})

    def _learn(self, events: Iterable[Event]) -> None:
        for event in events:
            if event.type is EventType.APPOINTMENT_MISSED and event.office_id is not None:
                self.estimators.of(event.office_id).learner.appointment(None)
            if event.type in _LEAVES_NO_GAP:
                self.freed.pop(event.counter_id or 0, None)
            self._follow_pauses(event)
            learn = _FROM.get(event.type)
            if learn is not None and event.office_id is not None and event.ticket_id is not None:
                learn(self, self.estimators.of(event.office_id).learner, event, tickets.by_id(event.ticket_id))

    def _follow_pauses(self, event: Event) -> None:
        counter_id = event.counter_id or 0
        if event.type is EventType.COUNTER_PAUSED:
            self.paused.setdefault(counter_id, event.at)
        elif event.type is EventType.COUNTER_LEFT:
            self.paused.pop(counter_id, None)
        elif event.type is EventType.COUNTER_PAUSE_ENDED and event.office_id is not None:
            began = self.paused.pop(counter_id, event.at)
            lasted = minutes(event.at) - minutes(began)
            if 0 < lasted <= LONGEST_ANNOUNCED:
                self.estimators.of(event.office_id).learner.announced_pause(str(event.data["reason"]), lasted)

    def _called(self, learner: Learner, event: Event, ticket: Ticket) -> None:
        said = self.estimators.issued.pop(ticket.id, None)
        if said is not None:
            self._judge(event, ticket, said)
        since = self.freed.pop(event.counter_id or 0, None)
        if since is not None and ticket.queued_at <= since:
            idle = (event.at - since) / timedelta(minutes=1)
            if idle <= LONGEST_GAP:
                learner.gap(idle)
            elif idle <= LONGEST_PAUSE:
                learner.pause(idle)

    def _judge(self, event: Event, ticket: Ticket, said: Issued) -> None:
        waited = minutes(event.at) - said.at
        self.estimators.of(ticket.office_id).intervals.happened(said.interval, waited)
        taken = office_state.moment(said.at).astimezone(office_hours.zone())
        lo, middle, hi, _ = said.interval
        self.promises.append(
            Promise(ticket.office_id, ticket.service_id, taken.date(), taken.hour, lo, middle, hi, waited)
        )

    def _admitted(self, learner: Learner, event: Event, ticket: Ticket) -> None:
        self._came(learner, ticket, gone=False)

    def _no_show(self, learner: Learner, event: Event, ticket: Ticket) -> None:
        self._came(learner, ticket, gone=True)
        self.freed[event.counter_id or 0] = event.at

    def _came(self, learner: Learner, ticket: Ticket, *, gone: bool) -> None:
        if ticket.called_at is not None:
            learner.waited(_group(ticket), minutes(ticket.called_at) - minutes(ticket.queued_at), gone=gone)

    def _cancelled(self, learner: Learner, event: Event, ticket: Ticket) -> None:
        self.estimators.issued.pop(ticket.id, None)
        if ticket.parked_at is None and "joined" not in event.data:
            learner.waited(_group(ticket), minutes(event.at) - minutes(ticket.queued_at), cancelled=True)

    def _finished(self, learner: Learner, event: Event, ticket: Ticket) -> None:
        if ticket.at_counter_since is not None:
            learner.served(office_state.work(ticket), minutes(event.at) - minutes(ticket.at_counter_since))
        self.freed[event.counter_id or 0] = event.at

    def _left(self, learner: Learner, event: Event, ticket: Ticket) -> None:
        """Parked, passed on or given back: what it was promised does not hold any more. How long it was here says
        nothing of its service.
        """
        self.estimators.issued.pop(ticket.id, None)
        before = cast(dict[str, object], event.data.get("before", {}))
        if before.get("state") in ACTIVE and before.get("counter_id", event.counter_id) == event.counter_id:
            self.freed[event.counter_id or 0] = event.at

    def _otherwise(self, learner: Learner, event: Event, ticket: Ticket) -> None:
        """Away, back, or with another priority: what they were told when they came was about something else."""
        self.estimators.issued.pop(ticket.id, None)

    def _checked_in(self, learner: Learner, event: Event, ticket: Ticket) -> None:
        appointment = appointments.of_ticket(ticket.id)
        if appointment is not None:
            learner.appointment(minutes(event.at) - minutes(appointment.begins_at))


def _group(ticket: Ticket) -> office_state.Group:
    has_appointment = ticket.appointment_id is not None
    return office_state.group(ticket.channel, at_terminal=ticket.at_terminal, has_appointment=has_appointment)


_LEAVES_NO_GAP = (
    EventType.TICKET_RESUMED,
    EventType.TICKET_TAKEN_OVER,
    EventType.COUNTER_PAUSED,
    EventType.COUNTER_LEFT,
    EventType.CONSOLE_VANISHED,
)
"""What ends the time in which nobody was at a counter, and says nothing of how long such times are."""

_FROM: dict[EventType, Callable[[Learning, Learner, Event, Ticket], None]] = {
    EventType.TICKET_CALLED: Learning._called,
    EventType.TICKET_ADMITTED: Learning._admitted,
    EventType.TICKET_NO_SHOW: Learning._no_show,
    EventType.TICKET_CANCELLED: Learning._cancelled,
    EventType.TICKET_FINISHED: Learning._finished,
    EventType.TICKET_PARKED: Learning._left,
    EventType.TICKET_PRESENCE_CHANGED: Learning._otherwise,
    EventType.TICKET_PRIORITY_CHANGED: Learning._otherwise,
    EventType.TICKET_TRANSFERRED: Learning._left,
    EventType.TICKET_RETURNED: Learning._left,
    EventType.APPOINTMENT_CHECKED_IN: Learning._checked_in,
}
