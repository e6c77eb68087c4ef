"""What becomes of a message that is on its way: sent, not sent, dropped, tried again."""

from datetime import datetime

from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.message import ADDRESS_USED_ONCE, Message, MessageState, next_attempt
from appliance.store import journal, outbox


def sent(message: Message, at: datetime) -> None:
    if outbox.end(message.id, MessageState.SENT, at):
        _journal(EventType.MESSAGE_SENT, message, at)
    _ended(message)


def not_sent(message: Message, code: str, reason: str, is_final: bool, at: datetime) -> None:
    """Tried again later, until a day is over or (`is_final`) it would be of no use."""
    later = None if is_final else next_attempt(message.attempts + 1, message.tried_at or at, at)
    outbox.note_failure(message, code, reason, at, later)
    if later is None:
        _journal(EventType.MESSAGE_FAILED, message, at)


def dropped(message: Message, at: datetime) -> None:
    """It is not true any more, or nobody can be reached by it."""
    outbox.end(message.id, MessageState.DROPPED, at)
    _ended(message)


def drop_expired(at: datetime) -> None:
    for message in outbox.expired(at):
        dropped(message, at)


def try_again(message_id: int, at: datetime) -> None:
    """At once, and for another day. Raises unknown_message, message_ended when it was sent or dropped meanwhile."""
    message = outbox.by_id(message_id)
    if not outbox.again(message_id, at):
        raise OfficeError("message_ended")
    _journal(EventType.MESSAGE_TRIED_AGAIN, message, at)


def give_up(message_id: int, at: datetime) -> None:
    """Nobody wants another attempt. Raises what `try_again` does."""
    message = outbox.by_id(message_id)
    if not outbox.drop_failed(message_id, at):
        raise OfficeError("message_ended")
    _journal(EventType.MESSAGE_GIVEN_UP, message, at)
    _ended(message)


def _ended(message: Message) -> None:
    if message.kind in ADDRESS_USED_ONCE:
        outbox.erase(message.id)


def _journal(type: EventType, message: Message, at: datetime) -> None:
    data: dict[str, object] = {"message": message.id, "kind": message.kind.value, "medium": message.medium.value}
    if message.appointment_id is not None:
        data["appointment"] = message.appointment_id
    journal.append(at, type, office=message.office_id, data=data)
