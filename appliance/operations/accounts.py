"""Accounts of clerks: made without a password, changed, given a link to choose one, retired."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.staff import WELCOME_LIFETIME, Role, is_sign_in_name
from appliance.operations import staffing
from appliance.operations.staff import leave
from appliance.store import accounts, diaries, journal, offices, staff, tickets


@dataclass(frozen=True)
class Person:
    """What the administration says of a clerk. `sign_in_name`: small letters, digits, `.`, `_` and `-`."""

    name: str
    sign_in_name: str
    roles: frozenset[Role]


def create(person: Person, skills: Iterable[int], clerk_id: int | None, at: datetime) -> int:
    """The new clerk's id; `clerk_id` is who did it. There is no password until the clerk follows a link of `invite`.

    Raises invalid_sign_in_name, sign_in_name_taken, no_role, unknown_service.
    """
    _check(person)
    created = accounts.add(person.name, person.sign_in_name, person.roles)
    _set_skills(created, skills)
    _journal(created, clerk_id, at)
    return created


def change(changed: int, person: Person, clerk_id: int | None, at: datetime) -> None:
    """Raises unknown_clerk, last_admin, and what `create` raises."""
    _check(person)
    before = accounts.by_id(changed)
    if before.clerk.has_any(Role.ADMIN) and Role.ADMIN not in person.roles:
        _expect_another_admin(changed)
    accounts.change(changed, person.name, person.sign_in_name, person.roles)
    diaries.rename_of_clerk(changed, person.name)
    _journal(changed, clerk_id, at)


def set_skills(changed: int, skills: Iterable[int], clerk_id: int | None, at: datetime) -> None:
    """The services that the clerk can serve, of any offices. Raises unknown_clerk, unknown_service."""
    accounts.by_id(changed)
    _set_skills(changed, skills)
    _journal(changed, clerk_id, at)


def invite(invited: int, token: str, clerk_id: int | None, at: datetime) -> datetime:
    """Until when the link with this token lets the clerk choose a password; an earlier one ends.

    Raises unknown_clerk.
    """
    accounts.by_id(invited)
    until = at + WELCOME_LIFETIME
    accounts.set_welcome(invited, token, until)
    _journal(invited, clerk_id, at)
    return until


def set_password(token: str, password_hash: str, at: datetime) -> int:
    """The clerk's id. The link is used up, and whoever was signed in by the old password is not any more.

    Raises unknown_welcome.
    """
    account = accounts.welcomed(token, at)
    if account is None:
        raise OfficeError("unknown_welcome")
    clerk_id = account.clerk.id
    staff.set_password_hash(clerk_id, password_hash)
    accounts.end_welcome(clerk_id)
    accounts.end_sessions(clerk_id)
    _journal(clerk_id, clerk_id, at)
    return clerk_id


def retire(retired: int, clerk_id: int | None, at: datetime) -> None:
    """The clerk has left: sessions end, the counter is free, the diary takes nobody any more.

    Appointments in that diary stay, as conflicts of the staffing plan. Raises unknown_clerk, last_admin, counter_busy.
    """
    account = accounts.by_id(retired)
    if account.clerk.has_any(Role.ADMIN):
        _expect_another_admin(retired)
    counter = staff.counter_of(retired)
    if counter is not None:
        if tickets.at_counter(counter.id) is not None:
            raise OfficeError("counter_busy", counter=counter.name)
        leave(counter, retired, at)
    diary = diaries.of_clerk(retired)
    if diary is not None:
        staffing.retire_diary(diary.id, clerk_id, at)
    accounts.retire(retired, at)
    _journal(retired, clerk_id, at)


def _check(person: Person) -> None:
    if not is_sign_in_name(person.sign_in_name):
        raise OfficeError("invalid_sign_in_name")
    if not person.roles:
        raise OfficeError("no_role")


def _expect_another_admin(clerk_id: int) -> None:
    if not accounts.has_admin_beside(clerk_id):
        raise OfficeError("last_admin")


def _set_skills(clerk_id: int, skills: Iterable[int]) -> None:
    accounts.set_skills(clerk_id, sorted({offices.service(service_id).id for service_id in skills}))


def _journal(changed: int, clerk_id: int | None, at: datetime) -> None:
    """The row is about the one who was changed: live looks again whether they may still follow."""
    journal.append(at, EventType.CLERK_CHANGED, clerk=changed, data={"by": clerk_id})
