"""Peer connections as an agent needs them: no public server, loopback where there is no network, browsers' ways."""

import ipaddress
import logging
from typing import Any

from aioice.ice import Connection, get_host_addresses
from aiortc import RTCBundlePolicy, RTCConfiguration, RTCIceServer, RTCPeerConnection, RTCRtpTransceiver
from aiortc.sdp import candidate_from_sdp

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"


def configuration(ice_servers: list[dict[str, Any]]) -> RTCConfiguration:
    """From the list of the `joined` frame. An empty list means none: aiortc's default would be a public server."""
    servers = [
        RTCIceServer(urls=server["urls"], username=server.get("username"), credential=server.get("credential"))
        for server in ice_servers
    ]
    return RTCConfiguration(iceServers=servers, bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)


async def gather(transceiver: RTCRtpTransceiver, *, loopback: bool) -> None:
    """Collects the host's candidates; with `loopback`, or on a machine without any network, 127.0.0.1 too.

    aioice leaves loopback out. There is no option for it, so its own method is asked once more for that one address.
    """
    gatherer = transceiver.sender.transport.transport.iceGatherer
    await gatherer.gather()
    if loopback or not get_host_addresses(use_ipv4=True, use_ipv6=True):
        connection: Connection = gatherer._connection
        connection._local_candidates += await connection.get_component_candidates(1, [LOOPBACK])


def is_loopback(host: str | None) -> bool:
    """Whether this name of a server means this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


async def add_candidate(connection: RTCPeerConnection, message: dict[str, Any] | None) -> None:
    """One trickled candidate as a browser writes it.

    The end of candidates is left out: aioice would fail at once where the only candidate so far is an mDNS name that
    it cannot resolve, although the browser reaches us. Candidates that it cannot use (TCP) are left out too.
    """
    line = (message or {}).get("candidate") or ""
    if not line or " udp " not in line.lower():
        return
    try:
        candidate = candidate_from_sdp(line.removeprefix("candidate:"))
        candidate.sdpMid, candidate.sdpMLineIndex = message.get("sdpMid"), message.get("sdpMLineIndex")  # type: ignore
        await connection.addIceCandidate(candidate)
    except (ValueError, AssertionError, IndexError, OSError) as error:
        log.info("a candidate could not be used: %s", type(error).__name__)


def without_end_of_candidates(sdp: str) -> str:
    return "".join(line for line in sdp.splitlines(keepends=True) if line.strip() != "a=end-of-candidates")
