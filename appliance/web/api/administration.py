"""Departments, offices, services and counters: added, changed, put in order, retired; for administrators only."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from apiflask import APIBlueprint

from appliance.domain.errors import OfficeError
from appliance.domain.staff import Clerk, Role
from appliance.operations import administration as operations
from appliance.operations import new_office
from appliance.operations.new_office import NewOffice
from appliance.store.arrangement import Kind
from appliance.web import auth
from appliance.web.api import administration_shapes as shapes
from appliance.web.api.hours_shapes import week
from appliance.web.api.shapes import OfficesView
from appliance.web.context import now, office, write_once
from appliance.web.views import administration as views

blueprint = APIBlueprint("administration", __name__, url_prefix="/api/admin", tag="Administration")


@blueprint.get("/offices")
@blueprint.output(shapes.AdministrationView)
@auth.staff_only(Role.ADMIN)
def show() -> shapes.AdministrationView:
    """All departments and offices with their services and counters, also those that are not published."""
    return office().read(views.administration, now())


@blueprint.post("/departments")
@blueprint.input(shapes.DepartmentForm)
@blueprint.output(shapes.AdministrationView, status_code=201)
def add_department(json_data: shapes.DepartmentForm) -> shapes.AdministrationView:
    """A department without offices."""
    return _add(operations.add_department, json_data.name)


@blueprint.put("/departments/<int:id>")
@blueprint.input(shapes.DepartmentForm)
@blueprint.output(shapes.AdministrationView)
def rename_department(id: int, json_data: shapes.DepartmentForm) -> shapes.AdministrationView:
    """Its offices keep everything."""
    return _change(operations.rename_department, id, json_data.name)


@blueprint.post("/offices")
@blueprint.input(shapes.OfficeForm)
@blueprint.output(shapes.AdministrationView, status_code=201)
def add_office(json_data: shapes.OfficeForm) -> shapes.AdministrationView:
    """An office without services, which citizens do not see before it is published."""
    return _add(operations.add_office, json_data.department_id, json_data.settings(), False)


@blueprint.put("/offices/<int:id>")
@blueprint.input(shapes.OfficeForm)
@blueprint.output(shapes.AdministrationView)
def change_office(id: int, json_data: shapes.OfficeForm) -> shapes.AdministrationView:
    """Numbers that were given out keep their letters."""
    return _change(operations.change_office, id, json_data.department_id, json_data.settings())


@blueprint.post("/offices/<int:id>/publish")
@blueprint.output(shapes.AdministrationView)
def publish(id: int) -> shapes.AdministrationView:
    """Citizens see the office from now on."""
    return _change(operations.publish, id)


@blueprint.post("/offices/<int:id>/unpublish")
@blueprint.output(shapes.AdministrationView)
def unpublish(id: int) -> shapes.AdministrationView:
    """Citizens see the office no longer; those who wait or have an appointment keep it."""
    return _change(operations.unpublish, id)


@blueprint.get("/offices/<int:id>/preview")
@blueprint.output(OfficesView)
@auth.staff_only(Role.ADMIN)
def preview(id: int) -> OfficesView:
    """What citizens will see of this office."""
    return office().read(views.preview, id, now())


@blueprint.post("/offices/<int:id>/services")
@blueprint.input(shapes.ServiceForm)
@blueprint.output(shapes.AdministrationView, status_code=201)
def add_service(id: int, json_data: shapes.ServiceForm) -> shapes.AdministrationView:
    """One more service of the office."""
    return _add(operations.add_service, id, json_data.settings())


@blueprint.put("/services/<int:id>")
@blueprint.input(shapes.ServiceForm)
@blueprint.output(shapes.AdministrationView)
def change_service(id: int, json_data: shapes.ServiceForm) -> shapes.AdministrationView:
    """As a whole; what is left out is as it begins."""
    return _change(operations.change_service, id, json_data.settings())


@blueprint.post("/offices/<int:id>/counters")
@blueprint.input(shapes.CounterForm)
@blueprint.output(shapes.AdministrationView, status_code=201)
def add_counter(id: int, json_data: shapes.CounterForm) -> shapes.AdministrationView:
    """One more counter of the office."""
    return _add(operations.add_counter, id, json_data.settings())


@blueprint.put("/counters/<int:id>")
@blueprint.input(shapes.CounterForm)
@blueprint.output(shapes.AdministrationView)
def change_counter(id: int, json_data: shapes.CounterForm) -> shapes.AdministrationView:
    """Its name, and whether somebody sits there at home."""
    return _change(operations.change_counter, id, json_data.settings())


@blueprint.put("/order")
@blueprint.input(shapes.Order)
@blueprint.output(shapes.AdministrationView)
def arrange(json_data: shapes.Order) -> shapes.AdministrationView:
    """The order in which everybody sees departments, offices, services or counters."""
    return _change(operations.arrange, json_data.kind, json_data.ids)


@blueprint.get("/prefix")
@blueprint.input(shapes.NameQuery, location="query")
@blueprint.output(shapes.PrefixView)
@auth.staff_only(Role.ADMIN)
def suggest_prefix(query_data: shapes.NameQuery) -> shapes.PrefixView:
    """Free letters for the numbers of a new office with this name."""
    return office().read(views.prefix, query_data.name)


@blueprint.get("/new-office")
@blueprint.output(shapes.NewOfficeView)
@auth.staff_only(Role.ADMIN)
def offer_new_office() -> shapes.NewOfficeView:
    """What a new office may begin with."""
    return office().read(views.new_office)


@blueprint.post("/new-office")
@blueprint.input(shapes.NewOfficeForm)
@blueprint.output(shapes.CreatedOffice, status_code=201)
def create_office(json_data: shapes.NewOfficeForm) -> shapes.CreatedOffice:
    """A whole office in one go: all of it or nothing. Citizens do not see it before it is published."""
    new = NewOffice(
        json_data.department, shapes.OfficeSettings(json_data.name, json_data.prefix, json_data.place),
        tuple(service.settings() for service in json_data.services),
        tuple(counter.settings() for counter in json_data.counters),
        week(json_data.week), tuple(json_data.clerks), json_data.bookable,
    )  # fmt: skip
    return shapes.CreatedOffice(id=_once(_admin(), new_office.create, new), name=json_data.name)


@blueprint.post("/<kind>/<int:id>/retire")
@blueprint.output(shapes.AdministrationView)
def retire(kind: str, id: int) -> shapes.AdministrationView:
    """It vanishes from every face. Refused while somebody needs it."""
    return _change(operations.retire, _kind(kind), id)


@blueprint.post("/<kind>/<int:id>/restore")
@blueprint.output(shapes.AdministrationView)
def restore(kind: str, id: int) -> shapes.AdministrationView:
    """It is back as it was."""
    return _change(operations.restore, _kind(kind), id)


def _kind(name: str) -> Kind:
    if name not in list(Kind):
        raise OfficeError("unknown_page")
    return Kind(name)


def _admin() -> Clerk:
    return auth.clerk(Role.ADMIN)


def _add(operation: Callable[..., int], *arguments: Any) -> shapes.AdministrationView:
    return office().read(views.administration, now(), _once(_admin(), operation, *arguments))


def _once(admin: Clerk, operation: Callable[..., int], *arguments: Any) -> int:
    """Its id, made once however often the request is sent."""

    def made(at: datetime) -> dict[str, Any]:
        return {"id": operation(*arguments, admin.id, at)}

    return int(write_once(f"clerk {admin.id}", made)["id"])


def _change(operation: Callable[..., None], *arguments: Any) -> shapes.AdministrationView:
    office().write(operation, *arguments, _admin().id, now())
    return office().read(views.administration, now())
