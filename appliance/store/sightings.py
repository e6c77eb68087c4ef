"""Notes that a document was shown in a consultation."""

from datetime import datetime

from appliance.domain.sighting import DocumentKind, Sighting
from appliance.store.rows import instant, to_micros
from appliance.store.sql import execute, first, insert_row


def add(consultation_id: int, kind: DocumentKind, clerk_id: int, at: datetime) -> int:
    return insert_row(
        "INSERT INTO sighting (consultation_id, kind, clerk_id, at) VALUES (?, ?, ?, ?)",
        (consultation_id, kind.value, clerk_id, to_micros(at)),
    )


def remove(consultation_id: int, sighting_id: int) -> bool:
    """False when this consultation has no such note."""
    gone = execute("DELETE FROM sighting WHERE id = ? AND consultation_id = ?", (sighting_id, consultation_id))
    return gone.rowcount == 1


def count(consultation_id: int) -> int:
    return int(first("SELECT count(*) FROM sighting WHERE consultation_id = ?", (consultation_id,))[0])


def of_consultation(consultation_id: int) -> list[Sighting]:
    """In the order in which they were noted."""
    rows = execute(
        "SELECT s.id, s.kind, c.name, s.at FROM sighting s JOIN clerk c ON c.id = s.clerk_id"
        " WHERE s.consultation_id = ? ORDER BY s.id",
        (consultation_id,),
    )
    return [Sighting(id, DocumentKind(kind), clerk, instant(at)) for id, kind, clerk, at in rows]


def forget_before(moment: datetime) -> None:
    execute("DELETE FROM sighting WHERE at < ?", (to_micros(moment),))
