"""Installing a release: only what is signed, newer and whole reaches the slots."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from appliance.privileged import versions
from appliance.privileged.client import Privileged
from appliance.privileged.commands import update
from appliance.privileged.protocol import PrivilegedError
from tests.fleet.releases import KEY, UUID, release
from tests.privileged.system import System


@pytest.fixture
def machine(system: System) -> System:
    """Version 1.0 runs; systemd-sysupdate notes what it found staged."""
    system.root.release.mkdir(parents=True)
    (system.root.release / "release.json").write_text(json.dumps({"version": "1.0", "channel": "stable"}))
    pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (system.root.release / "release.pub").write_bytes(pem)

    def sysupdate(command: Sequence[str]) -> str:
        staged = system.root.system / update.STAGING
        (system.base / "written").write_text("\n".join(sorted(path.name for path in staged.iterdir())))
        return ""

    system.programs.answers[update.SYSUPDATE] = sysupdate
    return system


def test_the_slots_get_what_they_need_under_the_names_that_sysupdate_knows(
    machine: System, as_server: Privileged, tmp_path: Path
) -> None:
    assert as_server.call("update_install", directory=str(release(tmp_path / "new"))) == {"version": "1.1"}
    assert (machine.base / "written").read_text().split("\n") == [
        "vorzimmer_1.1.efi", f"vorzimmer_1.1_{UUID}.root.raw", f"vorzimmer_1.1_{UUID}.verity.raw",
    ]  # fmt: skip
    assert machine.programs.of(update.SYSUPDATE)[-1][-2:] == ["update", "1.1"]
    trial = as_server.call("update_state")["trial"]
    assert (trial["version"], trial["before"], trial["complete"]) == ("1.1", "1.0", True)
    assert not (machine.root.system / update.STAGING).exists()


@pytest.mark.parametrize(
    ("code", "version", "changes", "key"),
    [
        ("bad_signature", "1.1", {}, Ed25519PrivateKey.generate()),
        ("downgrade", "0.9", {}, KEY),
        ("already_installed", "1.0", {}, KEY),
        ("wrong_channel", "1.1", {"channel": "test"}, KEY),
        ("step_missing", "3.0", {"min_version": "2.0"}, KEY),
    ],
)
def test_what_must_not_be_installed_is_not(
    machine: System, as_server: Privileged, tmp_path: Path, code: str, version: str, changes: dict[str, str], key
) -> None:
    made = release(tmp_path / "new", version, key, **changes)
    assert refusal(as_server, made) == code
    assert machine.programs.of(update.SYSUPDATE) == []
    assert as_server.call("update_state")["trial"] is None


@pytest.mark.parametrize(
    ("code", "damage"),
    [("truncated", b"ker"), ("too_large", b"kernel and more"), ("wrong_hash", b"kernxl"), ("missing", None)],
)
def test_a_damaged_release_is_refused_before_anything_is_written(
    machine: System, as_server: Privileged, tmp_path: Path, code: str, damage: bytes | None
) -> None:
    made = release(tmp_path / "new")
    (made / "vorzimmer_1.1.efi").unlink()
    if damage is not None:
        (made / "vorzimmer_1.1.efi").write_bytes(damage)
    assert refusal(as_server, made) == code
    assert machine.programs.of(update.SYSUPDATE) == []


def test_a_pipe_in_the_callers_directory_does_not_hold_the_helper(
    machine: System, as_server: Privileged, tmp_path: Path
) -> None:
    made = release(tmp_path / "new")
    (made / "manifest.json.sig").unlink()
    os.mkfifo(made / "manifest.json.sig")
    assert refusal(as_server, made) == "missing"


def test_a_version_that_failed_here_is_not_tried_again(machine: System, as_server: Privileged, tmp_path: Path) -> None:
    versions.begin_trial(machine.root, "1.1", "1.0", "boot-0")
    versions.complete_trial(machine.root)
    versions.begin_boot(machine.root, "1.0", "boot-1", "2026-11-22T08:00:00+00:00")
    assert refusal(as_server, release(tmp_path / "new")) == "failed_here"
    assert as_server.call("update_state")["failures"][0]["code"] == "did_not_start"


def test_slots_that_could_not_be_written_are_no_trial(machine: System, as_server: Privileged, tmp_path: Path) -> None:
    machine.programs.fails(update.SYSUPDATE, "no space")
    with pytest.raises(PrivilegedError) as caught:
        as_server.call("update_install", directory=str(release(tmp_path / "new")))
    assert (caught.value.code, caught.value.text) == ("not_written", "no space")
    assert as_server.call("update_state")["trial"] is None


def refusal(privileged: Privileged, directory: Path) -> str:
    with pytest.raises(PrivilegedError) as caught:
        privileged.call("update_install", directory=str(directory))
    return caught.value.code
