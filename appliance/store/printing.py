"""Printers of devices, and the jobs that print tickets there."""

from datetime import datetime
from typing import Any

from appliance.domain.errors import OfficeError
from appliance.domain.paper import JobState, PrinterKind, PrinterSettings, PrintJob
from appliance.store.rows import from_micros, instant, to_micros
from appliance.store.sql import execute, first, insert_row
from appliance.store.tokens import hash_of

_JOBS = "SELECT id, ticket_id, device_id, state, reason, ordered_at, begun_at, ended_at FROM print_job"
_OPEN = "state IN ('ordered', 'begun')"


def printer(device_id: int) -> PrinterSettings | None:
    row = first("SELECT kind, address, paper_mm, model FROM printer WHERE device_id = ?", (device_id,))
    return PrinterSettings(PrinterKind(row[0]), row[1], row[2], row[3]) if row else None


def set_printer(device_id: int, settings: PrinterSettings | None) -> None:
    execute("DELETE FROM printer WHERE device_id = ?", (device_id,))
    if settings is not None:
        execute(
            "INSERT INTO printer (device_id, kind, address, paper_mm, model) VALUES (?, ?, ?, ?, ?)",
            (device_id, settings.kind.value, settings.address, settings.paper_mm, settings.model),
        )


def devices_with_printer() -> list[int]:
    rows = execute("SELECT device_id FROM printer JOIN device ON device.id = device_id WHERE NOT revoked ORDER BY id")
    return [row[0] for row in rows]


def add(ticket_id: int, device_id: int, at: datetime) -> int:
    """A ticket has one job that may still print: a unique index."""
    return insert_row(
        "INSERT INTO print_job (ticket_id, device_id, state, ordered_at) VALUES (?, ?, 'ordered', ?)",
        (ticket_id, device_id, to_micros(at)),
    )


def by_id(job_id: int) -> PrintJob:
    """Raises unknown_print_job."""
    found = _many("WHERE id = ?", job_id)
    if not found:
        raise OfficeError("unknown_print_job")
    return found[0]


def open_of_ticket(ticket_id: int) -> PrintJob | None:
    return next(iter(_many(f"WHERE ticket_id = ? AND {_OPEN}", ticket_id)), None)


def open_ones() -> list[PrintJob]:
    return _many(f"WHERE {_OPEN} ORDER BY id")


def first_ordered(device_id: int) -> PrintJob | None:
    return next(iter(_many("WHERE device_id = ? AND state = 'ordered' ORDER BY id LIMIT 1", device_id)), None)


def newest(device_id: int) -> PrintJob | None:
    return next(iter(_many("WHERE device_id = ? ORDER BY id DESC LIMIT 1", device_id)), None)


def begin(job_id: int, at: datetime) -> bool:
    """False: it was begun before, or is over. Whoever gets True prints, and nobody else."""
    changed = execute(
        "UPDATE print_job SET state = 'begun', begun_at = ? WHERE id = ? AND state = 'ordered'",
        (to_micros(at), job_id),
    )
    return changed.rowcount == 1


def end(job: PrintJob, state: JobState, reason: str, at: datetime) -> bool:
    """False: it is not as it was seen any more."""
    changed = execute(
        "UPDATE print_job SET state = ?, reason = ?, ended_at = ? WHERE id = ? AND state = ?",
        (state.value, reason, to_micros(at), job.id, job.state.value),
    )
    return changed.rowcount == 1


def forget_before(moment: datetime) -> None:
    execute(f"DELETE FROM print_job WHERE ordered_at < ? AND NOT {_OPEN}", (to_micros(moment),))
    execute("DELETE FROM ticket_paper WHERE ticket_id IN (SELECT id FROM ticket WHERE taken_at < ?)",
            (to_micros(moment),))  # fmt: skip


def know_paper(ticket_id: int, token: str) -> None:
    """The link on the paper opens the ticket from now on."""
    execute("INSERT OR IGNORE INTO ticket_paper (ticket_id, token_hash) VALUES (?, ?)", (ticket_id, hash_of(token)))


def _many(where: str, *values: object) -> list[PrintJob]:
    return [_job(row) for row in execute(f"{_JOBS} {where}", values)]


def _job(row: tuple[Any, ...]) -> PrintJob:
    id, ticket, device, state, reason, ordered_at, begun_at, ended_at = row
    return PrintJob(id, ticket, device, JobState(state), reason, instant(ordered_at), from_micros(begun_at),
                    from_micros(ended_at))  # fmt: skip
