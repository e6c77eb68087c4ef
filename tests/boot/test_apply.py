"""What a machine was told becomes what programs read; again and again, and also after a power cut."""

import json
import os
import stat
import tomllib
from pathlib import Path
from typing import Any

import pytest

from appliance.boot.apply import Apply
from appliance.config import load
from tests.privileged.system import System

CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
KEY = "-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----\n"


def tell(system: System, **files: Any) -> None:
    for name, values in files.items():
        (system.root.system / f"{name}.json").write_text(json.dumps(values))


def set_up(system: System, **facts: Any) -> None:
    """The helper has taken a certificate."""
    tell(system, role={"role": "server"})
    system.root.server.mkdir(exist_ok=True)
    given = {"names": ["rathaus"], "addresses": ["192.168.1.10"], "public_url": "", **facts}
    (system.root.server / "server.json").write_text(json.dumps(given))
    (system.root.server / "tls.pem").write_text(KEY + CERTIFICATE)


def test_a_fresh_machine_has_a_name_and_no_role(apply: Apply, system: System, host_names: list[str]) -> None:
    apply()
    assert host_names == ["vorzimmer"]
    assert system.programs.calls == []
    assert os.readlink(system.root.system / "etc/localtime") == "/usr/share/zoneinfo/Europe/Berlin"


def test_name_and_time_zone_are_given_to_the_system(apply: Apply, system: System, host_names: list[str]) -> None:
    tell(system, host={"name": "rathaus", "time_zone": "Europe/Vienna"})
    apply()
    assert host_names == ["rathaus"]
    assert (system.root.system / "etc/hostname").read_text() == "rathaus\n"
    assert os.readlink(system.root.system / "etc/localtime") == "/usr/share/zoneinfo/Europe/Vienna"


@pytest.mark.parametrize("role", ["server", "kiosk"])
def test_the_target_of_the_role_starts_without_being_waited_for(apply: Apply, system: System, role: str) -> None:
    tell(system, role={"role": role})
    apply()
    assert system.programs.of("systemctl") == [["--no-block", "start", f"vorzimmer-{role}.target"]]


@pytest.mark.parametrize("content", ["", "[]", '{"role": ', "\x00" * 40])
def test_a_damaged_file_does_not_keep_the_machine_from_starting(apply: Apply, system: System, content: str) -> None:
    for name in ("role", "host", "network"):
        (system.root.system / f"{name}.json").write_text(content)
    assert apply().role == ""


def test_a_fixed_address_becomes_networkd_s_and_stays_without_a_cable(apply: Apply, system: System) -> None:
    tell(system, network={"method": "static", "interface": "enp1s0", "address": "192.168.1.10/24",
                          "gateway": "192.168.1.1", "dns": ["192.168.1.1"], "ntp": ["192.168.1.1"]})  # fmt: skip
    apply()
    assert network_file(system).read_text() == (
        "[Match]\nName=enp1s0\n\n[Network]\nAddress=192.168.1.10/24\nConfigureWithoutCarrier=yes\n"
        "IgnoreCarrierLoss=yes\nGateway=192.168.1.1\nDNS=192.168.1.1\n"
    )
    timesyncd = system.base / "run/systemd/timesyncd.conf.d/50-vorzimmer.conf"
    assert timesyncd.read_text() == "[Time]\nNTP=192.168.1.1\n"


def test_servers_of_one_s_own_count_more_than_those_of_dhcp(apply: Apply, system: System) -> None:
    tell(system, network={"method": "dhcp", "dns": ["192.168.1.1"]})
    apply()
    assert "DHCP=yes" in network_file(system).read_text()
    assert "UseDNS=no\nUseNTP=yes" in network_file(system).read_text()


def test_going_back_to_the_default_removes_the_file(apply: Apply, system: System) -> None:
    tell(system, network={"method": "dhcp", "interface": "enp1s0"})
    apply()
    (system.root.system / "network.json").unlink()
    apply()
    assert not network_file(system).exists()


def network_file(system: System) -> Path:
    return system.base / "run/systemd/network/05-vorzimmer.network"


