"""A stick that the system runs from, the disks inside the device, and a copy that the test lets go on."""

import threading
from typing import Any

from tests.device.people import RootHelper

STICK = {"path": "/dev/sdb", "model": "Ultra Fit", "size": 32_000_000_000, "serial": "1", "removable": True,
         "holds": "vorzimmer", "refusal": "own_disk"}  # fmt: skip
ACME = {"path": "/dev/nvme0n1", "model": "ACME 970 EVO", "size": 512_110_190_592, "serial": "2", "removable": False,
        "holds": "windows", "refusal": None}  # fmt: skip
SMALL = {"path": "/dev/mmcblk0", "model": "", "size": 3_900_000_000, "serial": "3", "removable": False,
         "holds": "nothing", "refusal": "too_small"}  # fmt: skip


class Copy:
    """`end` or `fail` lets the helper answer."""

    def __init__(self, helper: RootHelper) -> None:
        self._helper = helper
        self._goes_on = threading.Event()
        self._outcome: Any = {}
        helper.answers["list_disks"] = [STICK, SMALL, ACME]
        helper.answers["install_to_disk"] = self._install

    @property
    def asked(self) -> list[dict[str, Any]]:
        return self._helper.was_asked("install_to_disk")

    def is_at(self, percent: int) -> None:
        self._helper.tells["install_to_disk"]({"done": percent, "total": 100})

    def end(self, outcome: Exception | None = None) -> None:
        self._outcome = outcome or {}
        self._goes_on.set()

    def _install(self, **_: str) -> Any:
        assert self._goes_on.wait(60)
        self._goes_on.clear()
        if isinstance(self._outcome, Exception):
            raise self._outcome
        return self._outcome
