"""Keeping the displayed waiting windows true: planned by reading, written in small pieces, only where they changed."""

from dataclasses import dataclass
from datetime import datetime

from appliance.domain.journal import EventType
from appliance.domain.organisation import Service
from appliance.domain.slots import minutes_for
from appliance.domain.ticket import Ticket
from appliance.estimate.window import Desk, Forecast, Window, still_holds
from appliance.store import offices, shown_windows, staff, tickets
from appliance.store.shown_windows import ShownWindow

CHANGES_NO_WINDOW = frozenset({EventType.DEVICE_PRESENCE_CHANGED, EventType.TICKET_MEDIA_CHANGED,
                               EventType.CONSULTATION_CLOSED, EventType.TICKET_RECALLED})  # fmt: skip
"""Events after which every estimate of the office stands as it was."""


@dataclass(frozen=True)
class Plan:
    """What has to be shown anew in one office."""

    office_id: int
    changed: list[ShownWindow]
    gone: list[int]
    services: dict[int, ShownWindow]


def plan(office_id: int, at: datetime) -> Plan:
    """Compare what is shown with what would be right now. Reads only."""
    minutes = offices.service_minutes()
    forecast = Forecast(_desks(office_id, minutes), at)
    shown = shown_windows.of_office(office_id)
    changed, waiting = [], set()
    for one in tickets.waiting_concerns(office_id):
        waiting.add(one.ticket_id)
        length = minutes_for([minutes[id] for id in one.services], one.persons)
        fresh = forecast.add((one.service_id, one.channel), length)
        if not _stands(shown.get(one.ticket_id), fresh, at):
            changed.append(_to_show(one.ticket_id, fresh))
    return Plan(office_id, changed, sorted(shown.keys() - waiting), _changed_services(office_id, forecast, at))


def show(office_id: int, changed: list[ShownWindow]) -> None:
    """Write windows for those who still wait; whoever was called since the plan is left out."""
    waiting = tickets.still_waiting([one.ticket_id for one in changed])
    shown_windows.show(office_id, [one for one in changed if one.ticket_id in waiting])


def finish(plan: Plan) -> None:
    """The rest of a plan: windows of those who no longer wait, and what somebody who joins now is told."""
    shown_windows.forget(plan.gone)
    for service_id, window in plan.services.items():
        shown_windows.show_service(service_id, window)


def _desks(office_id: int, minutes: dict[int, int]) -> list[Desk]:
    busy = {ticket.counter_id: ticket for ticket in tickets.active(office_id)}
    clerks = staff.clerks()
    desks = []
    for counter in staff.counters():
        if counter.office_id == office_id and counter.clerk_id is not None:
            ticket = busy.get(counter.id)
            since, length = (ticket.called_at, _length(ticket, minutes)) if ticket else (None, 0)
            desks.append(Desk(clerks[counter.clerk_id], counter, since, length))
    return desks


def _length(ticket: Ticket, minutes: dict[int, int]) -> int:
    return minutes_for([minutes[id] for id in tickets.services(ticket)], ticket.persons)


def _changed_services(office_id: int, forecast: Forecast, at: datetime) -> dict[int, ShownWindow]:
    shown = shown_windows.of_services()
    changed = {}
    for service in offices.services(office_id):
        fresh = _prospect(service, forecast)
        if not _stands(shown.get(service.id), fresh, at):
            changed[service.id] = _to_show(0, fresh)
    return changed


def _prospect(service: Service, forecast: Forecast) -> Window:
    """What somebody who joins now is told: the first channel of the service for which somebody is on duty."""
    prospects = [forecast.window((service.id, channel)) for channel in service.channels]
    return next((window for window in prospects if window.reason is None), prospects[0])


def _stands(shown: ShownWindow | None, fresh: Window, at: datetime) -> bool:
    if shown is None:
        return False
    return still_holds(Window(shown.people_ahead, shown.opens_at, shown.closes_at, shown.reason), fresh, at)


def _to_show(ticket_id: int, fresh: Window) -> ShownWindow:
    next_up = fresh.people_ahead == 0 and fresh.reason is None
    return ShownWindow(ticket_id, 0, fresh.people_ahead, fresh.opens, fresh.closes, fresh.reason, next_up)
