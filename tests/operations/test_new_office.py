"""The assistant's new office: everything or nothing, and first seen by the administration alone."""

from dataclasses import replace
from datetime import UTC, date, datetime

from appliance.domain.office_hours import CLOSED_WEEK, Hours
from appliance.domain.organisation import OfficeSettings, ServiceSettings
from appliance.domain.staff import CounterSettings
from appliance.domain.ticket import Channel
from appliance.operations import administration, new_office, opening, slots
from appliance.operations.new_office import NewOffice
from appliance.operations.slots import Need
from appliance.store import offices, staff
from tests.conftest import Refused
from tests.town import Musterstadt

TUESDAY = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
MORNINGS = ((Hours(480, 720),),) * 5 + ((),) * 2
PERMIT = ServiceSettings("Parkausweis", minutes=10)
PARKING = NewOffice(
    "Ordnungsamt", OfficeSettings("Bewohnerparken", "P", "Zimmer 3"), (PERMIT,), (CounterSettings("Platz 1"),), MORNINGS
)


def create(town: Musterstadt, new: NewOffice) -> int:
    office_id: int = town.do(new_office.create, new, None)
    return office_id


def test_it_has_all_it_needs_and_waits_to_be_published(town: Musterstadt) -> None:
    town.clock.set(TUESDAY)
    yildiz = town.clerk_id("yildiz")
    office_id = create(town, replace(PARKING, clerks=(yildiz,)))
    office = town.ask(offices.by_id, office_id)
    assert (office.name, office.by_hours, office.published) == ("Bewohnerparken", True, False)
    assert town.ask(offices.departments)[office.department_id].name == "Ordnungsamt"
    (service,) = town.ask(offices.services, office_id)
    assert service.id in town.ask(staff.clerk, yildiz).skills
    assert town.residence.id in town.ask(staff.clerk, yildiz).skills  # what she could before, she can still
    town.do(administration.publish, office_id, None)
    town.clock.advance(hours=1)
    assert town.take(service, Channel.VIDEO).number == "P001"


def test_its_hours_are_offered_as_appointments(town: Musterstadt) -> None:
    town.clock.set(TUESDAY)
    office_id = create(town, replace(PARKING, clerks=(town.clerk_id("yildiz"),)))
    (service,) = town.ask(offices.services, office_id)
    days = town.ask(slots.free, Need((service.id,), Channel.VIDEO), date(2026, 3, 4), date(2026, 3, 4), TUESDAY)
    assert len(days[0].slots) == 16  # four hours, one every quarter


def test_without_hours_it_is_opened_by_hand_and_nobody_can_be_booked(town: Musterstadt) -> None:
    office_id = create(town, replace(PARKING, week=CLOSED_WEEK, clerks=(town.clerk_id("yildiz"),)))
    office = town.ask(offices.by_id, office_id)
    assert not office.by_hours
    assert not town.ask(opening.of_office, office, town.clock.now()).is_open
    (service,) = town.ask(offices.services, office_id)
    tomorrow = date(2026, 3, 3)
    assert town.ask(slots.free, Need((service.id,), Channel.VIDEO), tomorrow, tomorrow, town.clock.now()) == []


def test_all_or_nothing(town: Musterstadt, refused: Refused) -> None:
    with refused("name_taken"):
        create(town, replace(PARKING, services=(PERMIT, PERMIT)))
    with refused("unknown_clerk"):
        create(town, replace(PARKING, clerks=(999,)))
    assert len(town.ask(offices.all)) == 3
    assert "Ordnungsamt" not in {one.name for one in town.ask(offices.departments).values()}
