"""A machine in a directory: the helper's paths below it, programs that only note that they were called."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from appliance.privileged.machine import RUN_SECONDS, Machine, Root
from appliance.privileged.protocol import PrivilegedError


def disk(path: str, size: int = 64 << 30, *, children: Sequence[Any] = (), **facts: Any) -> dict[str, Any]:
    """As lsblk tells it."""
    usual = {"type": "disk", "model": "ACME", "serial": "1", "tran": "sata", "rm": False, "ro": False, "fstype": None}
    return {"path": path, "size": size, "mountpoints": [None], **usual, **facts, "children": list(children)}


def partition(path: str, file_system: str | None = None, mountpoint: str | None = None) -> dict[str, Any]:
    return {**disk(path, 1 << 30), "type": "part", "tran": None, "fstype": file_system, "mountpoints": [mountpoint]}


INTERFACES = """\
Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:  131416    1212    0    0    0     0          0         0   131416    1212    0    0    0     0       0          0
enp1s0: 1314160   12120    0    0    0     0          0         0  1314160   12120    0    0    0     0       0          0
"""  # noqa: E501


@dataclass
class Programs:
    """Notes every call. `answers`: program -> what it prints, or what it does with its arguments."""

    calls: list[list[str]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Callable[[Sequence[str]], str]] = field(default_factory=dict)

    def __call__(self, command: Sequence[str], *, text: str = "", seconds: float = RUN_SECONDS) -> str:
        self.calls.append(list(command))
        self.texts[command[0]] = text
        return self.answers.get(command[0], lambda _: "")(command)

    def has(self, *disks: dict[str, Any]) -> None:
        """These disks are what lsblk lists."""

        def lsblk(command: Sequence[str]) -> str:
            if "--json" in command:
                return json.dumps({"blockdevices": disks})
            return "".join(f"{one['path']} {one['type']}\n" for one in disks if one["path"] == command[-1])

        self.answers["lsblk"] = lsblk

    def fails(self, program: str, text: str) -> None:
        def fail(_: Sequence[str]) -> str:
            raise PrivilegedError("failed", text)

        self.answers[program] = fail

    def of(self, program: str) -> list[list[str]]:
        return [call[1:] for call in self.calls if call[0] == program]


@dataclass
class System:
    """The machine, what it ran, and the times its clock was set to."""

    base: Path
    programs: Programs = field(default_factory=Programs)
    clock: list[datetime] = field(default_factory=list)

    @property
    def machine(self) -> Machine:
        return Machine(Root(self.base), self.programs, self.clock.append)

    @property
    def root(self) -> Root:
        return self.machine.root

    def make(self) -> "System":
        for directory in (self.root.system, self.root.run, self.root.mounts, self.root.interfaces.parent):
            directory.mkdir(parents=True)
        self.start_anew("boot-1")
        self.root.interfaces.write_text(INTERFACES)
        zone = self.root.zones / "Europe/Berlin"
        zone.parent.mkdir(parents=True)
        zone.write_bytes(b"TZif")
        return self

    def start_anew(self, boot_id: str) -> None:
        path = self.base / "proc/sys/kernel/random/boot_id"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{boot_id}\n")

    def started_from(self, path: Path | str) -> None:
        self.root.own_disk.parent.mkdir(parents=True)
        self.root.own_disk.symlink_to(path)

    def told(self, file: str) -> Any:
        return json.loads((self.root.system / file).read_text())
