"""The built root, booted in both roles: no unit fails, nothing but /var can be written, and each role answers."""

import json
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from image import container, paths
from image.container import Container
from provisioning import releases
from tests.image.pins import pinned_versions

pytestmark = pytest.mark.image

INSTALLED_VERSIONS = """
import importlib.metadata, json
print(json.dumps({item.name: item.version for item in importlib.metadata.distributions()}))
"""
BOTH = pytest.mark.parametrize("role", ["server", "kiosk"])


@BOTH
def test_no_unit_fails(machines: dict[str, Container], role: str) -> None:
    machine = machines[role]
    state = machine.wait_until_settled()
    failed = machine.failed_units()
    logs = "\n".join(machine.journal("--unit", unit, "--lines=20") for unit in failed)
    assert (state, failed) == ("running", []), logs


@BOTH
def test_the_role_that_was_told_is_the_one_that_runs(machines: dict[str, Container], role: str) -> None:
    other = {"server": "kiosk", "kiosk": "server"}[role]
    states = machines[role].run(["systemctl", "is-active", f"vorzimmer-{role}.target", f"vorzimmer-{other}.target"])
    assert states.stdout.split() == ["active", "inactive"]


@BOTH
def test_nothing_outside_of_var_can_be_written(machines: dict[str, Container], role: str) -> None:
    for directory in ("/usr", "/etc", "/usr/lib/vorzimmer", "/root"):
        assert machines[role].run(["touch", f"{directory}/mark"]).returncode != 0, directory
    assert machines[role].run(["touch", "/var/lib/mark"]).returncode == 0


def test_the_server_answers_by_https(server: Container) -> None:
    def answers() -> bool:
        asked = server.lan.run(["curl", "--insecure", "--silent", "--fail", f"https://{server.address}/"])
        return asked.returncode == 0

    server.wait_until(answers, "an answer by HTTPS")


def test_the_kiosk_says_who_it_is_at_its_control_port(kiosk: Container) -> None:
    def state() -> str:
        return kiosk.lan.run(["curl", "--insecure", "--silent", f"https://{kiosk.address}:8443/state"]).stdout

    kiosk.wait_until(lambda: bool(state()), "an answer at the control port")
    answer = json.loads(state())
    assert (answer["role"], answer["state"]) == ("kiosk", "new")


def test_the_machines_reach_each_other_and_nothing_else(server: Container, kiosk: Container) -> None:
    assert kiosk.run(["ping", "-c", "1", "-W", "5", server.address]).returncode == 0
    assert kiosk.run(["ping", "-c", "1", "-W", "1", "192.0.2.1"]).returncode != 0


def test_the_image_has_the_versions_that_the_tests_ran_with(server: Container) -> None:
    listed = server.run([str(paths.PYTHON_TREE / "bin" / "python"), "-c", INSTALLED_VERSIONS])
    installed = {canonicalize_name(name): version for name, version in json.loads(listed.stdout).items()}
    del installed[canonicalize_name("vorzimmer")]
    assert installed == pinned_versions(paths.RUNTIME_LOCK)


def test_every_module_of_the_product_imports_with_the_image_s_python(server: Container) -> None:
    command = "import av, cv2, aiortc, pyrage, uvloop, peewee, flask; import appliance.cli, appliance.web.app"
    imported = server.run([str(paths.PYTHON_TREE / "bin" / "python"), "-c", command], timeout=120)
    assert imported.returncode == 0, imported.stderr


def test_the_image_trusts_the_key_that_its_own_release_is_signed_with(
    release_directory: Path, server: Container
) -> None:
    key = server.run(["cat", str(paths.RELEASE_DIRECTORY / "release.pub")]).stdout
    manifest = releases.verify_directory(release_directory, releases.load_public_keys(key.encode()))
    told = json.loads(server.run(["cat", str(paths.RELEASE_DIRECTORY / "release.json")]).stdout)
    assert (told["version"], told["channel"]) == (manifest.version, manifest.channel)


def test_nobody_can_log_in(server: Container) -> None:
    passwords = [line.split(":")[1] for line in server.run(["cat", "/etc/shadow"]).stdout.splitlines()]
    assert passwords and all(password.startswith(("!", "*")) for password in passwords)


def test_what_was_set_stays_when_the_machine_is_restarted(root_image: Path, server: Container, tmp_path: Path) -> None:
    machine = container.prepared(root_image, tmp_path / "data", server.lan, "server")
    with machine:
        machine.wait_until_settled()
        machine.run(["sh", "-c", "echo kept > /var/lib/mark"])
        machine.cut_power()
        machine.start()
        assert machine.run(["cat", "/var/lib/mark"]).stdout == "kept\n"
