"""Appointments that no longer fit the plan: somebody is away, a line was removed, the office is closed then.

They stay booked until somebody moves or cancels them; here they are found, so that none is forgotten.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from appliance.domain import slots as rules
from appliance.domain.appointment import Appointment, AppointmentState
from appliance.domain.slots import Frame
from appliance.domain.ticket import Channel
from appliance.operations.presence import Presence
from appliance.store import appointments, diaries, office_hours
from appliance.store.diaries import Absence

FURTHEST = timedelta(days=800)
"""Longer than any horizon of booking."""


class Reason(StrEnum):
    """Why an appointment does not fit, the first that is true."""

    ABSENT = "absent"
    NOT_STAFFED = "not_staffed"
    NOT_SKILLED = "not_skilled"
    CLOSED = "closed"


@dataclass(frozen=True)
class Conflict:
    appointment: Appointment
    reason: Reason


def of_office(office_id: int, at: datetime) -> list[Conflict]:
    """Of the confirmed appointments to come, by their beginning."""
    ahead = [one for one in appointments.of_office(office_id, at, at + FURTHEST)
             if one.state is AppointmentState.CONFIRMED]  # fmt: skip
    plan = _Plan(office_id, ahead)
    return [Conflict(one, reason) for one in ahead if (reason := plan.objection(one))]


class _Plan:
    """The office's plan for all days on which it has appointments."""

    def __init__(self, office_id: int, ahead: list[Appointment]) -> None:
        self._hours = office_hours.of_office(office_id)
        self._lines = diaries.staffing(office_id)
        self._services = {id: diaries.by_id(id).services for id in {one.diary_id for one in ahead}}
        days = [self._hours.local_day(one.begins_at) for one in ahead]
        away = diaries.absences(min(days) - timedelta(days=1), max(days)) if days else []
        self._there = {channel: self._presence(channel, away) for channel in Channel}
        self._planned = {channel: self._presence(channel, []) for channel in Channel}

    def objection(self, one: Appointment) -> Reason | None:
        within = rules.frame(self._hours.local_day(one.begins_at), self._hours.zone)
        cells = rules.taken_cells(range(rules.cell_at(one.begins_at), rules.cell_at(one.ends_at)), within)
        if cells & ~self._there[one.channel].on(within).get(one.diary_id, 0):
            is_planned = not cells & ~self._planned[one.channel].on(within).get(one.diary_id, 0)
            return Reason.ABSENT if is_planned else Reason.NOT_STAFFED
        if not self._services[one.diary_id].issuperset(one.services):
            return Reason.NOT_SKILLED
        return Reason.CLOSED if self._is_closed(one, within, cells) else None

    def _is_closed(self, one: Appointment, within: Frame, cells: int) -> bool:
        if not self._hours.is_planned:
            return False
        spans = self._hours.spans(one.channel, within.day - timedelta(days=1), within.day)
        return bool(cells & ~rules.open_cells(spans, within))

    def _presence(self, channel: Channel, away: list[Absence]) -> Presence:
        return Presence([line for line in self._lines if channel in line.channels], away, self._hours.zone)
