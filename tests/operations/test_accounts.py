"""Colleagues come, change and go: how they get a password, who must stay, and what ends when somebody leaves."""

import pytest

from appliance.domain.errors import OfficeError
from appliance.domain.staff import Role
from appliance.operations import accounts as operations
from appliance.operations import staff as sessions
from appliance.operations import staffing, upkeep
from appliance.operations.accounts import Person
from appliance.store import accounts, staff
from tests.conftest import Refused
from tests.town import Desk, Musterstadt

NEW = Person("Zoe Lang", "lang", frozenset({Role.CLERK}))
TOKEN = "w_of-a-test"


@pytest.fixture
def hoffmann(town: Musterstadt) -> int:
    """The administrator, the only one."""
    return town.clerk_id("hoffmann")


def create(town: Musterstadt, person: Person = NEW, skills: tuple[int, ...] = ()) -> int:
    return town.do(operations.create, person, skills, None)


def choose_password(town: Musterstadt, clerk_id: int, token: str = TOKEN) -> None:
    town.do(operations.invite, clerk_id, token, None)
    town.do(operations.set_password, token, "a hash")


def test_a_new_clerk_has_skills_and_no_password(town: Musterstadt) -> None:
    created = create(town, skills=(town.residence.id, town.vehicle.id))
    account = town.ask(accounts.by_id, created)
    assert account.clerk.skills == {town.residence.id, town.vehicle.id}
    assert not account.has_password and account.welcome_until is None


def test_a_link_sets_the_password_once(town: Musterstadt, refused: Refused) -> None:
    created = create(town)
    choose_password(town, created)
    assert town.ask(staff.credentials, "lang") == (created, "a hash")
    with refused("unknown_welcome"):
        town.do(operations.set_password, TOKEN, "another")


def test_a_link_holds_for_a_week_and_a_newer_one_ends_it(town: Musterstadt, refused: Refused) -> None:
    created = create(town)
    town.do(operations.invite, created, "w_first", None)
    town.do(operations.invite, created, "w_second", None)
    with refused("unknown_welcome"):
        town.do(operations.set_password, "w_first", "a hash")
    town.clock.advance(days=7)
    with refused("unknown_welcome"):
        town.do(operations.set_password, "w_second", "a hash")
    town.do(upkeep.forget)
    assert town.ask(accounts.by_id, created).welcome_until is None


def test_a_new_password_ends_the_sessions_of_the_old_one(town: Musterstadt, yildiz: Desk) -> None:
    token = town.do(sessions.open_session, yildiz.clerk_id)
    choose_password(town, yildiz.clerk_id)
    assert town.ask(staff.session, token, town.clock.now()) is None


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (Person("Zoe Lang", "Lang", NEW.roles), "invalid_sign_in_name"),
        (Person("Zoe Lang", "x", NEW.roles), "invalid_sign_in_name"),
        (Person("Zoe Lang", "yildiz", NEW.roles), "sign_in_name_taken"),
        (Person("Zoe Lang", "lang", frozenset()), "no_role"),
    ],
)
def test_what_is_wrong_with_an_account_is_refused(
    town: Musterstadt, refused: Refused, person: Person, code: str
) -> None:
    with refused(code):
        create(town, person)
    with refused(code):
        town.do(operations.change, town.clerk_id("kaya"), person, None)


def test_skills_are_services_that_exist(town: Musterstadt, refused: Refused) -> None:
    with refused("unknown_service"):
        create(town, skills=(999,))


def test_the_last_administrator_who_can_sign_in_stays(town: Musterstadt, hoffmann: int, refused: Refused) -> None:
    boss = create(town, Person("Zoe Lang", "lang", frozenset({Role.ADMIN})))
    clerk_only = Person("Petra Hoffmann", "hoffmann", frozenset({Role.CLERK}))
    for operation in ((operations.retire, hoffmann, boss), (operations.change, hoffmann, clerk_only, boss)):
        with refused("last_admin"):
            town.do(*operation)
    choose_password(town, boss)
    town.do(operations.change, hoffmann, clerk_only, boss)
    assert town.ask(accounts.by_id, hoffmann).clerk.roles == {Role.CLERK}


def test_who_leaves_is_signed_out_and_gets_up(town: Musterstadt, yildiz: Desk, hoffmann: int) -> None:
    token = town.do(sessions.open_session, yildiz.clerk_id)
    town.do(staffing.add_clerks_diary, yildiz.clerk_id, None)
    town.do(operations.retire, yildiz.clerk_id, hoffmann)
    assert town.ask(staff.session, token, town.clock.now()) is None
    assert town.ask(staff.credentials, "yildiz") is None
    assert town.counter("Schalter 1").clerk_id is None
    assert yildiz.clerk_id not in [account.clerk.id for account in town.ask(accounts.all)]
    assert town.ask(staff.clerk, yildiz.clerk_id).name == "Aylin Yildiz"
    with pytest.raises(OfficeError, match="unknown_clerk"):
        town.do(operations.invite, yildiz.clerk_id, TOKEN, hoffmann)
    assert create(town, Person("Yasin Yildiz", "yildiz", NEW.roles))


def test_nobody_leaves_in_the_middle_of_a_consultation(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    yildiz.call(town.take())
    with refused("counter_busy"):
        town.do(operations.retire, yildiz.clerk_id, None)
    assert town.counter("Schalter 1").clerk_id == yildiz.clerk_id
