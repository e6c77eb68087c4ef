"""The real coturn with the configuration that a server gets: a way to each other, and to nobody else."""

import asyncio
import base64
import hashlib
import hmac
import shutil
import subprocess
import time
from collections.abc import Iterator

import aioice.turn
import pytest
from aioice.stun import TransactionFailed

from appliance.boot import checks, turn
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
    told = turn.configuration(OWN or ["127.0.0.1"], SECRET, directory, runtime=directory, plain_port=port,
                              tls_port=free_port())  # fmt: skip
    (directory / "turnserver.conf").write_text(told)
    with subprocess.Popen(
        ["turnserver", "-c", directory / "turnserver.conf"], stdout=subprocess.PIPE, text=True
    ) as relay:
        _wait_for(port, relay)
        yield port
        relay.terminate()


def _wait_for(port: int, relay: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and relay.poll() is None:
        try:
            return checks.relay_answers(port)
        except checks.CheckFailed:
            continue
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
def test_who_has_no_password_of_ours_gets_no_place(port: int) -> None:
    with pytest.raises(TransactionFailed, match="401"):
        asyncio.run(place(port, secret="b" * 64))


def test_the_health_check_asks_for_an_answer(port: int) -> None:
    checks.relay_answers(port)
    with pytest.raises(checks.CheckFailed):
        checks.relay_answers(free_port())


@pytest.mark.parametrize(
    ("addresses", "public_url", "first"),
    [
        (["192.168.1.10"], "", "turn:192.168.1.10:3478?transport=udp"),
        (["fd00::10"], "", "turn:[fd00::10]:3478?transport=udp"),
        (["192.168.1.10"], "https://termine.example.de:444", "turn:termine.example.de:3478?transport=udp"),
    ],
)
def test_pages_are_told_where_it_is(addresses: list[str], public_url: str, first: str) -> None:
    assert turn.urls(addresses, public_url)[0] == first
