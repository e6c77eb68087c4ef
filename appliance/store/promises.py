"""Promises about waiting times. No ticket is in them."""

import secrets
from collections.abc import Iterable
from datetime import date

from appliance.domain.promise import LEAST, Kept, Promise
from appliance.store.sql import execute

_KEPT = (
    "count(*), avg(waited BETWEEN lo AND hi), avg(abs(middle - waited)), avg(lo), avg(hi), avg(waited) FROM promise"
    " WHERE office_id = ? AND day >= ?"
)


def add(promises: Iterable[Promise]) -> None:
    """Under random ids: their order says nothing about who came when."""
    for one in promises:
        execute(
            "INSERT INTO promise (id, office_id, service_id, day, hour, lo, middle, hi, waited)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (secrets.randbits(62), one.office_id, one.service_id, one.day.isoformat(), one.hour, one.lo, one.middle,
             one.hi, one.waited),
        )  # fmt: skip


def total(office_id: int, since: date) -> Kept | None:
    """Of the whole office; None where there were fewer than LEAST."""
    return next(iter(_kept("''", office_id, since)), None)


def by_service(office_id: int, since: date) -> list[Kept]:
    """`of` is the service's id."""
    return _kept("service_id", office_id, since)


def by_hour(office_id: int, since: date) -> list[Kept]:
    return _kept("hour", office_id, since)


def by_day(office_id: int, since: date) -> list[Kept]:
    return _kept("day", office_id, since)


def forget_before(day: date) -> None:
    execute("DELETE FROM promise WHERE day < ?", (day.isoformat(),))


def _kept(of: str, office_id: int, since: date) -> list[Kept]:
    rows = execute(
        f"SELECT {of}, {_KEPT} GROUP BY 1 HAVING count(*) >= ? ORDER BY 1", (office_id, since.isoformat(), LEAST)
    )
    return [Kept(str(what), *figures) for what, *figures in rows]
