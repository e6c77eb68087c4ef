"""A server that can be given files: Musterstadt's, or an empty one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from appliance.adapters import public_holidays
from appliance.set_up_file.applying import Welcome
from appliance.set_up_file.importing import Doer, Plan, applied, look, tried
from appliance.set_up_file.present import present
from appliance.set_up_file.reading import Upload
from appliance.set_up_file.writing import written
from appliance.store.database import Store
from tests.fakes import SettableClock
from tests.town import Musterstadt


@dataclass
class Server:
    """What an administrator does with files, at the clock's time."""

    store: Store
    clock: SettableClock

    def export(self) -> str:
        return self.store.read(lambda: written(present()))

    def look(self, text: str, office_id: int | None = None) -> Plan:
        return self.store.read(look, Upload(text, office_id), self._doer())

    def try_out(self, text: str, office_id: int | None = None) -> Plan:
        return tried(self.store, Upload(text, office_id), self._doer())

    def bring(self, text: str, office_id: int | None = None) -> list[Welcome]:
        """Checked and applied, as the page does it."""
        plan = self.try_out(text, office_id)
        assert plan.obstacles == []
        return self.apply(text, plan.fingerprint, office_id)

    def apply(self, text: str, fingerprint: str, office_id: int | None = None) -> list[Welcome]:
        return applied(self.store, Upload(text, office_id), fingerprint, self._doer())

    def ask(self, question: Callable[..., Any], *arguments: Any) -> Any:
        return self.store.read(question, *arguments)

    def _doer(self) -> Doer:
        return Doer(None, self.clock.now(), public_holidays.names)


@pytest.fixture
def server(town: Musterstadt, clock: SettableClock) -> Server:
    """Musterstadt's."""
    return Server(town.store, clock)


@pytest.fixture
def empty_server(tmp_path: Path, clock: SettableClock) -> Iterator[Server]:
    """Nobody has set anything up. In a test of its own: a process has one database."""
    store = Store(tmp_path / "empty.sqlite")
    yield Server(store, clock)
    store.close()


def said(plan: Plan) -> list[tuple[str, str, str]]:
    """Every change as deed, thing and name."""
    return [(change.deed.value, change.thing.value, change.name) for change in plan.changes]
