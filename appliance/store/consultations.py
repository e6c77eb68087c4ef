"""Consultations."""

from datetime import datetime
from typing import Any

from appliance.domain.consultation import Consultation, ConsultationState
from appliance.domain.ticket import Ticket
from appliance.store.rows import ConsultationRow, from_micros, instant, to_micros
from appliance.store.sql import execute, first

_CONSULTATIONS = (
    "SELECT id, ticket_id, office_id, clerk_id, counter_id, terminal_id, state, opened_at, finished_at, is_held"
    " FROM consultation"
)
_RUNNING = "state IN ('open', 'finished')"


def open(ticket: Ticket, opened_at: datetime) -> int:
    """One running consultation per ticket: a unique constraint."""
    return int(
        ConsultationRow.insert(
            ticket_id=ticket.id, office_id=ticket.office_id, clerk_id=ticket.clerk_id, counter_id=ticket.counter_id,
            terminal_id=ticket.terminal_id, state=ConsultationState.OPEN.value, opened_at=opened_at,
        ).execute()
    )  # fmt: skip


def by_id(consultation_id: int) -> Consultation | None:
    return _latest("id = ?", consultation_id)


def running_of_ticket(ticket_id: int) -> Consultation | None:
    """Open, or finished and not yet closed."""
    return _latest(f"ticket_id = ? AND {_RUNNING}", ticket_id)


def latest_of_ticket(ticket_id: int) -> Consultation | None:
    return _latest("ticket_id = ?", ticket_id)


def running_of_terminal(device_id: int) -> Consultation | None:
    return _latest(f"terminal_id = ? AND {_RUNNING}", device_id)


def running_of_clerk(clerk_id: int) -> Consultation | None:
    return _latest(f"clerk_id = ? AND {_RUNNING}", clerk_id)


def is_any_running() -> bool:
    return first(f"{_CONSULTATIONS} WHERE {_RUNNING} LIMIT 1") is not None


def finished_before(moment: datetime) -> list[Consultation]:
    """Those whose thanks are over."""
    rows = execute(f"{_CONSULTATIONS} WHERE state = 'finished' AND finished_at <= ? ORDER BY id", (to_micros(moment),))
    return [_consultation(row) for row in rows]


def set_state(
    consultation_id: int, before: ConsultationState, state: ConsultationState, finished_at: datetime | None
) -> bool:
    """False when it was not in the state `before`: another was first."""
    changed = ConsultationRow.update(state=state.value, finished_at=finished_at).where(
        ConsultationRow.id == consultation_id, ConsultationRow.state == before.value
    )
    return bool(changed.execute())


def set_held(consultation_id: int, is_held: bool) -> bool:
    """False when it was so already."""
    changed = execute("UPDATE consultation SET is_held = ? WHERE id = ? AND is_held <> ?",
                      (is_held, consultation_id, is_held))  # fmt: skip
    return changed.rowcount == 1


def hand_over(consultation_id: int, clerk_id: int, counter_id: int) -> None:
    execute("UPDATE consultation SET clerk_id = ?, counter_id = ?, is_held = 0 WHERE id = ?",
            (clerk_id, counter_id, consultation_id))  # fmt: skip


def _latest(where: str, value: int) -> Consultation | None:
    row = first(f"{_CONSULTATIONS} WHERE {where} ORDER BY id DESC LIMIT 1", (value,))
    return _consultation(row) if row else None


def _consultation(row: tuple[Any, ...]) -> Consultation:
    id, ticket, office, clerk, counter, terminal, state, opened_at, finished_at, is_held = row
    return Consultation(
        id, ticket, office, clerk, counter, terminal, ConsultationState(state), instant(opened_at),
        from_micros(finished_at), bool(is_held),
    )  # fmt: skip
