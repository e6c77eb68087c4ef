"""Networks in namespaces of the kernel: a world with servers in it, and homes behind routers. Needs root.

    office 203.0.113.10 --.
    relay  203.0.113.11 --+-- world (a switch) -- router 203.0.113.20 + n -- home 10.<n>.0.2

A router translates addresses as those at home do (nftables masquerade), and drops what nobody inside has asked for.
"""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Self

PROGRAMS = {"ip": "iproute2", "tc": "iproute2", "nft": "nftables", "turnserver": "coturn", "nginx": "nginx-light"}
"""What is needed, and the Debian package that has it."""
PLACES = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
CLONE_NEWNET = 0x40000000
OFFICE, RELAY = "203.0.113.10", "203.0.113.11"

ROUTER = """
table ip router {{
    chain translate {{
        type nat hook postrouting priority srcnat
        oifname "world" masquerade {manner}
    }}
    chain in {{
        type filter hook input priority filter; policy drop
        iifname "home" accept
        ct state established,related accept
        ip protocol icmp accept
    }}
    chain through {{
        type filter hook forward priority filter; policy drop
        {loss}
        ct state established,related accept
        {allowed}
    }}
}}
"""


@dataclass(frozen=True)
class Line:
    """What a router does to its home. `loss` in percent of the packets, each way; `kilobits` a second, each way.

    `symmetric`: another outside port for every destination, so that nobody outside can guess one.
    """

    symmetric: bool = False
    only_port: int | None = None
    loss: int = 0
    kilobits: int | None = None


def obstacle() -> str | None:
    """Why there can be no networks here, for people; None where there can."""
    missing = sorted({package for name, package in PROGRAMS.items() if program(name) is None})
    if os.geteuid() != 0:
        return "networks of the test's own need root"
    if missing:
        return f"networks of the test's own need the packages {', '.join(missing)}"
    return _refusal()


@cache
def _refusal() -> str | None:
    """A container may be root and still make no networks."""
    probe = Namespace(f"vz{os.getpid()}probe")
    try:
        probe.make()
        probe.run("nft", "add", "table", "ip", "probe")
    except subprocess.CalledProcessError as error:
        return f"the kernel makes no networks for this test: {error.stderr.strip()}"
    finally:
        probe.remove()
    return None


def program(name: str) -> str | None:
    return shutil.which(name, path=PLACES)


@dataclass
class Namespace:
    name: str

    def make(self) -> Self:
        _run("ip", "netns", "add", self.name)
        self.run("ip", "link", "set", "lo", "up")
        return self

    def remove(self) -> None:
        subprocess.run([str(program("ip")), "netns", "del", self.name], capture_output=True, check=False)

    def command(self, *command: str) -> list[str]:
        return [str(program("ip")), "netns", "exec", self.name, program(command[0]) or command[0], *command[1:]]

    def run(self, *command: str, said: str | None = None) -> None:
        _run(*self.command(*command), said=said)

    @contextmanager
    def entered(self) -> Iterator[None]:
        """What this thread opens, and the processes and threads that it starts, are in this network."""
        before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        inside = os.open(f"/run/netns/{self.name}", os.O_RDONLY)
        try:
            _set_network(inside)
            yield
        finally:
            _set_network(before)
            os.close(inside)
            os.close(before)


@dataclass
class World:
    """Use as a context manager; nothing of it is left afterwards."""

    prefix: str = field(default_factory=lambda: f"vz{os.getpid()}")
    spaces: dict[str, Namespace] = field(default_factory=dict)
    homes: int = 0

    def __enter__(self) -> Self:
        world = self._space("world")
        world.run("ip", "link", "add", "switch", "type", "bridge")
        world.run("ip", "link", "set", "switch", "up")
        self._attach(self._space("office"), OFFICE)
        self._attach(self._space("relay"), RELAY)
        return self

    def __exit__(self, *_: object) -> None:
        for space in self.spaces.values():
            space.remove()

    def home(self, name: str, line: Line = Line()) -> Namespace:
        """A network behind a router of its own. Without IPv6: its late addresses look like a change of network."""
        home = self._space(name)
        with home.entered():
            Path("/proc/sys/net/ipv6/conf/default/disable_ipv6").write_text("1")
        self.connect(home, line)
        return home

    def connect(self, home: Namespace, line: Line) -> str:
        """One more router to the world; the newest is the way out. The name of the home's end of the wire."""
        self.homes += 1
        number, router = self.homes, self._space(f"router{self.homes}")
        self._attach(router, f"203.0.113.{20 + number}")
        inside = f"line{number}"
        _pair(router, "home", f"10.{number}.0.1/24", home, inside, f"10.{number}.0.2/24")
        home.run("ip", "route", "replace", "default", "via", f"10.{number}.0.1", "dev", inside)
        with router.entered():
            Path("/proc/sys/net/ipv4/ip_forward").write_text("1")
        self.change(number, line)
        return inside

    def move(self, home: Namespace, line: Line) -> None:
        """From the newest line to another, as a phone leaves the Wi-Fi: the address goes with the line."""
        before = f"line{self.homes}"
        self.connect(home, line)
        home.run("ip", "link", "set", before, "down")
        home.run("ip", "address", "flush", "dev", before)

    def change(self, number: int, line: Line) -> None:
        """What the n-th router does from now on."""
        router = self.spaces[f"router{number}"]
        allowed = f"tcp dport {line.only_port}" if line.only_port else ""
        loss = f"meta length 0-65535 numgen random mod 100 < {line.loss} drop" if line.loss else ""
        told = ROUTER.format(
            manner="random" if line.symmetric else "", loss=loss, allowed=f'iifname "home" {allowed} accept'
        )
        router.run("nft", "-f", "-", said=f"flush ruleset\n{told}")
        shape = ("tbf", "rate", f"{line.kilobits}kbit", "burst", "4kb", "latency", "300ms")
        for end in ("home", "world"):
            router.run("tc", "qdisc", "replace", "dev", end, "root", *(shape if line.kilobits else ("pfifo",)))

    def _space(self, name: str) -> Namespace:
        self.spaces[name] = Namespace(f"{self.prefix}{name}").make()
        return self.spaces[name]

    def _attach(self, space: Namespace, address: str) -> None:
        """To the world's switch."""
        port = f"p{address.rpartition('.')[2]}"
        _pair(self.spaces["world"], port, "", space, "world", f"{address}/24")
        self.spaces["world"].run("ip", "link", "set", port, "master", "switch")


def _pair(one: Namespace, name: str, address: str, other: Namespace, other_name: str, other_address: str) -> None:
    """A wire between two."""
    one.run("ip", "link", "add", name, "type", "veth", "peer", "name", other_name, "netns", other.name)
    for space, end, own in ((one, name, address), (other, other_name, other_address)):
        if own:
            space.run("ip", "address", "add", own, "dev", end)
        space.run("ip", "link", "set", end, "up")


def _run(*command: str, said: str | None = None) -> None:
    subprocess.run(
        [program(command[0]) or command[0], *command[1:]], input=said, check=True, capture_output=True, text=True
    )


def _set_network(descriptor: int) -> None:
    """`os.setns` came with Python 3.12."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")
