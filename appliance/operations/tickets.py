"""What a citizen does with a ticket: take it, change how to talk, switch the channel, give it back."""

from dataclasses import dataclass
from datetime import datetime

from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.organisation import Office, Service
from appliance.domain.queue import queue_key
from appliance.domain.ticket import ACTIVE, OPEN, Channel, Media, Origin, Ticket, TicketState, new_code, ticket_number
from appliance.operations import call_backs, opening
from appliance.store import consultations, devices, journal, office_hours, offices, shown_windows, staff, tickets


@dataclass(frozen=True)
class Order:
    """What somebody asks for when taking a ticket. `device_id` is the kiosk, or None on the web.

    Only somebody who is in the building may wait for a terminal (`at_terminal`), so the web cannot ask for it.
    """

    service_id: int
    channel: Channel
    at_terminal: bool = False
    media: Media = Media.CAMERA
    language: str = "de"
    origin: Origin = Origin.WEB
    device_id: int | None = None
    persons: int = 1


def take_ticket(order: Order, token: str, at: datetime) -> int:
    """The id of a new waiting ticket whose capability is `token`.

    Raises unknown_service, by_appointment_only, channel_not_offered, no_terminal_here, terminal_in_use, office_closed,
    queue_full, too_late_today.
    """
    service = offices.service(order.service_id)
    office = offices.by_id(service.office_id)
    _check_offered(service, office)
    _check_channel(order, service)
    _check_kiosk(order, service)
    opening.check(office, service, order.channel, at)
    day = office_day(at)
    ticket_id = tickets.insert(
        office_id=office.id,
        service_id=service.id,
        number=ticket_number(office.prefix, tickets.next_sequence(office.id, day)),
        code=new_code(),
        channel=order.channel,
        at_terminal=order.at_terminal,
        media=order.media,
        origin=order.origin,
        language=order.language,
        taken_at=at,
        queue_key=queue_key(at),
        device_id=order.device_id,
        day=day,
        token=token,
        persons=order.persons,
    )
    journal.append(at, EventType.TICKET_TAKEN, office=office.id, ticket=ticket_id, device=order.device_id,
                   data=taken_facts(service.id, order.channel, at_terminal=order.at_terminal))  # fmt: skip
    return ticket_id


def taken_facts(service_id: int, channel: Channel, *, at_terminal: bool) -> dict[str, object]:
    """What the first row of a ticket says of it beside its office (`domain.replay`)."""
    return {"service": service_id, "channel": channel.value, "at_terminal": at_terminal}


def cancel(ticket_id: int, at: datetime) -> None:
    """The citizen gives the ticket back. Raises wrong_state while it is served and when it is over."""
    ticket = tickets.by_id(ticket_id)
    if ticket.state not in (TicketState.WAITING, TicketState.CALLED, TicketState.PARKED):
        raise OfficeError("wrong_state", state=ticket.state)
    tickets.change(ticket, state=TicketState.CANCELLED, terminal_id=None, finished_at=at)
    shown_windows.forget([ticket.id])
    journal.append(at, EventType.TICKET_CANCELLED, office=ticket.office_id, ticket=ticket.id,
                   counter=ticket.counter_id, device=ticket.terminal_id)  # fmt: skip


def change_media(ticket_id: int, media: Media, at: datetime) -> None:
    """Camera, voice or text: the citizen may choose anew until the ticket is over."""
    ticket = tickets.by_id(ticket_id)
    if ticket.state not in OPEN:
        raise OfficeError("wrong_state", state=ticket.state)
    if ticket.media is media:
        return
    tickets.set_media(ticket_id, media)
    running = consultations.running_of_ticket(ticket.id)
    journal.append(at, EventType.TICKET_MEDIA_CHANGED, office=ticket.office_id, ticket=ticket.id,
                   consultation=running.id if running else None)  # fmt: skip


def change_channel(
    ticket_id: int,
    channel: Channel,
    at: datetime,
    counter_id: int | None = None,
    clerk_id: int | None = None,
    phone: str = "",
) -> int | None:
    """On site, video or telephone until the service begins: number and place stay, a terminal is free again.
    A consultation that has begun can go on by telephone, and back (`call_backs`).

    The citizen does it, or a clerk at a counter. `phone`: the number to call, "" for the known. The journal row that
    tells it, None where nothing changed. Raises wrong_state, channel_not_offered, phone_missing (a clerk may know it),
    counter_at_home (called there, and now wants to come), taken_by_other.
    """
    ticket = tickets.by_id(ticket_id)
    if ticket.state not in OPEN:
        raise OfficeError("wrong_state", state=ticket.state)
    if phone:
        tickets.set_phone(ticket.id, phone)
    if ticket.channel is channel and not ticket.at_terminal:
        return None
    if ticket.state is TicketState.SERVING:
        return call_backs.switch(ticket, channel, at, counter_id, clerk_id)
    for service in map(offices.service, ticket.services):
        if channel not in service.channels:
            raise OfficeError("channel_not_offered", service=service.name)
    if channel is Channel.TELEPHONE and clerk_id is None and not tickets.phone(ticket.id):
        raise OfficeError("phone_missing")
    if channel is Channel.ON_SITE and _is_called_home(ticket):
        raise OfficeError("counter_at_home", number=ticket.number)
    changes = {"channel": channel, "at_terminal": False, "terminal_id": None}
    tickets.change(ticket, **changes)
    return journal.append(
        at, EventType.TICKET_CHANNEL_CHANGED, office=ticket.office_id, ticket=ticket.id,
        counter=counter_id or ticket.counter_id, clerk=clerk_id, device=ticket.terminal_id,
        data={"before": tickets.snapshot(ticket, changes), "version": ticket.version + 1, "channel": channel.value},
    )  # fmt: skip


def _is_called_home(ticket: Ticket) -> bool:
    return ticket.state in ACTIVE and ticket.counter_id is not None and staff.counter(ticket.counter_id).is_home


def _check_offered(service: Service, office: Office) -> None:
    if service.retired or not office.is_public:
        raise OfficeError("unknown_service", service=service.id)
    if not service.takes_numbers:
        raise OfficeError("by_appointment_only", service=service.name)


def _check_channel(order: Order, service: Service) -> None:
    if order.channel not in service.channels:
        raise OfficeError("channel_not_offered", service=service.name)
    if not order.at_terminal:
        return
    if order.channel is not Channel.VIDEO or order.origin is Origin.WEB:
        raise OfficeError("channel_not_offered", service=service.name)
    if not has_terminal(service.office_id):
        raise OfficeError("no_terminal_here")


def has_terminal(office_id: int) -> bool:
    """Whether somebody in the building may be called to one, busy or not."""
    return any(device.enrolled and not device.revoked for device in devices.terminals(office_id))


def _check_kiosk(order: Order, service: Service) -> None:
    """A kiosk gives out the numbers of its own office, and none while a citizen is being served there."""
    if order.device_id is None:
        return
    device = devices.by_id(order.device_id)
    if device.office_id != service.office_id:
        raise OfficeError("unknown_service", service=service.id)
    if not device.function.takes_tickets:
        raise OfficeError("takes_no_tickets", device=device.name)
    holder: Ticket | None = tickets.at_terminal(device.id)
    if holder is not None and holder.state is not TicketState.CALLED:
        raise OfficeError("terminal_in_use", device=device.name)


def office_day(at: datetime) -> str:
    """The office's own calendar day: numbers begin anew at its midnight."""
    return at.astimezone(office_hours.zone()).date().isoformat()
