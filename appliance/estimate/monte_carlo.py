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
Places = NDArray[np.intp]

LENGTH, GAP, PAUSE, PATIENCE, SILENCE, LATENESS, SHOWS = range(7)
"""What a row of random numbers is for."""


@dataclass
class _Tickets:
    """Those in the queue, with appointments to come, by key. Arrays are (PATHS, tickets) where they differ by path;
    moments are minutes from now.
    """

    place: Places
    """In the queue, or -1 for an appointment to come."""

    arrives: Floats
    """inf: never, or called already."""

    minutes: Floats
    """Of the service, with the gap and perhaps a pause after it."""

    cancels: Floats
    vanishes: Floats
    """Who is called after this does not come, without a word."""

    beyond: Floats
    """(desks, tickets): inf where the desk cannot serve the ticket, else 0."""

    needs_terminal: Booleans
    is_appointment: Booleans
    waits_for_no_turn: Booleans
    """(tickets,)"""


def calls(state: OfficeState, learner: Learner) -> Floats:
    """(PATHS, tickets): minutes from now until each of the first TICKETS waiting is called; inf: not today."""
    waiting = state.waiting[:TICKETS]
    if not waiting or not state.desks:
        return np.full((PATHS, len(waiting)), inf)
    tickets = _tickets(state, waiting, learner)
    terminals = _Terminals(state, tickets.needs_terminal, learner)
    found = _played(state, tickets, _Clerks(state, learner), terminals)
    return found[:, tickets.place.argsort()[-len(waiting) :]]


class _Clerks:
    """When each is free next, in each path, and which of their planned breaks they have taken.

    Cells number paths and clerks together: `path * clerks + clerk`.
    """

    def __init__(self, state: OfficeState, learner: Learner) -> None:
        desks = state.desks
        most = max(len(desk.breaks) for desk in desks) + 1  # after the last one, a break that never begins
        begins, self._lasts = np.full((len(desks), most), inf), np.zeros((len(desks), most))
        for place, desk in enumerate(desks):
            for number, planned in enumerate(desk.breaks):
                begins[place, number] = planned.begins - state.at
                self._lasts[place, number] = planned.minutes
        self.count = len(desks)
        self._until = np.tile([desk.until - state.at for desk in desks], PATHS)
        self._begins = np.tile(begins, (PATHS, 1))
        self._next_break = self._begins.min(axis=1)
        self.free = np.empty((PATHS, len(desks)))
        between = _Between(learner)
        first = np.stack([_free(desk, state.at, learner, between) for desk in desks], axis=1)
        self.set(np.arange(first.size), first.ravel())

    def set(self, cells: Places, moments: Floats) -> None:
        """Free at `moments`, after the breaks that have begun by then; not at all after the shift."""
        due = self._next_break.take(cells) <= moments
        if np.count_nonzero(due):
            moments = moments.copy()
            moments[due] += self._take_breaks(cells[due], moments[due])
        self.free.put(cells, moments)
        self.free.put(cells[moments >= self._until.take(cells)], inf)

    def _take_breaks(self, cells: Places, moments: Floats) -> Floats:
        """Minutes of those that have begun by then."""
        begins = self._begins[cells]
        due = begins <= moments[:, None]
        begins[due] = inf
        self._begins[cells], self._next_break[cells] = begins, begins.min(axis=1)
        return (self._lasts[cells % self.count] * due).sum(axis=1)


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

    def take(self, paths: Places, tickets: Places, until: Floats) -> None:
        if self.matter:
            uses = self.needed[tickets]
            where = paths[uses]
            self.free[where, self.free[where].argmin(axis=1)] = until[uses]


class _Alternation:
    """Whose turn it is in each path, where kinds alternate."""

    def __init__(self, turns: Turns | None, tickets: "_Tickets") -> None:
        self._turns, self._tickets = turns, tickets
        self._since = np.full(PATHS, turns.since if turns else 0)

    def first(self, here: Booleans) -> Places:
        if self._turns is None:
            return here.argmax(axis=1)
        theirs = (self._since >= self._turns.walk_ins)[:, None]
        in_turn = here & ((self._tickets.is_appointment == theirs) | self._tickets.waits_for_no_turn)
        return np.where(in_turn.any(axis=1), in_turn.argmax(axis=1), here.argmax(axis=1))

    def called(self, paths: Places, tickets: Places, minutes: Floats) -> None:
        """Who only asks how long it would be takes nobody's turn."""
        if self._turns is not None:
            after = np.where(self._tickets.is_appointment[tickets], 0, self._since[paths] + 1)
            self._since[paths] = np.where(minutes > 0, after, self._since[paths])


