"""This machine's addresses in its networks."""

from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address
from pathlib import Path

from zeroconf import get_all_addresses

IPV6_TABLE = Path("/proc/net/if_inet6")
GLOBAL_SCOPE = "00"


def own_addresses() -> tuple[str, ...]:
    """IPv4 first: people read it to each other."""
    return (*worth_telling(get_all_addresses()), *global_ipv6(IPV6_TABLE))


def worth_telling(found: Iterable[str]) -> list[str]:
    """Not loopback; link-local ones only where there is nothing else, as between two machines on one cable.

    An interface may have both: it names itself while it waits for DHCP, and keeps that name for a while.
    """
    outside = [address for address in found if not ip_address(address).is_loopback]
    return [address for address in outside if not ip_address(address).is_link_local] or outside


def global_ipv6(table: Path) -> list[str]:
    """From the kernel's table: address, index, prefix, scope, flags, interface."""
    try:
        rows = [line.split() for line in table.read_text().splitlines()]
    except OSError:
        return []
    return [str(IPv6Address(int(row[0], 16))) for row in rows if row[3] == GLOBAL_SCOPE and row[5] != "lo"]
