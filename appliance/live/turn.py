"""Relay servers for a participant, with credentials that soon expire (coturn, `use-auth-secret`)."""

import base64
import hashlib
import hmac
from datetime import datetime

from appliance.config import Config

LONGEST_SECONDS = 2 * 60 * 60

IceServer = dict[str, object]


def ice_servers(config: Config, session_id: str, at: datetime) -> list[IceServer]:
    """As RTCPeerConnection takes them; empty where no relay is configured.

    The username is `expiry:session` and the password base64(HMAC-SHA1(secret, username)), after the Internet-Draft
    "A REST API For Access To TURN Services" (draft-uberti-behave-turn-rest-00), which coturn follows.
    """
    if config.turn is None:
        return []
    expiry = int(at.timestamp()) + min(config.turn.lifetime_seconds, LONGEST_SECONDS)
    username = f"{expiry}:{session_id}"
    digest = hmac.new(config.turn.secret.encode(), username.encode(), hashlib.sha1).digest()
    relays = [url for url in config.turn.urls if url.startswith(("turn:", "turns:"))]
    plain = [url for url in config.turn.urls if url.startswith("stun:")] or _stun_of(relays)
    servers: list[IceServer] = [{"urls": plain}] if plain else []
    return [*servers, {"urls": relays, "username": username, "credential": base64.b64encode(digest).decode()}]


def _stun_of(relays: list[str]) -> list[str]:
    """Every TURN server answers STUN on its plain port as well."""
    hosts = [url.removeprefix("turn:").partition("?")[0] for url in relays if url.startswith("turn:")]
    return [f"stun:{host}" for host in dict.fromkeys(hosts)]
