"""`vorzimmer serve` with a section `[relay]`: coturn runs beside it, and participants are told of it."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.config import Config, ConfigError, Relay, Turn, load
from appliance.live.turn import ice_servers
from appliance.relay import own
from appliance.relay.state import State, state
from tests.boot.conftest import free_port
from tests.town_hall import free_ports, wait_for

needs_coturn = pytest.mark.skipif(own.program() is None, reason="coturn is not here")


def config(data: Path, **relay: object) -> Config:
    return own.completed(load(environment={}, data=data, relay={"listen": ["127.0.0.1"], **relay}))


@pytest.fixture
def without_coturn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")


@needs_coturn
def test_every_process_of_the_server_knows_the_same_relay(tmp_path: Path) -> None:
    web, live = config(tmp_path), config(tmp_path)
    assert web.turn == live.turn is not None
    assert len(web.turn.secret) == 64
    assert (tmp_path / own.SECRET_FILE).stat().st_mode & 0o777 == 0o600
    relay = ice_servers(live, "1-clerk", datetime.now(UTC))[-1]
    assert relay["urls"] == ["turn:127.0.0.1:3478?transport=udp", "turn:127.0.0.1:3478?transport=tcp"]


def test_a_relay_elsewhere_that_is_named_goes_first(tmp_path: Path) -> None:
    turn = {"urls": ["turn:turn.example:3478"], "secret": "s"}
    known = own.completed(load(environment={}, data=tmp_path, turn=turn, relay={"listen": ["127.0.0.1"]}))
    assert known.turn == Turn(("turn:turn.example:3478",), "s")


def test_without_coturn_nobody_is_told_of_a_relay(tmp_path: Path, without_coturn: None) -> None:
    known = config(tmp_path)
    assert known.turn is None
    assert own.command(known) is None
    assert state(known) is State.MISSING


def test_who_asks_for_no_relay_gets_none(tmp_path: Path) -> None:
    known = own.completed(Config(data=tmp_path))
    assert (known.turn, own.command(known), state(known)) == (None, None, State.NONE)
    assert state(Config(data=tmp_path, turn=Turn(("turn:turn.example",), "s"))) is State.ELSEWHERE


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"external_ip": "192.0.2.7"}, "did you mean 'external'"),
        ({"relay_ports": [51_000, 50_000]}, "relay_ports"),
        ({"listen": ["rathaus"]}, "listen"),
        ({"networks": ["10.1.0.0/33"]}, "networks"),
        ({"certificate": "server.crt"}, "belong together"),
        ({"external": "192.0.2.7", "listen": []}, "external needs listen"),
    ],
)
def test_a_wrong_section_says_what_is_wrong(tmp_path: Path, said: dict[str, object], answer: str) -> None:
    with pytest.raises(ConfigError, match=answer):
        config(tmp_path, **said)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[bytes]", int, Path]]:
    relay_port, file, web_port = free_port(), tmp_path / "office.toml", free_ports()
    file.write_text(f'[relay]\nlisten = ["127.0.0.1"]\nport = {relay_port}\n')
    command = [sys.executable, "-m", "appliance", "serve", "--config", str(file), "--data", str(tmp_path / "office"),
               "--port", str(web_port)]  # fmt: skip
    with subprocess.Popen(command) as process:
        yield process, relay_port, tmp_path / "office"
        process.send_signal(signal.SIGTERM)


@needs_coturn
def test_the_server_starts_it_again_and_takes_it_along(office: tuple["subprocess.Popen[bytes]", int, Path]) -> None:
    process, port, data = office
    known = Config(data=data, relay=Relay(listen=("127.0.0.1",), port=port))
    wait_for(lambda: state(known) is State.READY, "the relay to answer")
    first = int((data / "relay.pid").read_text())
    subprocess.run(["kill", "-KILL", str(first)], check=True)
    wait_for(lambda: int((data / "relay.pid").read_text()) != first and state(known) is State.READY, "another relay")
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    wait_for(lambda: state(known) is State.SILENT, "the relay to be gone")
