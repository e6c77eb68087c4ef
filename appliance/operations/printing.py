"""Tickets on paper: ordered for a ticket, begun by one printer once, and over after a minute whatever happens.

A job is marked as begun before anything is printed. Whoever crashes in between leaves a job of which nobody knows how
it went; it is never printed again by itself.
"""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from appliance.domain.device import Device
from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.paper import BEGUN_FOR, ORDERED_FOR, JobState, PrinterSettings, PrinterState, PrintJob
from appliance.domain.ticket import Ticket, TicketState
from appliance.store import devices, journal, printing, tickets

KEPT = timedelta(days=2)
"""Longer than the link on the paper opens the ticket's page."""

OVER = (TicketState.FINISHED, TicketState.CANCELLED, TicketState.NO_SHOW)


def set_printer(device_id: int, settings: PrinterSettings | None, at: datetime) -> None:
    """None: the device has no printer. Raises unknown_device."""
    device = devices.by_id(device_id)
    printing.set_printer(device.id, settings)
    journal.append(at, EventType.DEVICE_CHANGED, office=device.office_id, device=device.id)


def printer_state(device: Device, at: datetime) -> PrinterState | None:
    """None: the device has no printer. `MISSING` too where nobody reports on it."""
    if printing.printer(device.id) is None:
        return None
    if not device.agent_present(at):
        return PrinterState.MISSING
    return PrinterState(device.equipment.printer.get("state", PrinterState.MISSING))


def order(ticket_id: int, device_id: int, at: datetime) -> int:
    """Print it there, once more if need be. While a job of the ticket may still print, that is the one.

    Raises no_printer, printer_trouble, wrong_state.
    """
    ticket, device = tickets.by_id(ticket_id), devices.by_id(device_id)
    if ticket.state in OVER:
        raise OfficeError("wrong_state", state=ticket.state)
    state = printer_state(device, at)
    if state is None:
        raise OfficeError("no_printer", device=device.name)
    if not state.can_print:
        raise OfficeError("printer_trouble", device=device.name, state=state)
    running = printing.open_of_ticket(ticket.id)
    return running.id if running is not None else _add(ticket, device, at)


def order_where_possible(ticket_id: int, device_id: int, at: datetime) -> None:
    """With the number that was just taken, where the kiosk can print. Elsewhere its page shows all that is needed."""
    state = printer_state(devices.by_id(device_id), at)
    if state is not None and state.can_print:
        order(ticket_id, device_id, at)


def begin(job_id: int, device_id: int, secret: bytes, at: datetime) -> str:
    """The token of the link on the paper. From now on this job is not given to anybody again.

    Raises unknown_print_job, print_job_is_over.
    """
    job = _own(job_id, device_id)
    if at - job.ordered_at >= ORDERED_FOR or not printing.begin(job.id, at):
        raise OfficeError("print_job_is_over")
    ticket = tickets.by_id(job.ticket_id)
    token = paper_token(secret, ticket)
    printing.know_paper(ticket.id, token)
    _journal(EventType.TICKET_PRINT_BEGUN, job, at)
    return token


def end(job_id: int, device_id: int, state: JobState, reason: str, at: datetime) -> None:
    """What the printer says of it; said again, or too late for anything else, it changes nothing.

    `UNKNOWN` is mended by a word that came late. Raises unknown_print_job.
    """
    job = _own(job_id, device_id)
    if job.state in (JobState.ORDERED, JobState.BEGUN, JobState.UNKNOWN):
        _end(job, state, reason, at)


def paper_token(secret: bytes, ticket: Ticket) -> str:
    """The same at each print of the same ticket, and written down nowhere but on the paper."""
    what = f"paper\0{ticket.id}\0{ticket.code}\0{ticket.taken_at.isoformat()}".encode()
    digest = hmac.new(secret, what, hashlib.sha256).digest()
    return "t_" + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def overdue(at: datetime) -> list[PrintJob]:
    return [job for job in printing.open_ones() if _is_overdue(job, at)]


def tick(at: datetime) -> None:
    for job in overdue(at):
        _end(job, JobState.DIED if job.state is JobState.ORDERED else JobState.UNKNOWN, job.reason, at)


def forget(at: datetime) -> None:
    printing.forget_before(at - KEPT)


def _is_overdue(job: PrintJob, at: datetime) -> bool:
    if job.begun_at is None:
        return at - job.ordered_at >= ORDERED_FOR
    return at - job.begun_at >= BEGUN_FOR


def _add(ticket: Ticket, device: Device, at: datetime) -> int:
    job = printing.by_id(printing.add(ticket.id, device.id, at))
    _journal(EventType.TICKET_PRINT_ORDERED, job, at)
    return job.id


def _own(job_id: int, device_id: int) -> PrintJob:
    job = printing.by_id(job_id)
    if job.device_id != device_id:
        raise OfficeError("unknown_print_job")
    return job


def _end(job: PrintJob, state: JobState, reason: str, at: datetime) -> None:
    if printing.end(job, state, reason, at):
        _journal(EventType.TICKET_PRINT_ENDED, job, at, state=state.value, reason=reason)


def _journal(type: EventType, job: PrintJob, at: datetime, **data: object) -> None:
    office_id = devices.by_id(job.device_id).office_id
    journal.append(at, type, office=office_id, ticket=job.ticket_id, device=job.device_id,
                   data={"job": job.id, **data})  # fmt: skip
