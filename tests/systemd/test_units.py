"""The units: below their exposure, whole, and starting what exists.

`systemd-analyze` judges the files as they will lie in the image, in a directory that stands in for its root.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.cli import _parser
from appliance.environment import CHECKOUT

TREE = CHECKOUT / "systemd" / "tree"
UNITS = TREE / "usr/lib/systemd/system"
SERVICES = sorted(path.name for path in UNITS.glob("vorzimmer-*.service"))
HOST_UNITS = Path("/usr/lib/systemd/system")

USUAL = 2.0
THRESHOLDS = {
    "vorzimmer-privileged.service": 3.0,  # mounts sticks, writes disks, sets the clock
    "vorzimmer-session.service": 3.2,  # Chromium: user namespaces, machine code made at run time, graphics
}
"""Exposure as `systemd-analyze security` counts it, from 0 to 10. Elsewhere USUAL."""

USERS = ("vorzimmer", "vorzimmer-agent", "vorzimmer-kiosk", "vorzimmer-proxy", "vorzimmer-relay")

pytestmark = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")


def parsed(path: Path) -> dict[str, list[str]]:
    """Key -> values in their order, sections aside."""
    unit: dict[str, list[str]] = {}
    for line in path.read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            unit.setdefault(key, []).append(value)
    return unit


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our tree, the host's own units to lean on, and an empty program wherever a unit starts one."""
    root = tmp_path_factory.mktemp("root")
    shutil.copytree(TREE, root, symlinks=True, dirs_exist_ok=True)
    for unit in HOST_UNITS.glob("*.*"):
        if unit.is_file() and not (root / "usr/lib/systemd/system" / unit.name).exists():
            shutil.copy(unit, root / "usr/lib/systemd/system")
    for program in {command.split()[0] for name in SERVICES for command in commands(name)}:
        path = root / program.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
    return root


def commands(name: str) -> Iterator[str]:
    unit = parsed(UNITS / name)
    for key in ("ExecStartPre", "ExecStart", "ExecReload"):
        yield from unit.get(key, ())


def analyze(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_hardened(root: Path, name: str) -> None:
    threshold = THRESHOLDS.get(name, USUAL)
    judge = ("security", "--offline=yes", f"--root={root}", "--no-pager")
    verdict = analyze(*judge, name).stdout
    exposure = float(re.findall(r"Overall exposure level for \S+: ([\d.]+)", verdict)[0])
    if exposure > threshold:
        missing = json.loads(analyze(*judge, "--json=short", name).stdout)
        worst = sorted((one for one in missing if float(one["exposure"] or 0)), key=lambda one: -float(one["exposure"]))
        told = "\n".join(f"  {one['exposure']}  {one['name']}  {one['description']}" for one in worst)
        pytest.fail(f"{name} has an exposure of {exposure}, allowed are {threshold}. Missing:\n{told}", pytrace=False)


@pytest.mark.parametrize("kind", ["service", "socket", "target", "path", "timer"])
def test_systemd_understands_every_unit(root: Path, kind: str) -> None:
    names = sorted(path.name for path in UNITS.glob(f"vorzimmer-*.{kind}"))
    complaints = [line for line in analyze("verify", f"--root={root}", "--man=no", *names).stderr.splitlines()
                  if "vorzimmer" in line]  # fmt: skip
    assert complaints == []


@pytest.mark.parametrize("name", SERVICES)
def test_a_command_of_ours_exists(name: str) -> None:
    """With its arguments: our own parser takes them."""
    for command in commands(name):
        ours = re.search(r"/usr/bin/vorzimmer (.+)", command)
        if ours is not None:
            _parser().parse_args(ours[1].split())


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_says_who_it_is_and_what_it_may(name: str) -> None:
    unit = parsed(UNITS / name)
    assert "CapabilityBoundingSet" in unit
    assert unit.get("User", ["root"])[0] in ("root", *USERS)
    assert "SystemCallFilter" in unit
    assert "RestrictAddressFamilies" in unit


def test_every_unit_that_is_mentioned_exists() -> None:
    own = {path.name for path in UNITS.iterdir()}
    for path in UNITS.glob("vorzimmer-*.*"):
        if path.is_file():
            mentioned = set(re.findall(r"vorzimmer-[a-z-]+\.(?:service|socket|target|path|timer)", path.read_text()))
            assert mentioned <= own, path.name


def test_every_user_of_a_unit_is_made_with_a_fixed_number() -> None:
    made = re.findall(r"^u (\S+)\s+(\d+)", (TREE / "usr/lib/sysusers.d/vorzimmer.conf").read_text(), re.MULTILINE)
    used = {user for name in SERVICES for user in parsed(UNITS / name).get("User", [])}
    assert used <= {name for name, _ in made}
    assert len({number for _, number in made}) == len(made)


def test_one_role_ends_the_other() -> None:
    assert parsed(UNITS / "vorzimmer-server.target")["Conflicts"] == ["vorzimmer-kiosk.target"]
    assert parsed(UNITS / "vorzimmer-kiosk.target")["Conflicts"] == ["vorzimmer-server.target"]


@pytest.mark.parametrize("role", ["server", "kiosk"])
def test_what_a_role_wants_also_ends_with_it(role: str) -> None:
    target = f"vorzimmer-{role}.target"
    wanted = " ".join(parsed(UNITS / target)["Wants"]).split()
    common = {"vorzimmer-privileged.socket"}
    assert all(parsed(UNITS / name)["PartOf"] == [target] for name in wanted if name not in common)


def test_nobody_can_log_in_or_restart_the_machine_from_its_keyboard() -> None:
    masked = {path.name for path in (TREE / "etc/systemd/system").iterdir() if path.is_symlink()}
    gettys = {"getty@.service", "autovt@.service", "serial-getty@.service", "console-getty.service",
              "container-getty@.service"}  # fmt: skip
    assert masked >= gettys | {"ctrl-alt-del.target", "debug-shell.service", "rescue.service"}
    assert all((TREE / "etc/systemd/system" / name).readlink() == Path("/dev/null") for name in masked)
    assert "kernel.sysrq = 0" in (TREE / "usr/lib/sysctl.d/60-vorzimmer.conf").read_text()


@pytest.mark.parametrize(
    ("program", "option", "folder"),
    [("systemd-sysusers", "--dry-run", "sysusers.d"), ("systemd-tmpfiles", "--create", "tmpfiles.d")],
)
def test_users_and_directories_are_understood(tmp_path: Path, program: str, option: str, folder: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not here")
    for file in ("sysusers.d", "tmpfiles.d"):
        shutil.copytree(TREE / "usr/lib" / file, tmp_path / "usr/lib" / file)
    (tmp_path / "etc").mkdir()
    root = f"--root={tmp_path}"
    subprocess.run(["systemd-sysusers", root], capture_output=True, check=False)
    told = subprocess.run([program, option, root], capture_output=True, text=True, check=False)
    assert "vorzimmer.conf:" not in told.stderr
