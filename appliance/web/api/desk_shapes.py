"""What the API of the appointment desk is asked and what it answers."""

from datetime import date, datetime
from typing import Literal

from appliance.domain.appointment import AppointmentState, LateArrival
from appliance.domain.ticket import Channel, Origin, TicketState
from appliance.web.api.inputs import Input
from appliance.web.api.shapes import NamedView, Shape


class DayQuery(Input):
    """`day` left out: today."""

    day: date | None = None


class DeedChoice(Input):
    deed: int


class CheckIn(Input):
    """`ticket_id`: the number that the person has taken already."""

    ticket_id: int | None = None


class WaitingNumber(Shape):
    id: int
    number: str
    service: str
    taken_at: datetime


class NumbersView(Shape):
    """In the order of the queue, without those that are for an appointment already."""

    numbers: list[WaitingNumber]


class DeskService(NamedView):
    minutes: int
    channels: list[Channel]


class DeskOffice(NamedView):
    """`services`: those that appointments can be made for. `late_arrival`: what becomes of people who come too late."""

    services: list[DeskService]
    late_arrival: LateArrival


class DeskTicket(Shape):
    """The number that an appointment became."""

    id: int
    number: str
    state: TicketState


class DeskAppointment(Shape):
    """As the reception sees it. `diary`: whose time it is; `check_in_from` to `check_in_until`: when it is in time."""

    id: int
    office: NamedView
    services: list[NamedView]
    persons: int
    channel: Channel
    channels: list[Channel]
    state: AppointmentState
    begins_at: datetime
    ends_at: datetime
    check_in_from: datetime
    check_in_until: datetime
    diary: str
    name: str
    email: str
    phone: str
    language: str
    code: str
    origin: Origin
    ticket: DeskTicket | None


class DayView(Shape):
    """`at` is the server's time, by which a page says who is late."""

    at: datetime
    today: date
    day: date
    offices: list[DeskOffice]
    appointments: list[DeskAppointment]
    journal_id: int


class UndoableDeed(Shape):
    """`action` names it for undo, `until` is how long that is possible."""

    action: int
    kind: Literal["check-in", "missed", "cancel"]
    until: datetime


class DeskAnswer(Shape):
    appointment: DeskAppointment
    undo: UndoableDeed | None
