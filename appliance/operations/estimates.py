"""Keeping the displayed waiting windows true: planned by reading, written in small pieces, only where they changed."""

from dataclasses import dataclass, field
from datetime import datetime

from appliance.domain.journal import EventType
from appliance.domain.organisation import Service
from appliance.estimate.display import Shown, shown
from appliance.estimate.interval import Interval
from appliance.estimate.learner import Learner
from appliance.estimate.office import Estimate, OfficeEstimate
from appliance.estimate.state import OfficeState
from appliance.operations import office_state
from appliance.operations.office_state import minutes, moment
from appliance.store import offices, settings, shown_windows, tickets
from appliance.store.shown_windows import ShownWindow

CHANGES_NO_WINDOW = frozenset(
    {
        EventType.DEVICE_PRESENCE_CHANGED,
        EventType.TICKET_MEDIA_CHANGED,
        EventType.CONSULTATION_CLOSED,
        EventType.TICKET_RECALLED,
        EventType.HELP_CALLED,
        EventType.HELP_TAKEN,
        EventType.HELP_ENDED,
        EventType.TICKET_PRINT_ORDERED,
        EventType.TICKET_PRINT_BEGUN,
        EventType.TICKET_PRINT_ENDED,
        EventType.ANNOUNCEMENT_MADE,
        EventType.ANNOUNCEMENT_CHANGED,
        EventType.ANNOUNCEMENT_ENDED,
    }
)
"""Events after which every estimate of the office stands as it was."""


@dataclass(frozen=True)
class Plan:
    """What has to be shown anew in one office."""

    office_id: int
    changed: list[ShownWindow]
    gone: list[int]
    services: dict[int, ShownWindow]


@dataclass(frozen=True)
class Issued:
    """What a ticket was first told, to be judged by when it is called. `at` in minutes."""

    at: float
    interval: Interval


@dataclass
class Estimators:
    """What every office has learned: one object in the process that owns the store."""

    offices: dict[int, OfficeEstimate] = field(default_factory=dict)
    issued: dict[int, Issued] = field(default_factory=dict)
    """By ticket."""

    def of(self, office_id: int) -> OfficeEstimate:
        """As it was kept, or from the configured minutes alone. Reads."""
        configured = dict(office_state.configured())
        if office_id not in self.offices:
            kept = settings.get(_name(office_id))
            self.offices[office_id] = (
                OfficeEstimate(Learner(configured)) if kept is None else OfficeEstimate.from_json(configured, kept)
            )
        self.offices[office_id].learner.configure(configured)
        return self.offices[office_id]

    def plan(self, office_id: int, at: datetime) -> Plan:
        """Compare what is shown with what would be right now. Reads only."""
        state = office_state.state(office_id, at)
        services, waiting = offices.services(office_id), state.waiting
        asked = office_state.with_probes(state, services)
        found = {one.ticket_id: one for one in self.of(office_id).of(asked)}
        self._remember(state, found)
        before = shown_windows.of_office(office_id)
        fresh = [_window(one.id, found[one.id], before.get(one.id), state.at) for one in waiting]
        changed = [one for one in fresh if one != _plain(before.get(one.ticket_id))]
        gone = sorted(before.keys() - {one.id for one in waiting})
        return Plan(office_id, changed, gone, _changed_services(services, found, state.at))

    def keep(self) -> None:
        """Writes what was learned, so that a restart forgets nothing."""
        for office_id, one in self.offices.items():
            settings.put(_name(office_id), one.as_json())

    def _remember(self, state: OfficeState, found: dict[int, Estimate]) -> None:
        for one in state.waiting:
            interval = found[one.id].interval
            if interval is not None and one.present and one.id not in self.issued:
                self.issued[one.id] = Issued(state.at, interval)


def show(office_id: int, changed: list[ShownWindow]) -> None:
    """Write windows for those who still wait; whoever was called since the plan is left out."""
    waiting = tickets.still_waiting([one.ticket_id for one in changed])
    shown_windows.show(office_id, [one for one in changed if one.ticket_id in waiting])


def finish(plan: Plan) -> None:
    """The rest of a plan: windows of those who no longer wait, and what somebody who joins now is told."""
    shown_windows.forget(plan.gone)
    for service_id, window in plan.services.items():
        shown_windows.show_service(service_id, window)


def _changed_services(services: list[Service], found: dict[int, Estimate], at: float) -> dict[int, ShownWindow]:
    """What somebody who joins now is told, by service."""
    before, changed = shown_windows.of_services(), {}
    for service in services:
        if estimate := found.get(-1 - service.id):
            fresh = _window(0, estimate, before.get(service.id), at)
            if service.id not in before or _told(fresh) != _told(before[service.id]):
                changed[service.id] = fresh
    return changed


def _window(ticket_id: int, estimate: Estimate, before: ShownWindow | None, at: float) -> ShownWindow:
    if estimate.interval is None:
        return ShownWindow(ticket_id, 0, estimate.people_ahead, None, None, estimate.reason, False)
    lo, middle, hi, _ = estimate.interval
    window = shown(_shown_before(before), at, lo, middle, hi)
    next_up = estimate.people_ahead == 0
    return ShownWindow(ticket_id, 0, estimate.people_ahead, moment(window.opens), moment(window.closes), None, next_up)


def _shown_before(before: ShownWindow | None) -> Shown | None:
    if before is None or before.opens_at is None or before.closes_at is None:
        return None
    return Shown(minutes(before.opens_at), minutes(before.closes_at))


def _plain(before: ShownWindow | None) -> ShownWindow | None:
    """Without the revision, which tells nothing about what is shown."""
    return None if before is None else ShownWindow(before.ticket_id, 0, *_told(before), before.next_up)


def _told(window: ShownWindow) -> tuple[int, datetime | None, datetime | None, str | None]:
    return window.people_ahead, window.opens_at, window.closes_at, window.reason


def _name(office_id: int) -> str:
    return f"estimate:{office_id}"
