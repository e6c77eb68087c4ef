"""The image on a virtual PC with UEFI firmware, for people and for tests.

Hardware virtualisation is used where a short try shows that it works (a /dev/kvm that exists may still not run
firmware); else QEMU translates every instruction, and everything takes about ten times as long.
"""

import base64
import contextlib
import functools
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import gpt, host
from .progress import BuildError

FIRMWARE = Path("/usr/share/OVMF/OVMF_CODE_4M.fd")
FIRMWARE_VARIABLES = Path("/usr/share/OVMF/OVMF_VARS_4M.fd")
FIRMWARE_SPEAKS = b"BdsDxe"  # what OVMF writes to the serial line when it looks for something to boot
DISK_SIZE = 8 * 1024**3  # bytes
PAUSE = 0.2  # seconds between two looks at a condition
PROBE = 20  # seconds in which firmware must have spoken with hardware virtualisation
SERIAL_CONSOLE = "console=ttyS0 systemd.show_status=yes"

# What cage needs of a graphics card, and keys and fingers on USB.
HARDWARE = (
    *("-machine", "q35", "-smp", "2", "-nodefaults", "-vga", "none", "-device", "virtio-gpu-pci,xres=1280,yres=800"),
    *("-device", "virtio-rng-pci", "-device", "qemu-xhci", "-device", "usb-kbd", "-device", "usb-tablet"),
)
ACCELERATED = ("-accel", "kvm", "-cpu", "host")
TRANSLATED = ("-accel", "tcg,thread=multi", "-cpu", "max")


@functools.cache
def acceleration() -> tuple[str, ...]:
    """QEMU's options for the fastest way that works on this machine."""
    return ACCELERATED if os.access("/dev/kvm", os.W_OK) and firmware_runs(ACCELERATED) else TRANSLATED


def firmware_runs(options: Sequence[str]) -> bool:
    with tempfile.TemporaryDirectory() as directory:
        log = Path(directory) / "serial"
        command = [*("qemu-system-x86_64", "-machine", "q35", *options, "-m", "256", "-nodefaults", "-display", "none")]
        command += ["-drive", f"if=pflash,format=raw,readonly=on,file={FIRMWARE}", "-serial", f"file:{log}"]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + PROBE
            while process.poll() is None and time.monotonic() < deadline:
                if log.exists() and FIRMWARE_SPEAKS in log.read_bytes():
                    return True
                time.sleep(PAUSE)
            return False
        finally:
            process.kill()
            process.wait()


def fresh_disk(image: Path, disk: Path, size: int = DISK_SIZE) -> None:
    """A copy of the delivered image on a larger disk, as when somebody has written it to a stick. Holes stay holes."""
    host.require(host.FOR_QEMU)
    disk.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "--sparse=always", "--reflink=auto", image, disk], check=True)
    os.truncate(disk, size)


def put_on_boot_partition(disk: Path, name: str, content: bytes) -> None:
    """Such as `vorzimmer.toml`, which tells a machine its role."""
    offset = gpt.named(disk, "esp").offset
    command = ["mcopy", "-o", "-i", f"{disk}@@{offset}", "-", f"::{name}"]
    subprocess.run(command, input=content, check=True, env={**os.environ, "MTOOLS_SKIP_CHECK": "1"})


