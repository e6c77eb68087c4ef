"""coturn's configuration, and what web and live tell participants of it.

The relay sends to itself only, and to the networks that the administrator named. Whoever needs it and whoever they talk
to both have a place on it (all participants are given the same relay), so a conversation goes from relay address to
relay address, and no other machine, inside the town hall or outside, can be reached through it.
"""

from collections.abc import Sequence
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from appliance.config import Relay
from provisioning.addresses import in_url

REALM = "vorzimmer"
EVERYBODY = ("0.0.0.0-255.255.255.255", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")

PLACE_SECONDS = 180
"""A place is kept for so long without news of its owner; browsers renew it in time, a minute before. By default it
would be ten minutes: whoever changes between networks all the time would run out of places."""


def configuration(relay: Relay, secret: str, runtime: Path) -> str:
    """turnserver.conf. Loopback is listened on for the health check, and not relayed to.

    Nothing is logged: coturn would tell who spoke when, and from where.
    """
    lines = [
        f"listening-port={relay.port}",
        "listening-ip=127.0.0.1",
        *(f"listening-ip={address}" for address in relay.listen),
        *(f"relay-ip={address}" for address in relay.listen),
        *([f"external-ip={relay.external}/{relay.listen[0]}"] if relay.external else []),
        f"min-port={relay.relay_ports[0]}",
        f"max-port={relay.relay_ports[1]}",
        "fingerprint",
        "use-auth-secret",
        f"static-auth-secret={secret}",
        f"realm={REALM}",
        "stale-nonce=600",
        *_tls(relay),
        *_quotas(relay),
        "no-cli",
        "no-dtls",
        "no-rfc5780",
        "no-tcp-relay",
        "no-multicast-peers",
        "no-software-attribute",
        *(f"denied-peer-ip={addresses}" for addresses in EVERYBODY),
        *(f"allowed-peer-ip={addresses}" for addresses in _allowed(relay)),
        f"pidfile={runtime}/turnserver.pid",
        f"userdb={runtime}/turndb",
        "log-file=/dev/null",
        "no-stdout-log",
    ]
    return "\n".join(lines) + "\n"


def urls(relay: Relay, public_url: str) -> tuple[str, ...]:
    """As WebRTC writes them: under the name it was given, else under the public one, else under its first address."""
    host = in_url(relay.name or urlsplit(public_url).hostname or relay.external or relay.listen[0])
    plain = (f"turn:{host}:{relay.port}?transport=udp", f"turn:{host}:{relay.port}?transport=tcp")
    return (*plain, f"turns:{host}:{relay.tls_port}?transport=tcp") if relay.certificate else plain


def _tls(relay: Relay) -> list[str]:
    if relay.certificate is None or relay.key is None:
        return ["no-tls"]
    pair = [f"cert={relay.certificate}", f"pkey={relay.key}"]
    return [f"tls-listening-port={relay.tls_port}", *pair, "no-tlsv1", "no-tlsv1_1"]


def _quotas(relay: Relay) -> list[str]:
    """coturn counts bytes a second, for each place; 0 is no limit."""
    return [
        f"user-quota={relay.most_of_one}",
        f"total-quota={relay.most}",
        f"max-allocate-lifetime={PLACE_SECONDS}",
        f"max-bps={relay.kilobits_of_one * 1000 // 8}",
        f"bps-capacity={relay.kilobits * 1000 // 8}",
    ]


def _allowed(relay: Relay) -> Sequence[str]:
    named = (ip_network(network, strict=False) for network in relay.networks)
    return [*relay.listen, *filter(None, [relay.external]), *(f"{one[0]}-{one[-1]}" for one in named)]