def _played(state: OfficeState, tickets: _Tickets, clerks: _Clerks, terminals: _Terminals) -> Floats:
    """(PATHS, tickets): when each is called; inf: not today."""
    turn = _Alternation(state.turns, tickets)
    found = np.full(tickets.arrives.shape, inf)
    in_queue = tickets.place >= 0
    to_call = PATHS * int(in_queue.sum())
    paths = np.arange(PATHS)
    first_cell, first_ticket = paths * clerks.count, paths * len(in_queue)
    for _ in range(2 * len(in_queue) + 4 * clerks.count + 2 * int(terminals.needed.sum()) + 8):
        clerk = clerks.free.argmin(axis=1)
        cell = first_cell + clerk
        now = clerks.free.take(cell)
        going = now < inf
        if not to_call or not np.count_nonzero(going):
            break
        ready = terminals.ready(tickets.arrives) + tickets.beyond.take(clerk, axis=0)
        here = ready <= now[:, None]
        ticket = turn.first(here)
        at, p = first_ticket + ticket, paths
        calls = here.take(at) & going
        if np.count_nonzero(calls) < PATHS:
            idle = going & ~calls
            clerks.set(cell[idle], np.maximum(ready[idle].min(axis=1), now[idle] + 1e-6))
            p, cell, ticket, at, now = paths[calls], cell[calls], ticket[calls], at[calls], now[calls]
        tickets.arrives.put(at, inf)
        found.put(at, now)
        to_call -= int(np.count_nonzero(in_queue.take(ticket)))
        taken = _taken(tickets, at, now)
        until = now + taken
        turn.called(p, ticket, taken)
        terminals.take(p, ticket, until)
        clerks.set(cell, until)
    return found


def _taken(tickets: _Tickets, at: Places, moment: Floats) -> Floats:
    """Minutes of the clerk: none for who has cancelled, a few for a ghost. `at` numbers paths and tickets together."""
    minutes = tickets.minutes.take(at)
    np.putmask(minutes, moment > tickets.vanishes.take(at), GHOST_MINUTES)
    np.putmask(minutes, moment > tickets.cancels.take(at), 0.0)
    return minutes


def _tickets(state: OfficeState, waiting: tuple[Waiting, ...], learner: Learner) -> _Tickets:
    due = [one for one in state.due if state.at - OVERDUE < one.begins < state.at + DUE_AHEAD]
    everyone: list[tuple[int, Waiting | Due]] = [*enumerate(waiting), *((-1, one) for one in due)]
    everyone.sort(key=lambda entry: (_key(entry[1]), entry[1].id))
    people = [one for _, one in everyone]
    ids = [one.id for one in people]
    groups = [one.group if isinstance(one, Waiting) else Group.APPOINTMENT for one in people]
    shapes = np.array([learner.lognormal(one.work) for one in people])
    lengths = np.exp(shapes[:, 0] + shapes[:, 1] * _rows(draws.NORMAL, ids, LENGTH))
    after = _Between(learner).minutes(_rows(draws.UNIFORM, ids, GAP), _rows(draws.UNIFORM, ids, PAUSE))
    after[:, [not one.work.services for one in people]] = 0.0
    taken = lengths + after
    for place, one in enumerate(people):
        if isinstance(one, Waiting) and not one.present:
            taken[draws.UNIFORM[draws.row(one.id, SHOWS)] >= RETURNING, place] = 0.0
    cancelling = {group: max(rate.per_minute, 1e-6) for group, rate in learner.visible.items()}
    vanishing = {group: max(rate.per_minute, 1e-9) for group, rate in learner.silent.items()}
    waited = np.array([state.at - one.since if isinstance(one, Waiting) else 0.0 for one in people])
    return _Tickets(
        place=np.array([place for place, _ in everyone], dtype=np.intp),
        arrives=_arrivals(state, people, learner),
        minutes=taken,
        cancels=-np.log(_rows(draws.UNIFORM, ids, PATIENCE)) / [cancelling[group] for group in groups],
        vanishes=-np.log(_rows(draws.UNIFORM, ids, SILENCE)) / [vanishing[group] for group in groups] - waited,
        beyond=np.where(_can(state.desks, people), 0.0, inf),
        needs_terminal=np.array([isinstance(one, Waiting) and one.needs_terminal for one in people], dtype=bool),
        is_appointment=np.array([isinstance(one, Due) or bool(one.is_appointment) for one in people], dtype=bool),
        waits_for_no_turn=np.array([isinstance(one, Waiting) and one.is_appointment is None for one in people]),
    )


