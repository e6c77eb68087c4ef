"""The built root as containers on a virtual LAN: real systemd, real mDNS, real TLS, in seconds.

The root is mounted as it is delivered (erofs, read-only); what the appliance keeps on its data partition is a directory
of the host. Everything lives in namespaces that end with it.
"""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import host
from .progress import BuildError

CGROUPS = Path("/sys/fs/cgroup")
PATIENCE = 60  # seconds for systemd to answer in a container
PAUSE = 0.1  # seconds between two looks at a condition

ENVIRONMENT = ("PATH=/usr/sbin:/usr/bin", "LC_ALL=C.UTF-8", "HOME=/root", f"TERM={os.environ.get('TERM', 'dumb')}")

# A private view: cgroup2 where systemd looks for it, the root on its place. $1 cgroup, $2 image, $3 mount point.
ENTER = """
set -eu
group="$1"; image="$2"; root="$3"; shift 3
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir -p "/sys/fs/cgroup/$group"
echo $$ > "/sys/fs/cgroup/$group/cgroup.procs"
mount -t erofs -o ro,loop "$image" "$root"
# 133: the machine wants to start again (systemd-nspawn --keep-unit leaves that to its caller).
again=133
while [ $again = 133 ]; do
    again=0
    systemd-nspawn --directory="$root" "$@" || again=$?
done
exit $again
"""

# As after a boot of the image: nothing of the host shines through, and nothing may reach it.
NSPAWN_OPTIONS = (
    *("--boot", "--quiet", "--read-only", "--register=no", "--keep-unit", "--private-users=no", "--console=pipe"),
    "--capability=CAP_NET_ADMIN",  # of its own network namespace
    *("--resolv-conf=off", "--timezone=off", "--link-journal=no", "--notify-ready=no"),
)


