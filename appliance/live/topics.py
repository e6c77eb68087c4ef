"""Who hears of what: the topics of an event, and the topics of a client."""

from collections.abc import Callable, Iterable, Iterator

from appliance.domain.admission import Principal, PrincipalKind
from appliance.domain.journal import Event, EventType
from appliance.live.messages import Refused

OFFICE, TICKET, DEVICE, OFFICE_STATE = "office", "ticket", "device", "office-state"
CLERK, GUEST = "clerk", "guest"

OTHER_OFFICE = "other-office"
"""The office that a ticket has left: who follows that office hears of it."""

_SUBJECT: dict[str, Callable[[Event], int | None]] = {
    OFFICE: lambda event: event.office_id,
    TICKET: lambda event: event.ticket_id,
    DEVICE: lambda event: event.device_id,
    OFFICE_STATE: lambda event: event.office_id,
    CLERK: lambda event: _number(event, "colleague"),
    GUEST: lambda event: _number(event, "guest"),
    OTHER_OFFICE: lambda event: _number(event, "other_office"),
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
    EventType.TICKET_PRESENCE_CHANGED: (OFFICE, TICKET),
    EventType.TICKET_PARKED: _JOURNEY,
    EventType.TICKET_RESUMED: _JOURNEY,
    EventType.TICKET_RETURNED: _JOURNEY,
    EventType.TICKET_TRANSFERRED: (*_JOURNEY, OTHER_OFFICE),
    EventType.TICKET_SERVICES_CHANGED: _JOURNEY,
    EventType.TICKET_SPLIT: _JOURNEY,
    EventType.TICKET_PRIORITY_CHANGED: (OFFICE, TICKET),
    EventType.TICKET_TAKEN_OVER: _JOURNEY,
    EventType.TICKET_FREED: (OFFICE,),
    EventType.ACTION_UNDONE: (*_JOURNEY, OTHER_OFFICE),
    EventType.CONSULTATION_OPENED: _JOURNEY,
    EventType.CONSULTATION_FINISHED: _JOURNEY,
    EventType.CONSULTATION_REOPENED: _JOURNEY,
    EventType.CONSULTATION_CLOSED: _JOURNEY,
    EventType.CONSULTATION_HELD: _JOURNEY,
    EventType.CONSULTATION_RESUMED: _JOURNEY,
    EventType.CONSULTATION_HANDED_OVER: (*_JOURNEY, CLERK),
    EventType.GUEST_INVITED: (OFFICE, CLERK),
    EventType.GUEST_KNOCKED: (OFFICE, GUEST),
    EventType.GUEST_ADMITTED: (OFFICE, GUEST, CLERK),
    EventType.GUEST_DISMISSED: (OFFICE, GUEST, CLERK),
    EventType.GUEST_LEFT: (OFFICE, GUEST, CLERK),
    EventType.DOCUMENT_SEEN: (OFFICE,),
    EventType.DOCUMENT_NOTE_TAKEN_BACK: (OFFICE,),
    EventType.OFFICE_OPENED: (OFFICE, OFFICE_STATE),
    EventType.OFFICE_CLOSED: (OFFICE, OFFICE_STATE),
    EventType.OFFICE_HOURS_CHANGED: (OFFICE, OFFICE_STATE),
    EventType.OFFICE_CHANGED: (OFFICE, OFFICE_STATE),
    EventType.CALLING_RULES_CHANGED: (OFFICE, OFFICE_STATE),
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
    EventType.COUNTER_PAUSED: (OFFICE,),
    EventType.COUNTER_PAUSE_ENDED: (OFFICE,),
    EventType.COUNTER_SKILLS_CHANGED: (OFFICE,),
    EventType.CONSOLE_VANISHED: (OFFICE,),
    EventType.CONSOLE_CAME_BACK: (OFFICE,),
    EventType.STAFF_SIGNED_OUT: (),
    EventType.STAFFING_CHANGED: (OFFICE,),
    EventType.CLERK_CHANGED: (),
    EventType.DEVICE_ENROLLED: (OFFICE, DEVICE),
    EventType.DEVICE_REVOKED: (OFFICE, DEVICE),
    EventType.DEVICE_CHANGED: (OFFICE, DEVICE),
    EventType.DEVICE_PRESENCE_CHANGED: (OFFICE, DEVICE),
    EventType.TICKET_PRINT_ORDERED: (DEVICE,),
    EventType.TICKET_PRINT_BEGUN: (DEVICE,),
    EventType.TICKET_PRINT_ENDED: (OFFICE, DEVICE),
    EventType.HELP_CALLED: (OFFICE, DEVICE),
    EventType.HELP_TAKEN: (OFFICE, DEVICE),
    EventType.HELP_ENDED: (OFFICE, DEVICE),
    EventType.TEXT_CHANGED: (),
    EventType.FORM_CHANGED: (),
    EventType.ANNOUNCEMENT_MADE: (OFFICE, OFFICE_STATE),
    EventType.ANNOUNCEMENT_CHANGED: (OFFICE, OFFICE_STATE),
    EventType.ANNOUNCEMENT_ENDED: (OFFICE, OFFICE_STATE),
}


def topic(kind: str, subject: int) -> str:
    return f"{kind}:{subject}"


def of_event(event: Event) -> Iterator[str]:
    for kind in AUDIENCE[event.type]:
        subject = _SUBJECT[kind](event)
        if subject is not None:
            yield topic(OFFICE if kind == OTHER_OFFICE else kind, subject)


def _number(event: Event, name: str) -> int | None:
    value = event.data.get(name)
    return value if isinstance(value, int) else None


def of_principal(principal: Principal, asked: Iterable[str]) -> tuple[str, ...]:
    """What this client follows. Only staff choose: the offices they ask for, beside what concerns themselves.

    Raises `not_admitted`.
    """
    return _FOLLOWS[principal.kind](principal, asked)


def _of_ticket(principal: Principal, _asked: Iterable[str]) -> tuple[str, ...]:
    return (topic(TICKET, principal.id), *_of_office(OFFICE_STATE, principal))


def _of_device(principal: Principal, _asked: Iterable[str]) -> tuple[str, ...]:
    further = (topic(OFFICE, office_id) for office_id in principal.further_offices if office_id != principal.office_id)
    return (topic(DEVICE, principal.id), *_of_office(OFFICE, principal), *further)


def _of_guest(principal: Principal, _asked: Iterable[str]) -> tuple[str, ...]:
    return (topic(GUEST, principal.id),)


def _of_staff(principal: Principal, asked: Iterable[str]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(asked))
    for name in wanted:
        kind, _, subject = name.partition(":")
        if kind != OFFICE or not (subject.isascii() and subject.isdecimal()):
            raise Refused("not_admitted", "staff follow topics `office:<id>`")
    return (*wanted, topic(CLERK, principal.id))


def _of_office(kind: str, principal: Principal) -> tuple[str, ...]:
    return () if principal.office_id is None else (topic(kind, principal.office_id),)


_FOLLOWS: dict[PrincipalKind, Callable[[Principal, Iterable[str]], tuple[str, ...]]] = {
    PrincipalKind.TICKET: _of_ticket,
    PrincipalKind.DEVICE: _of_device,
    PrincipalKind.STAFF: _of_staff,
    PrincipalKind.GUEST: _of_guest,
}
