"""Which of its addresses a machine tells."""

from pathlib import Path

import pytest

from provisioning.addresses import global_ipv6, own_addresses, worth_telling


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


def test_this_machine_never_tells_loopback() -> None:
    assert not {"127.0.0.1", "::1"} & set(own_addresses())