def boot_partition_files(disk: Path, directory: str = "/EFI/Linux") -> list[str]:
    """Names in a directory of the boot partition: they show how often which version was tried."""
    offset = gpt.named(disk, "esp").offset
    command = ["mdir", "-b", "-i", f"{disk}@@{offset}", f"::{directory}"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return sorted(line.rpartition("/")[2] for line in listed.split())


@dataclass
class Machine:
    """One virtual PC. `directory` gets its firmware's memory, serial log and sockets; `disk` stays as it is left.

    `ports`: of the guest -> of this machine (loopback only), as in {443: 8443}.
    `credentials`: systemd credentials, handed over by the firmware (SMBIOS type 11).
    """

    disk: Path
    directory: Path
    ports: Mapping[int, int] = field(default_factory=dict)
    credentials: Mapping[str, str] = field(default_factory=dict)
    kernel_options: str = SERIAL_CONSOLE
    memory: int = 2048  # MiB
    more: Sequence[str] = ()  # further options of QEMU
    show: bool = False  # its screen, to VNC viewers of this machine (port 5900)
    process: "subprocess.Popen[bytes] | None" = None

    def __enter__(self) -> "Machine":
        self.power_on()
        return self

    def __exit__(self, *_: object) -> None:
        self.cut_power()

    @property
    def serial(self) -> Path:
        """What the machine wrote to its serial line since it was switched on."""
        return self.directory / "serial.log"

    def power_on(self) -> None:
        host.require(host.FOR_QEMU)
        self.directory.mkdir(parents=True, exist_ok=True)
        variables = self.directory / "firmware-variables"
        if not variables.exists():
            shutil.copy(FIRMWARE_VARIABLES, variables)
        (self.directory / "qmp").unlink(missing_ok=True)
        self.serial.write_bytes(b"")
        log = (self.directory / "qemu.log").open("wb")
        with log:
            self.process = subprocess.Popen(self.command(variables), stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def command(self, variables: Path) -> list[str]:
        forwards = "".join(f",hostfwd=tcp:127.0.0.1:{here}-:{there}" for there, here in self.ports.items())
        credentials = (
            f"io.systemd.credential.binary:{name}={base64.b64encode(text.encode()).decode()}"
            for name, text in self.credentials.items()
        )
        firmware_strings = [f"io.systemd.stub.kernel-cmdline-extra={self.kernel_options}", *credentials]
        return [
            *("qemu-system-x86_64", *HARDWARE, *acceleration(), "-m", str(self.memory)),
            *("-display", "vnc=127.0.0.1:0" if self.show else "none"),
            *("-drive", f"if=pflash,format=raw,readonly=on,file={FIRMWARE}"),
            *("-drive", f"if=pflash,format=raw,file={variables}"),
            *("-drive", f"if=virtio,format=raw,file={self.disk},cache=writeback,discard=unmap"),
            *("-netdev", f"user,id=lan,restrict=on{forwards}", "-device", "virtio-net-pci,netdev=lan"),
            *("-serial", f"file:{self.serial}", "-qmp", f"unix:{self.directory / 'qmp'},server=on,wait=off"),
            *(part for text in firmware_strings for part in ("-smbios", f"type=11,value={text.replace(',', ',,')}")),
            *self.more,
        ]

    def wait_for(self, text: str, patience: float) -> str:
        """Waits until the serial line says `text`; returns all that it said. Raises BuildError if it does not."""
        self.wait_until(lambda: text in self.said(), f"{text!r} on the serial line", patience)
        return self.said()

    def said(self) -> str:
        return self.serial.read_text(errors="replace")

    def wait_until(self, condition: Callable[[], bool], what: str, patience: float) -> None:
        assert self.process is not None
        deadline = time.monotonic() + patience
        while not condition():
            ended = self.process.poll() is not None
            if ended or time.monotonic() > deadline:
                reason = "QEMU has ended" if ended else f"not after {patience:.0f} s"
                complaints = (self.directory / "qemu.log").read_text(errors="replace")
                raise BuildError(f"{what}: {reason}.\n{complaints}{self.said()[-3000:]}")
            time.sleep(PAUSE)

    def wait_for_end(self, patience: float) -> None:
        """Until the machine has switched itself off."""
        assert self.process is not None
        self.process.wait(patience)

    def press(self, *keys: str) -> None:
        """Keys at once, by QEMU's names (qapi QKeyCode): press("ctrl", "alt", "f2")."""
        self.monitor("send-key", keys=[{"type": "qcode", "data": key} for key in keys])

    def screenshot(self, path: Path) -> Path:
        """The screen as PNG."""
        self.monitor("screendump", filename=str(path), format="png")
        return path

    def monitor(self, command: str, **arguments: object) -> Any:
        """One command of the QEMU machine protocol; returns its answer."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(30)
            connection.connect(str(self.directory / "qmp"))
            with connection.makefile("rw") as lines:
                lines.readline()  # the greeting
                ask(lines, "qmp_capabilities", {})
                return ask(lines, command, arguments)

    def reset(self) -> None:
        """The reset button."""
        self.monitor("system_reset")

    def cut_power(self) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None


def ask(lines: Any, command: str, arguments: Mapping[str, object]) -> Any:
    lines.write(json.dumps({"execute": command, "arguments": dict(arguments)}) + "\n")
    lines.flush()
    for line in lines:
        answer = json.loads(line)
        if "error" in answer:
            raise BuildError(f"QEMU refused {command}: {answer['error']['desc']}")
        if "return" in answer:  # anything else is an event
            return answer["return"]
    raise BuildError("QEMU has closed its monitor.")
