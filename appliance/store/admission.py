"""Who may follow and join what: the questions of the live process. It only reads."""

from datetime import datetime, timedelta

from appliance.domain.admission import Principal, PrincipalKind
from appliance.domain.consultation import Consultation, ConsultationState
from appliance.domain.errors import OfficeError
from appliance.store import consultations, devices, staff, tickets

TICKET_LIFETIME = timedelta(hours=24)
"""A ticket's link opens its page for a day; then it is as unknown as a forged one."""


def ticket(token: str, at: datetime) -> Principal | None:
    found = tickets.by_token(token)
    if found is None or at - found.taken_at > TICKET_LIFETIME:
        return None
    return Principal(PrincipalKind.TICKET, found.id, found.office_id)


def device(token: str, face: str) -> Principal | None:
    found = devices.by_token(token)
    if found is None or found.revoked:
        return None
    return Principal(PrincipalKind.DEVICE, found.id, found.office_id, face)


def staff_member(session_token: str, at: datetime) -> Principal | None:
    clerk_id = staff.session(session_token, at)
    if clerk_id is None:
        return None
    return Principal(PrincipalKind.STAFF, clerk_id, None, roles=tuple(sorted(staff.clerk(clerk_id).roles)))


def consultation_of(principal: Principal) -> int | None:
    """The running consultation that this principal belongs to, if any."""
    found = _running_of(principal)
    return found.id if found else None


def is_finished(consultation_id: int) -> bool:
    """Finished and still showing its thanks."""
    found = consultations.by_id(consultation_id)
    return found is not None and found.state is ConsultationState.FINISHED


def may_join(principal: Principal, consultation_id: int) -> str:
    """The participant id in that room: `clerk`, `citizen` or `agent`. Raises `not_admitted`."""
    found = _running_of(principal)
    if found is None or found.id != consultation_id:
        raise OfficeError("not_admitted", consultation=consultation_id)
    if principal.kind is PrincipalKind.STAFF:
        return "clerk"
    return "agent" if principal.face == "agent" else "citizen"


def _running_of(principal: Principal) -> Consultation | None:
    return _RUNNING[principal.kind](principal.id)


def _of_ticket_on_own_device(ticket_id: int) -> Consultation | None:
    """At a terminal the terminal is the citizen's place, not the phone that holds the ticket."""
    found = consultations.running_of_ticket(ticket_id)
    return found if found is not None and found.terminal_id is None else None


_RUNNING = {
    PrincipalKind.TICKET: _of_ticket_on_own_device,
    PrincipalKind.DEVICE: consultations.running_of_terminal,
    PrincipalKind.STAFF: consultations.running_of_clerk,
}
