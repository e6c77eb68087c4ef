"""A Debian tree with the tools that build the image, and a way to run them.

The host's release does not matter, and its packages stay as they are. Commands run in the tree by `chroot`, in mount
and process namespaces of their own: nothing stays mounted or running when they end, however they end.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import host
from .paths import DEBIAN_RELEASE
from .progress import run_logged, say, step

PACKAGES = (
    "apt",
    "btrfs-progs",  # the initrd's configuration asks for it
    "ca-certificates",
    "cpio",
    "cryptsetup-bin",
    "debian-archive-keyring",
    "dosfstools",
    "e2fsprogs",
    "erofs-utils",
    "kmod",
    "mkosi",
    "mtools",
    "openssl",
    "python3-pefile",  # reads and writes unified kernels
    "python3-pip",
    "python3-setuptools",
    "python3-venv",
    "python3-wheel",
    "systemd-boot-efi",
    "systemd-boot-tools",
    "systemd-container",
    "systemd-repart",
    "systemd-ukify",
    "zstd",
)

# mkosi wants / to be a mount point, and it runs namespaces of its own.
ENTER = """
set -eu
tree="$1"; shift
mount --bind "$tree" "$tree"
mount -t proc proc "$tree/proc"
mount --rbind /sys "$tree/sys"
mount --rbind /dev "$tree/dev"
mount -t tmpfs tmpfs "$tree/run"
mount -t tmpfs tmpfs "$tree/tmp"
cp --dereference /etc/resolv.conf "$tree/etc/resolv.conf"
while [ "$1" != "--" ]; do
    mkdir -p "$tree$2"
    mount --rbind "$1" "$tree$2"
    shift 2
done
shift
exec chroot "$tree" "$@"
"""

PASSED_ON = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


@dataclass(frozen=True)
class ToolsTree:
    directory: Path

    def command(self, arguments: Sequence[str | Path], binds: Mapping[Path, str]) -> list[str]:
        """The host's command line that runs `arguments` in the tree, with directories of the host bound into it."""
        bound = [part for source, target in binds.items() for part in (str(source), target)]
        enter = ["sh", "-c", ENTER, "enter", str(self.directory), *bound, "--"]
        namespaces = ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"]
        return [*namespaces, *enter, *map(str, arguments)]

    def run(
        self,
        arguments: Sequence[str | Path],
        log: Path,
        what: str,
        binds: Mapping[Path, str],
        environment: Mapping[str, str] | None = None,
    ) -> None:
        run_logged(self.command(arguments, binds), log, what, clean_environment(environment or {}))

    def output(self, arguments: Sequence[str | Path], binds: Mapping[Path, str]) -> bytes:
        """What a short command prints."""
        command = self.command(arguments, binds)
        return subprocess.run(command, env=clean_environment({}), stdout=subprocess.PIPE, check=True).stdout


def clean_environment(more: Mapping[str, str]) -> dict[str, str]:
    """Nothing of the caller's shell may change what comes out; only the way through a proxy is kept."""
    proxies = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return {"PATH": path, "HOME": "/root", "LC_ALL": "C.UTF-8", "TZ": "UTC", **proxies, **more}


def prepare(cache: Path) -> ToolsTree:
    """The tree for today's list of packages, made if there is none."""
    tree = cache / f"tools-{fingerprint()}"
    if not tree.exists():
        with step("Making the tools tree (only at the first build)"):
            make(tree, cache / "logs" / "tools.log")
        remove_older(cache, tree)
    return ToolsTree(tree)


def fingerprint() -> str:
    return hashlib.sha256("\n".join([DEBIAN_RELEASE, *PACKAGES]).encode()).hexdigest()[:12]


def make(tree: Path, log: Path) -> None:
    unfinished = tree.with_suffix(".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    sources = unfinished.parent / "tools.sources"
    sources.write_text(host.sources().deb822("main"))
    command: list[str | Path] = [
        "mmdebstrap",
        "--variant=apt",
        f"--include={','.join(PACKAGES)}",
        DEBIAN_RELEASE,
        unfinished,
        sources,
    ]
    run_logged(command, log, "Making the tools tree")
    unfinished.rename(tree)


def remove_older(cache: Path, current: Path) -> None:
    for tree in cache.glob("tools-*"):
        if tree != current:
            say(f"  removing {tree.name}, which an older list of packages made")
            shutil.rmtree(tree)
