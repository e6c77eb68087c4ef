"""What the device says of its machine, from trees as the kernel makes them."""

from pathlib import Path

import pytest

from appliance.device.hardware import Machine


class Trees:
    """`write("sys/class/...", "text")`: files below a root of the test's own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.machine = Machine(root / "proc", root / "sys", root / "udev")

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def camera(self, number: int, name: str, *, index: int = 0, document: bool = False) -> None:
        node = f"sys/class/video4linux/video{number}"
        self.write(f"{node}/name", f"{name}\n")
        self.write(f"{node}/index", f"{index}\n")
        self.write(f"{node}/dev", f"81:{number}\n")
        self.write(f"udev/c81:{number}", "E:ID_BUS=usb\n" + ("E:VORZIMMER_CAMERA=document\n" if document else ""))


@pytest.fixture
def trees(tmp_path: Path) -> Trees:
    return Trees(tmp_path)


def test_a_bare_machine_has_nothing_and_says_so(trees: Trees) -> None:
    machine = trees.machine
    assert machine.cameras() == [] and machine.microphones() == []
    assert machine.printer() is None and machine.temperature_celsius() is None
    assert machine.uptime_seconds() == 0 and machine.boot_id() == ""
    assert machine.memory() == {"total": 0, "available": 0}


def test_a_camera_is_its_first_node_and_the_only_one_is_for_documents(trees: Trees) -> None:
    trees.camera(0, "HD Webcam")
    trees.camera(1, "HD Webcam", index=1)
    expected = {"id": "video0", "name": "HD Webcam", "kind": "document", "state": "present"}
    assert trees.machine.cameras() == [expected]


def test_of_two_cameras_udev_says_which_lies_above_the_tray(trees: Trees) -> None:
    trees.camera(0, "Face")
    trees.camera(2, "Tray", document=True)
    assert [(one["name"], one["kind"]) for one in trees.machine.cameras()] == [("Face", "camera"), ("Tray", "document")]


def test_of_two_cameras_that_nobody_named_none_is_for_documents(trees: Trees) -> None:
    trees.camera(0, "Left")
    trees.camera(2, "Right")
    assert {one["kind"] for one in trees.machine.cameras()} == {"camera"}


def test_a_sound_card_that_records_is_a_microphone(trees: Trees) -> None:
    trees.write("sys/class/sound/card0/id", "PCH\n")
    trees.write("sys/class/sound/pcmC0D0p/dev", "116:2\n")
    trees.write("sys/class/sound/card1/id", "Jabra\n")
    trees.write("sys/class/sound/pcmC1D0c/dev", "116:3\n")
    expected = {"id": "card1", "name": "Jabra", "kind": "microphone", "state": "present"}
    assert trees.machine.microphones() == [expected]


def test_a_printer_is_told_by_its_product_name(trees: Trees) -> None:
    trees.write("sys/devices/usb1/product", "TM-T20\n")
    interface = trees.root / "sys/devices/usb1/1-1:1.0"
    interface.mkdir()
    (trees.root / "sys/class/usbmisc/lp0").mkdir(parents=True)
    (trees.root / "sys/class/usbmisc/lp0/device").symlink_to(interface)
    assert trees.machine.printer() == {"id": "lp0", "name": "TM-T20", "state": "ready"}


@pytest.mark.parametrize(
    ("sensors", "expected"),
    [
        ({"class/thermal/thermal_zone0/temp": "27800"}, 27.8),
        ({"class/thermal/thermal_zone0/temp": "-274000"}, None),  # a sensor that is not connected
        ({"class/thermal/thermal_zone0/temp": "nonsense"}, None),
        ({"class/hwmon/hwmon0/name": "coretemp", "class/hwmon/hwmon0/temp1_input": "61000",
          "class/thermal/thermal_zone0/temp": "90000"}, 61.0),
        ({"class/thermal/thermal_zone1/type": "x86_pkg_temp", "class/thermal/thermal_zone1/temp": "55000",
          "class/hwmon/hwmon1/name": "nvme", "class/hwmon/hwmon1/temp1_input": "70000"}, 55.0),
    ],
)  # fmt: skip
def test_the_temperature_is_the_processors_where_it_is_known(
    sensors: dict[str, str], expected: float | None, trees: Trees
) -> None:
    for path, text in sensors.items():
        trees.write(f"sys/{path}", text)
    assert trees.machine.temperature_celsius() == expected


def test_memory_is_told_in_bytes(trees: Trees) -> None:
    trees.write("proc/meminfo", "MemTotal:  1024 kB\nMemFree: 1 kB\nMemAvailable:  512 kB\nHugePages_Total: 0\n")
    assert trees.machine.memory() == {"total": 1_048_576, "available": 524_288}


def test_this_machine_can_be_read() -> None:
    machine = Machine()
    assert machine.uptime_seconds() > 0 and len(machine.boot_id()) == 36
    assert 0 < machine.memory()["available"] <= machine.memory()["total"]
