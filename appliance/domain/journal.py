"""The journal: every change of state is one row, ids only. All times and all live traffic are derived from it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class EventType(StrEnum):
    TICKET_TAKEN = "TicketTaken"
    TICKET_CALLED = "TicketCalled"
    TICKET_RECALLED = "TicketRecalled"
    TICKET_ADMITTED = "TicketAdmitted"
    TICKET_NO_SHOW = "TicketNoShow"
    TICKET_FINISHED = "TicketFinished"
    TICKET_CANCELLED = "TicketCancelled"
    TICKET_TOLD_CLOSING = "TicketToldClosing"
    TICKET_MEDIA_CHANGED = "TicketMediaChanged"
    TICKET_CHANNEL_CHANGED = "TicketChannelChanged"
    ACTION_UNDONE = "ActionUndone"
    CONSULTATION_OPENED = "ConsultationOpened"
    CONSULTATION_FINISHED = "ConsultationFinished"
    CONSULTATION_REOPENED = "ConsultationReopened"
    CONSULTATION_CLOSED = "ConsultationClosed"
    OFFICE_OPENED = "OfficeOpened"
    OFFICE_CLOSED = "OfficeClosed"
    OFFICE_HOURS_CHANGED = "OfficeHoursChanged"
    OFFICE_CHANGED = "OfficeChanged"
    APPOINTMENT_RESERVED = "AppointmentReserved"
    APPOINTMENT_CONFIRMED = "AppointmentConfirmed"
    APPOINTMENT_CHANGED = "AppointmentChanged"
    APPOINTMENT_CHECKED_IN = "AppointmentCheckedIn"
    APPOINTMENT_CANCELLED = "AppointmentCancelled"
    APPOINTMENT_MISSED = "AppointmentMissed"
    APPOINTMENT_EXPIRED = "AppointmentExpired"
    APPOINTMENT_LINK_RENEWED = "AppointmentLinkRenewed"
    MESSAGE_SENT = "MessageSent"
    MESSAGE_FAILED = "MessageFailed"
    MESSAGE_TRIED_AGAIN = "MessageTriedAgain"
    MESSAGE_GIVEN_UP = "MessageGivenUp"
    WAITING_LIST_JOINED = "WaitingListJoined"
    WAITING_LIST_LEFT = "WaitingListLeft"
    SLOT_OFFERED = "SlotOffered"
    COUNTER_STAFFED = "CounterStaffed"
    COUNTER_LEFT = "CounterLeft"
    STAFF_SIGNED_OUT = "StaffSignedOut"
    STAFFING_CHANGED = "StaffingChanged"
    CLERK_CHANGED = "ClerkChanged"
    DEVICE_ENROLLED = "DeviceEnrolled"
    DEVICE_REVOKED = "DeviceRevoked"
    DEVICE_CHANGED = "DeviceChanged"
    DEVICE_PRESENCE_CHANGED = "DevicePresenceChanged"
    TEXT_CHANGED = "TextChanged"


@dataclass(frozen=True)
class Event:
    """One row. `data` holds further ids, numbers and codes, never personal data."""

    id: int
    at: datetime
    type: EventType
    office_id: int | None = None
    ticket_id: int | None = None
    counter_id: int | None = None
    clerk_id: int | None = None
    device_id: int | None = None
    consultation_id: int | None = None
    data: dict[str, object] = field(default_factory=dict)
