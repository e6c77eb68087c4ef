"""coturn's configuration, and what web and live tell participants of it.

The relay sends to itself only. Whoever needs it and whoever they talk to both have a place on it (all participants are
given the same relay), so a conversation goes from relay address to relay address, and no other machine, inside the town
hall or outside, can be reached through it.
"""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from provisioning.addresses import in_url

PLAIN_PORT, TLS_PORT = 3478, 5349
REALM = "vorzimmer"
MOST_ALLOCATIONS = 2_000
MOST_OF_ONE = 24
"""Of one participant: several streams, each with UDP and TCP, and those of a page that was just reloaded."""


def configuration(
    addresses: Sequence[str],
    secret: str,
    tls: Path,
    *,
    runtime: Path = Path("/run/vorzimmer-turn"),
    plain_port: int = PLAIN_PORT,
    tls_port: int = TLS_PORT,
) -> str:
    """turnserver.conf. Loopback is listened on for the health check, and not relayed to.

    Nothing is logged: coturn would tell who spoke when, and from where.
    """
    lines = [
        f"listening-port={plain_port}",
        f"tls-listening-port={tls_port}",
        "listening-ip=127.0.0.1",
        *(f"listening-ip={address}" for address in addresses),
        *(f"relay-ip={address}" for address in addresses),
        "min-port=49152",
        "max-port=65535",
        "fingerprint",
        "use-auth-secret",
        f"static-auth-secret={secret}",
        f"realm={REALM}",
        "stale-nonce=600",
        f"user-quota={MOST_OF_ONE}",
        f"total-quota={MOST_ALLOCATIONS}",
        f"cert={tls}/server.crt",
        f"pkey={tls}/server.key",
        "no-tlsv1",
        "no-tlsv1_1",
        "no-cli",
        "no-dtls",
        "no-rfc5780",
        "no-tcp-relay",
        "no-multicast-peers",
        "no-software-attribute",
        "denied-peer-ip=0.0.0.0-255.255.255.255",
        "denied-peer-ip=::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        *(f"allowed-peer-ip={address}" for address in addresses),
        f"pidfile={runtime}/turnserver.pid",
        f"userdb={runtime}/turndb",
        "log-file=/dev/null",
        "no-stdout-log",
    ]
    return "\n".join(lines) + "\n"


def urls(addresses: Sequence[str], public_url: str) -> list[str]:
    """As WebRTC writes them: under the public name where there is one, else under the first address."""
    host = urlsplit(public_url).hostname or addresses[0]
    return [
        f"turn:{in_url(host)}:{PLAIN_PORT}?transport=udp",
        f"turn:{in_url(host)}:{PLAIN_PORT}?transport=tcp",
        f"turns:{in_url(host)}:{TLS_PORT}?transport=tcp",
    ]
