"""This machine's addresses in its networks."""

from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address
from pathlib import Path

import ifaddr

IPV6_TABLE = Path("/proc/net/if_inet6")
GLOBAL_SCOPE = "00"


def own_addresses() -> tuple[str, ...]:
    """IPv4 first: people read it to each other."""
    return (*worth_telling(ipv4_addresses()), *global_ipv6(IPV6_TABLE))


def ipv4_addresses() -> tuple[str, ...]:
    """All of them, loopback too."""
    return tuple(str(one.ip) for adapter in ifaddr.get_adapters() for one in adapter.ips if one.is_IPv4)


def in_url(host: str) -> str:
    """As it stands in an address of the web: IPv6 in brackets, names and IPv4 as they are."""
    return f"[{host}]" if ":" in host else host


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
