"""The releases that this server keeps for itself and its kiosks: fetched from where the administrator says, checked.

A source is a directory, an http(s) address or a USB stick (`usb`), with what the build writes: a manifest, its
signature, and the files. What is not signed by our key, older, or damaged never gets a place in the mirror.
"""

import errno
import hashlib
import logging
import os
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from appliance.privileged.client import Privileged, PrivilegedError
from provisioning import releases
from provisioning.errors import ProvisioningError
from provisioning.releases import MANIFEST, SIGNATURE, Installed, Manifest, ReleaseFile

KEPT = 2
RESERVE = 256 << 20
CHUNK = 1 << 20
PATIENCE_SECONDS = 30.0
STICK_SECONDS = 1800.0
USB = "usb"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mirror:
    """`directory` holds one directory a version. `keys`: the public keys of releases, PEM."""

    directory: Path
    keys: Path
    privileged: Privileged

    def versions(self) -> list[Manifest]:
        """What is here whole, the newest first."""
        found = []
        for path in self.directory.iterdir() if self.directory.is_dir() else ():
            if not path.name.startswith("."):
                try:
                    found.append(releases.read_manifest(path, self._public_keys()))
                except ProvisioningError as error:
                    log.warning("%s is no release: %s", path, error)
        return sorted(found, key=lambda one: releases.version_key(one.version), reverse=True)

    def path(self, version: str) -> Path:
        """Where this version lies. Raises unknown_release."""
        path = self.directory / version
        if version.startswith(".") or "/" in version or not path.is_dir():
            raise ProvisioningError("unknown_release", version=version)
        return path

    def fetch(self, source: str, current: Installed) -> Manifest | None:
        """The source's release, if it is newer than what runs and all of it arrived; None if there is nothing new.

        Raises source_unreachable (with `reason`), disk_full, and what `releases` raises of a release that is not right.
        """
        try:
            manifest_bytes, signature = self._read(source, MANIFEST), self._read(source, SIGNATURE)
            manifest = releases.verify(manifest_bytes, signature, self._public_keys())
            if (self.directory / manifest.version).is_dir() or not _is_newer(manifest, current):
                return None
            self._store(source, manifest, manifest_bytes, signature)
        except (urllib.error.URLError, OSError, ValueError, PrivilegedError) as error:
            full = getattr(error, "errno", None) == errno.ENOSPC or getattr(error, "code", "") == "disk_full"
            raise ProvisioningError("disk_full" if full else "source_unreachable", reason=str(error)) from None
        self._forget_old()
        return manifest

    def _store(self, source: str, manifest: Manifest, manifest_bytes: bytes, signature: bytes) -> None:
        files = releases.for_slots(manifest)
        self._forget_unfinished()
        unfinished = self.directory / f".{manifest.version}"
        unfinished.mkdir(mode=0o700, parents=True)
        try:
            releases.require_room(unfinished, sum(file.size for file in files), RESERVE)
            for file in files:
                releases.receive(file, self._chunks(source, file.name), unfinished)
            for name, content in ((MANIFEST, manifest_bytes), (SIGNATURE, signature)):
                releases.receive(_described(name, content), iter([content]), unfinished)
            unfinished.rename(self.directory / manifest.version)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)

    def _read(self, source: str, name: str) -> bytes:
        return releases.bounded(name, self._chunks(source, name))

    def _chunks(self, source: str, name: str) -> Iterator[bytes]:
        """Of one file of the source. Raises OSError, ValueError (an address that is none), PrivilegedError."""
        if source == USB:
            yield from self._from_stick(name)
        elif source.startswith(("http://", "https://")):
            address = f"{source.rstrip('/')}/{name}"
            with closing(urllib.request.urlopen(address, timeout=PATIENCE_SECONDS)) as answer:
                yield from iter(lambda: answer.read(CHUNK), b"")
        elif os.path.isabs(source):
            with (Path(source) / name).open("rb") as file:
                yield from iter(lambda: file.read(CHUNK), b"")
        else:
            raise ValueError("neither an address nor an absolute path")

    def _from_stick(self, name: str) -> Iterator[bytes]:
        """Root's helper copies it here: a stick is mounted for the moment of one copy only."""
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        copy = self.directory / f".{name}"
        copy.touch(mode=0o600)
        try:
            patient = Privileged(self.privileged.path, STICK_SECONDS)
            patient.call("usb_fetch", file=name, path=str(copy))
            yield from releases.chunks_of(copy)
        finally:
            copy.unlink()

    def _public_keys(self) -> list[releases.Ed25519PublicKey]:
        return releases.load_public_keys(self.keys.read_bytes())

    def forget(self, version: str) -> None:
        """So that it is fetched anew."""
        shutil.rmtree(self.path(version))

    def _forget_unfinished(self) -> None:
        """What a power cut left, of any version: nobody else would ever remove it."""
        for path in self.directory.glob(".*"):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()

    def _forget_old(self) -> None:
        for manifest in self.versions()[KEPT:]:
            self.forget(manifest.version)


def _is_newer(manifest: Manifest, current: Installed) -> bool:
    """Raises wrong_channel, step_missing: what can never be installed here is told at once, and not downloaded."""
    try:
        releases.check_upgrade(current, manifest)
    except ProvisioningError as error:
        if error.code in ("already_installed", "downgrade"):
            return False
        raise
    return True


def _described(name: str, content: bytes) -> ReleaseFile:
    return ReleaseFile(name, len(content), hashlib.sha256(content).hexdigest())
