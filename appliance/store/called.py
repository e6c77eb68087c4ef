"""Who was called in an office since an instant, with what the journal says of each latest call."""

import json
from datetime import datetime

from appliance.domain.journal import EventType
from appliance.domain.overtaken import Called
from appliance.store.rows import instant, to_micros
from appliance.store.sql import execute

_SINCE = (
    "SELECT id, taken_at, queue_key, due_at IS NOT NULL, priority IS NOT NULL, waiting_since IS NOT NULL,"
    " (SELECT data FROM journal WHERE journal.ticket_id = ticket.id AND journal.type = ? ORDER BY id DESC LIMIT 1)"
    " FROM ticket WHERE office_id = ? AND called_at IS NOT NULL AND called_at >= ?"
)


def since(office_id: int, at: datetime) -> list[Called]:
    rows = execute(_SINCE, (EventType.TICKET_CALLED.value, office_id, to_micros(at)))
    return [
        Called(id, instant(taken), instant(key), bool(due), bool(priority), bool(elsewhere),
               json.loads(data or "{}").get("why", {}))
        for id, taken, key, due, priority, elsewhere, data in rows
    ]  # fmt: skip
