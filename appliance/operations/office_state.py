"""An office at one instant, read from the store and put as the estimate wants it (estimate.state)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import inf
from typing import TypedDict

from appliance.domain.appointment import AppointmentState
from appliance.domain.calling import Mode
from appliance.domain.office_hours import opening_instant
from appliance.domain.organisation import Office, Service
from appliance.domain.staff import Clerk, Counter, PauseReason
from appliance.domain.ticket import Channel, Ticket
from appliance.estimate.state import Break, Concern, Desk, Due, Group, OfficeState, Serving, Turns, Waiting, Work
from appliance.operations import opening
from appliance.store import appointments, devices, diaries, office_hours, offices, staff, tickets
from appliance.store.tickets import WaitingConcern

OVERTIME_MINUTES = 240.0
"""Who is here at closing time serves those who wait; nothing is foretold for later than that."""

OPEN_END_MINUTES = 480.0
"""The same where no closing time is known."""

DUE_BEFORE, DUE_AFTER = timedelta(minutes=30), timedelta(hours=3)
"""Appointments that may still come."""

SAME_LUNCH = 90.0
"""Minutes: a lunch of the plan that begins so soon is the one that has begun already."""

NOT_LATE = 15.0
"""Minutes before the planned end of a shift: whoever is still here then stays for longer."""


class _Pause(TypedDict):
    paused_since: float | None
    pause: str | None


def minutes(moment: datetime) -> float:
    """Any moment as minutes of one steady clock; whole ones are whole minutes on every clock."""
    return moment.timestamp() / 60


def moment(minutes: float) -> datetime:
    return datetime.fromtimestamp(minutes * 60, UTC)


def state(office_id: int, at: datetime) -> OfficeState:
    now, office = minutes(at), offices.by_id(office_id)
    desks = (*_present(office_id, at, now), *_planned(office_id, at))
    known = _Desks(desks, {counter.clerk_id: counter.id for counter in staff.counters()})
    waiting = tuple(_waiting(one, known) for one in tickets.waiting_concerns(office_id))
    due = tuple(_due(office, at, desks))
    return OfficeState(now, waiting, desks, due, tuple(_terminals(office_id, at)), _turns(office))


@dataclass(frozen=True)
class _Desks:
    """`of_clerk`: at which counter somebody is."""

    all: tuple[Desk, ...]
    of_clerk: Mapping[int | None, int]

    def only(self, counter_id: int | None, clerk_id: int | None) -> int | None:
        """The desk for which a ticket waits alone; None: any. Who comes later today has a desk too."""
        wanted = counter_id or (self.of_clerk.get(clerk_id, -clerk_id) if clerk_id else None)
        return wanted if any(desk.id == wanted for desk in self.all) else None


def _terminals(office_id: int, at: datetime) -> Iterable[Serving | None]:
    """Those that are switched on: with whom each is busy."""
    held = tickets.held_terminals()
    for device in devices.terminals(office_id):
        ticket = held.get(device.id)
        if ticket is not None and ticket.called_at is not None:
            yield Serving(work(ticket), minutes(ticket.at_counter_since or ticket.called_at))
        elif device.browser_present(at):
            yield None


def _turns(office: Office) -> Turns | None:
    rules = office.calling
    if rules.mode is not Mode.ALTERNATE:
        return None
    recent = tickets.recent_calls(office.id, rules.walk_ins_per_appointment)
    return Turns(
        rules.walk_ins_per_appointment, recent.index(True) if True in recent else rules.walk_ins_per_appointment
    )


def with_probes(state: OfficeState, services: Iterable[Service]) -> OfficeState:
    """Behind all who wait somebody who joins now for each service, takes nobody's time, and has -1 - its id as id:
    on the first of its channels on which somebody can serve it."""
    probes = tuple(_probe(service, state) for service in services if service.channels)
    return replace(state, waiting=state.waiting + probes)


def _probe(service: Service, state: OfficeState) -> Waiting:
    concerns = [(service.id, channel.value) for channel in service.channels]
    able = next((one for one in concerns if any(one in desk.concerns for desk in state.desks)), concerns[0])
    return Waiting(-1 - service.id, inf, (able,), Work(()), Group.ON_SITE, state.at)


def group(channel: Channel, *, at_terminal: bool, has_appointment: bool) -> Group:
    if has_appointment:
        return Group.APPOINTMENT
    return Group.ON_SITE if channel is Channel.ON_SITE or at_terminal else Group.REMOTE


def work(ticket: Ticket) -> Work:
    return Work(ticket.services, ticket.persons)


def _waiting(one: WaitingConcern, desks: _Desks) -> Waiting:
    concerns = _concerns(one.services, one.channel, desks.all)
    kind = group(one.channel, at_terminal=one.at_terminal, has_appointment=one.has_appointment)
    return Waiting(
        one.ticket_id, minutes(one.queue_key), concerns, Work(one.services, one.persons), kind, minutes(one.queued_at),
        present=not one.is_absent, needs_terminal=one.at_terminal,
        only=desks.only(one.for_counter_id, one.for_clerk_id) if one.for_counter_id or one.for_clerk_id else None,
        is_appointment=None if one.has_priority else one.is_due,
    )  # fmt: skip


def _concerns(services: tuple[int, ...], channel: Channel, desks: Iterable[Desk]) -> tuple[Concern, ...]:
    """All of them where somebody can do them all; otherwise what somebody can begin with (domain.queue.obstacle)."""
    everything = tuple((service, channel.value) for service in services)
    if len(everything) == 1 or any(desk.can_serve(everything) for desk in desks):
        return everything
    return next(((one,) for one in everything if any(one in desk.concerns for desk in desks)), everything)


def _present(office_id: int, at: datetime, now: float) -> Iterable[Desk]:
    busy = {ticket.counter_id: ticket for ticket in tickets.active(office_id)}
    known, shifts = staff.clerks(), _shifts(office_id, at)
    latest = _latest(office_id, at, now)
    for counter in staff.counters():
        if counter.office_id == office_id and counter.clerk_id is not None:
            until, breaks = _plan(shifts.get(counter.clerk_id, []), now, latest)
            yield Desk(
                counter.id, _abilities(known[counter.clerk_id], counter), until, now,
                serving=_serving(busy.get(counter.id)), **_pause(counter), breaks=_without_this(breaks, counter, now),
            )  # fmt: skip


def _serving(ticket: Ticket | None) -> Serving | None:
    """As if all its time at counters had been in one piece."""
    began = ticket.at_counter_since if ticket else None
    return Serving(work(ticket), minutes(began)) if ticket and began else None


def _pause(counter: Counter) -> _Pause:
    """A console that has vanished is back some time, as after a pause."""
    if counter.paused_at is not None:
        return {"paused_since": minutes(counter.paused_at), "pause": counter.paused_for}
    return {"paused_since": None if counter.vanished_at is None else minutes(counter.vanished_at), "pause": None}


def _without_this(breaks: tuple[Break, ...], counter: Counter, now: float) -> tuple[Break, ...]:
    """Whoever is at lunch already has none to come soon."""
    if counter.paused_for is not PauseReason.LUNCH:
        return breaks
    return tuple(one for one in breaks if one.begins > now + SAME_LUNCH)


def _planned(office_id: int, at: datetime) -> Iterable[Desk]:
    """Clerks who by the staffing plan come later today."""
    here = {counter.clerk_id for counter in staff.counters()}
    known, now = staff.clerks(), minutes(at)
    for clerk_id, spans in _shifts(office_id, at).items():
        later = [span for span in spans if span[0] > now]
        if clerk_id in here or clerk_id not in known or not later or len(later) < len(spans):
            continue  # whoever should be here by now and is not may be ill
        breaks = tuple(Break(ends, begins - ends) for (_, ends), (begins, _) in pairwise(later))
        yield Desk(-clerk_id, _abilities(known[clerk_id], None), later[-1][1], later[0][0], breaks=breaks)


def _shifts(office_id: int, at: datetime) -> dict[int, list[tuple[float, float]]]:
    """By clerk, today's lines of the staffing plan in minutes, without those who are absent."""
    zone = office_hours.zone()
    today = at.astimezone(zone).date()
    absent = {one.diary_id for one in diaries.absences(today, today)}
    whose = {diary.id: diary.clerk_id for diary in diaries.of_office(office_id) if diary.id not in absent}
    shifts: dict[int, list[tuple[float, float]]] = {}
    for line in diaries.staffing(office_id):
        clerk_id = whose.get(line.diary_id)
        if clerk_id is not None and line.weekday == today.weekday():
            span = [minutes(opening_instant(today, one, zone)) for one in (line.hours.opens, line.hours.closes)]
            shifts.setdefault(clerk_id, []).append((span[0], span[1]))
    return shifts


