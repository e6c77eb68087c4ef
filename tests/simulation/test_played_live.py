"""A short day played against a real server: web, live and clients on one clock that goes faster."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from appliance.cli import main
from appliance.simulation.live import founding, plan, report
from appliance.simulation.live.inside import Inside
from appliance.simulation.live.ledger import Ledger
from appliance.simulation.live.page import Page
from appliance.simulation.live.plan import Size
from tests.town_hall import free_ports

MONDAY = date(2026, 3, 2)
SHORT = ("--hours", "1", "--citizens", "30", "--clerks", "4", "--kiosks", "1", "--phones", "12", "--speed", "240")


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_short_day_is_played_to_its_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = tmp_path / "report.json"
    where = ("--data", str(tmp_path / "town"), "--port", str(free_ports()), "--json", str(told))
    assert main(["simulate", "--own", "--from", str(MONDAY), *where, *SHORT]) == 0, capsys.readouterr().out
    found = json.loads(told.read_text())
    assert found["wrong"] == {}
    assert found["visits"]["finished"] >= 15
    assert {"web", "web worker", "live"} <= set(found["memory"][0])
    assert min(found["checked"][what] for what in ("events", "pages", "windows")) > 0
    assert "Nothing went wrong." in capsys.readouterr().out


def test_a_play_founds_its_town_in_an_empty_place_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "office.sqlite").touch()
    assert main(["simulate", "--data", str(tmp_path)]) == 2
    assert "not empty" in capsys.readouterr().out


def test_as_many_come_as_were_asked_for() -> None:
    size = Size(MONDAY)
    for number in range(1, 6):
        visitors = plan.visitors(size, plan.days(size, number))
        assert len(visitors) == pytest.approx(600, rel=0.1)
        assert sum(one.has_phone for one in visitors) == 200
        assert all(one.has_phone for one in visitors if one.is_remote)


def test_the_same_people_come_whenever_it_is_played() -> None:
    size = Size(MONDAY, citizens=60, clerks=6)
    assert plan.visitors(size, plan.days(size, 2)) == plan.visitors(size, plan.days(size, 2))


def test_weekends_are_left_out() -> None:
    size = Size(date(2026, 3, 5))
    assert [size.day(number) for number in (1, 2, 3)] == [date(2026, 3, day) for day in (5, 6, 9)]


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Inside]:
    """A house whose journal has the opening of two offices, rows 1 and 2, and what devices brought since."""
    founding.found(Size(MONDAY), tmp_path, 8440, datetime(2026, 3, 2, tzinfo=UTC))
    house = Inside(tmp_path)
    yield house
    house.close()


@pytest.mark.parametrize(
    ("heard", "goes_wrong"),
    [
        (lambda due: due, False),
        (lambda due: due[:1] + due[2:], True),
        (lambda due: [*due[:2], due[1], *due[2:]], True),
        (lambda due: [due[1], due[0], *due[2:]], True),
        (lambda due: [*due, 999], False),  # after what it is asked about
    ],
)
def test_a_page_that_misses_an_event_or_hears_it_twice_is_found(
    inside: Inside, heard: Callable[[list[int]], list[int]], goes_wrong: bool
) -> None:
    ledger = Ledger()
    page = Page("board", "", "", ledger)
    page.topics, page.since, page.until = ("office:1",), 0, inside.head()
    page.heard = heard([event.id for event in inside.events(0) if event.office_id == 1])
    inside.compare([page], ledger, 0)
    assert bool(ledger.wrong["events"]) is goes_wrong
    assert ledger.checked["events"] > 3


def test_memory_that_grows_is_told() -> None:
    before, after = {"web": {"rss": 1000, "pss": 900}}, {"web": {"rss": 1049, "pss": 946}, "live": {"rss": 1, "pss": 1}}
    assert set(report.grown(before, after, 1.05)) == {"web pss", "live rss", "live pss"}
