"""An entry of the waiting list as the one who waits is shown it."""

from datetime import datetime

from appliance.domain.waiting_list import EntryState, Offer
from appliance.store import appointments, offices, waiting_list
from appliance.web.api import waiting_shapes as shapes
from appliance.web.api.shapes import NamedView


def entry_view(entry_id: int, at: datetime) -> shapes.EntryView:
    entry = waiting_list.by_id(entry_id)
    office = offices.by_id(entry.office_id)
    services = [offices.service(service_id) for service_id in entry.services]
    booked = appointments.by_id(entry.appointment_id) if entry.appointment_id is not None else None
    return shapes.EntryView(
        office=NamedView(id=office.id, name=office.name), place=office.place,
        services=[NamedView(id=one.id, name=one.name) for one in services], persons=entry.persons,
        channel=entry.channel, first=entry.first, last=entry.last, name=entry.contact.name, state=entry.state,
        ahead=_ahead(entry.id, entry.office_id) if entry.state is EntryState.WAITING else 0,
        offer=_offer(waiting_list.open_offer(entry.id), at), instead_of=booked.begins_at if booked else None,
    )  # fmt: skip


def _ahead(entry_id: int, office_id: int) -> int:
    return sum(1 for one in waiting_list.waiting(office_id) if one.id < entry_id)


def _offer(offer: Offer | None, at: datetime) -> shapes.OfferView | None:
    if offer is None or offer.until <= at:
        return None
    return shapes.OfferView(begins_at=offer.begins_at, ends_at=offer.ends_at, until=offer.until)
