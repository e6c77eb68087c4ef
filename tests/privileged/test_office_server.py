"""The office server's certificate and addresses."""

import json
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from appliance.privileged.client import Privileged, PrivilegedError
from provisioning.ca import Authority
from provisioning.clock import system_time
from tests.privileged.system import System


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.load_or_create(tmp_path / "ca", "Stadt Musterstadt")


def certified(authority: Authority) -> dict[str, Any]:
    key = ec.generate_private_key(ec.SECP256R1())
    names, addresses = ["rathaus.local"], ["192.168.1.10"]
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain).decode()
    certificate = authority.issue_server(names, addresses, key.public_key(), system_time())
    return {"names": names, "addresses": addresses, "certificate_pem": certificate, "key_pem": pem, "public_url": ""}


def applies(system: System, **files: str) -> None:
    """`apply` makes these files below /run/vorzimmer."""

    def systemctl(command: Sequence[str]) -> str:
        if command[1:] == ["start", "vorzimmer-apply.service"]:
            for name, content in files.items():
                path = system.root.run / name.replace("__", "/").replace("_", ".")
                path.parent.mkdir(exist_ok=True)
                path.write_text(content)
        return ""

    system.programs.answers["systemctl"] = systemctl


def orders(system: System) -> list[list[str]]:
    return [order[1:] for order in system.programs.of("systemctl") if order[0] == "--no-block"]


def test_certificate_and_facts_are_kept_for_root_alone(
    as_server: Privileged, system: System, authority: Authority
) -> None:
    given = certified(authority)
    as_server.call("apply_server", **given)
    kept = system.root.server
    assert json.loads((kept / "server.json").read_text()) == {
        "names": ["rathaus.local"], "addresses": ["192.168.1.10"], "public_url": "",
    }  # fmt: skip
    assert given["key_pem"] in (kept / "tls.pem").read_text()
    assert stat.S_IMODE((kept / "tls.pem").stat().st_mode) == 0o600


def test_a_key_of_another_certificate_changes_nothing(
    as_server: Privileged, system: System, authority: Authority
) -> None:
    mismatched = certified(authority) | {"key_pem": certified(authority)["key_pem"]}
    with pytest.raises(PrivilegedError) as refusal:
        as_server.call("apply_server", **mismatched)
    assert refusal.value.code == "bad_argument"
    assert not system.root.server.exists()
    assert system.programs.calls == []


def test_a_new_certificate_disturbs_no_conversation(
    as_server: Privileged, system: System, authority: Authority
) -> None:
    applies(system, office_toml="a", nginx_conf="b", turnserver_conf="c", tls__server_crt="1")
    as_server.call("apply_server", **certified(authority))
    system.programs.calls.clear()
    applies(system, office_toml="a", nginx_conf="b", turnserver_conf="c", tls__server_crt="2")
    as_server.call("apply_server", **certified(authority))
    assert orders(system) == [
        ["reload-or-restart", "vorzimmer-nginx.service"],
        ["reload-or-restart", "vorzimmer-turn.service"],
    ]


def test_new_addresses_restart_each_unit_once(as_server: Privileged, system: System, authority: Authority) -> None:
    applies(system, office_toml="a", nginx_conf="b", turnserver_conf="c", tls__server_crt="1")
    as_server.call("apply_server", **certified(authority))
    assert orders(system) == [
        ["restart", "vorzimmer-web.service"],
        ["restart", "vorzimmer-live.service"],
        ["reload-or-restart", "vorzimmer-nginx.service"],
        ["restart", "vorzimmer-turn.service"],
    ]


def test_the_same_again_disturbs_nobody(as_server: Privileged, system: System, authority: Authority) -> None:
    applies(system, office_toml="a", nginx_conf="b", turnserver_conf="c", tls__server_crt="1")
    given = certified(authority)
    as_server.call("apply_server", **given)
    system.programs.calls.clear()
    as_server.call("apply_server", **given)
    assert orders(system) == []


def test_the_towns_own_certificate_comes_beside_and_goes_again(
    as_server: Privileged, system: System, authority: Authority
) -> None:
    whole = certified(authority)
    given = {name: whole[name] for name in ("certificate_pem", "key_pem")}
    applies(system, tls__public_crt="new")
    as_server.call("set_public_certificate", public_url="https://buergerbuero.example.de", **given)
    assert (system.root.server / "public.pem").stat().st_mode & 0o077 == 0
    assert ["reload-or-restart", "vorzimmer-nginx.service"] in orders(system)
    as_server.call("set_public_certificate", public_url="", certificate_pem="", key_pem="")
    assert not (system.root.server / "public.json").exists()


def test_a_key_of_another_certificate_is_not_shown_to_citizens(
    as_server: Privileged, system: System, authority: Authority
) -> None:
    pem, key = certified(authority)["certificate_pem"], certified(authority)["key_pem"]
    with pytest.raises(PrivilegedError, match="bad_argument"):
        as_server.call("set_public_certificate", public_url="https://b.example.de", certificate_pem=pem, key_pem=key)
    assert not (system.root.server / "public.pem").exists()
