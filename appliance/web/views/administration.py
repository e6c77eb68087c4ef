"""Departments, offices, services and counters as the administration changes them."""

from datetime import datetime

from appliance.domain.organisation import Office, Service, ServiceSettings
from appliance.operations.administration import prefix_for
from appliance.setup import catalogue
from appliance.store import accounts, arrangement, offices, staff, tickets
from appliance.web.api import administration_shapes as shapes
from appliance.web.api.shapes import LanguageView, NamedView, OfficesView, OrganisationView
from appliance.web.i18n import language_name
from appliance.web.views.offices import office_view, opening_view

LANGUAGES = ("de", "en", "ar", "bg", "el", "es", "fa", "fr", "hr", "it", "ku", "nl", "pl", "pt", "ro", "ru", "sq", "sr",
             "tr", "uk", "vi", "zh")  # fmt: skip
"""That can be chosen in the form; others that a service has are shown too."""


def administration(at: datetime, changed: int | None = None) -> shapes.AdministrationView:
    organisation, services = offices.organisation(), offices.services()
    return shapes.AdministrationView(
        organisation=organisation.name if organisation else "",
        changed=changed,
        departments=_departments(),
        offices=[_office(office, at) for office in offices.all()],
        languages=_languages({code for service in services for code in service.languages}),
    )


def new_office() -> shapes.NewOfficeView:
    names = {office.id: office.name for office in offices.all()}
    own = [_example(service, names[service.office_id]) for service in offices.services()]
    known = {example.name for example in own}
    ready = [ServiceSettings(**vars(one)) for name, one in catalogue.SERVICES.items() if name not in known]
    return shapes.NewOfficeView(
        departments=_departments(),
        examples=[*own, *(_example(one, "") for one in ready)],
        clerks=[NamedView(id=account.clerk.id, name=account.clerk.name) for account in accounts.all()],
    )


def prefix(name: str) -> shapes.PrefixView:
    return shapes.PrefixView(prefix=prefix_for(name))


def preview(office_id: int, at: datetime) -> OfficesView:
    """The one office as citizens will see it when it is published. Raises unknown_office."""
    organisation = offices.organisation()
    return OfficesView(
        organisation=OrganisationView(name=organisation.name if organisation else ""),
        offices=[office_view(offices.by_id(office_id), at)],
    )


def _departments() -> list[NamedView]:
    return [NamedView(id=one.id, name=one.name) for one in offices.departments().values()]


def _office(office: Office, at: datetime) -> shapes.OfficeDetail:
    clerks = staff.clerks()
    return shapes.OfficeDetail(
        id=office.id, department_id=office.department_id, name=office.name, prefix=office.prefix, place=office.place,
        capacity=office.capacity, confirm_seconds=office.confirm_seconds, published=office.published,
        opening=opening_view(office, at), by_hours=office.by_hours, waiting=tickets.count_waiting(office.id),
        appointments=arrangement.appointments_ahead("office_id", office.id), devices=arrangement.devices_of(office.id),
        services=[_service(service) for service in offices.services(office.id)],
        counters=[
            shapes.CounterDetail(id=one.id, name=one.name, is_home=one.is_home,
                                 clerk=clerks[one.clerk_id].name if one.clerk_id is not None else None)
            for one in staff.counters() if one.office_id == office.id
        ],
    )  # fmt: skip


def _service(service: Service) -> shapes.ServiceDetail:
    return shapes.ServiceDetail.model_validate({"id": service.id, **_settings(service)})


def _example(settings: ServiceSettings, source: str) -> shapes.ServiceExample:
    return shapes.ServiceExample.model_validate({"source": source, **_settings(settings)})


def _settings(service: ServiceSettings) -> dict[str, object]:
    return {name: getattr(service, name) for name in shapes.ServiceForm.model_fields}


def _languages(used: set[str]) -> list[LanguageView]:
    codes = [*LANGUAGES, *sorted(used.difference(LANGUAGES))]
    return [LanguageView(code=code, name=language_name(code)) for code in codes]
