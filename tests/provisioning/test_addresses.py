"""Which of its addresses a machine tells."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from provisioning.addresses import global_ipv6, in_url, ipv4_addresses, own_addresses, worth_telling

IP = shutil.which("ip", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (["127.0.0.1", "169.254.84.64", "192.168.1.10"], ["192.168.1.10"]),  # DHCP came late
        (["127.0.0.1", "169.254.84.64"], ["169.254.84.64"]),  # two machines on one cable
        (["127.0.0.1"], []),
    ],
)
def test_what_others_can_use_is_told(found: list[str], told: list[str]) -> None:
    assert worth_telling(found) == told


def test_ipv6_addresses_that_reach_further_than_the_cable_are_told(tmp_path: Path) -> None:
    table = tmp_path / "if_inet6"
    table.write_text(
        "00000000000000000000000000000001 01 80 10 80       lo\n"
        "fe800000000000002ca2abfffef830e7 02 40 20 80   enp1s0\n"
        "fd00000000000000000000000000000a 02 40 00 80   enp1s0\n"
    )
    assert global_ipv6(table) == ["fd00::a"]
    assert global_ipv6(tmp_path / "none") == []


@pytest.mark.skipif(IP is None, reason="needs Debian's iproute2, to compare with")
def test_all_of_a_machines_networks_are_known() -> None:
    shown = subprocess.run([str(IP), "-brief", "-4", "address"], capture_output=True, text=True, check=True).stdout
    listed = {word.partition("/")[0] for line in shown.splitlines() for word in line.split()[2:] if "/" in word}
    assert set(ipv4_addresses()) == listed
    assert "127.0.0.1" in listed


@pytest.mark.parametrize(
    ("host", "written"),
    [("192.0.2.7", "192.0.2.7"), ("2001:db8::7", "[2001:db8::7]"), ("vorzimmer.local", "vorzimmer.local")],
)
def test_an_ipv6_address_stands_in_brackets(host: str, written: str) -> None:
    assert in_url(host) == written


def test_this_machine_never_tells_loopback() -> None:
    assert not {"127.0.0.1", "::1"} & set(own_addresses())
