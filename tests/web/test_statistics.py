"""Statistics for those who lead: what was counted, by everything that divides it, and nothing about few."""

import csv
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest

from appliance.domain.statistics import Cell, Tally
from appliance.domain.ticket import Channel
from appliance.operations import statistics
from appliance.store.sql import execute
from tests.fakes import SettableClock
from tests.town import Musterstadt
from tests.web.conftest import Client

PATH = "/api/admin/statistics"
MONDAY, TUESDAY = date(2026, 2, 23), date(2026, 2, 24)
TODAY = date(2026, 3, 2)


@pytest.fixture
def counted(town: Musterstadt) -> Musterstadt:
    """On Monday 20 came for a residence at nine, three of them by video; 12 more for an identity card at ten. On
    Tuesday 30 came at nine. All waited 1, 2, 3 ... minutes."""
    office, residence, card = town.citizens_office.id, town.residence.id, town.id_card.id

    def came(count: int, **more: int) -> Tally:
        return Tally(arrivals=count, waits=[10 * (one + 1) for one in range(count)], **more)

    on_monday = {
        Cell(MONDAY, 9, office, residence, Channel.ON_SITE): came(17, served=14, no_shows=3, kept=9, missed=2),
        Cell(MONDAY, 9, office, residence, Channel.VIDEO): came(3, served=3),
        Cell(MONDAY, 10, office, card, Channel.ON_SITE): came(12, served=12),
    }
    on_tuesday = {Cell(TUESDAY, 9, office, residence, Channel.ON_SITE): came(30, served=30)}
    for day, tallies in ((MONDAY, on_monday), (TUESDAY, on_tuesday)):
        town.store.write(statistics.keep, day, tallies)
    return town


def told(client: Client, query: str = "") -> dict[str, Any]:
    answer = client.get(f"{PATH}{query}")
    assert answer.status_code == 200, answer.json
    view: dict[str, Any] = answer.get_json()
    return view


def table(view: dict[str, Any], by: str) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for one in view["tables"] if one["by"] == by for row in one["rows"]}


def test_numbers_are_told_by_everything_that_divides_them(counted: Musterstadt, admin: Client) -> None:
    view = told(admin)
    assert (view["first"], view["last"]) == (str(TODAY - timedelta(days=27)), str(TODAY))
    assert view["total"]["arrivals"] == 60  # 62
    assert {name: row["arrivals"] for name, row in table(view, "hour").items()} == {"9 Uhr": 50, "10 Uhr": 10}
    assert {name: row["arrivals"] for name, row in table(view, "weekday").items()} == {"Montag": 30, "Dienstag": 30}
    assert {name: row["arrivals"] for name, row in table(view, "day").items()} == {"Mo., 23.2.": 30, "Di., 24.2.": 30}
    assert table(view, "service")[counted.id_card.name]["arrivals"] == 10


def test_times_are_those_that_half_and_nine_in_ten_did_not_exceed(counted: Musterstadt, admin: Client) -> None:
    day = f"?first={TUESDAY}&last={TUESDAY}"
    assert told(admin, day)["total"]["waits"] == {"median": 15.0, "longest": 27.0}
    assert told(admin, day)["total"]["ways"] == {"median": None, "longest": None}


def test_few_people_are_hidden_and_cannot_be_found_by_subtracting(counted: Musterstadt, admin: Client) -> None:
    """Three came by video: neither is that said, nor is 20 - 17."""
    monday = told(admin, f"?first={MONDAY}&last={MONDAY}&service={counted.residence.id}")
    by_channel = table(monday, "channel")
    assert (monday["total"]["arrivals"], by_channel["vor Ort"]["arrivals"]) == (20, 15)
    assert by_channel["per Video"]["arrivals"] is None
    assert by_channel["per Video"]["waits"] == {"median": None, "longest": None}
    assert monday["total"]["no_shows"] is None


def test_one_office_is_not_divided_by_office(counted: Musterstadt, admin: Client) -> None:
    assert "office" in {one["by"] for one in told(admin)["tables"]}
    chosen = told(admin, f"?office={counted.citizens_office.id}")
    assert "office" not in {one["by"] for one in chosen["tables"]}
    assert chosen["total"]["arrivals"] == 60
    assert told(admin, f"?office={counted.offices['Standesamt'].id}")["total"]["arrivals"] == 0


def test_long_times_are_told_by_weeks_and_months(counted: Musterstadt, admin: Client) -> None:
    year = told(admin, f"?first={TODAY - timedelta(days=364)}&last={TODAY}")
    assert list(table(year, "week")) == ["Woche ab 23.2.26"]
    years = told(admin, f"?first={TODAY - timedelta(days=900)}&last={TODAY}")
    assert list(table(years, "month")) == ["Feb 2026"]


def test_pictures_come_drawn(counted: Musterstadt, admin: Client) -> None:
    [hours] = [one for one in told(admin)["tables"] if one["by"] == "hour"]
    came, waited = hours["plots"]
    assert "9 Uhr: 50 gekommen" in came
    assert "10 Uhr: Die Hälfte wartete bis zu 6 Minuten, neun von zehn bis zu 11" in waited


def test_a_spreadsheet_reads_the_file(counted: Musterstadt, admin: Client) -> None:
    answer = admin.get(f"{PATH}/csv?first={MONDAY}&last={TUESDAY}")
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''statistik-2026-02-23-2026-02-24.csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    heading, *lines = csv.reader(StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
    assert heading[:5] == ["Erster Tag", "Letzter Tag", "Gliederung", "Wovon", "Gekommene Personen"]
    assert lines[0][:5] == ["2026-02-23", "2026-02-24", "Alle zusammen", "", "60"]
    video = next(line for line in lines if line[3] == "per Video")
    assert video[4] == "<5" and video[11:] == [""] * 6
    assert next(line for line in lines if line[3] == "10 Uhr")[11:13] == ["6,0", "11,0"]


def test_the_file_is_english_where_that_is_asked_for(counted: Musterstadt, admin: Client) -> None:
    text = admin.get(f"{PATH}/csv?first={MONDAY}&last={TUESDAY}&lang=en").data.decode("utf-8-sig")
    assert text.startswith("First day;Last day;") and "6.0;11.0" in text


def test_a_name_is_no_formula(counted: Musterstadt, admin: Client) -> None:
    counted.store.write(lambda: _rename(counted.residence.id, "=HYPERLINK(1)"))
    lines = csv.reader(StringIO(admin.get(f"{PATH}/csv").data.decode("utf-8-sig")), delimiter=";")
    assert "'=HYPERLINK(1)" in {line[3] for line in lines}


def test_days_the_wrong_way_round_are_refused(admin: Client, code_of: Any) -> None:
    assert code_of(admin.get(f"{PATH}?first={TUESDAY}&last={MONDAY}")) == "invalid_input"
    assert code_of(admin.get(f"{PATH}/csv?first=yesterday")) == "invalid_input"


def test_today_is_told_as_it_stands(town: Musterstadt, clock: SettableClock, admin: Client) -> None:
    for _ in range(5):
        town.take()
    assert told(admin, f"?first={TODAY}")["total"]["arrivals"] == 5


def test_clerks_and_strangers_are_refused(yildiz_signed_in: Client, citizen: Client, code_of: Any) -> None:
    for path in (PATH, f"{PATH}/csv"):
        assert code_of(yildiz_signed_in.get(path)) == "forbidden"
        assert code_of(citizen.get(path)) == "not_signed_in"


def _rename(service_id: int, name: str) -> None:
    execute("UPDATE service SET name = ? WHERE id = ?", (name, service_id))
