"""The fluid pass: everybody takes exactly the mean time. For queues that are longer than the Monte Carlo looks."""

import heapq
from collections import deque
from dataclasses import dataclass, field
from math import exp, inf

from appliance.estimate.learner import Learner
from appliance.estimate.state import Concern, Desk, Group, OfficeState, Serving, Turns

GHOST_MINUTES = 2.0
"""What a call costs that nobody follows."""

RETURNING = 0.5
"""So many of those who are away come back before their turn, until more is known."""


@dataclass(eq=False)
class _Line:
    """Tickets of one kind: their places in the queue, in its order."""

    concerns: tuple[Concern, ...]
    only: int | None
    needs_terminal: bool
    is_appointment: bool | None
    places: "deque[int]" = field(default_factory=deque)


class _Alternation:
    """Whose turn it is, where kinds alternate."""

    def __init__(self, turns: Turns | None) -> None:
        self._turns, self._since = turns, turns.since if turns else 0

    def of(self, ready: list[_Line]) -> list[_Line]:
        """Those whose turn it is, or all where none of them is there."""
        if self._turns is None:
            return ready
        appointments = self._since >= self._turns.walk_ins
        return [one for one in ready if one.is_appointment in (None, appointments)] or ready

    def called(self, line: _Line) -> None:
        self._since = 0 if line.is_appointment else self._since + 1


def calls(state: OfficeState, learner: Learner) -> list[float]:
    """Minutes from now until each waiting ticket is called, in their order; `inf` where nobody can on this day."""
    lines = _lines(state)
    found = [inf] * len(state.waiting)
    gap = learner.mean_gap() + learner.paused.per_minute * learner.mean_pause()
    means = {work: learner.mean(work) + gap if work.services else 0.0 for work in {one.work for one in state.waiting}}
    leaving = {group: learner.silent[group].per_minute + learner.visible[group].per_minute for group in Group}
    minutes = [means[one.work] * (1.0 if one.present else RETURNING) for one in state.waiting]
    reachable = [
        [one for one in lines if desk.can_serve(one.concerns) and one.only in (None, desk.id)] for desk in state.desks
    ]
    free = [(free_at(desk, state.at, learner), place) for place, desk in enumerate(state.desks)]
    terminals = [_remaining(one, state.at, learner) if one else 0.0 for one in state.terminals]
    turn = _Alternation(state.turns)
    heapq.heapify(free)
    heapq.heapify(terminals)
    while free:
        moment, place = free[0]
        desk = state.desks[place]
        there = [one for one in reachable[place] if one.places] if moment < desk.until - state.at else []
        if not there:
            heapq.heappop(free)
            continue
        ready = [one for one in there if not one.needs_terminal or terminals[0] <= moment]
        if not ready:
            heapq.heapreplace(free, (_after(desk, state.at, moment, terminals[0]), place))
            continue
        line = min(turn.of(ready), key=_head)
        number = line.places.popleft()
        found[number], ticket = moment, state.waiting[number]
        still_there = exp(-leaving[ticket.group] * (state.at + moment - ticket.since))
        taken = minutes[number] * still_there
        heapq.heapreplace(free, (_after(desk, state.at, moment, moment + taken), place))
        if taken:
            turn.called(line)
            if line.needs_terminal:
                heapq.heapreplace(terminals, moment + taken)
    return found


def _head(line: _Line) -> int:
    return line.places[0]


def free_at(desk: Desk, at: float, learner: Learner) -> float:
    """Minutes from now until this clerk can call, on average."""
    moment = max(desk.from_ - at, 0.0)
    if desk.serving is not None:
        moment = max(moment, _remaining(desk.serving, at, learner) + learner.mean_gap())
    elif desk.paused_since is not None:
        moment = max(moment, _rest_of_pause(desk.pause, at - desk.paused_since, learner))
    return _after(desk, at, 0.0, moment)


def _remaining(serving: Serving, at: float, learner: Learner) -> float:
    elapsed = at - serving.since
    return max(learner.mean(serving.work) - elapsed, 0.3 * elapsed, 0.5)


def _rest_of_pause(reason: str | None, elapsed: float, learner: Learner) -> float:
    """On average, of the pauses that lasted longer than this one has lasted."""
    longer = [minutes - elapsed for minutes in learner.lengths_of_pause(reason) if minutes > elapsed]
    return sum(longer) / len(longer) if longer else ANY_MOMENT


ANY_MOMENT = 5.0
"""Minutes that a pause still lasts that is longer than any other."""


def _after(desk: Desk, at: float, before: float, moment: float) -> float:
    """The planned breaks that begin between two moments are taken."""
    for planned in desk.breaks:
        begins = planned.begins - at
        if before <= begins <= moment or (before == 0.0 and begins <= moment):
            moment += planned.minutes
    return moment


def _lines(state: OfficeState) -> list[_Line]:
    """Without those for whom there is no terminal at all."""
    lines: dict[object, _Line] = {}
    for place, one in enumerate(state.waiting):
        kind = one.concerns, one.only, one.needs_terminal, one.is_appointment
        if kind not in lines:
            lines[kind] = _Line(*kind)
        lines[kind].places.append(place)
    return [line for line in lines.values() if not line.needs_terminal or state.terminals]
