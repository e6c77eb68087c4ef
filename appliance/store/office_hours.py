"""Opening hours: the week of each channel, special days, and the public holidays of the Land."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from appliance.domain.errors import OfficeError
from appliance.domain.office_hours import CLOSED_WEEK, Hours, OfficeHours, SpecialDays, Week
from appliance.domain.ticket import Channel
from appliance.store import offices
from appliance.store.sql import execute, first, insert_row

DEFAULT_ZONE = ZoneInfo("Europe/Berlin")
_SPECIAL = "SELECT id, office_id, first, last, channels, hours, reason FROM special_days"


def zone() -> ZoneInfo:
    """The town's; Germany's where no town is set up yet."""
    organisation = offices.organisation()
    return ZoneInfo(organisation.time_zone) if organisation else DEFAULT_ZONE


def of_office(office_id: int) -> OfficeHours:
    """Empty for an office that is opened and closed by hand: not a question is asked for it."""
    if not offices.by_id(office_id).by_hours:
        return OfficeHours(zone())
    return OfficeHours(zone(), week(office_id), special(office_id), holidays() if keeps_holidays(office_id) else {})


def week(office_id: int) -> dict[Channel, Week]:
    rows = execute(
        "SELECT channel, weekday, opens, closes FROM weekly_hours WHERE office_id = ? ORDER BY weekday, opens",
        (office_id,),
    )
    days: dict[Channel, list[list[Hours]]] = defaultdict(lambda: [[] for _ in CLOSED_WEEK])
    for channel, weekday, opens, closes in rows:
        days[Channel(channel)][weekday].append(Hours(opens, closes))
    return {channel: tuple(map(tuple, week)) for channel, week in days.items()}


def set_week(office_id: int, weekly: Mapping[Channel, Week]) -> None:
    """Replaces all of them; from now on the office opens by its hours if it has any."""
    execute("DELETE FROM weekly_hours WHERE office_id = ?", (office_id,))
    for channel, days in weekly.items():
        for weekday, stretches in enumerate(days):
            for one in stretches:
                execute("INSERT INTO weekly_hours VALUES (?, ?, ?, ?, ?)",
                        (office_id, channel.value, weekday, one.opens, one.closes))  # fmt: skip
    _settle(office_id)


def special(office_id: int | None) -> list[SpecialDays]:
    """Those of the office and those of the whole organisation; None: only the latter."""
    rows = execute(f"{_SPECIAL} WHERE office_id IS NULL OR office_id = ? ORDER BY first, id", (office_id,))
    return [_special(*row) for row in rows]


def own_special(office_id: int | None) -> list[SpecialDays]:
    rows = execute(f"{_SPECIAL} WHERE office_id IS ? ORDER BY first, id", (office_id,))
    return [_special(*row) for row in rows]


def add_special(office_id: int | None, days: SpecialDays) -> int:
    """The new id; that of `days` is ignored."""
    return insert_row(
        "INSERT INTO special_days (office_id, first, last, channels, hours, reason) VALUES (?, ?, ?, ?, ?, ?)",
        (office_id, days.first.isoformat(), days.last.isoformat(), ",".join(sorted(days.channels)),
         json.dumps([[one.opens, one.closes] for one in days.hours]), days.reason),
    )  # fmt: skip


def special_days(id: int) -> tuple[int | None, SpecialDays]:
    """The office that they belong to (None: all), and they. Raises unknown_special_days."""
    row = first(f"{_SPECIAL} WHERE id = ?", (id,))
    if row is None:
        raise OfficeError("unknown_special_days", special_days=id)
    return row[1], _special(*row)


def remove_special(id: int) -> None:
    execute("DELETE FROM special_days WHERE id = ?", (id,))


def forget_special_before(day: date) -> None:
    """What is over is nobody's news."""
    execute("DELETE FROM special_days WHERE last < ?", (day.isoformat(),))


def holidays() -> dict[date, str]:
    return {date.fromisoformat(day): name for day, name in execute("SELECT day, name FROM public_holiday ORDER BY day")}


def set_holidays(names: Mapping[date, str]) -> None:
    execute("DELETE FROM public_holiday")
    for day, name in names.items():
        execute("INSERT INTO public_holiday VALUES (?, ?)", (day.isoformat(), name))


def keeps_holidays(office_id: int) -> bool:
    row = first("SELECT keeps_holidays FROM office WHERE id = ?", (office_id,))
    return bool(row and row[0])


def announced(office_id: int) -> str:
    """What was last told of the office's opening."""
    row = first("SELECT announced FROM office WHERE id = ?", (office_id,))
    return str(row[0]) if row else ""


def announce(office_id: int, what: str) -> None:
    execute("UPDATE office SET announced = ? WHERE id = ?", (what, office_id))


def _settle(office_id: int) -> None:
    execute(
        "UPDATE office SET hand_until = NULL,"
        " by_hours = EXISTS (SELECT 1 FROM weekly_hours WHERE office_id = office.id) WHERE id = ?",
        (office_id,),
    )


def _special(
    id: int, _office_id: int | None, first: str, last: str, channels: str, hours: str, reason: str
) -> SpecialDays:
    stretches: Iterable[tuple[int, int]] = json.loads(hours)
    return SpecialDays(
        id, date.fromisoformat(first), date.fromisoformat(last), tuple(Hours(*one) for one in stretches),
        frozenset(map(Channel, channels.split(","))) if channels else frozenset(), reason,
    )  # fmt: skip