def _key(one: Waiting | Due) -> float:
    return one.key if isinstance(one, Waiting) else one.begins - one.credit


def _can(desks: tuple[Desk, ...], people: list[Waiting | Due]) -> Booleans:
    """(desks, tickets)"""
    can = np.array([[desk.can_serve(one.concerns) for one in people] for desk in desks])
    for place, one in enumerate(people):
        if isinstance(one, Waiting) and one.only is not None:
            can[:, place] &= [desk.id == one.only for desk in desks]
    return can


class _Between:
    """Minutes between the end of a service and the next call: a gap, or now and then a pause."""

    def __init__(self, learner: Learner) -> None:
        self._gaps, self._pauses = np.sort(list(learner.gaps)), np.sort(list(learner.pauses))
        self._share = min(max(learner.paused.per_minute, 0.001), 0.5)

    def minutes(self, gap: Floats, chance: Floats) -> Floats:
        pause = draws.from_reservoir(self._pauses, np.minimum(chance / self._share, 0.999))
        return np.where(chance < self._share, pause, draws.from_reservoir(self._gaps, gap))


def _rows(table: Floats, ids: list[int], purpose: int) -> Floats:
    """(PATHS, tickets)"""
    return np.ascontiguousarray(table[[draws.row(id, purpose) for id in ids]].T)


def _arrivals(state: OfficeState, people: list[Waiting | Due], learner: Learner) -> Floats:
    """Who waits is there; an appointment comes when people of its kind come, or never."""
    arrives = np.full((PATHS, len(people)), -1.0)
    latenesses = np.sort(list(learner.latenesses))
    due = [(place, one) for place, one in enumerate(people) if isinstance(one, Due)]
    if due:
        to_come = np.array([one.begins - state.at for _, one in due])
        ids = [one.id for _, one in due]
        comes = to_come + draws.from_reservoir(latenesses, _rows(draws.UNIFORM, ids, LATENESS))
        for column in np.flatnonzero(comes.min(axis=0) <= 0):
            comes[:, column] = _still_to_come(comes[:, column])
        misses = _will_miss(-to_come, latenesses, learner)
        arrives[:, [place for place, _ in due]] = np.where(_rows(draws.UNIFORM, ids, SHOWS) >= misses, comes, inf)
    return arrives


def _still_to_come(comes: Floats) -> Floats:
    """Who would have come already comes like one of those who are later."""
    ahead = np.sort(comes[comes > 0])
    later = ahead[(np.arange(PATHS) * len(ahead)) // PATHS] if len(ahead) else np.full(PATHS, 5.0)
    return np.where(comes > 0, comes, later)


def _will_miss(late: Floats, latenesses: Floats, learner: Learner) -> Floats:
    """The longer somebody is late, the less probable that they come: Bayes, with the latenesses that were seen."""
    missed = min(max(learner.missed.per_minute, 0.01), 0.9)
    to_come = 1 - latenesses.searchsorted(late, side="right") / len(latenesses)
    return missed / (missed + (1 - missed) * to_come)


def _free(desk: Desk, at: float, learner: Learner, between: _Between) -> Floats:
    """Minutes from now until this clerk can call, in each path."""
    moment = np.full(PATHS, max(desk.from_ - at, 0.0))
    if desk.serving is not None:
        own = DESKS + desk.id
        after = between.minutes(draws.UNIFORM[draws.row(own, GAP)], draws.UNIFORM[draws.row(own, PAUSE)])
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
