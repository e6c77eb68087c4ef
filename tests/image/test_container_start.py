"""A container of the image that cannot start leaves nothing on the build machine. Needs no built image."""

import os
import subprocess
from pathlib import Path

import pytest

from image import host
from image.container import Container, Lan
from image.progress import BuildError

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or bool(host.missing(host.FOR_CONTAINERS)), reason="needs root and the tools for containers"
)


def namespaces() -> set[str]:
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout
    return {line.split()[0] for line in listed.splitlines()}


def test_a_machine_that_does_not_start_leaves_no_network_behind(tmp_path: Path) -> None:
    (tmp_path / "no.erofs").write_bytes(b"this is no file system")
    with Lan() as lan:
        machine = Container(tmp_path / "no.erofs", tmp_path / "data", lan)
        with pytest.raises(BuildError, match="has ended"):
            machine.start()
        assert machine.name not in namespaces()
        machine.power_off()  # and there is nothing left to switch off
    assert lan.name not in namespaces()
