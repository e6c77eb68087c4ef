"""The directory that a release is: artefacts, what is in them, a manifest of hashes, and its signature."""

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import gpt, inventory, signing
from .inventory import Part
from .progress import BuildError, step
from .staging import Release
from .tools_tree import ToolsTree

DISK = "disk.raw"  # beside the release, for `image boot` and the tests
MANIFEST, SIGNATURE, CHECKSUMS = "manifest.json", "manifest.json.sig", "SHA256SUMS"
COMPRESSION = ("zstd", "-10", "--threads=0", "--force", "--quiet")

# What mkosi calls it -> what it is called in a release. These are what an update brings.
UPDATE_PARTS = {"vorzimmer.root.raw": "root.raw", "vorzimmer.verity.raw": "verity.raw", "vorzimmer.efi": "efi"}


def collect(raw: Path, output: Path, facts: Release, built_at: str, parts: Sequence[Part], tools: ToolsTree) -> None:
    """Fills `output` with the artefacts of `raw` under their names; nothing of an earlier release stays in it."""
    make_empty(output)
    prefix = f"vorzimmer_{facts.version}"
    for name, artefact in UPDATE_PARTS.items():
        shutil.move(raw / name, output / f"{prefix}.{artefact}")
    with step("Compressing the disk image"):
        compress(tools, raw, "vorzimmer.raw", f"{prefix}.raw.zst", output)
    write_json(output / "packages.json", inventory.package_list(parts))
    write_json(output / f"{prefix}.spdx.json", inventory.bill_of_materials(facts.version, built_at, parts))
    disk = raw / "vorzimmer.raw"
    write_json(output / MANIFEST, manifest(output, facts, built_at, disk))
    disk.replace(output / DISK)


def make_empty(output: Path) -> None:
    """Only ever empties what a build made: a mistyped --output must not cost anybody their files."""
    if output.exists() and any(output.iterdir()) and not (output / MANIFEST).exists():
        raise BuildError(f"{output} holds something else than a release. It is left untouched.")
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)


def compress(tools: ToolsTree, source: Path, name: str, compressed: str, target: Path) -> None:
    command = [*COMPRESSION, f"/from/{name}", "-o", f"/to/{compressed}"]
    tools.run(command, target / "zstd.log", "Compressing", {source: "/from", target: "/to"})
    (target / "zstd.log").unlink()


def manifest(output: Path, facts: Release, built_at: str, disk: Path) -> dict[str, Any]:
    """What an updater may rely on, once it has checked the signature.

    `partition_uuid` is what the partition must be called: the kernel's root hash is made of the two.
    """
    prefix = f"vorzimmer_{facts.version}"
    identities = {
        f"{prefix}.{kind}.raw": str(gpt.named(disk, f"{kind}_{facts.version}").identity) for kind in ("root", "verity")
    }
    files = [described(path, identities.get(path.name)) for path in sorted(output.iterdir())]
    return {
        "version": facts.version,
        "channel": facts.channel,
        "built_at": built_at,
        "min_version": "0",
        "commit": facts.commit,
        "notes": "",
        "files": files,
    }


def described(path: Path, partition_uuid: str | None) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": path.name, "size": path.stat().st_size, "sha256": sha256(path)}
    if partition_uuid:
        entry["partition_uuid"] = partition_uuid
    return entry


def sign(output: Path, key: Path) -> None:
    """The manifest's signature, and the checksums for people with `sha256sum --check`."""
    entries = json.loads((output / MANIFEST).read_text())["files"]
    lines = [f"{entry['sha256']}  {entry['name']}\n" for entry in entries]
    (output / CHECKSUMS).write_text("".join([*lines, f"{sha256(output / MANIFEST)}  {MANIFEST}\n"]))
    (output / SIGNATURE).write_bytes(signing.sign(key, output / MANIFEST))


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + os.linesep)
