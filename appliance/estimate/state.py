"""One office at one instant, as the estimate sees it. All times are minutes, counted from any fixed moment."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

Service = int
Concern = tuple[Service, str]
"""What decides which clerks are capable: the service and the channel."""


class Group(StrEnum):
    """People who leave, or never come, at a rate of their own."""

    ON_SITE = "on_site"
    REMOTE = "remote"
    APPOINTMENT = "appointment"


class Work(NamedTuple):
    """What one ticket asks for: `services`, each once for each of the `persons`. Without services it takes no time:
    somebody who only asks how long it would be."""

    services: tuple[Service, ...]
    persons: int = 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket in the queue. `key` orders it (lowest first, ties by id); `since` is when its wait began.

    `present` is false for somebody who is passed over now and keeps the place: what they are told is when they would be
    called if they came back now. `needs_terminal`: besides a clerk. `only`: the one desk for which it waits, by its id.
    `is_appointment` matters where kinds alternate; None waits for no turn.
    """

    id: int
    key: float
    concerns: tuple[Concern, ...]
    work: Work
    group: Group
    since: float
    present: bool = True
    needs_terminal: bool = False
    only: int | None = None
    is_appointment: bool | None = False


@dataclass(frozen=True, slots=True)
class Due:
    """An appointment that has yet to check in. `credit` is what its key lies before its time."""

    id: int
    begins: float
    concerns: tuple[Concern, ...]
    work: Work
    credit: float


@dataclass(frozen=True, slots=True)
class Serving:
    """What a clerk is busy with since the call."""

    work: Work
    since: float


@dataclass(frozen=True, slots=True)
class Break:
    """A planned absence: it begins at `begins`, or as soon as the clerk is free after that, and takes its length."""

    begins: float
    minutes: float


@dataclass(frozen=True, slots=True)
class Desk:
    """A clerk on duty, now or later today.

    `from_` is when the clerk can take somebody at the earliest: now, the begin of a shift, or the end of a pause of
    known length. `paused_since` stands for a pause of unknown length, `pause` for its reason if one was given. After
    `until` nobody is called here any more.
    """

    id: int
    concerns: frozenset[Concern]
    until: float
    from_: float = 0.0
    serving: Serving | None = None
    paused_since: float | None = None
    pause: str | None = None
    breaks: tuple[Break, ...] = ()

    def can_serve(self, concerns: tuple[Concern, ...]) -> bool:
        return self.concerns.issuperset(concerns)

    def can_call(self, one: Waiting | Due) -> bool:
        mine = isinstance(one, Due) or one.only in (None, self.id)
        return mine and self.concerns.issuperset(one.concerns)


@dataclass(frozen=True, slots=True)
class Turns:
    """Where kinds alternate: `walk_ins` to each appointment, of which so many were called `since` the last one."""

    walk_ins: int
    since: int


@dataclass(frozen=True)
class OfficeState:
    """`waiting` in the order of the queue; `due` in the order of their times. `terminals`: with whom each is busy, None
    for a free one.
    """

    at: float
    waiting: tuple[Waiting, ...]
    desks: tuple[Desk, ...]
    due: tuple[Due, ...] = field(default=())
    terminals: tuple[Serving | None, ...] = ()
    turns: Turns | None = None
