"""A device as it sees itself: its office, and the ticket that was called to it."""

from datetime import datetime, timedelta

import appliance
from appliance.domain.device import Device
from appliance.domain.organisation import Office
from appliance.domain.ticket import Ticket, TicketState
from appliance.operations.calls import calls_to_terminals
from appliance.store import consultations, devices, diaries, journal, offices, tickets
from appliance.web.api import shapes
from appliance.web.i18n import DEFAULT_LANGUAGE
from appliance.web.views.offices import on_devices
from appliance.web.views.paper import device_print, device_printer, to_print
from appliance.web.views.tickets import consultation_view


def device_view(device_id: int, live_url: str, at: datetime) -> shapes.DeviceView:
    device = devices.by_id(device_id)
    office = offices.by_id(device.office_id)
    organisation = offices.organisation()
    return shapes.DeviceView(
        id=device.id,
        name=device.name,
        place=device.place,
        function=device.function,
        version=appliance.__version__,
        organisation=organisation.name if organisation else "",
        default_language=DEFAULT_LANGUAGE,
        office=on_devices(office, at),
        agent_present=device.agent_present(at),
        takes_appointments=diaries.is_staffed(office.id),
        live_url=live_url,
        assignment=_assignment(device, office),
        printer=device_printer(device.id, at),
        print=device_print(device.id, at),
        to_print=to_print(device.id),
        journal_id=journal.head(),
    )


def _assignment(device: Device, office: Office) -> shapes.AssignmentView | None:
    ticket = tickets.at_terminal(device.id)
    if ticket is None or ticket.called_at is None or ticket.state is TicketState.PARKED:
        return None
    return shapes.AssignmentView(
        ticket_id=ticket.id,
        number=ticket.number,
        state=ticket.state,
        language=ticket.language.partition("-")[0],
        service=offices.service(ticket.service_id).name,
        media=ticket.media,
        called_at=ticket.called_at,
        recalls=ticket.recalls,
        confirm_until=_confirm_until(ticket, office),
        consultation=consultation_view(consultations.running_of_ticket(ticket.id)),
    )


def _confirm_until(ticket: Ticket, office: Office) -> datetime:
    """When the number is given up: one period after the call, another after each recall."""
    rung = ticket.rung_at
    assert rung is not None
    periods = max(1, calls_to_terminals(office) - ticket.recalls)
    return rung + timedelta(seconds=office.confirm_seconds) * periods
