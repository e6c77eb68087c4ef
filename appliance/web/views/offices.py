"""Offices as citizens see them."""

from collections.abc import Sequence
from datetime import datetime

from appliance.domain.device import Device, TerminalState
from appliance.domain.opening import OfficeState, Opening
from appliance.domain.organisation import Office, Service
from appliance.domain.ticket import ACTIVE, Channel, Ticket, TicketState
from appliance.operations import opening
from appliance.store import devices, offices, shown_windows, staff, tickets
from appliance.store.shown_windows import ShownWindow
from appliance.web.api import shapes
from appliance.web.i18n import language_name
from appliance.web.views.announcements import running

NOT_PUBLIC = {"state": OfficeState.CLOSED, "gives_numbers": False, "closes_at": None, "opens_at": None,
              "closed_because": ""}  # fmt: skip
NOT_YET_KNOWN = ShownWindow(0, 0, 0, None, None, "nobody_on_duty", False)


def all_offices(at: datetime) -> shapes.OfficesView:
    organisation = offices.organisation()
    return shapes.OfficesView(
        organisation=shapes.OrganisationView(name=organisation.name if organisation else ""),
        offices=[office_view(office, at) for office in offices.public()],
    )


def one_office(office_id: int, at: datetime) -> shapes.OfficeView:
    return office_view(offices.by_id(office_id), at)


def office_view(office: Office, at: datetime) -> shapes.OfficeView:
    openings = opening.by_channel(office, at)
    windows = shown_windows.of_services()
    terminals = [one for one in devices.all() if one.office_id == office.id and is_terminal(one)]
    return shapes.OfficeView(
        id=office.id,
        name=office.name,
        prefix=office.prefix,
        department=offices.departments()[office.department_id].name,
        place=office.place,
        **opening_view(office, at).model_dump(),
        waiting=tickets.count_waiting(office.id),
        counters_open=staff.count_staffed(office.id),
        terminals=len(terminals),
        services=[_service(service, windows, openings) for service in offices.services(office.id)],
        announcements=running(office.id, at),
    )


def on_devices(office: Office, at: datetime) -> shapes.OfficeView:
    """As its kiosks and terminals show it: before it is published it is closed and has nothing to choose."""
    shown = office_view(office, at)
    return shown if office.is_public else shown.model_copy(update={**NOT_PUBLIC, "services": []})


def channels_of_all(services: Sequence[Service]) -> list[Channel]:
    """On which each of them is offered."""
    return [channel for channel in Channel if all(channel in service.channels for service in services)]


def documents_of_all(services: Sequence[Service]) -> str:
    """What to bring for them together: one thing a line, each once."""
    return "\n".join(dict.fromkeys(line for service in services for line in service.documents.splitlines()))


def names_of(services: Sequence[Service]) -> str:
    return ", ".join(service.name for service in services)


def brief(office: Office, at: datetime) -> shapes.OfficeBrief:
    return shapes.OfficeBrief(id=office.id, name=office.name, **opening_view(office, at).model_dump())


def opening_view(office: Office, at: datetime) -> shapes.OpeningView:
    now = opening.of_office(office, at)
    state = opening.state(office, now, at)
    return shapes.OpeningView(
        state=state, gives_numbers=state.gives_numbers, closes_at=now.closes_at, opens_at=now.opens_at,
        closed_because=now.reason,
    )  # fmt: skip


def wait(shown: ShownWindow) -> shapes.WaitView:
    return shapes.WaitView(
        people_ahead=shown.people_ahead, opens=shown.opens_at, closes=shown.closes_at, reason=shown.reason
    )


def is_terminal(device: Device) -> bool:
    return device.function.hosts_consultations and not device.revoked


def terminals(office_id: int, at: datetime) -> list[shapes.TerminalView]:
    held = tickets.held_terminals()
    return [
        shapes.TerminalView(name=one.name, state=terminal_state(one, held.get(one.id), at))
        for one in devices.all()
        if one.office_id == office_id and is_terminal(one)
    ]


def terminal_state(device: Device, holder: Ticket | None, at: datetime) -> TerminalState:
    if not device.browser_present(at):
        return TerminalState.MISSING
    if holder is None:
        return TerminalState.FREE
    return TerminalState.CALLED if holder.state is TicketState.CALLED else TerminalState.BUSY


def place(ticket: Ticket) -> shapes.PlaceView | None:
    """Where a called citizen goes: a terminal, a counter, or nowhere (own device)."""
    if ticket.terminal_id is not None:
        return shapes.PlaceView(kind="terminal", name=devices.by_id(ticket.terminal_id).name)
    on_site = ticket.channel is Channel.ON_SITE and ticket.state in ACTIVE
    if on_site and ticket.counter_id is not None:
        return shapes.PlaceView(kind="counter", name=staff.counter(ticket.counter_id).name)
    return None


def _service(service: Service, windows: dict[int, ShownWindow], openings: dict[Channel, Opening]) -> shapes.ServiceView:
    channels = [
        shapes.ChannelView(
            channel=channel, is_open=openings[channel].is_open, opens_at=openings[channel].opens_at,
            late=opening.late(service.id, openings[channel]),
        )
        for channel in service.channels
    ]  # fmt: skip
    return shapes.ServiceView(
        id=service.id, name=service.name, description=service.description, documents=service.documents,
        minutes=service.minutes, fim_key=service.fim_key, channels=list(service.channels),
        takes_numbers=service.takes_numbers, takes_appointments=service.takes_appointments,
        window=wait(windows.get(service.id, NOT_YET_KNOWN)), channel_states=channels,
        languages=[shapes.LanguageView(code=code, name=language_name(code)) for code in service.languages],
        form=service.form,
    )  # fmt: skip