def _plan(spans: Sequence[tuple[float, float]], now: float, latest: float) -> tuple[float, tuple[Break, ...]]:
    """Until when somebody who is here stays, and when they are away in between."""
    if not spans or now > spans[-1][1] - NOT_LATE:
        return latest, ()
    gaps = [(ends, begins) for (_, ends), (begins, _) in pairwise(spans)]
    return spans[-1][1], tuple(Break(ends, begins - ends) for ends, begins in gaps if now < ends < begins)


def _latest(office_id: int, at: datetime, now: float) -> float:
    closes = opening.of_office(offices.by_id(office_id), at).closes_at
    return now + OPEN_END_MINUTES if closes is None else max(minutes(closes), now) + OVERTIME_MINUTES


def _abilities(clerk: Clerk, counter: Counter | None) -> frozenset[Concern]:
    """What a clerk can do at this counter: from home, nobody can be received on site."""
    remote_only = counter is not None and counter.is_home
    channels = [channel for channel in Channel if not (remote_only and channel is Channel.ON_SITE)]
    return frozenset((service, channel.value) for service in clerk.skills for channel in channels)


def _due(office: Office, at: datetime, desks: Iterable[Desk]) -> Iterable[Due]:
    credit = float(office.calling.appointment_credit)
    for one in appointments.of_office(office.id, at - DUE_BEFORE, at + DUE_AFTER):
        if one.state is AppointmentState.CONFIRMED:
            concerns = _concerns(one.services, one.channel, desks)
            yield Due(-one.id, minutes(one.begins_at), concerns, Work(one.services, one.persons), credit)


def configured() -> Mapping[int, float]:
    return {id: float(length) for id, length in offices.service_minutes().items()}
