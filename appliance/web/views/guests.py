"""Guests of a consultation, as its clerk, a colleague who is asked, and they themselves see them."""

from appliance.domain.consultation import Consultation
from appliance.domain.errors import OfficeError
from appliance.domain.guest import Guest, GuestState
from appliance.operations.consultations import led_by
from appliance.store import consultations, guests, journal, message_settings, offices, staff, tickets
from appliance.web.api import guest_shapes as shapes
from appliance.web.views.offices import names_of


def people_view(consultation_id: int, clerk_id: int) -> shapes.PeopleView:
    """Raises not_your_consultation."""
    found = led_by(consultation_id, clerk_id)
    known = guests.of_consultation(consultation_id)
    return shapes.PeopleView(
        guests=[guest_view(one) for one in known],
        colleagues=_colleagues(clerk_id),
        held=found.is_held,
        mail=message_settings.mail().kind != "none",
        sms=message_settings.sms().kind != "none",
    )


def guest_view(guest: Guest) -> shapes.GuestView:
    return shapes.GuestView(id=guest.id, name=guest.name, role=guest.role, state=guest.state, place=guest.place,
                            is_colleague=guest.clerk_id is not None)  # fmt: skip


def knocking(consultation: Consultation | None) -> list[shapes.GuestView]:
    known = guests.of_consultation(consultation.id) if consultation else []
    return [guest_view(one) for one in known if one.state is GuestState.KNOCKING]


def asked_view(clerk_id: int) -> shapes.AskedView | None:
    """To what this colleague is asked now, or has come."""
    guest = guests.of_clerk(clerk_id)
    if guest is None:
        return None
    found = _consultation(guest)
    ticket = tickets.by_id(found.ticket_id)
    return shapes.AskedView(
        id=guest.id, state=guest.state, consultation=found.id, clerk=staff.clerk(found.clerk_id).name,
        office=offices.by_id(found.office_id).name, number=ticket.number,
        service=names_of([offices.service(id) for id in ticket.services]),
    )  # fmt: skip


def invitation_view(token: str) -> shapes.InvitationView:
    """Raises unknown_invitation."""
    guest = guests.by_token(token)
    if guest is None:
        raise OfficeError("unknown_invitation")
    found, organisation = _consultation(guest), offices.organisation()
    return shapes.InvitationView(
        id=guest.id, role=guest.role, name=guest.name, state=guest.state,
        organisation=organisation.name if organisation else "", office=offices.by_id(found.office_id).name,
        clerk=staff.clerk(found.clerk_id).name, consultation=found.id if guest.place else None,
        journal_id=journal.head(),
    )  # fmt: skip


def _consultation(guest: Guest) -> Consultation:
    found = consultations.by_id(guest.consultation_id)
    assert found is not None
    return found


def _colleagues(clerk_id: int) -> list[shapes.ColleagueView]:
    """At any counter of the town, by name."""
    names = {clerk.id: clerk.name for clerk in staff.clerks().values()}
    rooms = {office.id: office.name for office in offices.all()}
    seated = [(one.clerk_id, one) for one in staff.counters() if one.clerk_id not in (None, clerk_id)]
    found = [
        shapes.ColleagueView(id=id, name=names[id], office=rooms.get(one.office_id, ""), counter=one.name,
                             is_free=tickets.at_counter(one.id) is None)
        for id, one in seated
        if id is not None
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.name)
