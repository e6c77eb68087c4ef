"""The rival of the benchmark `image`: Debian trixie as small as it comes, made once and kept in the image's cache.

Kernel, initramfs-tools, systemd and a login prompt, on ext4; started by systemd-boot with the image's own options.
"""

import hashlib
import shutil
from pathlib import Path

from image import host, paths, qemu, tools_tree
from image.paths import DEBIAN_RELEASE
from image.progress import run_logged, step
from image.tools_tree import ToolsTree

PROMPT = "login:"
PACKAGES = ("linux-image-amd64", "initramfs-tools", "systemd-sysv", "udev", "dbus")
IDENTITY = "4d2f0a6f0f6e4d0c9a1b5d3c7e8f9a0b"
"""Of the machine: with one, a boot is not taken for the first one, which would ask questions."""

LOADER = "timeout 0\n"
ENTRY = f"""title Debian
linux /vmlinuz
initrd /initrd.img
options root=/dev/vda2 ro loglevel=4 {qemu.SERIAL_CONSOLE}
"""
PARTITIONS = {
    "10-esp.conf": """[Partition]
Type=esp
Format=vfat
SizeMinBytes=512M
SizeMaxBytes=512M
CopyFiles=/boot-partition:/
""",
    "20-root.conf": """[Partition]
Type=root
Format=ext4
SizeMinBytes=3G
SizeMaxBytes=3G
CopyFiles=/tree:/
""",
}

# In the tools tree; /work has `tree`, `boot-partition`, `repart.d` and gets the disk.
MAKE_DISK = """
set -eu
cd /work
cp --dereference tree/vmlinuz tree/initrd.img boot-partition/
mkdir -p boot-partition/EFI/BOOT
cp /usr/lib/systemd/boot/efi/systemd-bootx64.efi boot-partition/EFI/BOOT/BOOTX64.EFI
systemd-repart --empty=create --size=auto --dry-run=no --offline=yes --root=/work --definitions=/work/repart.d disk.raw
"""


def disk() -> Path:
    """Its disk image. Needs root and, the first time, Debian's archive and a few minutes."""
    host.require_root("Making the rival")
    host.require({**host.FOR_BUILDING, **host.FOR_QEMU})
    cached = paths.default_cache() / f"plain-debian-{fingerprint()}.raw"
    if not cached.exists():
        with step("Making a plain Debian to compare with (only the first time)"):
            make(cached, tools_tree.prepare(paths.default_cache()))
    return cached


def fingerprint() -> str:
    recipe = [DEBIAN_RELEASE, IDENTITY, LOADER, ENTRY, MAKE_DISK, *PACKAGES, *PARTITIONS.values()]
    return hashlib.sha256("\n".join(recipe).encode()).hexdigest()[:12]


def make(target: Path, tools: ToolsTree) -> None:
    work = target.with_suffix(".work")
    shutil.rmtree(work, ignore_errors=True)
    for path, text in {
        "debian.sources": host.sources().deb822("main"),
        "boot-partition/loader/loader.conf": LOADER,
        "boot-partition/loader/entries/debian.conf": ENTRY,
        **{f"repart.d/{name}": text for name, text in PARTITIONS.items()},
    }.items():
        (work / path).parent.mkdir(parents=True, exist_ok=True)
        (work / path).write_text(text)
    logs = paths.default_cache() / "logs"
    make_tree(work, logs / "plain-debian.log")
    tools.run(["sh", "-c", MAKE_DISK], logs / "plain-debian-disk.log", "Making its disk", {work: "/work"})
    (work / "disk.raw").rename(target)
    shutil.rmtree(work)


def make_tree(work: Path, log: Path) -> None:
    command = [
        *("mmdebstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}"),
        *("--customize-hook=rm -f $1/etc/resolv.conf", f"--customize-hook=echo {IDENTITY} > $1/etc/machine-id"),
        *("--customize-hook=echo debian > $1/etc/hostname", DEBIAN_RELEASE),
        *(str(work / "tree"), str(work / "debian.sources")),
    ]
    run_logged(command, log, "Making a plain Debian")
