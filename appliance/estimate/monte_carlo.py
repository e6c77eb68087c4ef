"""Some possible futures of one office, played side by side: when is each waiting ticket called?

All paths go forward together, a call at a time: the clerk who is free first takes the ticket with the lowest key among
those that are there and that this clerk can serve. Vectors run over the paths, so the cost grows with the number of
calls that are looked ahead and hardly with anything else.
"""

from dataclasses import dataclass
from math import inf, log

import numpy as np
from numpy.typing import NDArray

from appliance.estimate import draws
from appliance.estimate.draws import PATHS, Floats
from appliance.estimate.fluid import GHOST_MINUTES, RETURNING
from appliance.estimate.learner import Learner
from appliance.estimate.state import Desk, Due, Group, OfficeState, Serving, Turns, Waiting

TICKETS = 48
"""So many tickets are looked ahead; the fluid pass estimates those behind them."""

DUE_AHEAD = 180.0
"""Minutes: appointments beyond are too far to matter to anybody in the queue."""

OVERDUE = 30.0
"""Minutes after its time at which somebody who has not checked in is not expected any more."""

EARLY_CHECK_IN = 5.0

DESKS = 1_000_003
"""Numbers of desks begin here, so that no desk shares the draws of a ticket."""

TERMINALS = 2_000_003
"""The same of terminals."""

Booleans = NDArray[np.bool_]

LENGTH, GAP, PAUSE, PATIENCE, SILENCE, LATENESS, SHOWS = range(7)
"""What a row of random numbers is for."""


@dataclass
class _Tickets:
    """Those in the queue, then appointments to come, by key. Arrays are (PATHS, tickets) where they differ by path."""

    place: NDArray[np.intp]
    """In the queue, or -1 for an appointment to come."""

    arrives: Floats
    minutes: Floats
    """Of the service, with the gap and perhaps a pause after it."""

    leaves: Floats
    """Minutes from now after which the citizen will have cancelled."""

    ghost_log: Floats
    """-ln(1 - u): somebody is a silent ghost once rate x wait exceeds it."""

    silent: Floats
    waited: Floats
    can: Booleans
    """(desks, tickets)"""

    needs_terminal: Booleans
    is_appointment: Booleans
    waits_for_no_turn: Booleans
    """(tickets,)"""


def calls(state: OfficeState, learner: Learner) -> Floats:
    """(PATHS, tickets): minutes from now until each of the first TICKETS waiting is called; inf: not today."""
    waiting = state.waiting[:TICKETS]
    found = np.full((PATHS, len(waiting)), inf)
    if not waiting or not state.desks:
        return found
    tickets = _tickets(state, waiting, learner)
    terminals = _Terminals(state, tickets.needs_terminal, learner)
    _play(state, tickets, _Clerks(state, learner), terminals, found)
    return found


class _Clerks:
    """When each is free next, in each path, and which of their planned breaks they have taken."""

    def __init__(self, state: OfficeState, learner: Learner) -> None:
        desks = state.desks
        most = max(len(desk.breaks) for desk in desks) or 1
        self.until = np.array([desk.until - state.at for desk in desks])
        self.begins = np.full((len(desks), most), inf)
        self.lasts = np.zeros((len(desks), most))
        for place, desk in enumerate(desks):
            for number, planned in enumerate(desk.breaks):
                self.begins[place, number] = planned.begins - state.at
                self.lasts[place, number] = planned.minutes
        self.has_breaks = bool(np.isfinite(self.begins).any())
        self.begins_by_path = np.tile(self.begins, (PATHS, 1, 1))
        self.free = np.stack([_free(desk, state.at, learner) for desk in desks], axis=1)
        everyone = np.arange(PATHS)
        for place in range(len(desks)):
            self.set(everyone, np.full(PATHS, place), self.free[:, place])

    def set(self, paths: NDArray[np.intp], clerks: NDArray[np.intp], moments: Floats) -> None:
        """Free at `moments`, after the breaks that have begun by then; not at all after the shift."""
        if self.has_breaks:
            begins = self.begins_by_path[paths, clerks]
            due = begins <= moments[:, None]
            moments = moments + (self.lasts[clerks] * due).sum(axis=1)
            begins[due] = inf
            self.begins_by_path[paths, clerks] = begins
        self.free[paths, clerks] = np.where(moments < self.until[clerks], moments, inf)


class _Terminals:
    """When each is free next, in each path: besides a clerk, some tickets need one."""

    def __init__(self, state: OfficeState, needed: Booleans, learner: Learner) -> None:
        self.needed = needed
        self.matter = bool(needed.any())
        busy = [
            _rest_of_service(one, TERMINALS + place, state.at, learner) if one else np.zeros(PATHS)
            for place, one in enumerate(state.terminals)
        ]
        self.free = np.stack(busy, axis=1) if busy else np.full((PATHS, 1), inf)

    def ready(self, arrives: Floats) -> Floats:
        """(PATHS, tickets): when each is there and has a terminal if it needs one."""
        if not self.matter:
            return arrives
        first = self.free.min(axis=1)[:, None]
        return np.where(self.needed, np.maximum(arrives, first), arrives)

    def take(self, paths: NDArray[np.intp], tickets: NDArray[np.intp], until: Floats) -> None:
        if self.matter:
            uses = self.needed[tickets]
            where = paths[uses]
            self.free[where, self.free[where].argmin(axis=1)] = until[uses]


