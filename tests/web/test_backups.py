"""Backups by the API: for administrators, with a key that is shown once and a password that is never shown."""

import dataclasses
from pathlib import Path

import pytest
from apiflask import APIFlask

from appliance.backup import archive
from appliance.backup.nightly import Nightly
from appliance.config import Config
from appliance.privileged.client import Privileged
from appliance.store.database import Store
from appliance.web.parts import Parts
from tests.fakes import SettableClock
from tests.web.conftest import Client


@pytest.fixture
def nightly(app: APIFlask, config: Config, store: Store, clock: SettableClock) -> Nightly:
    """The appliance's own backups; its thread does not run, the tests ask."""
    nightly = Nightly(store, clock, config.data, "0.1.0", Privileged(config.data / "none.sock"))
    context = app.extensions["vorzimmer"]
    app.extensions["vorzimmer"] = dataclasses.replace(context, parts=Parts(nightly=nightly))
    return nightly


def test_what_a_power_cut_left_in_the_clear_goes_at_the_next_start(nightly: Nightly, config: Config) -> None:
    left = config.data / ".backup-abc"
    left.mkdir()
    (left / "backup.tar").write_text("an office in the clear")
    nightly.start()
    nightly.stop()
    assert not left.exists()


def test_a_backup_with_the_key_that_was_shown_once(admin: Client, nightly: Nightly, tmp_path: Path) -> None:
    secret = admin.post("/api/backup/key").json["secret"]
    made = admin.post("/api/backup/run").json
    assert (made["problem"], made["has_key"], made["overdue"]) == ("", True, False)
    opened = archive.unpack(tmp_path / "backups" / made["name"], secret, tmp_path / "opened")
    assert opened.organisation == "Stadt Musterstadt"
    assert secret not in admin.get("/api/backup").text


def test_without_a_key_the_backup_says_so(admin: Client, nightly: Nightly) -> None:
    view = admin.post("/api/backup/run").json
    assert (view["problem"], view["has_key"], view["made_at"]) == ("no_backup_key", False, None)


def test_the_shares_password_is_kept_but_never_shown(admin: Client, nightly: Nightly) -> None:
    share = {"kind": "share", "address": "//nas/sicherung", "user": "buero", "password": "streng geheim", "keep": 30}
    assert admin.put("/api/backup", share).status_code == 200
    changed = admin.put("/api/backup", {"hour": 4, "password": ""})
    assert (changed.json["kind"], changed.json["hour"], changed.json["keep"]) == ("share", 4, 30)
    assert "streng geheim" not in changed.text
    assert nightly.chosen()["password"] == "streng geheim"


@pytest.mark.parametrize("wrong", [{"kind": "cloud"}, {"hour": 24}, {"keep": 0}, {"colour": "red"}])
def test_nonsense_is_refused(admin: Client, nightly: Nightly, wrong: dict[str, object], code_of) -> None:
    assert code_of(admin.put("/api/backup", wrong)) == "invalid_input"


def test_only_administrators(app: APIFlask, nightly: Nightly, citizen: Client, code_of) -> None:
    clerk = Client(app).sign_in("yildiz")
    for client, code in ((citizen, "not_signed_in"), (clerk, "forbidden")):
        for answer in (client.get("/api/backup"), client.post("/api/backup/run"), client.post("/api/backup/key")):
            assert code_of(answer) == code
