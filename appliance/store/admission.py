"""Who may follow and join what: the questions of the live process. It only reads."""

from collections.abc import Callable
from datetime import datetime, timedelta

from appliance.domain.admission import PartRole, Place, Principal, PrincipalKind
from appliance.domain.consultation import Consultation, ConsultationState
from appliance.domain.device import Function
from appliance.domain.errors import OfficeError
from appliance.domain.guest import OVER, Guest
from appliance.store import boards, consultations, devices, guests, offices, staff, tickets

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
    further = boards.further_offices(found.id) if found.function is Function.BOARD else ()
    return Principal(PrincipalKind.DEVICE, found.id, found.office_id, face, further_offices=further)


def staff_member(session_token: str, at: datetime) -> Principal | None:
    clerk_id = staff.session(session_token, at)
    if clerk_id is None:
        return None
    return Principal(PrincipalKind.STAFF, clerk_id, None, roles=tuple(sorted(staff.clerk(clerk_id).roles)))


def guest(token: str) -> Principal | None:
    """Also before the clerk has let them in, so that they hear when it comes to that."""
    found = guests.by_token(token)
    if found is None or found.state in OVER:
        return None
    return Principal(PrincipalKind.GUEST, found.id, None)


def consultation_of(principal: Principal) -> int | None:
    """The running consultation that this principal belongs to, if any."""
    found = _running_of(principal)
    if found is not None:
        return found.id
    invited = _guest_of(principal)
    return invited.consultation_id if invited else None


def state_of(consultation_id: int) -> tuple[bool, bool]:
    """Whether it is finished (it stays so when it is closed), and whether its citizen is on hold."""
    found = consultations.by_id(consultation_id)
    return found is not None and found.state is not ConsultationState.OPEN, found is not None and found.is_held


def office_name(consultation_id: int) -> str:
    """Empty for a consultation that does not exist."""
    found = consultations.by_id(consultation_id)
    return "" if found is None else offices.by_id(found.office_id).name


def may_join(principal: Principal, consultation_id: int) -> Place:
    """The place in that room. Raises `not_admitted`."""
    invited = _guest_of(principal)
    if invited is not None and invited.place is not None and invited.consultation_id == consultation_id:
        return Place(invited.place, invited.role, invited.name)
    found = _running_of(principal)
    if found is None or found.id != consultation_id:
        raise OfficeError("not_admitted", consultation=consultation_id)
    if principal.kind is PrincipalKind.STAFF:
        return Place("clerk", PartRole.CLERK, staff.clerk(principal.id).name)
    return _AGENT if principal.face == "agent" else _CITIZEN


def _running_of(principal: Principal) -> Consultation | None:
    return _RUNNING[principal.kind](principal.id)


def _guest_of(principal: Principal) -> Guest | None:
    """Whom the clerk has let in: by a link, or a colleague who has an account."""
    found = None
    if principal.kind is PrincipalKind.GUEST:
        found = guests.find(principal.id)
    elif principal.kind is PrincipalKind.STAFF:
        found = guests.of_clerk(principal.id)
    return found if found is not None and found.place is not None else None


def _none(_guest_id: int) -> None:
    """A guest belongs to a consultation by its clerk's leave alone."""


def _of_ticket_on_own_device(ticket_id: int) -> Consultation | None:
    """At a terminal the terminal is the citizen's place, not the phone that holds the ticket."""
    found = consultations.running_of_ticket(ticket_id)
    return found if found is not None and found.terminal_id is None else None


_CITIZEN, _AGENT = Place("citizen", PartRole.CITIZEN), Place("agent", PartRole.AGENT)

_RUNNING: dict[PrincipalKind, Callable[[int], Consultation | None]] = {
    PrincipalKind.TICKET: _of_ticket_on_own_device,
    PrincipalKind.DEVICE: consultations.running_of_terminal,
    PrincipalKind.STAFF: consultations.running_of_clerk,
    PrincipalKind.GUEST: _none,
}
