"""Who hears of what: the topics of an event, and the topics of a client."""

from collections.abc import Callable, Iterable, Iterator

from appliance.domain.admission import Principal, PrincipalKind
from appliance.domain.journal import Event, EventType
from appliance.live.messages import Refused

OFFICE, TICKET, DEVICE, OFFICE_STATE = "office", "ticket", "device", "office-state"

_SUBJECT: dict[str, Callable[[Event], int | None]] = {
    OFFICE: lambda event: event.office_id,
    TICKET: lambda event: event.ticket_id,
    DEVICE: lambda event: event.device_id,
    OFFICE_STATE: lambda event: event.office_id,
}

_JOURNEY = (OFFICE, TICKET, DEVICE)

# Event -> the kinds of topic that carry it.
AUDIENCE: dict[EventType, tuple[str, ...]] = {
    EventType.TICKET_TAKEN: (OFFICE, TICKET),
    EventType.TICKET_CALLED: _JOURNEY,
    EventType.TICKET_RECALLED: _JOURNEY,
    EventType.TICKET_ADMITTED: _JOURNEY,
    EventType.TICKET_NO_SHOW: _JOURNEY,
    EventType.TICKET_FINISHED: _JOURNEY,
    EventType.TICKET_CANCELLED: _JOURNEY,
    EventType.TICKET_TOLD_CLOSING: (TICKET,),
    EventType.TICKET_MEDIA_CHANGED: _JOURNEY,
    EventType.TICKET_CHANNEL_CHANGED: _JOURNEY,
    EventType.ACTION_UNDONE: _JOURNEY,
    EventType.CONSULTATION_OPENED: _JOURNEY,
    EventType.CONSULTATION_FINISHED: _JOURNEY,
    EventType.CONSULTATION_REOPENED: _JOURNEY,
    EventType.CONSULTATION_CLOSED: _JOURNEY,
    EventType.OFFICE_OPENED: (OFFICE, OFFICE_STATE),
    EventType.OFFICE_CLOSED: (OFFICE, OFFICE_STATE),
    EventType.OFFICE_HOURS_CHANGED: (OFFICE, OFFICE_STATE),
    EventType.OFFICE_CHANGED: (OFFICE, OFFICE_STATE),
    EventType.APPOINTMENT_RESERVED: (),
    EventType.APPOINTMENT_CONFIRMED: (OFFICE,),
    EventType.APPOINTMENT_CHANGED: (OFFICE,),
    EventType.APPOINTMENT_CHECKED_IN: (OFFICE,),
    EventType.APPOINTMENT_CANCELLED: (OFFICE,),
    EventType.APPOINTMENT_MISSED: (OFFICE,),
    EventType.APPOINTMENT_EXPIRED: (),
    EventType.APPOINTMENT_LINK_RENEWED: (),
    EventType.MESSAGE_SENT: (),
    EventType.MESSAGE_FAILED: (OFFICE,),
    EventType.MESSAGE_TRIED_AGAIN: (OFFICE,),
    EventType.MESSAGE_GIVEN_UP: (OFFICE,),
    EventType.WAITING_LIST_JOINED: (),
    EventType.WAITING_LIST_LEFT: (),
    EventType.SLOT_OFFERED: (),
    EventType.COUNTER_STAFFED: (OFFICE,),
    EventType.COUNTER_LEFT: (OFFICE,),
    EventType.STAFF_SIGNED_OUT: (),
    EventType.STAFFING_CHANGED: (OFFICE,),
    EventType.CLERK_CHANGED: (),
    EventType.DEVICE_ENROLLED: (OFFICE, DEVICE),
    EventType.DEVICE_REVOKED: (OFFICE, DEVICE),
    EventType.DEVICE_CHANGED: (OFFICE, DEVICE),
    EventType.DEVICE_PRESENCE_CHANGED: (OFFICE, DEVICE),
    EventType.TEXT_CHANGED: (),
}


def topic(kind: str, subject: int) -> str:
    return f"{kind}:{subject}"


def of_event(event: Event) -> Iterator[str]:
    for kind in AUDIENCE[event.type]:
        subject = _SUBJECT[kind](event)
        if subject is not None:
            yield topic(kind, subject)


def of_principal(principal: Principal, asked: Iterable[str]) -> tuple[str, ...]:
    """What this client follows. Only staff choose: the offices they ask for. Raises `not_admitted`."""
    return _FOLLOWS[principal.kind](principal, asked)


def _of_ticket(principal: Principal, _asked: Iterable[str]) -> tuple[str, ...]:
    return (topic(TICKET, principal.id), *_of_office(OFFICE_STATE, principal))


def _of_device(principal: Principal, _asked: Iterable[str]) -> tuple[str, ...]:
    return (topic(DEVICE, principal.id), *_of_office(OFFICE, principal))


def _of_staff(_principal: Principal, asked: Iterable[str]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(asked))
    for name in wanted:
        kind, _, subject = name.partition(":")
        if kind != OFFICE or not (subject.isascii() and subject.isdecimal()):
            raise Refused("not_admitted", "staff follow topics `office:<id>`")
    return wanted


def _of_office(kind: str, principal: Principal) -> tuple[str, ...]:
    return () if principal.office_id is None else (topic(kind, principal.office_id),)


_FOLLOWS: dict[PrincipalKind, Callable[[Principal, Iterable[str]], tuple[str, ...]]] = {
    PrincipalKind.TICKET: _of_ticket,
    PrincipalKind.DEVICE: _of_device,
    PrincipalKind.STAFF: _of_staff,
}
