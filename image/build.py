"""From a checkout to a directory with one signed release."""

import datetime
import hashlib
import re
import shutil
import subprocess
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from appliance import environment

from . import host, inventory, python_tree, release, signing, staging, tools_tree
from .paths import CHECKOUT, PYTHON_TREE
from .progress import BuildError, megabytes, say, step
from .staging import Release, inside
from .tools_tree import ToolsTree

IDENTITY = uuid.UUID("5d0a58ba-6d5c-4c0e-9d3b-7f3c1d5b2f4e")  # the seed of the partitions' UUIDs, of every release
SOURCES = ("image", "systemd")  # and what python_tree takes
VERSION = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6}){0,3}([~^][0-9a-z.]{1,20})?")  # as provisioning.releases reads it
NEEDED_SPACE = 12_000_000_000  # bytes, for the tools, the caches and one build


@dataclass(frozen=True)
class Settings:
    version: str
    channel: str
    output: Path
    cache: Path
    signing_key: Path
    incremental: bool = False  # keep the tree with the installed packages, for the next build
    reuse: bool = False  # nothing to do where the release in `output` was made from the same files

    @property
    def stamp(self) -> Path:
        """Which files the release in `output` was made from."""
        return self.cache / "built" / hashlib.sha256(str(self.output).encode()).hexdigest()[:12]


def build(settings: Settings) -> Path:
    """Makes one release; returns its directory. Raises BuildError with a sentence for the person who waits."""
    check(settings)
    with environment.one_at_a_time(settings.cache / "build"):
        wanted = inputs(settings)
        if not (settings.reuse and is_current(settings, wanted)):
            settings.stamp.unlink(missing_ok=True)
            make(settings)
            settings.stamp.parent.mkdir(exist_ok=True)
            settings.stamp.write_text(wanted)
    return settings.output


def make(settings: Settings) -> None:
    started = time.monotonic()
    tools = tools_tree.prepare(settings.cache)
    signing.ensure_key(settings.signing_key)
    facts = Release(settings.version, settings.channel, commit(), commit_time())
    built_at = datetime.datetime.fromtimestamp(facts.epoch, datetime.UTC).isoformat()
    product = python_tree.make(tools, settings.cache, facts.epoch)
    configuration, raw = settings.cache / "configuration", settings.cache / "raw"
    public_key = signing.public_key(settings.signing_key)
    staging.assemble(configuration, product, facts.as_file(built_at), public_key)
    run_mkosi(tools, settings, facts)
    wheels = inventory.wheels(inside(configuration / "mkosi.extra", PYTHON_TREE))
    parts = inventory.debian_packages(raw / "packages.tsv") + wheels
    release.collect(raw, settings.output, facts, built_at, parts, tools)
    release.sign(settings.output, settings.signing_key)
    shutil.rmtree(raw)
    report(settings, time.monotonic() - started)


def inputs(settings: Settings) -> str:
    """Changes with every file of the checkout that can change the image. Debian's packages are not among them."""
    files = [*(path for folder in SOURCES for path in sorted((CHECKOUT / folder).rglob("*"))), *python_tree.inputs()]
    digest = hashlib.sha256(f"{settings.version} {settings.channel} {settings.signing_key}".encode())
    for path in files:
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(CHECKOUT)} {path.stat().st_mode} {release.sha256(path)}\n".encode())
    return digest.hexdigest()


def is_current(settings: Settings, wanted: str) -> bool:
    complete = (settings.output / release.SIGNATURE).exists() and (settings.output / release.DISK).exists()
    return complete and settings.stamp.exists() and settings.stamp.read_text() == wanted


def check(settings: Settings) -> None:
    host.require_root("Building the image")
    host.require(host.FOR_BUILDING)
    if not VERSION.fullmatch(settings.version):
        raise BuildError(f"{settings.version} is no version: write for example 1.4 or 1.4.2 or 1.5~beta1.")
    settings.cache.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.cache).free
    if free < NEEDED_SPACE:
        raise BuildError(f"{settings.cache} has {megabytes(free)} free; a build needs {megabytes(NEEDED_SPACE)}.")


def run_mkosi(tools: ToolsTree, settings: Settings, facts: Release) -> None:
    """Leaves disk image, partitions and unified kernel in `raw` of the cache."""
    shutil.rmtree(settings.cache / "raw", ignore_errors=True)
    for name in ("packages", "images", "workspace", "raw"):
        (settings.cache / name).mkdir(parents=True, exist_ok=True)
    command = [
        *("mkosi", "--directory", "/vorzimmer/configuration", "--force"),
        *("--image-version", facts.version, "--source-date-epoch", str(facts.epoch), "--seed", str(IDENTITY)),
        *("--output-directory", "/vorzimmer/raw", "--workspace-directory", "/vorzimmer/workspace"),
        *("--package-cache-dir", "/vorzimmer/packages", "--cache-directory", "/vorzimmer/images"),
        *("--incremental", "yes" if settings.incremental else "no"),
        "build",
    ]
    with step("Building the image"):
        tools.run(command, settings.cache / "logs" / "mkosi.log", "Building the image", {settings.cache: "/vorzimmer"})


def commit() -> str:
    """The commit, with `+` behind it where the checkout has changes that are in no commit."""
    changed = "+" if git("status", "--porcelain", "--untracked-files=no") else ""
    return git("rev-parse", "HEAD") + changed


def commit_time() -> int:
    return int(git("log", "-1", "--format=%ct"))


def git(*arguments: str) -> str:
    command = ["git", "-C", str(CHECKOUT), "-c", f"safe.directory={CHECKOUT}", *arguments]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    if finished.returncode != 0:
        raise BuildError(f"The image carries its commit, and git does not tell it: {finished.stderr.strip()}")
    return finished.stdout.strip()


def report(settings: Settings, seconds: float) -> None:
    say(f"Release {settings.version} in {settings.output}, made in {seconds / 60:.1f} minutes:")
    for path in sorted(settings.output.iterdir()):
        say(f"  {path.name:40} {megabytes(path.stat().st_size):>10}")
