"""What the benchmark `image` waits for on a virtual PC, and how long that takes from power-on."""

import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from image import qemu
from image.qemu import Machine
from image.release import DISK
from tests.bench.image_rival import PROMPT
from tests.town_hall import free_ports

PATIENCE = 900.0  # seconds, without hardware virtualisation and with other work on the machine
EVERY_SECOND = 1.0  # from one look to the next
QUESTIONS = 5.0  # seconds from one to the next; more of them would keep a slow machine from its boot
ANSWER = 20.0  # seconds for an answer, once there is somebody
PAPER, COLOUR = 0.3, 0.05
"""Shares of the screen: the kiosk's first page is dark on white, beside a coloured panel with its code."""
WHITE, SATURATED = 240, 60  # of 255
EVERY = 101  # pixels, of which one is looked at; no divisor of a screen's width


@dataclass
class Door:
    """Asks for https://localhost:PORT/ every five seconds.

    No question waits for an earlier one: a machine that has no network yet leaves a question hanging for many seconds.
    """

    port: int
    visitors: ThreadPoolExecutor
    asked: list["Future[bool]"] = field(default_factory=list)
    last: float = 0.0

    def answers(self) -> bool:
        if time.monotonic() - self.last >= QUESTIONS:
            self.last = time.monotonic()
            self.asked.append(self.visitors.submit(answers, self.port))
        return any(one.done() and one.result() for one in self.asked)


@contextmanager
def door(port: int) -> Iterator[Door]:
    with ThreadPoolExecutor(max_workers=int(ANSWER / QUESTIONS) + 1) as visitors:
        yield Door(port, visitors)
        visitors.shutdown(cancel_futures=True)


def answers(port: int) -> bool:
    anyone = ssl._create_unverified_context()
    try:
        with urllib.request.urlopen(f"https://localhost:{port}/", timeout=ANSWER, context=anyone) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@dataclass
class Screen:
    """Looks at the machine's screen every second."""

    machine: Machine
    last: float = field(default_factory=time.monotonic)

    def shows_page(self) -> bool:
        """Firmware and console are dark; a browser without a page is all white."""
        if time.monotonic() - self.last < EVERY_SECOND:
            return False
        picture = self.machine.directory / "screen.ppm"
        self.machine.monitor("screendump", filename=str(picture), format="ppm")
        self.last = time.monotonic()
        pixels = sample(picture.read_bytes())
        paper = sum(min(pixel) > WHITE for pixel in pixels)
        coloured = sum(max(pixel) - min(pixel) > SATURATED for pixel in pixels)
        return paper > PAPER * len(pixels) and coloured > COLOUR * len(pixels)


def sample(picture: bytes) -> list[bytes]:
    """Pixels (red, green, blue) from all over a picture in the format PPM."""
    _, _, _, data = picture.split(b"\n", 3)
    return [data[at : at + 3] for at in range(0, len(data) - 2, 3 * EVERY)]


@dataclass(frozen=True)
class Bench:
    """`release` is measured; `directory` is for disks that are thrown away."""

    release: Path
    rival: Path
    directory: Path

    def debian(self) -> float:
        """Seconds to the login prompt of the rival."""
        disk = self.directory / "debian.raw"
        qemu.fresh_disk(self.rival, disk)
        machine = Machine(disk, self.directory / "debian")
        return seconds(machine, lambda: PROMPT in machine.said(), "Debian's login prompt")

    def server(self) -> tuple[float, float]:
        """Seconds to the answer by HTTPS: of the first boot, which makes partitions and keys, and of the second."""
        disk = self.disk("server")
        [counted] = qemu.boot_partition_files(disk)
        blessed = counted.replace("+3-0", "")
        first = self.https(disk, lambda: qemu.boot_partition_files(disk) == [blessed])
        return first, self.https(disk)

    def https(self, disk: Path, settled: Callable[[], bool] = lambda: True) -> float:
        """Switched off, not cut, once the boot has `settled`."""
        port = free_ports()
        machine = Machine(disk, disk.with_suffix(".pc"), {443: port})

        def afterwards() -> None:
            machine.wait_until(settled, "the end of the boot", PATIENCE)
            machine.monitor("system_powerdown")
            machine.wait_for_end(PATIENCE)

        with door(port) as asked:
            return seconds(machine, asked.answers, "an answer by HTTPS", afterwards)

    def kiosk(self) -> float:
        """Seconds of the first boot to the page with the code for its adoption."""
        disk = self.disk("kiosk")
        machine = Machine(disk, disk.with_suffix(".pc"))
        return seconds(machine, Screen(machine).shows_page, "the kiosk's first page")

    def disk(self, role: str) -> Path:
        disk = self.directory / f"{role}.raw"
        qemu.fresh_disk(self.release / DISK, disk)
        qemu.put_on_boot_partition(disk, "vorzimmer.toml", f'role = "{role}"\n'.encode())
        return disk


def seconds(
    machine: Machine, condition: Callable[[], bool], what: str, afterwards: Callable[[], None] = lambda: None
) -> float:
    """From power-on until `condition` holds. The power is cut after `afterwards`."""
    started = time.monotonic()
    with machine:
        machine.wait_until(condition, what, PATIENCE)
        taken = time.monotonic() - started
        afterwards()
    return taken
