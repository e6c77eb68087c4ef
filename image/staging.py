"""The directory that mkosi builds from: our configuration, what the checkout adds, and what this build knows."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import host
from .paths import CHECKOUT, MKOSI_CONFIGURATION, PYTHON_TREE, RELEASE_DIRECTORY

# A directory of the checkout -> where its files go in the image. What is not there (yet) is left out.
OVERLAYS = {
    "systemd/units": "usr/lib/systemd/system",
    "systemd/presets": "usr/lib/systemd/system-preset",
    "systemd/sysusers.d": "usr/lib/sysusers.d",
    "systemd/tmpfiles.d": "usr/lib/tmpfiles.d",
    "systemd/udev": "usr/lib/udev/rules.d",
    "systemd/tree": ".",
}


@dataclass(frozen=True)
class Release:
    version: str
    channel: str
    commit: str
    epoch: int  # seconds; the commit's time is the build's time

    def as_file(self, built_at: str) -> str:
        facts = {"version": self.version, "channel": self.channel, "built_at": built_at, "commit": self.commit}
        return json.dumps(facts, indent=2) + "\n"


def assemble(target: Path, python_tree: Path, release_file: str, public_key: bytes) -> None:
    """Makes `target` anew: a file that the checkout no longer has must not linger in the next image."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(MKOSI_CONFIGURATION, target, symlinks=True)
    extra = target / "mkosi.extra"
    for source, place in OVERLAYS.items():
        if (CHECKOUT / source).is_dir():
            shutil.copytree(CHECKOUT / source, extra / place, symlinks=True, dirs_exist_ok=True)
    shutil.copytree(python_tree, inside(extra, PYTHON_TREE), symlinks=True)
    command = extra / "usr" / "bin" / "vorzimmer"
    command.parent.mkdir(parents=True, exist_ok=True)
    command.symlink_to("../lib/vorzimmer/bin/vorzimmer")
    release_directory = inside(extra, RELEASE_DIRECTORY)
    release_directory.mkdir(parents=True, exist_ok=True)
    (release_directory / "release.json").write_text(release_file)
    (release_directory / "release.pub").write_bytes(public_key)
    configure_apt(target / "mkosi.sandbox" / "etc" / "apt")


def inside(root: Path, path: Path) -> Path:
    return root / path.relative_to("/")


def configure_apt(directory: Path) -> None:
    """mkosi would choose the mirrors itself, and a debug suite that not every mirror has."""
    (directory / "sources.list.d").mkdir(parents=True)
    (directory / "sources.list.d" / "mkosi.sources").write_text(host.sources().deb822("main non-free-firmware"))
    (directory / "apt.conf.d").mkdir()
    (directory / "apt.conf.d" / "90-host.conf").write_text(host.proxy_configuration())
