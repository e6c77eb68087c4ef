"""Colleagues as the administration sees them."""

from datetime import datetime

from appliance.domain.staff import SHORTEST_PASSWORD, Account
from appliance.store import accounts, offices, staff
from appliance.web.api import staff_shapes as shapes
from appliance.web.api.shapes import NamedView


def everybody() -> shapes.StaffView:
    at_counter = {counter.clerk_id: counter.name for counter in staff.counters()}
    return shapes.StaffView(
        colleagues=[_colleague(account, at_counter.get(account.clerk.id)) for account in accounts.all()],
        offices=[_office(office.id, office.name) for office in offices.all()],
    )


def invitation(clerk_id: int, url: str, until: datetime) -> shapes.Invitation:
    clerk = accounts.by_id(clerk_id).clerk
    return shapes.Invitation(colleague=NamedView(id=clerk.id, name=clerk.name), url=url, until=until)


def welcome(account: Account) -> shapes.WelcomeView:
    organisation = offices.organisation()
    return shapes.WelcomeView(
        name=account.clerk.name, sign_in_name=account.sign_in_name,
        organisation=organisation.name if organisation else "", least=SHORTEST_PASSWORD,
    )  # fmt: skip


def _colleague(account: Account, counter: str | None) -> shapes.ColleagueView:
    clerk = account.clerk
    return shapes.ColleagueView(
        id=clerk.id, name=clerk.name, sign_in_name=account.sign_in_name, roles=sorted(clerk.roles),
        skills=sorted(clerk.skills), has_password=account.has_password, welcome_until=account.welcome_until,
        counter=counter,
    )  # fmt: skip


def _office(office_id: int, name: str) -> shapes.SkillOffice:
    services = [NamedView(id=service.id, name=service.name) for service in offices.services(office_id)]
    return shapes.SkillOffice(id=office_id, name=name, services=services)
