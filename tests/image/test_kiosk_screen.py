"""The kiosk role on a virtual PC: firmware, compositor, Chromium, first page; and keys that lead nowhere."""

import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy
import pytest

from image import qemu

pytestmark = [pytest.mark.image, pytest.mark.slow, pytest.mark.timeout(3600)]

PATIENCE = 900.0  # seconds, without hardware virtualisation
LOOK_EVERY = 5.0  # seconds: one drawing of a page takes that long on a translated processor
SAME = 0.01
"""Share of pixels that may differ: a clock, a ring that turns."""
A_START = "EFI stub: Loaded initrd"
"""What the serial line says once for every start."""

COLOURS = 20
"""A page has many more than a console."""

ESCAPES = [
    *(("ctrl", "alt", f"f{number}") for number in range(1, 8)),
    *(("alt", f"f{number}") for number in (2, 4, 7, 9)),
    *((f"f{number}",) for number in (1, 3, 5, 6, 7, 10, 11, 12)),
    *(("ctrl", letter) for letter in "wqtnlopsuhjdfgr"),
    *(("ctrl", "shift", letter) for letter in "ijcntwqbom"),
    *(("alt", key) for key in ("left", "right", "home", "tab", "esc", "spc", "d", "f", "e")),
    *(("meta_l", letter) for letter in ("d", "e", "l", "r")),
    ("meta_l",),
    ("esc",),
    ("menu",),
    ("print",),
    ("ctrl", "alt", "delete"),
    ("ctrl", "alt", "backspace"),
    ("ctrl", "alt", "t"),
    ("ctrl", "shift", "esc"),
    ("ctrl", "esc"),
    ("ctrl", "tab"),
    ("ctrl", "minus"),
    ("ctrl", "equal"),
    ("ctrl", "alt", "sysrq", "b"),
    ("alt", "sysrq", "b"),
    ("alt", "sysrq", "k"),
]


@pytest.fixture(scope="module")
def kiosk_pc(release_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[qemu.Machine]:
    """Switched on, until its page stands still."""
    directory = tmp_path_factory.mktemp("kiosk-pc")
    disk = directory / "disk.raw"
    qemu.fresh_disk(release_directory / "disk.raw", disk)
    qemu.put_on_boot_partition(disk, "vorzimmer.toml", b'role = "kiosk"\n')
    with qemu.Machine(disk, directory) as machine:
        machine.wait_for(A_START, PATIENCE)
        machine.wait_until(lambda: shows_a_page(machine), "a page on the screen", PATIENCE)
        yield machine


def picture(machine: qemu.Machine, name: str = "screen") -> numpy.ndarray:
    return cv2.imread(str(machine.screenshot(machine.directory / f"{name}.png")))


def shows_a_page(machine: qemu.Machine) -> bool:
    """Something with many colours, twice the same."""
    first = picture(machine)
    time.sleep(LOOK_EVERY)
    second = picture(machine)
    colours = len(numpy.unique(second.reshape(-1, 3), axis=0))
    return colours >= COLOURS and differing(first, second) <= SAME


def differing(one: numpy.ndarray, other: numpy.ndarray) -> float:
    """Share of the pixels."""
    if one.shape != other.shape:
        return 1.0
    return float((cv2.absdiff(one, other).max(axis=2) > 16).mean())


def test_the_first_page_of_a_kiosk_is_on_its_screen(kiosk_pc: qemu.Machine) -> None:
    shown = picture(kiosk_pc, "first-page")
    assert shown.shape == (800, 1280, 3)
    assert shown.mean() > 100, "a light page, not a console"


def test_no_key_leads_out_of_the_page(kiosk_pc: qemu.Machine) -> None:
    before = picture(kiosk_pc, "before")
    led_out = []
    for keys in ESCAPES:
        kiosk_pc.press(*keys)
        time.sleep(LOOK_EVERY / 2)
        if differing(before, picture(kiosk_pc, "after-" + "-".join(keys))) > SAME:
            led_out.append(keys)
            kiosk_pc.wait_until(
                lambda: differing(before, picture(kiosk_pc)) <= SAME, f"the page after {keys}", PATIENCE
            )
    assert led_out == []
    assert kiosk_pc.said().count(A_START) == 1, "it has started anew"
