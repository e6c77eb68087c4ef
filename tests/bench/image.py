"""From power-on to an answer, on virtual PCs beside a plain Debian; the size of an update; the way back from a bad one.

Needs root (the rival is made by mmdebstrap) and a built release: `sudo python3 -m image build`, or one that is named by
VORZIMMER_IMAGE. Takes about half an hour where there is no hardware virtualisation.

All machines have the same virtual hardware, and every round has each boot once, so that other work on the machine slows
all of them: the ratios are what counts.
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from image import host, paths, qemu, tools_tree
from image.boot import delivered
from image.release import COMPRESSION, DISK, UPDATE_PARTS
from tests.bench import image_rival, image_rollback
from tests.bench.image_boots import Bench
from tests.bench.report import Report, median

ROUNDS = 3
ANOTHER_RELEASE = "VORZIMMER_IMAGE"
"""Environment: the directory of a release other than build/image."""
RIVAL = "Debian trixie, minbase"


@dataclass(frozen=True)
class Round:
    """Seconds from power-on."""

    debian: float
    server_first: float
    server_second: float
    kiosk_first: float


def run(report: Report) -> None:
    host.require_root("The benchmark `image`")
    release = Path(os.environ.get(ANOTHER_RELEASE) or paths.default_output()).absolute()
    delivered(release, DISK)
    report("image.hardware_virtualisation", "yes" if qemu.acceleration() == qemu.ACCELERATED else "no", "QEMU")
    update_size(report, release)
    with tempfile.TemporaryDirectory(prefix="vorzimmer-bench-", dir="/var/tmp") as directory:
        bench = Bench(release, image_rival.disk(), Path(directory))
        rounds = [one_round(bench) for _ in range(ROUNDS)]
        boots(report, rounds)
        rollback(report, bench, rounds)
    report("image.load", os.getloadavg()[2], "processes at once, 15 minutes")


def update_size(report: Report, release: Path) -> None:
    """Of the files that a machine fetches."""
    files = [delivered(release, f".{part}") for part in UPDATE_PARTS.values()]
    tools = tools_tree.prepare(paths.default_cache())
    command = [
        "sh",
        "-c",
        f"cat {' '.join(f'/from/{file.name}' for file in files)} | zstd {COMPRESSION[1]} -T0 | wc -c",
    ]
    report("image.update_size", sum(file.stat().st_size for file in files) / 1e6, "MB")
    report("image.update_size.zstd", int(tools.output(command, {release: "/from"})) / 1e6, "MB")


def one_round(bench: Bench) -> Round:
    debian = bench.debian()
    first, second = bench.server()
    return Round(debian, first, second, bench.kiosk())


def boots(report: Report, rounds: list[Round]) -> None:
    report("image.rounds", len(rounds), "rounds")
    report("image.debian.login_prompt", median([one.debian for one in rounds]), "s", rival=RIVAL)
    compare(report, rounds, "image.server.first_boot.https", [one.server_first for one in rounds])
    compare(report, rounds, "image.server.second_boot.https", [one.server_second for one in rounds])
    compare(report, rounds, "image.kiosk.first_boot.page", [one.kiosk_first for one in rounds])


def compare(report: Report, rounds: list[Round], figure: str, values: list[float]) -> None:
    """The ratio is that of boots in the same round."""
    report(figure, median(values), "s")
    ratios = [ours / one.debian for ours, one in zip(values, rounds, strict=True)]
    report(f"{figure}.ratio", median(ratios), "x Debian's login prompt")


def rollback(report: Report, bench: Bench, rounds: list[Round]) -> None:
    """One attempt with a version whose service is broken, and the boot of the version before, until that answers."""
    disk = bench.directory / "server.raw"
    version = image_rollback.install_broken(bench.release, bench.directory, disk)
    taken = bench.https(disk)
    assert f"vorzimmer_{version}+0-3.efi" in qemu.boot_partition_files(disk), "the broken version was not tried"
    report("image.rollback", taken, "s")
    report("image.rollback.ratio", taken / rounds[-1].debian, "x Debian's login prompt")
