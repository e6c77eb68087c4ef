"""Updates of an office server as on a real PC: firmware, boot loader, slots, trial, verdict, and the way back.

One machine, one story, in the order of this file. A broken version gets one attempt (two are taken as used up), the
one with the broken initrd all three.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.environment import CHECKOUT
from image import gpt, host, paths, qemu, tools_tree
from image.tools_tree import ToolsTree
from tests.image.derived import BROKEN_MIGRATION, BROKEN_SERVICE, MIGRATION, SERVICE, derive, impatient
from tests.image.virtual_pc import PATIENCE, OfficePc, published

pytestmark = [pytest.mark.image, pytest.mark.slow, pytest.mark.timeout(3600)]

GOOD, CUT, NO_INITRD, NO_SERVICE, NO_MIGRATION = "0.2.0", "0.3.0", "0.4.0", "0.5.0", "0.6.0"
"""In the order of the story: what is fetched is always the newest."""


@pytest.fixture(scope="module")
def tools() -> ToolsTree:
    host.require(host.FOR_QEMU)
    return tools_tree.prepare(paths.default_cache())


@pytest.fixture(scope="module")
def pc(release_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficePc]:
    """Switched on, its office set up."""
    directory = tmp_path_factory.mktemp("office-pc")
    disk = directory / "disk.raw"
    qemu.fresh_disk(release_directory / "disk.raw", disk)
    qemu.put_on_boot_partition(disk, "vorzimmer.toml", b'role = "server"\n')
    (directory / "releases").mkdir()
    with published(directory / "releases") as port:
        office = OfficePc(disk, directory, port)
        with office.machine:
            office.set_up()
            yield office


@pytest.fixture
def publish(pc: OfficePc, release_directory: Path, tools: ToolsTree):
    def made(version: str, changes: dict[str, str] | None = None, **options: bool) -> None:
        derive(
            release_directory, pc.directory / "releases" / version, version, tools, paths.default_signing_key(),
            changes, **options,
        )  # fmt: skip

    return made


def test_an_update_is_fetched_written_started_and_found_good(pc: OfficePc, publish) -> None:
    publish(GOOD)
    pc.fetch(GOOD)
    pc.api.post("/api/updates/start")
    known = pc.wait_until("the new version to run", running=GOOD)
    assert known["failures"] == []
    pc.machine.wait_until(
        lambda: f"vorzimmer_{GOOD}.efi" in qemu.boot_partition_files(pc.disk), "the boot's blessing", PATIENCE
    )
    pc.wait_until("the trial to be over", running=GOOD, installed=None)
    assert {f"root_{GOOD}", "root_0.1.0"} <= {one.label for one in gpt.partitions(pc.disk)}


def test_a_power_cut_in_the_middle_of_an_update_changes_nothing(pc: OfficePc, publish) -> None:
    publish(CUT)
    before = pc.updates()
    pc.fetch(CUT)
    slot = free_slot(pc.disk, before["running"])
    content = first_bytes(pc.disk, slot.offset)
    pc.machine.monitor("block_set_io_throttle", device="virtio0", bps=0, bps_rd=0, bps_wr=8_000_000, iops=0, iops_rd=0,
                       iops_wr=0)  # fmt: skip
    pc.api.post("/api/updates/start")
    pc.machine.wait_until(lambda: first_bytes(pc.disk, slot.offset) != content, "the slot to be written", PATIENCE)
    pc.machine.cut_power()
    assert not any(CUT in name for name in qemu.boot_partition_files(pc.disk))
    pc.machine.power_on()
    known = pc.wait_until("the version before", running=before["running"])
    assert (known["installed"], known["failures"]) == (None, before["failures"])


def test_a_version_whose_initrd_is_broken_is_given_up_after_three_attempts(pc: OfficePc, publish) -> None:
    before = running(pc)
    publish(NO_INITRD, broken_initrd=True)
    pc.fetch(NO_INITRD)
    pc.api.post("/api/updates/start")
    pc.machine.wait_until(
        lambda: f"vorzimmer_{NO_INITRD}+0-3.efi" in qemu.boot_partition_files(pc.disk), "three attempts", PATIENCE
    )
    failure = rolled_back(pc, NO_INITRD, before)
    assert failure["code"] == "did_not_start"


def test_a_version_whose_service_is_broken_is_given_up_by_its_own_check(pc: OfficePc, publish) -> None:
    before = running(pc)
    publish(NO_SERVICE, {SERVICE: BROKEN_SERVICE, **impatient(CHECKOUT)})
    pc.try_once(NO_SERVICE)
    failure = rolled_back(pc, NO_SERVICE, before)
    assert (failure["code"], failure["check"]) == ("check_failed", "https")
    assert any("vorzimmer-web" in line for line in failure["log"])


def test_a_version_whose_migration_is_broken_leaves_the_database_as_it_was(pc: OfficePc, publish) -> None:
    before = running(pc)
    publish(NO_MIGRATION, {MIGRATION: BROKEN_MIGRATION, **impatient(CHECKOUT)})
    pc.try_once(NO_MIGRATION)
    failure = rolled_back(pc, NO_MIGRATION, before)
    assert failure["code"] == "check_failed"
    assert any("this migration is broken" in line for line in failure["log"])
    assert pc.api.get("/api/fleet")["adopted"] == []


def running(pc: OfficePc) -> str:
    return str(pc.updates()["running"])


def rolled_back(pc: OfficePc, version: str, before: str) -> dict:
    """Why; the version before runs again."""
    known = pc.wait_until("the version before", running=before, installed=None)
    failure = known["failures"][-1]
    assert failure["version"] == version
    return failure


def free_slot(disk: Path, running_version: str) -> gpt.Partition:
    """For a root."""
    own = gpt.named(disk, f"root_{running_version}")
    return next(one for one in gpt.partitions(disk) if one.kind == own.kind and one.number != own.number)


def first_bytes(disk: Path, offset: int) -> bytes:
    with disk.open("rb") as file:
        file.seek(offset)
        return file.read(65536)