class _Alternation:
    """Whose turn it is in each path, where kinds alternate."""

    def __init__(self, turns: Turns | None, tickets: "_Tickets") -> None:
        self._turns, self._tickets = turns, tickets
        self._since = np.full(PATHS, turns.since if turns else 0)

    def first(self, here: Booleans) -> NDArray[np.intp]:
        if self._turns is None:
            return here.argmax(axis=1)
        theirs = (self._since >= self._turns.walk_ins)[:, None]
        in_turn = here & ((self._tickets.is_appointment == theirs) | self._tickets.waits_for_no_turn)
        return np.where(in_turn.any(axis=1), in_turn.argmax(axis=1), here.argmax(axis=1))

    def called(self, paths: NDArray[np.intp], tickets: NDArray[np.intp], minutes: Floats) -> None:
        """Who only asks how long it would be takes nobody's turn."""
        if self._turns is not None:
            after = np.where(self._tickets.is_appointment[tickets], 0, self._since[paths] + 1)
            self._since[paths] = np.where(minutes > 0, after, self._since[paths])


def _play(state: OfficeState, tickets: _Tickets, clerks: _Clerks, terminals: _Terminals, found: Floats) -> None:
    paths, turn = np.arange(PATHS), _Alternation(state.turns, tickets)
    open_ = np.ones(tickets.arrives.shape, dtype=bool)
    still_waiting = np.isinf(found).sum(axis=1)
    for _ in range(2 * len(tickets.place) + 4 * len(state.desks) + 2 * int(terminals.needed.sum()) + 8):
        clerk = clerks.free.argmin(axis=1)
        now = clerks.free[paths, clerk]
        going = (still_waiting > 0) & (now < inf)
        if not going.any():
            return
        able = open_ & tickets.can[clerk]
        ready = terminals.ready(tickets.arrives)
        here = able & (ready <= now[:, None])
        ticket = turn.first(here)
        calls = here[paths, ticket] & going
        p, j, moment = paths[calls], ticket[calls], now[calls]
        open_[p, j] = False
        place = tickets.place[j]
        queued = place >= 0
        found[p[queued], place[queued]] = moment[queued]
        still_waiting[p[queued]] -= 1
        taken = _taken(tickets, p, j, moment)
        turn.called(p, j, taken)
        terminals.take(p, j, moment + taken)
        clerks.set(p, clerk[calls], moment + taken)
        idle = going & ~calls
        if idle.any():
            next_one = np.where(able, ready, inf).min(axis=1)[idle]
            clerks.set(paths[idle], clerk[idle], np.maximum(next_one, now[idle] + 1e-6))


def _taken(tickets: _Tickets, p: NDArray[np.intp], j: NDArray[np.intp], moment: Floats) -> Floats:
    """Minutes of the clerk: none for who has cancelled, a few for a ghost."""
    gone = tickets.silent[j] * (moment + tickets.waited[j]) > tickets.ghost_log[p, j]
    minutes = np.where(gone, GHOST_MINUTES, tickets.minutes[p, j])
    return np.where(tickets.leaves[p, j] < moment, 0.0, minutes)


def _tickets(state: OfficeState, waiting: tuple[Waiting, ...], learner: Learner) -> _Tickets:
    due = [one for one in state.due if state.at - OVERDUE < one.begins < state.at + DUE_AHEAD]
    everyone: list[tuple[float, int, int, Waiting | Due]] = [
        (one.key, one.id, place, one) for place, one in enumerate(waiting)
    ]
    everyone += [(one.begins - one.credit, one.id, -1, one) for one in due]
    everyone.sort(key=lambda entry: entry[:2])
    people = [entry[3] for entry in everyone]
    ids = [one.id for one in people]
    groups = [one.group if isinstance(one, Waiting) else Group.APPOINTMENT for one in people]
    shapes = np.array([learner.lognormal(one.work) for one in people])
    lengths = np.exp(shapes[:, 0] + shapes[:, 1] * _rows(draws.NORMAL, ids, LENGTH))
    after = _after(learner, _rows(draws.UNIFORM, ids, GAP), _rows(draws.UNIFORM, ids, PAUSE))
    after[:, [not one.work.services for one in people]] = 0.0
    taken = lengths + after
    for place, one in enumerate(people):
        if isinstance(one, Waiting) and not one.present:
            taken[draws.UNIFORM[draws.row(one.id, SHOWS)] >= RETURNING, place] = 0.0
    visible = np.array([max(learner.visible[group].per_minute, 1e-6) for group in groups])
    return _Tickets(
        place=np.array([entry[2] for entry in everyone], dtype=np.intp),
        arrives=_arrivals(state, people, learner),
        minutes=taken,
        leaves=-np.log(_rows(draws.UNIFORM, ids, PATIENCE)) / visible,
        ghost_log=-np.log(_rows(draws.UNIFORM, ids, SILENCE)),
        silent=np.array([learner.silent[group].per_minute for group in groups]),
        waited=np.array([state.at - one.since if isinstance(one, Waiting) else 0.0 for one in people]),
        can=_can(state.desks, people),
        needs_terminal=np.array([isinstance(one, Waiting) and one.needs_terminal for one in people], dtype=bool),
        is_appointment=np.array([isinstance(one, Due) or bool(one.is_appointment) for one in people], dtype=bool),
        waits_for_no_turn=np.array([isinstance(one, Waiting) and one.is_appointment is None for one in people]),
    )


