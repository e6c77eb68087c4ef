"""Installing a signed release into the slots that are free, and what became of it."""

import json
import logging
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from appliance.privileged import versions
from appliance.privileged.command import Request
from appliance.privileged.machine import Root
from appliance.privileged.protocol import PrivilegedError
from provisioning import releases
from provisioning.errors import ProvisioningError
from provisioning.releases import Installed, Manifest, ReleaseFile

STAGING = "update"
SYSUPDATE = "/usr/lib/systemd/systemd-sysupdate"
DEFINITIONS = "/usr/lib/vorzimmer-release/sysupdate.d"
BOOT_PARTITION = "/boot"
INSTALL_SECONDS = 3600.0
RESERVE = 64 << 20
"""Bytes of the data partition that stay free, for the system log and the database's copy."""

log = logging.getLogger(__name__)


def update_install(request: Request, *, directory: str) -> dict[str, Any]:
    """Check the release in `directory` and write it to the free slots. It is tried at the next start.

    Whoever asks may write to `directory`: so everything is copied first, and what is checked is the copy. Refusals have
    the codes of `provisioning.releases`; `not_written`: the release is right, systemd-sysupdate did not write it.
    """
    root = request.machine.root
    staging = root.system / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=0o700)
    try:
        manifest = _received(root, Path(directory), staging, request)
        _write_slots(request, manifest)
    except ProvisioningError as error:
        raise PrivilegedError(error.code, json.dumps(error.facts)) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return {"version": manifest.version}


def update_state(request: Request) -> dict[str, Any]:
    """`{"running": {"version", "channel"}, "trial": {...} | null, "failures": [...]}`"""
    known = versions.load(request.machine.root)
    trial = asdict(known.trial) if known.trial else None
    return {
        "running": asdict(installed(request.machine.root)),
        "trial": trial,
        "failures": [asdict(one) for one in known.failures],
    }


def installed(root: Root) -> Installed:
    """What runs now, as the image says of itself."""
    told = json.loads((root.release / "release.json").read_text())
    return Installed(told["version"], told["channel"])


def _received(root: Root, directory: Path, staging: Path, request: Request) -> Manifest:
    """Manifest first, then only what an update needs; each file under the name that systemd-sysupdate looks for."""
    keys = releases.load_public_keys((root.release / "release.pub").read_bytes())
    manifest = releases.read_manifest(directory, keys)
    releases.check_upgrade(installed(root), manifest, versions.load(root).failed)
    files = releases.for_slots(manifest)
    releases.require_room(staging, sum(file.size for file in files) + _size_of_database(root), RESERVE)
    for file in files:
        request.tell({"step": "checking", "file": file.name})
        path = releases.receive(file, releases.chunks_of(directory / file.name), staging)
        path.rename(staging / _staged_name(file))
    return manifest


def _staged_name(file: ReleaseFile) -> str:
    """`vorzimmer_1.2.root.raw` -> `vorzimmer_1.2_<partition's uuid>.root.raw`"""
    suffix = releases.slot_part(file)
    stem = file.name.removesuffix(suffix)
    return f"{stem}_{file.partition_uuid}{suffix}" if file.partition_uuid else file.name


def _write_slots(request: Request, manifest: Manifest) -> None:
    root = request.machine.root
    request.tell({"step": "writing", "version": manifest.version})
    versions.begin_trial(root, manifest.version, installed(root).version, boot_id(root))
    command = [SYSUPDATE, f"--definitions={DEFINITIONS}", "--verify=no", "update", manifest.version]
    try:
        request.machine.run(command, seconds=INSTALL_SECONDS)
    except PrivilegedError as error:
        versions.abandon_trial(root)
        raise PrivilegedError("not_written", error.text) from None
    request.machine.run(["sync", "--file-system", BOOT_PARTITION])  # FAT has no journal: a power cut may come now
    versions.complete_trial(root)
    log.warning("version %s is installed; it is tried at the next start", manifest.version)


def boot_id(root: Root) -> str:
    return (root.base / "proc/sys/kernel/random/boot_id").read_text().strip()


def _size_of_database(root: Root) -> int:
    office = root.base / "var/lib/vorzimmer/office"
    return sum((office / name).stat().st_size for name in versions.DATABASE_FILES if (office / name).exists())
