"""A new version on trial, in containers: the machine starts from another root, judges itself, and the old one returns.

What firmware and boot loader do is done here by hand: writing the slots, counting attempts, choosing what is started
(tests/image/test_updates.py has them). The broken versions are derived from the built root.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.environment import CHECKOUT
from appliance.privileged import versions
from appliance.privileged.machine import Root
from image import container, paths, tools_tree
from image.container import Lan
from tests.image.derived import BROKEN_MIGRATION, BROKEN_SERVICE, MIGRATION, SERVICE, derive, impatient
from tests.image.people import OfficeServer

pytestmark = [pytest.mark.image, pytest.mark.slow]

NEW = "0.9.0"
HEALTH = "vorzimmer-health.service"


@pytest.fixture
def office(root_image: Path, tmp_path: Path) -> Iterator[OfficeServer]:
    """Set up with the built version, which has found itself good."""
    with Lan() as lan, container.prepared(root_image, tmp_path / "server", lan, "server") as machine:
        office = OfficeServer(machine)
        office.set_up()
        assert machine.wait_until_settled() == "running"
        yield office


@pytest.fixture
def office_root(office: OfficeServer, tmp_path: Path) -> Root:
    """The paths of root's helper, on the machine's disk."""
    base = tmp_path / "base"
    base.mkdir()
    (base / "var").symlink_to(office.machine.data)
    return Root(base)


def derived_root(release: Path, directory: Path, changes: dict[str, str]) -> Path:
    tools = tools_tree.prepare(paths.default_cache())
    made = derive(release, directory / NEW, NEW, tools, paths.default_signing_key(), changes)
    return made / f"vorzimmer_{NEW}.root.raw"


def start(office: OfficeServer, root_image: Path) -> None:
    office.machine.power_off()
    office.machine.root_image = root_image
    office.machine.start()
    office.machine.wait_until_settled()


def installed(root: Root, before: str) -> None:
    """What the privileged helper notes while it writes the slots."""
    versions.begin_trial(root, NEW, before, "the boot before")
    versions.complete_trial(root)


def test_a_version_that_works_is_confirmed(
    office: OfficeServer, office_root: Root, release_directory: Path, tmp_path: Path
) -> None:
    before = versions.load(office_root).good
    new = derived_root(release_directory, tmp_path, {})
    installed(office_root, before)
    start(office, new)
    office.wait_until_it_answers()
    known = versions.load(office_root)
    assert (known.good, known.trial, known.failures) == (NEW, None, ())
    assert office.sign_in().get("/api/updates")["running"] == NEW
    assert not (office_root.system / versions.SNAPSHOT).exists()


@pytest.mark.parametrize(
    ("path", "content", "in_the_log"),
    [(SERVICE, BROKEN_SERVICE, "vorzimmer-web"), (MIGRATION, BROKEN_MIGRATION, "this migration is broken")],
    ids=["service", "migration"],
)
def test_a_broken_version_is_given_up_with_its_reason_and_the_database_of_before_is_back(
    office: OfficeServer, office_root: Root, root_image: Path, release_directory: Path, tmp_path: Path,
    path: str, content: str, in_the_log: str,
) -> None:  # fmt: skip
    before = versions.load(office_root).good
    assert office.admin is not None
    plan = {"office_id": office.office_id(), "name": "Flur", "place": "", "function": "ticket"}
    office.admin.post("/api/devices", plan)
    broken = derived_root(release_directory, tmp_path, {path: content, **impatient(CHECKOUT)})
    installed(office_root, before)

    start(office, broken)
    assert HEALTH in office.machine.failed_units()
    assert versions.load(office_root).trial is not None, "the loader decides when it is given up"

    start(office, root_image)
    office.wait_until_it_answers()
    [failure] = office.sign_in().get("/api/updates")["failures"]
    assert (failure["version"], failure["code"], failure["check"]) == (NEW, "check_failed", "https")
    assert any(in_the_log in line for line in failure["log"]), failure["log"]
    assert "Flur" in [one["name"] for one in office.admin.get("/api/admin")["devices"]]
    assert office.columns("device").isdisjoint({"written_by_the_broken_version"})
    assert office.machine.failed_units() == []
