"""Updating this device: its office names a version, the device fetches it there, checks it, and writes it.

One at a time, on a thread of its own; the office reads how it stands from the health report. The device starts anew
only when its office says so.
"""

import logging
import shutil
import ssl
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from appliance.device.health import update_of
from appliance.privileged.client import Privileged, PrivilegedError
from provisioning import releases
from provisioning.errors import ProvisioningError
from provisioning.releases import MANIFEST, SIGNATURE

KEYS = Path("/usr/lib/vorzimmer-release/release.pub")
CHUNK = 1 << 20
RESERVE = 64 << 20
PATIENCE_SECONDS = 30.0
INSTALL_SECONDS = 3600.0
REST_SECONDS = 900.0
"""After a version that could not be fetched or written: its office asks again at once, and a try writes gigabytes."""
NO_UPDATE: Mapping[str, Any] = {"state": "idle", "version": None, "reason": None, "failed_versions": []}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Source:
    """Where the office's releases are: its origin, the device's token for it, and how its certificate is checked."""

    origin: str
    token: str
    tls: ssl.SSLContext

    def chunks(self, version: str, name: str) -> Iterator[bytes]:
        """Raises OSError."""
        address = f"{self.origin}/api/updates/releases/{version}/{name}"
        request = urllib.request.Request(address, headers={"Authorization": f"Bearer {self.token}"})
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=self.tls)
        )  # fmt: skip
        with closing(opener.open(request, timeout=PATIENCE_SECONDS)) as answer:
            yield from iter(lambda: answer.read(CHUNK), b"")


@dataclass
class Updates:
    """`source`: the office as it is now, None while there is none. `keys`: the public keys of releases, PEM."""

    directory: Path
    privileged: Privileged
    source: Callable[[], Source | None]
    keys: Path = KEYS
    monotonic: Callable[[], float] = time.monotonic
    _rests_until: float = field(default=float("-inf"), init=False)
    _version: str = field(default="", init=False)
    _problem: Mapping[str, Any] | None = field(default=None, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def start(self, version: str) -> None:
        """Fetch, check and write this version. Errors: `busy`, `malformed`; `wait` (with `seconds`) after a failure."""
        releases.version_key(version)
        remains = self._rests_until - self.monotonic()
        if remains > 0 and version == self._version:
            raise ProvisioningError("wait", seconds=round(remains, 1))
        if not self._lock.acquire(blocking=False):
            raise ProvisioningError("busy")
        self._version, self._problem = version, None
        threading.Thread(target=self._work, args=[version], name="update", daemon=True).start()

    def report(self) -> dict[str, Any]:
        """The `update` part of the health report (ADOPTION.md)."""
        try:
            known = update_of(self.privileged.call("update_state"))
        except (PrivilegedError, ProvisioningError, KeyError, TypeError):
            known = dict(NO_UPDATE)
        if self._lock.locked():
            return {**known, "state": "downloading", "version": self._version}
        if self._problem is not None and known["state"] != "installed":
            return {**known, "state": "failed", "version": self._version, "reason": self._problem}
        return known

    def _work(self, version: str) -> None:
        try:
            self._fetch(version)
            patient = Privileged(self.privileged.path, INSTALL_SECONDS)
            patient.call("update_install", directory=str(self.directory))
        except (ProvisioningError, PrivilegedError) as error:
            self._note(error.code, str(error))
        except (OSError, ValueError) as error:
            self._note("unreachable", str(error))
        finally:
            shutil.rmtree(self.directory, ignore_errors=True)
            self._lock.release()

    def _fetch(self, version: str) -> None:
        source = self.source()
        if source is None:
            raise ProvisioningError("not_adopted")
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir(mode=0o700, parents=True)
        for name in (MANIFEST, SIGNATURE):
            (self.directory / name).write_bytes(releases.bounded(name, source.chunks(version, name)))
        manifest = releases.read_manifest(self.directory, releases.load_public_keys(self.keys.read_bytes()))
        if manifest.version != version:
            raise ProvisioningError("malformed", what="version")
        files = releases.for_slots(manifest)
        wanted = 2 * sum(file.size for file in files)  # root's helper makes a copy of its own
        releases.require_room(self.directory, wanted, RESERVE)
        for file in files:
            releases.receive(file, source.chunks(version, file.name), self.directory)

    def _note(self, code: str, text: str) -> None:
        log.error("update: %s %s", code, text)
        self._rests_until = self.monotonic() + REST_SECONDS
        self._problem = {"code": code, "text": text, "check": "", "log": []}
