"""Promised against actual: told to those who lead, about no clerk and about no few."""

from datetime import timedelta

import pytest

from appliance.domain.promise import LEAST, Promise
from appliance.store import promises
from tests.fakes import SettableClock
from tests.town import Musterstadt
from tests.web.conftest import Client

PATH = "/api/admin/waiting-times"


def promise(town: Musterstadt, clock: SettableClock, waited: float, days_ago: int = 0, hour: int = 9) -> Promise:
    day = (clock.now() - timedelta(days=days_ago)).date()
    return Promise(town.citizens_office.id, town.residence.id, day, hour, 10.0, 15.0, 20.0, waited)


def keep(town: Musterstadt, *some: Promise) -> None:
    town.store.write(promises.add, some)


def told(admin: Client) -> dict:  # type: ignore[type-arg]
    return admin.get(PATH).json["offices"][0]


def test_what_was_kept_is_counted(town: Musterstadt, clock: SettableClock, admin: Client) -> None:
    keep(town, *(promise(town, clock, waited) for waited in (12, 15, 18, 20, 30)))
    total = told(admin)["total"]
    assert (total["count"], total["share"], total["error"]) == (5, 0.8, pytest.approx(5.2))
    assert [one["service"] for one in told(admin)["services"]] == [town.residence.name]
    assert [one["hour"] for one in told(admin)["hours"]] == [9]


def test_nothing_is_told_about_fewer_than_five(town: Musterstadt, clock: SettableClock, admin: Client) -> None:
    keep(town, *(promise(town, clock, 12, hour=hour) for hour in range(8, 8 + LEAST - 1)))
    assert told(admin)["total"] is None
    keep(town, promise(town, clock, 12, hour=20))
    assert told(admin)["total"]["count"] == LEAST
    assert told(admin)["hours"] == []


def test_a_sum_and_its_parts_leave_nobody_between_them(town: Musterstadt, clock: SettableClock, admin: Client) -> None:
    """Twelve at nine and two at ten: the two are hidden, and 14 - 12 is not told."""
    keep(town, *(promise(town, clock, 12) for _ in range(12)), *(promise(town, clock, 12, hour=10) for _ in range(2)))
    assert told(admin)["total"]["count"] == 15
    assert [(one["hour"], one["count"]) for one in told(admin)["hours"]] == [(9, 10)]


def test_only_the_last_month_counts(town: Musterstadt, clock: SettableClock, admin: Client) -> None:
    keep(town, *(promise(town, clock, 12, days_ago=40) for _ in range(9)))
    assert told(admin)["total"] is None


def test_a_clerk_without_a_leading_role_is_refused(yildiz_signed_in: Client) -> None:
    assert yildiz_signed_in.get(PATH).status_code == 403
