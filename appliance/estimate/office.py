"""The estimate of one office: what it has learned, and from that an interval for everybody who waits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite, sqrt
from typing import Any, NamedTuple

import numpy as np

from appliance.estimate import fluid, monte_carlo
from appliance.estimate.draws import Floats
from appliance.estimate.interval import Interval, Intervals, Raw
from appliance.estimate.learner import Learner
from appliance.estimate.state import OfficeState, Service, Waiting

NOBODY_ON_DUTY = "nobody_on_duty"
NO_TERMINAL = "no_free_terminal"
TOO_LATE = "too_late_today"

LEAST_SHARE = 0.5
"""A ticket that is called today in fewer of the futures has no number."""


class Estimate(NamedTuple):
    """For one waiting ticket: an interval, or the `reason` why there is none."""

    ticket_id: int
    people_ahead: int
    interval: Interval | None
    reason: str | None = None


@dataclass
class OfficeEstimate:
    """Learner and intervals of one office. It lives as long as the office and survives a restart as JSON."""

    learner: Learner
    intervals: Intervals = field(default_factory=Intervals)

    def of(self, state: OfficeState) -> list[Estimate]:
        """For everybody in `state.waiting`, in their order."""
        raws = self._raws(state)
        intervals = iter(self.intervals.around_each([raw for raw in raws if raw is not None]))
        found = []
        for ticket, ahead, raw in zip(state.waiting, _people_ahead(state), raws, strict=True):
            interval, reason = (next(intervals), None) if raw is not None else (None, _why_none(state, ticket))
            found.append(Estimate(ticket.id, ahead, interval, reason))
        return found

    def as_json(self) -> dict[str, Any]:
        return {"learner": self.learner.as_json(), "intervals": self.intervals.as_json()}

    @classmethod
    def from_json(cls, configured: dict[Service, float], kept: Mapping[str, Any]) -> "OfficeEstimate":
        return cls(Learner.from_json(configured, kept["learner"]), Intervals.from_json(kept["intervals"]))

    def _raws(self, state: OfficeState) -> list[Raw | None]:
        near = _quantiles(monte_carlo.calls(state, self.learner))
        if len(near) == len(state.waiting):
            return near
        return near + _beyond(near, fluid.calls(state, self.learner))


def _why_none(state: OfficeState, ticket: Waiting) -> str:
    if not any(desk.can_call(ticket) for desk in state.desks):
        return NOBODY_ON_DUTY
    return NO_TERMINAL if ticket.needs_terminal and not state.terminals else TOO_LATE


def _quantiles(calls: Floats) -> list[Raw | None]:
    """`calls`: (paths, tickets); inf where a ticket is not called."""
    calls = np.sort(calls, axis=0)
    called = np.isfinite(calls).sum(axis=0)
    last, tickets = np.maximum(called - 1, 0), np.arange(calls.shape[1])
    picked = [calls[np.rint(share * last).astype(np.intp), tickets] for share in (0.1, 0.5, 0.9)]
    return _raws(called >= LEAST_SHARE * len(calls), *picked)


def _beyond(near: list[Raw | None], flow: list[float]) -> list[Raw | None]:
    """The fluid pass goes on where the Monte Carlo ends: its middle is shifted to fit, and the spread grows with the
    root of the wait, as that of a sum of independent services does."""
    known = [(raw, flow[place]) for place, raw in enumerate(near) if raw is not None and isfinite(flow[place])]
    last, at_last = known[-1] if known else (Raw(0.0, 0.0, 0.0), 0.0)
    spread = max(last.q90 - last.q10, 2.0) / sqrt(max(last.q50, 5.0))
    moments = np.array(flow[len(near) :])
    called = np.isfinite(moments)
    middle = np.where(called, moments, 0.0) + (last.q50 - at_last)
    half = spread * np.sqrt(np.maximum(middle, 1.0)) / 2
    return _raws(called, np.maximum(middle - half, 0.0), np.maximum(middle, 0.0), middle + half)


def _raws(called: "np.ndarray[Any, np.dtype[np.bool_]]", q10: Floats, q50: Floats, q90: Floats) -> list[Raw | None]:
    each = map(Raw._make, zip(q10.tolist(), q50.tolist(), q90.tolist(), strict=True))
    return [raw if is_called else None for raw, is_called in zip(each, called.tolist(), strict=True)]


@dataclass(eq=False)
class _Kind:
    """Tickets for which the same desks are capable."""

    desks: frozenset[int]
    rivals: list["_Kind"] = field(default_factory=list)
    """Those that share a desk with it, itself among them."""

    before: int = 0


def _people_ahead(state: OfficeState) -> list[int]:
    """Tickets before each that compete for a clerk who can serve it; without those whose people are away."""
    examples = {(one.concerns, one.only): one for one in state.waiting}
    kinds = {
        what: _Kind(frozenset(desk.id for desk in state.desks if desk.can_call(one))) for what, one in examples.items()
    }
    for kind in kinds.values():
        kind.rivals = [other for other in kinds.values() if kind.desks & other.desks or kind is other]
    ahead = []
    for ticket in state.waiting:
        kind = kinds[ticket.concerns, ticket.only]
        ahead.append(kind.before)
        if ticket.work.services and ticket.present:
            for rival in kind.rivals:
                rival.before += 1
    return ahead
