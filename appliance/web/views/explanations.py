"""The order in words: why a ticket stands where it stands, why it was called, and why others were called before."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from appliance.domain import queue
from appliance.domain.calling import CallingRules, Mode, PickReason
from appliance.domain.errors import OfficeError
from appliance.domain.journal import Event
from appliance.domain.overtaken import Before, reasons
from appliance.domain.ticket import Priority, Ticket, TicketState
from appliance.store import called, diaries, office_hours, offices, staff
from appliance.web.api import explanation_shapes as shapes
from appliance.web.i18n import translate


def _(message: str) -> str:
    return message


_WHY = {
    "arrival": _("took a number at %(time)s"),
    "appointment": _("appointment at %(time)s, counts as %(counts_as)s"),
    "priority": _("priority (%(reason)s), counts as %(counts_as)s"),
}
_AGAIN = _("%(why)s; waits on since %(time)s")

_PRIORITY = {
    Priority.DISABILITY: _("disability"),
    Priority.CHILD: _("small child"),
    Priority.PREGNANCY: _("pregnancy"),
    Priority.EMERGENCY: _("emergency"),
    Priority.STAFF: _("on duty"),
}

_TURN = {True: _("appointment’s turn: %(why)s"), False: _("turn of those without an appointment: %(why)s")}

_PICKED = {
    PickReason.LANGUAGE: _("called before others: language"),
    PickReason.URGENT: _("called before others: urgent"),
    PickReason.QUICK: _("called before others: quickly done"),
    PickReason.KNOWN_CASE: _("called before others: known case"),
    PickReason.OTHER: _("called before others: another reason"),
}
_BY_TURN = _("called in turn")

_OWN = {
    "arrival": _("You took your number at %(time)s. It counts from then on."),
    "appointment": _("Your appointment at %(time)s counts like a number that was drawn at %(counts_as)s."),
    "priority": _("You have priority: your number counts like one that was drawn at %(counts_as)s."),
}

_OWN_AGAIN = _("You have been waiting on since %(time)s; your number counts as before.")
_FOR_COUNTER = _("You wait for one counter: %(counter)s.")
_FOR_CLERK = _("You wait for one person, who knows your concern.")

_RULE_CREDIT = _("An appointment counts like a number that was drawn %(minutes)s minutes before its time.")
_RULE_TURNS = _("For every %(count)s people without an appointment, one with an appointment is called.")

_BEFORE: dict[Before, tuple[str, str]] = {
    Before.EARLIER: (
        _("1 person stood before you in the order."),
        _("%(count)s people stood before you in the order."),
    ),
    Before.APPOINTMENT: (_("1 person had an appointment."), _("%(count)s people had an appointment.")),
    Before.PRIORITY: (_("1 person had priority."), _("%(count)s people had priority.")),
    Before.SENT_ON: (
        _("1 person was sent on to us and had waited elsewhere already."),
        _("%(count)s people were sent on to us and had waited elsewhere already."),
    ),
    Before.TURN: (
        _("1 person was called because people with and without an appointment take turns."),
        _("%(count)s people were called because people with and without an appointment take turns."),
    ),
    Before.PICKED: (
        _("1 person was called before others by a clerk."),
        _("%(count)s people were called before others by clerks."),
    ),
    Before.OTHER_PLACE: (
        _("1 person went to a counter that does not deal with your concern."),
        _("%(count)s people went to counters that do not deal with your concern."),
    ),
    Before.WHILE_AWAY: (
        _("You could not be reached for a while: 1 person was called before you. Your place is kept."),
        _("You could not be reached for a while: %(count)s people were called before you. Your place is kept."),
    ),
    Before.NO_TERMINAL: (
        _("No video terminal was free for you: 1 person was called before you. Your place is kept."),
        _("No video terminal was free for you: %(count)s people were called before you. Your place is kept."),
    ),
}  # fmt: skip
"""For one, and for several."""


def why(ticket: Ticket, zone: ZoneInfo, booked_at: datetime | None = None) -> str:
    """The place in the queue in words. `booked_at`: the time of its appointment, where that is known."""
    words = translate(_WHY[queue.explain(ticket).rule], **_values(ticket, zone, booked_at))
    if ticket.waiting_since is None:
        return words
    return translate(_AGAIN, why=words, time=_clock(ticket.waiting_since, zone))


def why_next(choice: queue.Choice, zone: ZoneInfo, booked_at: datetime | None = None) -> str:
    """The same of who would be called now, whose kind's turn it may be."""
    if choice.ticket is None:
        return ""
    words = why(choice.ticket, zone, booked_at)
    return translate(_TURN[choice.ticket.due_at is not None], why=words) if choice.by_turn else words


def of_call(event: Event) -> str:
    """What a line of a ticket's history says of a call beside that it was one; "" where the order alone decided."""
    told: Mapping[str, Any] = event.data.get("why", {})  # type: ignore[assignment]
    if "picked" in told:
        return translate(_PICKED[PickReason(told["picked"])])
    return translate(_BY_TURN) if "turn" in told else ""


def not_yet(ticket: Ticket, booked_at: datetime | None) -> shapes.NotYetView:
    """For who waits: what their number counts for, the rule, and who was called before them, in kinds and numbers.

    Raises wrong_state once they were called.
    """
    if ticket.state is not TicketState.WAITING:
        raise OfficeError("wrong_state", number=ticket.number, state=ticket.state)
    own = " ".join(_own(ticket, office_hours.zone(), booked_at))
    counts = reasons(ticket, called.since(ticket.office_id, ticket.queued_at))
    before = [translate(_BEFORE[reason][count != 1], count=count) for reason, count in counts.items()]
    return shapes.NotYetView(own=own, rule=rule(ticket.office_id), before=before)


def _own(ticket: Ticket, zone: ZoneInfo, booked_at: datetime | None) -> Iterator[str]:
    yield translate(_OWN[queue.explain(ticket).rule], **_values(ticket, zone, booked_at))
    if ticket.waiting_since is not None:
        yield translate(_OWN_AGAIN, time=_clock(ticket.waiting_since, zone))
    if ticket.for_counter_id is not None:
        yield translate(_FOR_COUNTER, counter=staff.counter(ticket.for_counter_id).name)
    if ticket.for_clerk_id is not None:
        yield translate(_FOR_CLERK)


def rule(office_id: int) -> str:
    """How appointments stand among numbers; "" where nobody comes with one."""
    rules: CallingRules = offices.by_id(office_id).calling
    if not diaries.is_staffed(office_id):
        return ""
    if rules.mode is Mode.ALTERNATE:
        return translate(_RULE_TURNS, count=rules.walk_ins_per_appointment)
    return translate(_RULE_CREDIT, minutes=rules.appointment_credit)


def _values(ticket: Ticket, zone: ZoneInfo, booked_at: datetime | None) -> dict[str, str]:
    reason = queue.explain(ticket)
    shown_at = booked_at if reason.rule == "appointment" and booked_at is not None else reason.at
    return {
        "time": _clock(shown_at, zone),
        "counts_as": _clock(reason.counts_as, zone),
        "reason": translate(_PRIORITY[ticket.priority]) if ticket.priority else "",
    }


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%H:%M")