def test_a_server_without_certificate_has_a_configuration_and_no_relay(apply: Apply, system: System) -> None:
    tell(system, role={"role": "server"})
    apply()
    config = load(system.root.run / "office.toml", environment={})
    assert (config.one_origin, config.trusted_proxies, config.turn) == (True, 1, None)
    assert (system.root.run / "nginx.conf").exists()
    assert not (system.root.run / "turnserver.conf").exists()
    assert not (system.root.run / "tls/server.crt").exists()


def test_web_and_relay_know_the_same_secret(apply: Apply, system: System) -> None:
    set_up(system)
    apply()
    config = load(system.root.run / "office.toml", environment={})
    assert config.turn is not None
    assert len(config.turn.secret) == 64
    assert f"static-auth-secret={config.turn.secret}\n" in (system.root.run / "turnserver.conf").read_text()
    assert config.turn.urls[0] == "turn:192.168.1.10:3478?transport=udp"


def test_the_secret_outlives_a_restart(apply: Apply, system: System) -> None:
    set_up(system)
    apply()
    first = (system.root.run / "office.toml").read_bytes()
    apply()
    assert (system.root.run / "office.toml").read_bytes() == first


def test_a_public_name_is_where_the_relay_is_found(apply: Apply, system: System) -> None:
    set_up(system, public_url="https://buergerbuero.example.de")
    apply()
    office = tomllib.loads((system.root.run / "office.toml").read_text())
    assert office["public_url"] == "https://buergerbuero.example.de"
    assert office["turn"]["urls"][2] == "turns:buergerbuero.example.de:5349?transport=tcp"


def test_key_and_certificate_come_out_of_one_file(apply: Apply, system: System) -> None:
    set_up(system)
    apply()
    tls = system.root.run / "tls"
    assert (tls / "server.key").read_text() == KEY
    assert (tls / "server.crt").read_text() == CERTIFICATE


@pytest.mark.parametrize("secret", ["tls/server.key", "office.toml", "turnserver.conf"])
def test_secrets_are_readable_for_one_group_only(apply: Apply, system: System, secret: str) -> None:
    set_up(system)
    apply()
    assert stat.S_IMODE((system.root.run / secret).stat().st_mode) == 0o640


def test_a_factory_reset_forgets_everything(apply: Apply, system: System, host_names: list[str]) -> None:
    set_up(system)
    tell(system, host={"name": "rathaus", "time_zone": "Europe/Berlin"})
    (system.root.system.parent / "office/office.sqlite").write_text("citizens")
    (system.root.system / "factory-reset").touch()
    assert apply().role == ""
    assert host_names == ["vorzimmer"]
    left = {str(path.relative_to(system.root.system.parent)) for path in system.root.system.parent.rglob("*")}
    assert left == {"system", "system/etc", "system/etc/hostname", "system/etc/localtime"}
    assert system.programs.calls[0][:2] == ["systemd-tmpfiles", "--create"]


def test_a_factory_reset_that_was_cut_off_begins_again(
    apply: Apply, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(system)
    (system.root.system / "factory-reset").touch()

    def power_cut(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("appliance.boot.apply.remove_durably", power_cut)  # at the last moment
    with pytest.raises(KeyboardInterrupt):
        apply()
    monkeypatch.undo()
    assert (system.root.system / "factory-reset").exists()
    assert apply().role == ""
    assert not (system.root.system / "factory-reset").exists()


def test_the_towns_own_certificate_is_for_its_public_name_only(apply: Apply, system: System) -> None:
    """Kiosks trust the office's authority alone, so that its certificate stays where they ask."""
    set_up(system)
    (system.root.server / "public.json").write_text(json.dumps({"public_url": "https://buergerbuero.example.de"}))
    (system.root.server / "public.pem").write_text(KEY + CERTIFICATE.replace("MIIB", "MIIC"))
    apply()
    tls, told = system.root.run / "tls", (system.root.run / "nginx.conf").read_text()
    assert (tls / "server.crt").read_text() == CERTIFICATE
    assert "MIIC" in (tls / "public.crt").read_text()
    assert f"server_name buergerbuero.example.de;\n        ssl_certificate {tls}/public.crt;" in told
    assert (
        tomllib.loads((system.root.run / "office.toml").read_text())["public_url"] == "https://buergerbuero.example.de"
    )
