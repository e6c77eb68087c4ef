"""Departments, offices, services and counters as the administration changes them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from appliance.domain.device import Function
from appliance.domain.journal import EventType
from appliance.domain.office_hours import Hours
from appliance.domain.organisation import OfficeSettings, ServiceSettings, suggested_prefix
from appliance.domain.staff import CounterSettings
from appliance.domain.ticket import Channel
from appliance.operations import administration, appointments, devices, staff
from appliance.operations.appointments import Wish
from appliance.operations.slots import Need
from appliance.store import diaries, journal, offices
from appliance.store import staff as staff_rows
from appliance.store.arrangement import Kind
from tests.conftest import Refused
from tests.town import Musterstadt

PARKING = OfficeSettings("Bewohnerparken", "P", "Rathaus, Zimmer 3")
PERMIT = ServiceSettings("Parkausweis", minutes=10)
MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)


def add_parking(town: Musterstadt, published: bool = True) -> int:
    office_id: int = town.do(administration.add_office, a_department(town), PARKING, published, None)
    town.do(administration.add_service, office_id, PERMIT, None)
    return office_id


def a_department(town: Musterstadt) -> int:
    return next(iter(town.ask(offices.departments)))


def names(town: Musterstadt) -> list[str]:
    return [office.name for office in town.ask(offices.all)]


def retire(town: Musterstadt, kind: Kind, id: int) -> None:
    town.do(administration.retire, kind, id, None)


def test_a_new_office_comes_last_and_every_face_hears_of_it(town: Musterstadt) -> None:
    office_id = add_parking(town)
    assert names(town) == ["Bürgeramt", "Standesamt", "Kfz-Zulassung", "Bewohnerparken"]
    last = town.ask(journal.after, 0)[-1]
    assert (last.type, last.office_id) == (EventType.OFFICE_CHANGED, office_id)


def test_citizens_meet_an_office_when_it_is_published(town: Musterstadt, refused: Refused) -> None:
    office_id = add_parking(town, published=False)
    service = town.ask(offices.services, office_id)[0]
    with refused("unknown_service"):
        town.take(service)
    town.do(administration.publish, office_id, None)
    with refused("office_closed"):  # it has no hours, and nobody has opened it
        town.take(service)
    town.do(administration.unpublish, office_id, None)
    assert office_id not in {office.id for office in town.ask(offices.public)}


def test_an_office_without_services_is_not_published(town: Musterstadt, refused: Refused) -> None:
    office_id = town.do(administration.add_office, a_department(town), PARKING, False, None)
    with refused("no_services"):
        town.do(administration.publish, office_id, None)


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (replace(PARKING, name="bürgeramt "), "name_taken"),
        (replace(PARKING, prefix="A"), "prefix_taken"),
        (replace(PARKING, prefix="P1"), "invalid_prefix"),
        (replace(PARKING, name="  "), "invalid_input"),
        (replace(PARKING, capacity=0), "invalid_input"),
        (replace(PARKING, confirm_seconds=5), "invalid_input"),
    ],
)
def test_an_office_that_cannot_be_is_refused(
    town: Musterstadt, settings: OfficeSettings, code: str, refused: Refused
) -> None:
    with refused(code):
        town.do(administration.add_office, a_department(town), settings, True, None)
    assert len(names(town)) == 3


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        (replace(PERMIT, minutes=0), "minutes"),
        (replace(PERMIT, channels=()), "channels"),
        (replace(PERMIT, fim_key="123"), "fim_key"),
        (replace(PERMIT, languages=("German",)), "languages"),
        (replace(PERMIT, form="http://example.org/"), "form"),
        (replace(PERMIT, form="https://example.org/a b"), "form"),
        (replace(PERMIT, name=" "), "name"),
    ],
)
def test_a_service_that_cannot_be_is_refused(
    town: Musterstadt, settings: ServiceSettings, field: str, refused: Refused
) -> None:
    assert settings.faults() == [field]
    with refused("invalid_input"):
        town.do(administration.add_service, town.citizens_office.id, settings, None)


def test_services_of_different_offices_may_share_a_name_those_of_one_may_not(
    town: Musterstadt, refused: Refused
) -> None:
    same = replace(PERMIT, name=town.residence.name)
    town.do(administration.add_service, town.offices["Standesamt"].id, same, None)
    with refused("name_taken"):
        town.do(administration.add_service, town.citizens_office.id, same, None)


def test_a_service_is_changed_as_a_whole(town: Musterstadt) -> None:
    wanted = replace(PERMIT, languages=("de", "tr"), form="https://example.org/form", takes_appointments=False)
    town.do(administration.change_service, town.residence.id, wanted, None)
    changed = town.ask(offices.service, town.residence.id)
    assert ServiceSettings(**{name: getattr(changed, name) for name in vars(wanted)}) == wanted
    assert changed.office_id == town.citizens_office.id


def test_no_number_is_taken_for_a_service_by_appointment_only(town: Musterstadt, refused: Refused) -> None:
    town.do(administration.change_service, town.residence.id, replace(PERMIT, takes_numbers=False), None)
    with refused("by_appointment_only"):
        town.take()


def test_no_appointment_is_made_for_a_walk_in_service(town: Musterstadt, refused: Refused) -> None:
    town.do(administration.change_service, town.residence.id, replace(PERMIT, takes_appointments=False), None)
    with refused("walk_in_only"):
        book(town)


def test_what_people_need_is_not_retired(town: Musterstadt, refused: Refused) -> None:
    town.take()
    with refused("service_in_use"):
        retire(town, Kind.SERVICE, town.residence.id)
    with refused("office_in_use"):
        retire(town, Kind.OFFICE, town.citizens_office.id)
    with refused("department_in_use"):
        retire(town, Kind.DEPARTMENT, town.citizens_office.department_id)


def test_an_appointment_keeps_its_service(town: Musterstadt, refused: Refused) -> None:
    town.clock.set(MONDAY)
    book(town)
    with refused("service_in_use"):
        retire(town, Kind.SERVICE, town.residence.id)
    with refused("office_in_use"):
        retire(town, Kind.OFFICE, town.citizens_office.id)


def test_an_office_with_devices_or_people_at_work_is_not_retired(town: Musterstadt, refused: Refused) -> None:
    device_id = town.do(devices.register, town.citizens_office.id, "Kiosk", "", Function.TERMINAL)
    with refused("office_has_devices"):
        retire(town, Kind.OFFICE, town.citizens_office.id)
    town.do(devices.revoke, device_id)
    desk = town.desk("yildiz", "Schalter 1")
    with refused("office_staffed"):
        retire(town, Kind.OFFICE, town.citizens_office.id)
    with refused("counter_in_use"):
        retire(town, Kind.COUNTER, desk.counter_id)
    with refused("counter_in_use"):
        town.do(administration.change_counter, desk.counter_id, CounterSettings("Schalter 1", is_home=True), None)


def test_what_is_retired_is_gone_and_can_come_back(town: Musterstadt, refused: Refused) -> None:
    service, counter = town.residence, town.counter("Schalter 1")
    retire(town, Kind.SERVICE, service.id)
    retire(town, Kind.COUNTER, counter.id)
    assert service.id not in {one.id for one in town.ask(offices.services, town.citizens_office.id)}
    assert counter.id not in {one.id for one in town.ask(staff_rows.counters)}
    with refused("unknown_service"):
        town.take()
    with refused("no_counter"):
        town.do(staff.take_counter, town.clerk_id("yildiz"), counter.id)
    town.do(administration.restore, Kind.SERVICE, service.id, None)
    town.do(administration.restore, Kind.COUNTER, counter.id, None)
    assert town.take().number == "A001"
    town.desk("yildiz", "Schalter 1")


def test_a_retired_office_takes_its_services_and_counters_along(town: Musterstadt) -> None:
    registry = town.offices["Standesamt"]
    retire(town, Kind.OFFICE, registry.id)
    assert registry.id not in {service.office_id for service in town.ask(offices.services)}
    assert registry.id not in {counter.office_id for counter in town.ask(staff_rows.counters)}
    assert town.ask(offices.by_id, registry.id).name == "Standesamt"


def test_a_retired_office_gives_its_letter_free_and_numbers_go_on(town: Musterstadt, refused: Refused) -> None:
    """Otherwise two people would have the number A001 on one day."""
    town.desk("yildiz", "Schalter 1").serve(town.take())
    town.do(staff.take_counter, town.clerk_id("yildiz"), None)
    retire(town, Kind.OFFICE, town.citizens_office.id)
    again = town.do(administration.add_office, a_department(town), replace(PARKING, prefix="A"), True, None)
    service_id = town.do(administration.add_service, again, PERMIT, None)
    town.store.write(offices.set_open, again, True)
    assert town.take(town.ask(offices.service, service_id)).number == "A002"
    with refused("prefix_taken"):
        town.do(administration.restore, Kind.OFFICE, town.citizens_office.id, None)
    town.do(administration.change_office, again, a_department(town), PARKING, None)
    town.do(administration.restore, Kind.OFFICE, town.citizens_office.id, None)
    assert town.ask(offices.by_id, town.citizens_office.id).prefix == "A"


def test_what_is_retired_gives_its_name_free(town: Musterstadt, refused: Refused) -> None:
    retire(town, Kind.SERVICE, town.residence.id)
    town.do(administration.add_service, town.citizens_office.id, replace(PERMIT, name=town.residence.name), None)
    with refused("name_taken"):
        town.do(administration.restore, Kind.SERVICE, town.residence.id, None)


def test_an_empty_department_is_retired(town: Musterstadt, refused: Refused) -> None:
    department_id = town.do(administration.add_department, "Bauamt", None)
    with refused("name_taken"):
        town.do(administration.add_department, "bauamt", None)
    retire(town, Kind.DEPARTMENT, department_id)
    assert department_id not in town.ask(offices.departments)
    with refused("unknown_department"):
        town.do(administration.add_office, department_id, PARKING, True, None)


def test_the_order_is_what_somebody_put_it_in(town: Musterstadt) -> None:
    ids = {office.name: office.id for office in town.ask(offices.all)}
    town.do(administration.arrange, Kind.OFFICE, [ids["Kfz-Zulassung"], ids["Bürgeramt"]], None)
    assert names(town) == ["Kfz-Zulassung", "Bürgeramt", "Standesamt"]
    add_parking(town)
    assert names(town)[-1] == "Bewohnerparken"


def test_the_first_free_letter_of_a_name_is_suggested() -> None:
    assert suggested_prefix("Ämter für alle", set()) == "A"
    assert suggested_prefix("Bürgeramt", {"B"}) == "U"
    assert suggested_prefix("Bad", {"A", "B", "D"}) == "C"
    everything = {chr(letter) for letter in range(ord("A"), ord("Z") + 1)}
    assert suggested_prefix("Bad", everything) == "BA"
    assert suggested_prefix("1", everything | {"AA"}) == "AB"


def book(town: Musterstadt) -> int:
    """For registering a residence, as soon as one can on the next Tuesday."""
    diary = town.store.write(diaries.add, "Platz 1", None, [town.residence.id])
    town.store.write(diaries.add_staffing, diary, town.citizens_office.id, 1, Hours(600, 720), [Channel.ON_SITE])
    need = Need((town.residence.id,), Channel.ON_SITE)
    begins = MONDAY + timedelta(days=1, hours=2)
    return int(town.do(appointments.reserve, Wish(need, begins), bytes(32)))