class Lan:
    """A switch in a network namespace of its own: 10.83.0.0/24, without a way out. `gateway` is this machine's end."""

    prefix = "10.83.0."

    def __init__(self) -> None:
        self.name = f"vorzimmer-{secrets.token_hex(3)}"
        self.addresses = iter(range(10, 250))

    def __enter__(self) -> "Lan":
        host.require(host.FOR_CONTAINERS)
        ip("netns", "add", self.name)
        self.ip("link", "add", "lan", "type", "bridge")
        self.ip("address", "add", f"{self.gateway}/24", "dev", "lan")
        for interface in ("lan", "lo"):
            self.ip("link", "set", interface, "up")
        return self

    def __exit__(self, *_: object) -> None:
        ip("netns", "delete", self.name)

    @property
    def gateway(self) -> str:
        return f"{self.prefix}1"

    def ip(self, *arguments: str) -> None:
        ip("-netns", self.name, *arguments)

    def connect(self, namespace: str) -> str:
        """Runs a cable into another namespace, where its end is called lan0; returns the address meant for it."""
        number = next(self.addresses)
        self.ip("link", "add", f"port{number}", "type", "veth", "peer", "name", "lan0", "netns", namespace)
        self.ip("link", "set", f"port{number}", "master", "lan", "up")
        return f"{self.prefix}{number}"

    def unplug(self, address: str) -> None:
        """Takes that machine's cable out of the switch."""
        self.ip("link", "set", f"port{address.rpartition('.')[2]}", "down")

    def plug(self, address: str) -> None:
        self.ip("link", "set", f"port{address.rpartition('.')[2]}", "up")

    def run(self, command: Sequence[str], timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """A command of the host, standing on this LAN (such as curl)."""
        inside = ["ip", "netns", "exec", self.name, *command]
        return subprocess.run(inside, capture_output=True, text=True, timeout=timeout, check=False)


@dataclass
class Container:
    """One machine. `data` is what its data partition would hold; it stays when the machine is restarted."""

    root_image: Path
    data: Path
    lan: Lan
    credentials: Mapping[str, str] = field(default_factory=dict)
    name: str = field(default_factory=lambda: f"vorzimmer-{secrets.token_hex(3)}")
    address: str = ""
    process: "subprocess.Popen[bytes] | None" = None

    def __enter__(self) -> "Container":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.power_off()

    @property
    def console(self) -> Path:
        """Everything that the machine wrote to its console."""
        return self.data.with_name(f"{self.data.name}.console")

    def start(self) -> None:
        """Switches on; returns when systemd answers. What does not get so far leaves nothing behind."""
        host.require_root("A container of the image")
        host.require(host.FOR_CONTAINERS)
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o755)
        root = self.data.with_name(f"{self.data.name}.root")
        root.mkdir(exist_ok=True)
        ip("netns", "add", self.name)
        try:
            self.switch_on(root)
            self.wait_until(self.answers, "systemd answers")
        except BaseException:
            self.cut_power()
            raise

    def switch_on(self, root: Path) -> None:
        self.address = self.lan.connect(self.name)
        network = f"[Match]\nName=lan0\n[Network]\nAddress={self.address}/24\n"
        given = {"network.network.10-lan": network, **self.credentials}
        options = [
            *NSPAWN_OPTIONS,
            f"--machine={self.name}",
            f"--bind={self.data}:/var",
            f"--network-namespace-path=/run/netns/{self.name}",
            *(f"--set-credential={name}:{escaped(text)}" for name, text in given.items()),
        ]
        enter = ["unshare", "--mount", "--propagation", "private", "sh", "-c", ENTER, "enter"]
        with self.console.open("ab") as console:
            self.process = subprocess.Popen(
                [*enter, self.name, str(self.root_image), str(root), *options],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def answers(self) -> bool:
        state = self.run(["systemctl", "is-system-running"]).stdout.strip() if self.leader() else ""
        return state not in ("", "unknown", "offline")

    def leader(self) -> int | None:
        """The process that is number 1 in the container."""
        assert self.process is not None
        if self.process.poll() is not None:
            raise BuildError(f"The container has ended:\n{self.console.read_text(errors='replace')[-2000:]}")
        view = Path(f"/proc/{self.process.pid}/root/sys/fs/cgroup/{self.name}/payload/init.scope/cgroup.procs")
        try:
            return int(view.read_text().split()[0])
        except (OSError, IndexError):
            return None

    def run(self, command: Sequence[str], input: str = "", timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """A command in the container, as root."""
        return subprocess.run(
            self.command(command),
            input=input,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )

    def command(self, command: Sequence[str]) -> list[str]:
        """The host's command line that runs a command in the container, as root."""
        leader = self.leader()
        if leader is None:
            raise BuildError("The container is not running yet.")
        enter = ["nsenter", "--target", str(leader), "--mount", "--uts", "--ipc", "--net", "--pid", "--root", "--wd"]
        return [*enter, "env", "-i", *ENVIRONMENT, *command]

    def journal(self, *arguments: str) -> str:
        return self.run(["journalctl", "--no-pager", "--output=short-monotonic", *arguments]).stdout

    def failed_units(self) -> list[str]:
        listed = self.run(["systemctl", "list-units", "--failed", "--plain", "--no-legend", "--full"]).stdout
        return [line.split()[0] for line in listed.splitlines()]

    def wait_until_settled(self) -> str:
        """Waits for the end of the boot: `running`, or `degraded` if a unit failed."""
        return self.run(["systemctl", "is-system-running", "--wait"], timeout=300).stdout.strip()

    def wait_until(self, condition: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
        deadline = time.monotonic() + patience
        while not condition():
            if time.monotonic() > deadline:
                raise BuildError(
                    f"Not after {patience:.0f} s: {what}.\n{self.console.read_text(errors='replace')[-2000:]}"
                )
            time.sleep(PAUSE)

    def power_off(self) -> None:
        """An orderly end; a power cut where the machine does not end by itself."""
        if self.process is None:
            return
        with contextlib.suppress(BuildError, subprocess.TimeoutExpired):
            self.run(["systemctl", "poweroff"], timeout=10)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(30)
        self.cut_power()

    def cut_power(self) -> None:
        """Ends every process at once."""
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(BuildError):
                os.kill(self.leader() or self.process.pid, signal.SIGKILL)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None
        ip("netns", "delete", self.name)


def escaped(text: str) -> str:
    """systemd-nspawn undoes C escapes in a credential."""
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


@contextlib.contextmanager
def two_machines(root_image: Path, directory: Path) -> Iterator[tuple[Container, Container]]:
    """An office server and a kiosk on one LAN; they have their roles as if somebody had decided."""
    with Lan() as lan:
        server, kiosk = (prepared(root_image, directory / role, lan, role) for role in ("server", "kiosk"))
        with server, kiosk:
            yield server, kiosk


def prepared(root_image: Path, data: Path, lan: Lan, role: str) -> Container:
    system = data / "lib" / "vorzimmer" / "system"
    shutil.rmtree(data, ignore_errors=True)
    system.mkdir(parents=True)
    (system / "role.json").write_text(f'{{"role": "{role}"}}\n')
    return Container(root_image, data, lan)
