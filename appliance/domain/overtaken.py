"""Why others were called before somebody who still waits: in kinds, never in names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from appliance.domain.ticket import Ticket


class Before(StrEnum):
    """What told for somebody else.

    `earlier`: they stood before in the order. `appointment`, `priority`: they came later and counted earlier.
    `sent_on`: they had waited elsewhere. `turn`: kinds alternate. `picked`: a clerk chose them. `other_place`: nobody
    there could serve this concern. `while_away`: nobody looked at the page. `no_terminal`: no video terminal was free.
    """

    EARLIER = "earlier"
    APPOINTMENT = "appointment"
    PRIORITY = "priority"
    SENT_ON = "sent_on"
    TURN = "turn"
    PICKED = "picked"
    OTHER_PLACE = "other_place"
    WHILE_AWAY = "while_away"
    NO_TERMINAL = "no_terminal"


@dataclass(frozen=True)
class Called:
    """Somebody who was called: what they counted for then, and what is written of the call (`why` in the journal)."""

    ticket_id: int
    taken_at: datetime
    queue_key: datetime
    is_appointment: bool
    has_priority: bool
    was_elsewhere: bool
    why: Mapping[str, Any]


def reasons(ticket: Ticket, called: Iterable[Called]) -> dict[Before, int]:
    """How many were called before this ticket for which reason; reasons that nobody had are left out."""
    counts = dict.fromkeys(Before, 0)
    for one in called:
        counts[_reason(ticket, one)] += 1
    return {reason: count for reason, count in counts.items() if count}


_OVER = {"absent": Before.WHILE_AWAY, "no_free_terminal": Before.NO_TERMINAL}


def _reason(ticket: Ticket, one: Called) -> Before:
    over = one.why.get("over", {})
    passed = next((reason for code, reason in _OVER.items() if ticket.id in over.get(code, ())), None)
    if passed is not None:
        return passed
    if (one.queue_key, one.ticket_id) < (ticket.queue_key, ticket.id):
        return _counted_earlier(ticket, one)
    if "picked" in one.why:
        return Before.PICKED
    return Before.TURN if "turn" in one.why else Before.OTHER_PLACE


def _counted_earlier(ticket: Ticket, one: Called) -> Before:
    if one.taken_at <= ticket.taken_at:
        return Before.EARLIER
    if one.has_priority:
        return Before.PRIORITY
    if one.is_appointment:
        return Before.APPOINTMENT
    return Before.SENT_ON if one.was_elsewhere else Before.EARLIER
