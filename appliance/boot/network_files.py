"""networkd's and timesyncd's files from network.json."""

from collections.abc import Mapping
from typing import Any


def networkd(network: Mapping[str, Any]) -> str:
    """A `.network` file (systemd.network(5)); every value was checked when it was given."""
    match = f"Name={network['interface']}" if "interface" in network else "Type=ether\nKind=!*"
    lines = [f"[Match]\n{match}\n", "[Network]"]
    if network["method"] == "static":
        # The address stays while the cable is out: programs that use it need not start anew.
        lines += [f"Address={network['address']}", "ConfigureWithoutCarrier=yes", "IgnoreCarrierLoss=yes"]
        lines += [f"Gateway={network['gateway']}"] if "gateway" in network else []
    else:
        lines.append("DHCP=yes")
    lines += [f"DNS={server}" for server in network.get("dns", ())]
    if network["method"] == "dhcp":
        own_names = "no" if network.get("dns") else "yes"
        own_time = "no" if network.get("ntp") else "yes"
        lines.append(f"\n[DHCPv4]\nUseDomains=yes\nUseHostname=no\nUseDNS={own_names}\nUseNTP={own_time}")
    return "\n".join(lines) + "\n"


def timesyncd(network: Mapping[str, Any]) -> str:
    """A drop-in (timesyncd.conf(5)); empty where no time servers were named."""
    servers = " ".join(network.get("ntp", ()))
    return f"[Time]\nNTP={servers}\n" if servers else ""
