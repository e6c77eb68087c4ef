"""Setting an office server up: once, by whoever knows the code, and with nothing taken of anybody else."""

import threading
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from appliance.backup.archive import PUBLIC_KEY
from appliance.backup.key import BackupKey
from appliance.config import Config
from appliance.domain.errors import OfficeError
from appliance.privileged.client import Privileged
from appliance.setup import catalogue
from appliance.setup.code import FILE_NAME
from appliance.setup.first_run import FirstRun
from appliance.setup.plan import Plan
from appliance.store.database import Store
from appliance.web.app import create_app
from appliance.web.parts import Parts
from tests.fakes import SettableClock
from tests.web.conftest import OURS

PLAN = Plan(
    "Stadt Musterstadt", "Europe/Berlin", "Petra Hoffmann", "hoffmann", "ein langes Passwort", "Bürgerdienste",
    "Bürgerbüro", "A", "", list(catalogue.SERVICES.values())[:1], 1,
)  # fmt: skip
PEOPLE = 6


@pytest.fixture
def first_run(tmp_path: Path, store: Store, clock: SettableClock) -> FirstRun:
    made = FirstRun(store, clock, tmp_path, Privileged(tmp_path / "none.sock"))
    made.begin()
    return made


def test_of_several_who_set_up_at_once_one_does_and_has_the_key(first_run: FirstRun, tmp_path: Path) -> None:
    code = (tmp_path / FILE_NAME).read_text()
    together = threading.Barrier(PEOPLE)
    keys: list[BackupKey] = []
    refusals: list[str] = []

    def somebody() -> None:
        together.wait()
        try:
            keys.append(first_run.set_up(code, PLAN, "rathaus"))
        except OfficeError as refusal:
            refusals.append(refusal.code)

    crowd = [threading.Thread(target=somebody) for _ in range(PEOPLE)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert [(tmp_path / PUBLIC_KEY).read_text()] == [key.public for key in keys]
    assert refusals == ["already_set_up"] * (PEOPLE - 1)


def test_no_office_begins_while_the_clock_is_wrong(first_run: FirstRun, clock: SettableClock, tmp_path: Path) -> None:
    code, right = (tmp_path / FILE_NAME).read_text(), clock.now()
    clock.set(datetime(1970, 1, 1, tzinfo=UTC))
    with pytest.raises(OfficeError, match="server_clock_wrong"):
        first_run.set_up(code, PLAN, "rathaus")
    assert first_run.needed
    clock.set(max(right, datetime(2026, 6, 1, tzinfo=UTC)))
    assert first_run.set_up(code, PLAN, "rathaus").public


class Untouched(BytesIO):
    """The body of a request that nobody may read."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise AssertionError("the body was read")


@pytest.mark.parametrize("is_set_up", [False, True])
def test_nothing_is_taken_of_a_backup_without_the_code(
    first_run: FirstRun, store: Store, clock: SettableClock, tmp_path: Path, is_set_up: bool
) -> None:
    if is_set_up:
        first_run.set_up((tmp_path / FILE_NAME).read_text(), PLAN, "rathaus")
    browser = create_app(Config(data=tmp_path), store, clock, Parts(first_run=first_run)).test_client()
    answer = browser.post(
        "/api/setup/restore", headers={**OURS, "X-Setup-Code": "ABCD2345"}, input_stream=Untouched(b"--x"),
        content_type="multipart/form-data; boundary=x",
    )  # fmt: skip
    assert answer.json is not None
    assert answer.json["code"] == ("already_set_up" if is_set_up else "wrong_setup_code")
