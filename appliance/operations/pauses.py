"""A clerk at a counter for whom nobody is called for a while, or who leaves some services to others today."""

from datetime import datetime

from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.staff import Counter, PauseReason
from appliance.operations.desk_actions import at_free_counter, own_counter
from appliance.store import journal, staff
from appliance.store.rows import from_micros, to_micros


def pause(counter_id: int, clerk_id: int, reason: PauseReason, at: datetime) -> int:
    """Nobody is called here until it ends; another reason for a pause that is on keeps its beginning.

    The id of its journal row. Raises no_counter, counter_busy.
    """
    _, counter = at_free_counter(counter_id, clerk_id)
    staff.set_pause(counter_id, counter.paused_at or at, reason)
    return _row(EventType.COUNTER_PAUSED, counter, clerk_id, at, {"reason": reason.value})


def end_pause(counter_id: int, clerk_id: int, at: datetime) -> int:
    """Ended by hand. Raises no_counter, no_pause."""
    counter = own_counter(counter_id, clerk_id)
    if counter.paused_at is None:
        raise OfficeError("no_pause")
    return _end(counter, clerk_id, at)


def end_by_calling(counter: Counter, clerk_id: int, at: datetime) -> dict[str, object]:
    """Whoever calls is back. What the journal row of the call keeps of the pause, for its undo."""
    if counter.paused_at is None or counter.paused_for is None:
        return {}
    _end(counter, clerk_id, at)
    return {"pause": {"at": to_micros(counter.paused_at), "reason": counter.paused_for.value}}


def begin_again(counter: Counter, clerk_id: int, kept: object, at: datetime) -> None:
    """The call that ended a pause is undone."""
    if isinstance(kept, dict):
        staff.set_pause(counter.id, from_micros(kept["at"]), PauseReason(kept["reason"]))
        _row(EventType.COUNTER_PAUSED, counter, clerk_id, at, {"reason": kept["reason"]})


def end_for_undo(counter: Counter, clerk_id: int, at: datetime) -> None:
    """Somebody is at the counter again."""
    if counter.paused_at is not None:
        _end(counter, clerk_id, at)


def set_skill(counter_id: int, clerk_id: int, service_id: int, is_on: bool, at: datetime) -> int:
    """Whether this clerk serves it, until the counter is left. The id of its journal row.

    Raises no_counter, not_your_service.
    """
    counter, clerk = own_counter(counter_id, clerk_id), staff.clerk(clerk_id)
    if service_id not in clerk.skills | clerk.skills_off:
        raise OfficeError("not_your_service")
    staff.set_skill(clerk_id, service_id, is_on)
    return _row(EventType.COUNTER_SKILLS_CHANGED, counter, clerk_id, at, {"service": service_id, "on": is_on})


def _end(counter: Counter, clerk_id: int, at: datetime) -> int:
    staff.set_pause(counter.id, None, None)
    return _row(EventType.COUNTER_PAUSE_ENDED, counter, clerk_id, at, {"reason": counter.paused_for})


def _row(type: EventType, counter: Counter, clerk_id: int, at: datetime, data: dict[str, object]) -> int:
    return journal.append(at, type, office=counter.office_id, counter=counter.id, clerk=clerk_id, data=data)
