"""The waiting windows as they are displayed. `revision` grows with every change: a reader sees changed rows only."""

from dataclasses import dataclass
from datetime import datetime

from appliance.store.rows import ServiceWindowRow, database, from_micros, to_micros
from appliance.store.sql import execute, first


@dataclass(frozen=True)
class ShownWindow:
    """What one waiting ticket is told. `reason` stands where there is no window."""

    ticket_id: int
    revision: int
    people_ahead: int
    opens_at: datetime | None
    closes_at: datetime | None
    reason: str | None
    next_up: bool


def changed(after_revision: int) -> list[ShownWindow]:
    """Windows that changed since, oldest first."""
    rows = execute(
        "SELECT ticket_id, revision, people_ahead, opens_at, closes_at, reason, next_up FROM shown_window"
        " WHERE revision > ? ORDER BY revision",
        (after_revision,),
    )
    return [_shown(*row) for row in rows]


def revision() -> int:
    return int(first("SELECT last FROM revision")[0])


def of_ticket(ticket_id: int) -> ShownWindow | None:
    rows = execute(
        "SELECT ticket_id, revision, people_ahead, opens_at, closes_at, reason, next_up FROM shown_window"
        " WHERE ticket_id = ?",
        (ticket_id,),
    )
    return next((_shown(*row) for row in rows), None)


def of_office(office_id: int) -> dict[int, ShownWindow]:
    """By ticket id."""
    rows = execute(
        "SELECT ticket_id, revision, people_ahead, opens_at, closes_at, reason, next_up FROM shown_window"
        " WHERE office_id = ?",
        (office_id,),
    )
    return {shown.ticket_id: shown for shown in (_shown(*row) for row in rows)}


def show(office_id: int, shown: list[ShownWindow]) -> None:
    """Write changed windows; their revision is given here."""
    if not shown:
        return
    last = revision()
    database.cursor().executemany(
        "REPLACE INTO shown_window (ticket_id, office_id, revision, people_ahead, opens_at, closes_at, reason, next_up)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (one.ticket_id, office_id, last + place, one.people_ahead, _micros(one.opens_at), _micros(one.closes_at),
             one.reason, one.next_up)
            for place, one in enumerate(shown, 1)
        ],
    )  # fmt: skip
    execute("UPDATE revision SET last = ?", (last + len(shown),))


def forget(ticket_ids: list[int]) -> None:
    """Tickets that no longer wait show no window."""
    for start in range(0, len(ticket_ids), 500):
        piece = ticket_ids[start : start + 500]
        marks = ",".join("?" * len(piece))
        execute(f"DELETE FROM shown_window WHERE ticket_id IN ({marks})", piece)


def of_services() -> dict[int, ShownWindow]:
    """The window of somebody who joins now, by service id; `ticket_id` and `revision` are 0."""
    return {
        row.service_id: ShownWindow(0, 0, row.people_ahead, row.opens_at, row.closes_at, row.reason, False)
        for row in ServiceWindowRow.select()
    }


def show_service(service_id: int, shown: ShownWindow) -> None:
    ServiceWindowRow.replace(
        service_id=service_id, people_ahead=shown.people_ahead, opens_at=shown.opens_at, closes_at=shown.closes_at,
        reason=shown.reason,
    ).execute()  # fmt: skip


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else to_micros(moment)


def _shown(
    ticket: int, revision: int, ahead: int, opens: int | None, closes: int | None, reason: str | None, next_up: int
) -> ShownWindow:
    return ShownWindow(ticket, revision, ahead, from_micros(opens), from_micros(closes), reason, bool(next_up))
