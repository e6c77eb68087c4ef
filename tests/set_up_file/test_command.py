"""`vorzimmer set-up-file`: on a data directory, and through a running server."""

from pathlib import Path

import pytest

from appliance.cli import main
from appliance.store.database import Store
from tests.fakes import SettableClock
from tests.set_up_file.conftest import Server
from tests.town import Musterstadt
from tests.town_hall import open_town_hall


@pytest.fixture
def data(tmp_path: Path, clock: SettableClock) -> Path:
    """Musterstadt's, with its server stopped."""
    here = tmp_path / "data"
    here.mkdir()
    store = Store(here / "office.sqlite")
    Musterstadt(store, clock)
    store.close()
    return here


def run(*arguments: object) -> int:
    return main(["set-up-file", *map(str, arguments)])


def test_a_town_moves_to_another_machine(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file, there = tmp_path / "town.yaml", tmp_path / "there"
    assert run("export", "--data", data, "--output", file) == 0
    assert run("check", file, "--data", there) == 0
    assert not there.exists()
    assert run("import", file, "--data", there, "--yes") == 0
    said = capsys.readouterr().out
    assert "+ office Bürgeramt (Fachbereich Bürgerdienste)" in said
    assert "Petra Hoffmann (hoffmann): /clerk/welcome#w_" in said
    assert run("export", "--data", there) == 0
    assert capsys.readouterr().out == file.read_text()
    assert run("check", file, "--data", there) == 0
    assert capsys.readouterr().out == "Nothing would change.\n"


def test_a_broken_file_is_told_as_editors_understand_it(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    file = tmp_path / "town.yaml"
    file.write_text("kind: vorzimmer-set-up\nformat: 1\nclerk: []\n")
    assert run("import", file, "--data", data, "--yes") == 1
    assert f"{file}:3: “clerk” is not known here. Did you mean “clerks”?" in capsys.readouterr().err
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert run("check", file, "--data", data) == 1
    assert "Meinten Sie „clerks“?" in capsys.readouterr().err


def test_nothing_is_done_without_a_yes(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    file = tmp_path / "services.csv"
    file.write_bytes("Leistung\nGrünabfälle\n".encode("cp1252"))
    monkeypatch.setattr("builtins.input", lambda question: "no")
    assert run("import", file, "--data", data, "--office", "Bürgeramt") == 1
    assert "+ service Grünabfälle (Bürgeramt)" in capsys.readouterr().out
    assert run("import", file, "--data", data, "--office", "Bürgeramt", "--yes") == 0
    assert run("check", file, "--data", data, "--office", "Rathaus") == 1
    assert "there is no office 'Rathaus'" in capsys.readouterr().err


def test_a_directory_without_an_office_has_no_set_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run("export", "--data", tmp_path) == 1
    assert "there is no office" in capsys.readouterr().err


def test_while_another_process_writes_a_file_is_only_looked_at(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """The fixture's store holds the lock of this directory."""
    file = tmp_path / "town.yaml"
    file.write_text(server.export().replace("capacity: 200", "capacity: 9", 1))
    assert run("import", file, "--data", tmp_path, "--yes") == 1
    assert "the server is running" in capsys.readouterr().err


@pytest.mark.timeout(120)
def test_the_demo_town_moves_through_its_running_server_to_an_empty_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    hall = open_town_hall(tmp_path / "demo")
    monkeypatch.setattr("appliance.cli.getpass", lambda question: hall.passwords["hoffmann"])
    there = ("--server", f"http://127.0.0.1:{hall.port}", "--user", "hoffmann")
    file = tmp_path / "town.yaml"
    try:
        assert run("export", *there, "--output", file) == 0
        file.write_text(file.read_text().replace("capacity: 200", "capacity: 9", 1))
        assert run("import", file, *there, "--yes") == 0
        assert "'200' -> '9'" in capsys.readouterr().out
        assert run("check", file, *there) == 0
        assert capsys.readouterr().out == "Nothing would change.\n"
        monkeypatch.setattr("appliance.cli.getpass", lambda question: "wrong")
        assert run("export", *there) == 1
    finally:
        hall.stop()
    assert run("export", "--data", hall.data) == 0
    assert capsys.readouterr().out == file.read_text()
    assert run("import", file, "--data", tmp_path / "empty", "--yes") == 0
    capsys.readouterr()
    assert run("export", "--data", tmp_path / "empty") == 0
    assert capsys.readouterr().out == file.read_text()
