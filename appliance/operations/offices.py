"""Opening and closing an office."""

from datetime import datetime

from appliance.domain.journal import EventType
from appliance.domain.organisation import Office
from appliance.store import journal, offices


def set_open(office_id: int, is_open: bool, clerk_id: int, at: datetime) -> Office:
    """Those who already wait keep their place when an office closes; it only takes no new tickets."""
    if offices.set_open(office_id, is_open):
        type = EventType.OFFICE_OPENED if is_open else EventType.OFFICE_CLOSED
        journal.append(at, type, office=office_id, clerk=clerk_id)
    return offices.by_id(office_id)
