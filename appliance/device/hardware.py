"""What the kernel says about the machine, read from /proc and /sys; nothing is opened that could be in use."""

from dataclasses import dataclass
from pathlib import Path

CPU_ZONES = ("x86_pkg_temp", "cpu-thermal", "cpu_thermal")
CPU_CHIPS = ("coretemp", "k10temp", "zenpower")
DOCUMENT_CAMERA = "E:VORZIMMER_CAMERA=document"
PLAUSIBLE_CELSIUS = range(1, 126)

Equipment = list[dict[str, str]]
"""As in Health: {"id", "name", "kind", "state"}."""


@dataclass(frozen=True)
class Machine:
    """Where the kernel's trees stand, and where udev keeps what it knows; tests bring their own."""

    proc: Path = Path("/proc")
    sysfs: Path = Path("/sys")
    udev: Path = Path("/run/udev/data")
    dev: Path = Path("/dev")

    def can_have_a_screen(self) -> bool:
        """Without a graphics card's node (a container, a board without graphics) no compositor can ever start."""
        return any((self.dev / "dri").glob("card*"))

    def uptime_seconds(self) -> float:
        return float(_text(self.proc / "uptime").partition(" ")[0] or 0)

    def boot_id(self) -> str:
        return _text(self.proc / "sys/kernel/random/boot_id")

    def memory(self) -> dict[str, int]:
        """Bytes; the kernel tells kibibytes."""
        lines = (line.split() for line in _text(self.proc / "meminfo").splitlines())
        kibibytes = {words[0].rstrip(":"): int(words[1]) for words in lines if len(words) > 1}
        return {
            "total": kibibytes.get("MemTotal", 0) * 1024,
            "available": kibibytes.get("MemAvailable", 0) * 1024,
        }

    def temperature_celsius(self) -> float | None:
        """The processor's where it is named as such, else the warmest plausible sensor; None without any."""
        sensors = [*self._thermal_zones(), *self._monitored_chips()]
        named = [celsius for is_cpu, celsius in sensors if is_cpu]
        return max(named or [celsius for _, celsius in sensors], default=None)

    def cameras(self) -> Equipment:
        """Of a camera's several video nodes the one with index 0 gives pictures. As the agent does, the one that udev
        calls so is the document camera; a single camera needs no calling."""
        nodes = [node for node in sorted((self.sysfs / "class/video4linux").glob("video*"))
                 if _text(node / "index") in ("", "0")]  # fmt: skip
        document = next(filter(self._is_document_camera, nodes), nodes[0] if len(nodes) == 1 else None)
        return [
            {"id": node.name, "name": _text(node / "name"), "kind": "document" if node == document else "camera",
             "state": "present"}
            for node in nodes
        ]  # fmt: skip

    def microphones(self) -> Equipment:
        """Sound cards that can record."""
        recording = (self.sysfs / "class/sound").glob("pcmC*D*c")
        cards = sorted({node.name.removeprefix("pcmC").partition("D")[0] for node in recording})
        return [{"id": f"card{card}", "name": self._card_name(card), "kind": "microphone", "state": "present"}
                for card in cards]  # fmt: skip

    def printer(self) -> dict[str, str] | None:
        node = next(iter(sorted((self.sysfs / "class/usbmisc").glob("lp*"))), None)
        if node is None:
            return None
        product = _text((node / "device").resolve().parent / "product")
        return {"id": node.name, "name": product or node.name, "state": "ready"}

    def _is_document_camera(self, node: Path) -> bool:
        return DOCUMENT_CAMERA in _text(self.udev / f"c{_text(node / 'dev')}").splitlines()

    def _card_name(self, card: str) -> str:
        root = self.sysfs / f"class/sound/card{card}"
        return _text((root / "device").resolve() / "product") or _text(root / "id") or f"card{card}"

    def _thermal_zones(self) -> list[tuple[bool, float]]:
        zones = sorted((self.sysfs / "class/thermal").glob("thermal_zone*"))
        return [(_text(zone / "type") in CPU_ZONES, celsius) for zone in zones for celsius in _celsius(zone / "temp")]

    def _monitored_chips(self) -> list[tuple[bool, float]]:
        inputs = sorted((self.sysfs / "class/hwmon").glob("hwmon*/temp*_input"))
        return [(_text(one.parent / "name") in CPU_CHIPS, celsius) for one in inputs for celsius in _celsius(one)]


def _celsius(file: Path) -> list[float]:
    """The kernel tells thousandths of a degree; a sensor that is not connected tells nonsense. At most one value."""
    try:
        celsius = int(_text(file)) / 1000
    except ValueError:
        return []
    return [celsius] if int(celsius) in PLAUSIBLE_CELSIUS else []


def _text(file: Path) -> str:
    """Stripped; empty where the file is missing or its device just went away."""
    try:
        return file.read_text(errors="replace").strip()
    except OSError:
        return ""
