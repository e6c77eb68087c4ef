"""The real coturn with the configuration that a server gets: a way to each other, and to nobody else."""

import asyncio
import base64
import hashlib
import hmac
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import aioice.turn
import pytest
from aioice.stun import TransactionFailed

from appliance.config import Relay
from appliance.relay import coturn
from appliance.relay.state import problem
from provisioning.addresses import own_addresses
from tests.boot.conftest import free_port

pytestmark = pytest.mark.skipif(shutil.which("turnserver") is None, reason="coturn is not here")

SECRET = "a" * 64
OWN = [address for address in own_addresses() if ":" not in address][:1]
needs_a_network = pytest.mark.skipif(not OWN, reason="this machine has no address but loopback")


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    directory = tmp_path_factory.mktemp("turn")
    port = free_port()
    told = Relay(listen=tuple(OWN) or ("127.0.0.1",), port=port, networks=("10.9.0.0/16",))
    (directory / "turnserver.conf").write_text(coturn.configuration(told, SECRET, directory))
    with subprocess.Popen(
        ["turnserver", "-c", directory / "turnserver.conf"], stdout=subprocess.PIPE, text=True
    ) as relay:
        _wait_for(port, relay)
        yield port
        relay.terminate()


def _wait_for(port: int, relay: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and relay.poll() is None:
        if problem(port, 1) is None:
            return
    relay.kill()
    pytest.fail(f"coturn does not answer: {relay.stdout.read() if relay.stdout else ''}")


class Heard(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.queue: asyncio.Queue[bytes] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.queue.put_nowait(data)


Place = tuple[asyncio.DatagramTransport, Heard, tuple[str, int]]


async def place(port: int, transport: str = "udp", secret: str = SECRET) -> Place:
    """A participant's place on the relay: how to send, what it hears, and the relay's address for it."""
    user = f"{int(time.time()) + 600}:session"
    password = base64.b64encode(hmac.digest(secret.encode(), user.encode(), hashlib.sha1)).decode()
    way, heard = await aioice.turn.create_turn_endpoint(
        Heard, server_addr=("127.0.0.1", port), username=user, password=password, transport=transport
    )
    return way, heard, way.get_extra_info("sockname")


@needs_a_network
@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_two_participants_reach_each_other_through_it(port: int, transport: str) -> None:
    async def talk() -> bytes:
        citizen, _, at_citizen = await place(port, transport)
        clerk, heard, at_clerk = await place(port)
        assert at_clerk[0] == OWN[0]
        clerk.sendto(b"opens the way", at_citizen)
        for _ in range(50):  # the relay may still be opening the other way
            citizen.sendto(b"good morning", at_clerk)
            try:
                return await asyncio.wait_for(heard.queue.get(), 0.2)
            except TimeoutError:
                continue
        raise AssertionError("nothing arrived")

    assert asyncio.run(talk()) == b"good morning"


@needs_a_network
@pytest.mark.parametrize("peer", ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "8.8.8.8"])
def test_no_other_machine_can_be_reached_through_it(port: int, peer: str) -> None:
    async def knock() -> None:
        way, _, _ = await place(port)
        inner = way._TurnTransport__inner_protocol
        await inner.channel_bind(0x4000, (peer, 53))

    with pytest.raises(TransactionFailed, match="403"):
        asyncio.run(knock())


@needs_a_network
def test_a_network_that_the_administrator_named_can_be_reached(port: int) -> None:
    async def bind() -> None:
        way, _, _ = await place(port)
        await way._TurnTransport__inner_protocol.channel_bind(0x4000, ("10.9.1.2", 53))

    asyncio.run(bind())


@needs_a_network
def test_who_has_no_password_of_ours_gets_no_place(port: int) -> None:
    with pytest.raises(TransactionFailed, match="401"):
        asyncio.run(place(port, secret="b" * 64))


def test_the_health_check_asks_for_an_answer(port: int) -> None:
    assert problem(port, 10) is None
    assert problem(free_port(), 0.2) is not None


@pytest.mark.parametrize(
    ("set", "public_url", "first"),
    [
        ({"listen": ("192.168.1.10",)}, "", "turn:192.168.1.10:3478?transport=udp"),
        ({"listen": ("fd00::10",)}, "", "turn:[fd00::10]:3478?transport=udp"),
        ({"listen": ("10.0.0.2",), "external": "192.0.2.7"}, "", "turn:192.0.2.7:3478?transport=udp"),
        ({"listen": ("192.168.1.10",)}, "https://termine.de:444", "turn:termine.de:3478?transport=udp"),
        (
            {"listen": ("10.0.0.2",), "name": "turn.stadt.de"},
            "https://termine.de",
            "turn:turn.stadt.de:3478?transport=udp",
        ),
    ],
)
def test_pages_are_told_where_it_is(set: dict[str, Any], public_url: str, first: str) -> None:
    assert coturn.urls(Relay(**set), public_url)[0] == first


def test_tls_is_offered_where_there_is_a_certificate() -> None:
    plain = Relay(listen=("192.0.2.7",), tls_port=443)
    secure = replace(plain, certificate=Path("/tls/server.crt"), key=Path("/tls/server.key"))
    assert "no-tls\n" in coturn.configuration(plain, SECRET, Path("/run"))
    assert [url for url in coturn.urls(plain, "") if url.startswith("turns:")] == []
    assert "tls-listening-port=443\ncert=/tls/server.crt\npkey=/tls/server.key\n" in coturn.configuration(
        secure, SECRET, Path("/run")
    )
    assert coturn.urls(secure, "")[-1] == "turns:192.0.2.7:443?transport=tcp"


def test_an_administrator_s_wishes_are_coturn_s_settings() -> None:
    relay = Relay(listen=("10.0.0.2",), external="192.0.2.7", relay_ports=(50_000, 51_000), networks=("10.1.0.0/16",),
                  most_of_one=8, most=80, kilobits_of_one=2_000, kilobits=100_000)  # fmt: skip
    told = coturn.configuration(relay, SECRET, Path("/run")).splitlines()
    wanted = {
        "external-ip=192.0.2.7/10.0.0.2",
        "min-port=50000",
        "max-port=51000",
        "user-quota=8",
        "total-quota=80",
        "max-allocate-lifetime=180",
        "max-bps=250000",
        "bps-capacity=12500000",
        "denied-peer-ip=0.0.0.0-255.255.255.255",
        "allowed-peer-ip=10.1.0.0-10.1.255.255",
    }
    assert wanted <= set(told)
