"""Where backups go: a folder of this machine, a USB stick in the appliance, or a network share (SMB)."""

import errno
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import smbclient
from smbprotocol.exceptions import SMBException

from appliance.backup.archive import SUFFIX
from appliance.privileged.client import Privileged, PrivilegedError
from provisioning.errors import ProvisioningError

STICK_SECONDS = 1800.0


class Target(Protocol):
    """Raises backup_target_unreachable or backup_target_full with the text of the system that refused."""

    def store(self, backup: Path, name: str) -> None:
        """Under a provisional name first: what is called a backup is one."""
        ...

    def names(self) -> list[str]:
        """Of the backups there, sorted: as names begin with the time, the oldest first."""
        ...

    def remove(self, name: str) -> None: ...


@dataclass(frozen=True)
class Folder:
    path: Path

    def store(self, backup: Path, name: str) -> None:
        with _told_plainly():
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside = self.path / f".{name}.part"
            try:
                shutil.copyfile(backup, beside)
                beside.replace(self.path / name)
            finally:
                beside.unlink(missing_ok=True)

    def names(self) -> list[str]:
        with _told_plainly():
            return sorted(path.name for path in self.path.glob(f"*{SUFFIX}")) if self.path.is_dir() else []

    def remove(self, name: str) -> None:
        with _told_plainly():
            (self.path / name).unlink(missing_ok=True)


@dataclass(frozen=True)
class Share:
    r"""`address`: `\\host\share\folder` or `//host/share/folder`. The password never leaves this machine in the clear:
    SMB 3 with encryption is required of the other side."""

    address: str
    user: str
    password: str = field(repr=False)
    port: int = 445

    @property
    def _path(self) -> str:
        return "\\\\" + self.address.replace("/", "\\").strip("\\")

    @property
    def _login(self) -> dict[str, Any]:
        return {"username": self.user, "password": self.password, "port": self.port, "encrypt": True}

    def store(self, backup: Path, name: str) -> None:
        with _told_plainly():
            smbclient.makedirs(self._path, exist_ok=True, **self._login)
            beside = f"{self._path}\\{name}.part"
            with backup.open("rb") as source, smbclient.open_file(beside, mode="wb", **self._login) as target:
                shutil.copyfileobj(source, target, 1 << 20)
            smbclient.replace(beside, f"{self._path}\\{name}", **self._login)

    def names(self) -> list[str]:
        with _told_plainly():
            return sorted(name for name in smbclient.listdir(self._path, **self._login) if name.endswith(SUFFIX))

    def remove(self, name: str) -> None:
        with _told_plainly():
            smbclient.remove(f"{self._path}\\{name}", **self._login)


@dataclass(frozen=True)
class UsbStick:
    """The first stick that is plugged in; root's helper mounts it for the moment of writing only.

    Old sticks write a few megabytes a second, and the helper is silent meanwhile.
    """

    privileged: Privileged

    def store(self, backup: Path, name: str) -> None:
        with _told_plainly():
            Privileged(self.privileged.path, STICK_SECONDS).call("usb_store", file=name, path=str(backup))

    def names(self) -> list[str]:
        with _told_plainly():
            return sorted(name for name in self.privileged.call("usb_files") if name.endswith(SUFFIX))

    def remove(self, name: str) -> None:
        with _told_plainly():
            self.privileged.call("usb_remove", file=name)


def target_of(settings: Mapping[str, Any], data: Path, privileged: Privileged) -> Target:
    """`{"kind": "folder" | "usb" | "share", ...}`; a folder without a path is `backups` beside the database."""
    if settings["kind"] == "share":
        return Share(settings["address"], settings["user"], settings["password"], settings.get("port", 445))
    if settings["kind"] == "usb":
        return UsbStick(privileged)
    return Folder(Path(settings.get("path") or data / "backups"))


class _told_plainly:
    """Turns what the target's system says into our errors."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if getattr(error, "errno", None) == errno.ENOSPC or getattr(error, "code", None) == "stick_full":
            raise ProvisioningError("backup_target_full") from error
        if isinstance(error, (OSError, SMBException, PrivilegedError, ValueError)):
            raise ProvisioningError("backup_target_unreachable", reason=str(error)) from error