def _can(desks: tuple[Desk, ...], people: list[Waiting | Due]) -> Booleans:
    can = np.array([[desk.can_serve(one.concerns) for one in people] for desk in desks])
    for place, one in enumerate(people):
        if isinstance(one, Waiting) and one.only is not None:
            can[:, place] &= [desk.id == one.only for desk in desks]
    return can


def _after(learner: Learner, gap: Floats, chance: Floats) -> Floats:
    """Minutes between the end of a service and the next call: a gap, or now and then a pause."""
    gaps, pauses = np.sort(list(learner.gaps)), np.sort(list(learner.pauses))
    share = min(max(learner.paused.per_minute, 0.001), 0.5)
    pause = draws.from_reservoir(pauses, np.minimum(chance / share, 0.999))
    return np.where(chance < share, pause, draws.from_reservoir(gaps, gap))


def _rows(table: Floats, ids: list[int], purpose: int) -> Floats:
    """(PATHS, tickets)"""
    return table[[draws.row(id, purpose) for id in ids]].T


def _arrivals(state: OfficeState, people: list[Waiting | Due], learner: Learner) -> Floats:
    """Who waits is there; an appointment comes when people of its kind come, or never."""
    arrives = np.full((PATHS, len(people)), -1.0)
    latenesses = np.sort(list(learner.latenesses))
    for place, one in enumerate(people):
        if isinstance(one, Due):
            late = one.begins - state.at + draws.from_reservoir(latenesses, draws.UNIFORM[draws.row(one.id, LATENESS)])
            shows = draws.UNIFORM[draws.row(one.id, SHOWS)] >= _will_miss(one, state.at, learner)
            ahead = np.sort(late[late > 0])
            later = ahead[(np.arange(PATHS) * len(ahead)) // PATHS] if len(ahead) else np.full(PATHS, 5.0)
            arrives[:, place] = np.where(shows, np.where(late > 0, late, later), inf)
    return arrives


def _will_miss(one: Due, at: float, learner: Learner) -> float:
    """The longer somebody is late, the less probable that they come: Bayes, with the latenesses that were seen."""
    missed = min(max(learner.missed.per_minute, 0.01), 0.9)
    to_come = sum(late > at - one.begins for late in learner.latenesses) / len(learner.latenesses)
    return missed / (missed + (1 - missed) * to_come)


def _free(desk: Desk, at: float, learner: Learner) -> Floats:
    """Minutes from now until this clerk can call, in each path."""
    moment = np.full(PATHS, max(desk.from_ - at, 0.0))
    if desk.serving is not None:
        own = DESKS + desk.id
        after = _after(learner, draws.UNIFORM[draws.row(own, GAP)], draws.UNIFORM[draws.row(own, PAUSE)])
        return np.maximum(moment, _rest_of_service(desk.serving, own, at, learner) + after)
    if desk.paused_since is not None:
        elapsed, seen = at - desk.paused_since, learner.lengths_of_pause(desk.pause)
        left = np.sort([minutes - elapsed for minutes in seen if minutes > elapsed] or [2.0, 5.0, 10.0])
        return np.maximum(moment, draws.from_reservoir(left, draws.UNIFORM[draws.row(DESKS + desk.id, PAUSE)]))
    return moment


def _rest_of_service(serving: Serving, own: int, at: float, learner: Learner) -> Floats:
    """Minutes that it still lasts, in each path: a lognormal, given that it has lasted so long. `own` has the draws."""
    mu, sigma = learner.lognormal(serving.work)
    elapsed = max(at - serving.since, 0.05)
    below = min(draws.normal_probability((log(elapsed) - mu) / sigma), 0.999)
    u = below + (1 - below) * draws.UNIFORM[draws.row(own, LENGTH)]
    return np.maximum(np.exp(mu + sigma * draws.normal_quantile(u)) - elapsed, 0.1)
