"""What goes over the wire: JSON messages as WebSocket text frames, made once and sent to many."""

import json
from collections.abc import Mapping
from datetime import datetime

from websockets.frames import Frame, Opcode

from appliance.domain.journal import Event

PING = Frame(Opcode.PING, b"").serialize(mask=False)


def wire(message: Mapping[str, object]) -> bytes:
    """The bytes of one text frame. Everything but ASCII is escaped, so that no relayed text can make invalid UTF-8."""
    return Frame(Opcode.TEXT, json.dumps(message, separators=(",", ":")).encode()).serialize(mask=False)


def timestamp(at: datetime | None) -> str | None:
    """RFC 3339 in UTC, to the millisecond."""
    return None if at is None else at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def event_frame(event: Event) -> bytes:
    """A row of the journal as pages see it: ids only."""
    return wire(
        {
            "type": "event",
            "id": event.id,
            "event": event.type,
            "at": timestamp(event.at),
            "office": event.office_id,
            "ticket": event.ticket_id,
            "counter": event.counter_id,
            "device": event.device_id,
            "consultation": event.consultation_id,
        }
    )
