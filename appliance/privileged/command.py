"""The shape of a command, and what it is told about the request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from appliance.privileged.arguments import Check
from appliance.privileged.machine import Machine


@dataclass(frozen=True)
class Request:
    """`uid` asked. `tell` reports progress to whoever waits."""

    machine: Machine
    uid: int
    tell: Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True)
class Command:
    """`run(request, **arguments)` returns a JSON value. `alone`: it changes the machine, so no other does meanwhile."""

    run: Callable[..., Any]
    allowed: frozenset[str]
    needed: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    alone: bool = True
