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
    TICKET_PRESENCE_CHANGED = "TicketPresenceChanged"
    TICKET_PARKED = "TicketParked"
    TICKET_RESUMED = "TicketResumed"
    TICKET_RETURNED = "TicketReturned"
    TICKET_TRANSFERRED = "TicketTransferred"
    TICKET_SERVICES_CHANGED = "TicketServicesChanged"
    TICKET_SPLIT = "TicketSplit"
    TICKET_PRIORITY_CHANGED = "TicketPriorityChanged"
    TICKET_TAKEN_OVER = "TicketTakenOver"
    TICKET_FREED = "TicketFreed"
    ACTION_UNDONE = "ActionUndone"
    CONSULTATION_OPENED = "ConsultationOpened"
    CONSULTATION_FINISHED = "ConsultationFinished"
    CONSULTATION_REOPENED = "ConsultationReopened"
    CONSULTATION_CLOSED = "ConsultationClosed"
    CONSULTATION_HELD = "ConsultationHeld"
    CONSULTATION_RESUMED = "ConsultationResumed"
    CONSULTATION_HANDED_OVER = "ConsultationHandedOver"
    GUEST_INVITED = "GuestInvited"
    GUEST_KNOCKED = "GuestKnocked"
    GUEST_ADMITTED = "GuestAdmitted"
    GUEST_DISMISSED = "GuestDismissed"
    GUEST_LEFT = "GuestLeft"
    DOCUMENT_SEEN = "DocumentSeen"
    DOCUMENT_NOTE_TAKEN_BACK = "DocumentNoteTakenBack"
    OFFICE_OPENED = "OfficeOpened"
    OFFICE_CLOSED = "OfficeClosed"
    OFFICE_HOURS_CHANGED = "OfficeHoursChanged"
    OFFICE_CHANGED = "OfficeChanged"
    CALLING_RULES_CHANGED = "CallingRulesChanged"
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
    COUNTER_PAUSED = "CounterPaused"
    COUNTER_PAUSE_ENDED = "CounterPauseEnded"
    COUNTER_SKILLS_CHANGED = "CounterSkillsChanged"
    CONSOLE_VANISHED = "ConsoleVanished"
    CONSOLE_CAME_BACK = "ConsoleCameBack"
    STAFF_SIGNED_OUT = "StaffSignedOut"
    STAFFING_CHANGED = "StaffingChanged"
    CLERK_CHANGED = "ClerkChanged"
    DEVICE_ENROLLED = "DeviceEnrolled"
    DEVICE_REVOKED = "DeviceRevoked"
    DEVICE_CHANGED = "DeviceChanged"
    DEVICE_PRESENCE_CHANGED = "DevicePresenceChanged"
    TICKET_PRINT_ORDERED = "TicketPrintOrdered"
    TICKET_PRINT_BEGUN = "TicketPrintBegun"
    TICKET_PRINT_ENDED = "TicketPrintEnded"
    HELP_CALLED = "HelpCalled"
    HELP_TAKEN = "HelpTaken"
    HELP_ENDED = "HelpEnded"
    TEXT_CHANGED = "TextChanged"
    FORM_CHANGED = "FormChanged"
    ANNOUNCEMENT_MADE = "AnnouncementMade"
    ANNOUNCEMENT_CHANGED = "AnnouncementChanged"
    ANNOUNCEMENT_ENDED = "AnnouncementEnded"


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
