"""What departments, offices, services and counters have in common: their order, and that they are retired."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from appliance.store.rows import to_micros
from appliance.store.sql import execute, first


class Kind(StrEnum):
    DEPARTMENT = "department"
    OFFICE = "office"
    SERVICE = "service"
    COUNTER = "counter"


_PARENT = {
    Kind.DEPARTMENT: "organisation_id",
    Kind.OFFICE: "department_id",
    Kind.SERVICE: "office_id",
    Kind.COUNTER: "office_id",
}


def retire(kind: Kind, id: int, at: datetime) -> None:
    execute(f"UPDATE {kind} SET retired_at = ? WHERE id = ?", (to_micros(at), id))
    if kind is Kind.OFFICE:
        execute("UPDATE office SET prefix = prefix || '~' || id WHERE id = ? AND instr(prefix, '~') = 0", (id,))


def restore(kind: Kind, id: int) -> None:
    """An office must get its `prefix` back first, if that is still free."""
    execute(f"UPDATE {kind} SET retired_at = NULL WHERE id = ?", (id,))


def arrange(kind: Kind, ids: Sequence[int]) -> None:
    """In this order; what is not named comes after them, in the order that it had."""
    rows = execute(f"SELECT id FROM {kind} ORDER BY position, id").fetchall()
    named = set(ids)
    order = [*ids, *(id for (id,) in rows if id not in named)]
    for position, id in enumerate(order, start=1):
        execute(f"UPDATE {kind} SET position = ? WHERE id = ?", (position, id))


def is_name_taken(kind: Kind, parent: int, name: str, but: int | None) -> bool:
    """By another one of the same parent (a department's is the organisation); capitals make no difference."""
    rows = execute(
        f"SELECT name FROM {kind} WHERE {_PARENT[kind]} = ? AND retired_at IS NULL AND id IS NOT ?", (parent, but)
    )
    return name.casefold() in (other.casefold() for (other,) in rows)


def office_with_prefix(prefix: str) -> int | None:
    row = first("SELECT id FROM office WHERE prefix = ?", (prefix,))
    return row[0] if row else None


def set_prefix(office_id: int, prefix: str) -> None:
    execute("UPDATE office SET prefix = ? WHERE id = ?", (prefix, office_id))


def prefixes() -> set[str]:
    return {prefix for (prefix,) in execute("SELECT prefix FROM office")}


def continue_numbers(office_id: int, prefix: str, day: str) -> None:
    """The office's next number of this day follows those that were given out with this prefix, by whichever office."""
    last = first(
        "SELECT max(CAST(substr(number, ?) AS INTEGER)) FROM ticket WHERE day = ? AND number GLOB ?",
        (len(prefix) + 1, day, f"{prefix}[0-9]*"),
    )[0]
    if last is not None:
        execute(
            "INSERT INTO ticket_sequence (office_id, day, last) VALUES (?, ?, ?)"
            " ON CONFLICT (office_id, day) DO UPDATE SET last = max(last, excluded.last)",
            (office_id, day, last),
        )


def open_tickets(column: str, id: int) -> int:
    """Waiting, called, being served or parked. `column`: office_id or service_id."""
    asked = f"SELECT count(*) FROM ticket WHERE {column} = ? AND state IN ('waiting', 'called', 'serving', 'parked')"
    return int(first(asked, (id,))[0])


def appointments_ahead(column: str, id: int) -> int:
    """Reserved or confirmed. `column`: office_id or service_id."""
    within = "office_id = ?" if column == "office_id" else (
        "id IN (SELECT appointment_id FROM appointment_service WHERE service_id = ?)"
    )  # fmt: skip
    asked = f"SELECT count(*) FROM appointment WHERE state IN ('reserved', 'confirmed') AND {within}"
    return int(first(asked, (id,))[0])


def is_needed(office_id: int) -> bool:
    """Somebody waits there, or has an appointment."""
    return open_tickets("office_id", office_id) > 0 or appointments_ahead("office_id", office_id) > 0


def devices_of(office_id: int) -> int:
    """That were not removed."""
    return int(first("SELECT count(*) FROM device WHERE office_id = ? AND NOT revoked", (office_id,))[0])
