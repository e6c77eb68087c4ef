"""Displayed windows: a reader gets what changed since it last looked, and nothing else."""

from datetime import datetime

from appliance.store import shown_windows
from appliance.store.shown_windows import ShownWindow
from tests.town import Musterstadt


def shown(ticket: int, ahead: int, at: datetime) -> ShownWindow:
    return ShownWindow(ticket, 0, ahead, at, at, None, ahead == 0)


def test_only_changed_windows_are_told(town: Musterstadt) -> None:
    at, office = town.clock.now(), town.citizens_office.id
    town.store.write(shown_windows.show, office, [shown(1, 0, at), shown(2, 1, at)])
    seen = town.ask(shown_windows.revision)
    town.store.write(shown_windows.show, office, [shown(2, 0, at)])
    assert [(one.ticket_id, one.people_ahead) for one in town.ask(shown_windows.changed, seen)] == [(2, 0)]
    assert town.ask(shown_windows.changed, town.ask(shown_windows.revision)) == []


def test_revisions_never_repeat(town: Musterstadt) -> None:
    at, office = town.clock.now(), town.citizens_office.id
    for ahead in range(3):
        town.store.write(shown_windows.show, office, [shown(ticket, ahead, at) for ticket in (1, 2, 3)])
    assert town.ask(shown_windows.revision) == 9
    assert [one.revision for one in town.ask(shown_windows.changed, 0)] == [7, 8, 9]


def test_a_thousand_windows_at_once_are_kept(town: Musterstadt) -> None:
    at, office = town.clock.now(), town.citizens_office.id
    town.store.write(shown_windows.show, office, [shown(ticket, 1, at) for ticket in range(1200)])
    assert len(town.ask(shown_windows.of_office, office)) == 1200
    town.store.write(shown_windows.forget, list(range(1200)))
    assert town.ask(shown_windows.of_office, office) == {}
