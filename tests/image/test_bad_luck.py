"""What goes wrong in town halls, on the built image: networks that hide machines, strangers between them, two servers,
a server that is replaced, power cuts, a full disk, a cable that is out. Each test has machines of its own.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from image import container
from image.container import Lan
from provisioning.enrolment import FILE_NAME
from provisioning.identity import DeviceIdentity
from tests.image.lan import inside
from tests.image.people import KIOSK, PATIENCE, TOWN, Kiosk, OfficeServer
from tests.provisioning.people import Relay
from tests.town_hall import ApiProblem, wait_for

pytestmark = [pytest.mark.image, pytest.mark.slow]

CONTROL_PORT = 8443
ENROL = """
import sys
from pathlib import Path
from appliance.device import configuration
from provisioning.clock import DeviceClock
from provisioning.enrolment import AdoptionFile, enrol
from provisioning.identity import DeviceIdentity
directory = Path("/var/lib/vorzimmer/device")
file = AdoptionFile.parse(sys.stdin.read())

def store(pushed):
    known = configuration.parsed(pushed)
    configuration.save(directory, known)
    return known.revision

enrol(file, DeviceIdentity.load_or_create(directory), DeviceClock(), store)
"""

SwitchOn = Callable[..., container.Container]


@pytest.fixture
def lan(root_image: Path) -> Iterator[Lan]:
    with Lan() as lan:
        yield lan


@pytest.fixture
def switch_on(lan: Lan, root_image: Path, tmp_path: Path) -> Iterator[SwitchOn]:
    """`switch_on("name", role)`: a machine that has its role and nothing else."""
    with ExitStack() as machines:

        def switched_on(name: str, role: str) -> container.Container:
            return machines.enter_context(container.prepared(root_image, tmp_path / name, lan, role))

        yield switched_on


@pytest.fixture
def office(switch_on: SwitchOn) -> OfficeServer:
    """Set up; the admin is signed in."""
    office = OfficeServer(switch_on("server", "server"))
    office.set_up()
    return office


@pytest.fixture
def foyer(switch_on: SwitchOn) -> Kiosk:
    return Kiosk(switch_on("kiosk", "kiosk"))


def answered(office: OfficeServer, device_id: int) -> dict:
    return office.wait_for_device(device_id, lambda one: one["health_at"] and not one["pending"], "its health")


def is_in_touch(device: dict) -> bool:
    return device["missing_since"] is None and device["acknowledged_revision"] == device["configuration_revision"]


def test_where_mdns_does_not_reach_a_kiosk_is_adopted_by_its_address(office: OfficeServer, foyer: Kiosk) -> None:
    foyer.machine.lan.ip(
        "link", "set", f"port{foyer.machine.address.rpartition('.')[2]}", "type", "bridge_slave", "mcast_flood", "off"
    )
    device_id = office.adopt(foyer, address=foyer.machine.address)
    assert answered(office, device_id)["address"] == f"{foyer.machine.address}:{CONTROL_PORT}"
    foyer.wait_until_it_shows("office")


def test_a_file_adopts_one_kiosk_and_no_second_one(office: OfficeServer, foyer: Kiosk, switch_on: SwitchOn) -> None:
    """In a container there is no USB port: the file is handed to the device's own program instead."""
    assert office.admin is not None
    plan = {**KIOSK, "office_id": office.office_id()}
    issued = office.admin.post("/api/fleet/adoption-file", plan)
    assert issued["file_name"] == FILE_NAME
    foyer.wait_until_it_shows("adoption")
    done = enrol_with(foyer, issued["content"])
    assert done.returncode == 0, done.stderr
    [row] = wait_for(lambda: office.fleet()["adopted"], "the device on the fleet page", PATIENCE)
    answered(office, row["id"])
    foyer.wait_until_it_shows("office")

    second = Kiosk(switch_on("second", "kiosk"))
    second.wait_until_it_shows("adoption")
    assert "unknown_secret" in enrol_with(second, issued["content"]).stderr
    assert second.adopted_by() == ""


def enrol_with(kiosk: Kiosk, content: str) -> "subprocess.CompletedProcess[str]":
    program = ["/usr/lib/vorzimmer/bin/python", "-c", ENROL]
    user = ["setpriv", "--reuid=vorzimmer-agent", "--regid=vorzimmer-agent", "--init-groups"]
    kiosk.machine.run(["systemctl", "stop", "vorzimmer-device.service"])
    done = kiosk.machine.run([*user, *program], input=content)
    kiosk.machine.run(["systemctl", "start", "vorzimmer-device.service"])
    return done


def test_somebody_between_the_two_machines_adopts_nothing(office: OfficeServer, foyer: Kiosk, tmp_path: Path) -> None:
    """She ends TLS with a key of her own, and the kiosk's true code is typed at the office."""
    lan = office.machine.lan
    mallory = DeviceIdentity.load_or_create(tmp_path / "mallory")
    code = foyer.code
    relay = inside(
        lan.name, lambda: Relay(CONTROL_PORT, mallory, target=foyer.machine.address, address=lan.gateway)
    )  # fmt: skip
    with pytest.raises(ApiProblem) as refused:
        office.adopt(foyer, code, address=f"{lan.gateway}:{relay.port}")
    relay.close()
    assert refused.value.code == "adoption_intercepted"
    heard = b"".join(relay.heard)
    assert b"/adoption/prove" in heard and b"/adoption/finish" not in heard
    assert foyer.adopted_by() == ""
    assert office.fleet()["adopted"] == []

    cable = inside(lan.name, lambda: Relay(CONTROL_PORT, None, target=foyer.machine.address, address=lan.gateway))
    device_id = office.adopt(foyer, address=f"{lan.gateway}:{cable.port}")
    assert answered(office, device_id), "the relay itself breaks nothing"
    cable.close()


def test_of_two_servers_one_gets_the_kiosk_and_the_other_is_told(
    office: OfficeServer, foyer: Kiosk, switch_on: SwitchOn
) -> None:
    neighbour = OfficeServer(switch_on("neighbour", "server"))
    neighbour.set_up(organisation="Stadt Nachbarstadt")
    wait_for(lambda: len(foyer.shows()["servers"]) == 2, "both servers on the kiosk's screen", PATIENCE)
    code = foyer.code
    office.adopt(foyer, code)
    with pytest.raises(ApiProblem) as refused:
        neighbour.adopt(foyer, code)
    assert refused.value.code == "adopted_elsewhere"
    assert foyer.adopted_by() == office.authority.read_text()
    found = wait_for(
        lambda: [one for one in neighbour.fleet()["discovered"] if one["state"] == "adopted"], "its state", PATIENCE
    )
    assert found[0]["address"].startswith(foyer.machine.address)
    assert foyer.shows()["elsewhere"]["address"] == neighbour.machine.address


def test_a_server_that_is_replaced_from_its_backup_keeps_its_fleet(
    switch_on: SwitchOn, foyer: Kiosk, tmp_path: Path
) -> None:
    first = OfficeServer(switch_on("first", "server"))
    key = first.set_up()
    device_id = first.adopt(foyer)
    answered(first, device_id)
    assert first.admin is not None
    made = first.admin.post("/api/backup/run")
    assert made["problem"] == ""
    backup = Path(shutil.copy(first.office / "backups" / made["name"], tmp_path / "backup.vorzimmer"))
    authority = Path(shutil.copy(first.authority, tmp_path / "authority.crt"))
    first.machine.cut_power()

    spare = OfficeServer(switch_on("spare", "server"))
    spare.wait_until_it_answers(spare.office / "ca-before-set-up/ca.crt")
    done = spare.machine.lan.run([
        *("curl", "--silent", "--show-error", "--fail-with-body", "--insecure", "-H", "X-Vorzimmer: 1"),
        *("-H", f"X-Setup-Code: {spare.code}", "-F", f"key={key}", "-F", f"backup=@{backup}"),
        f"https://{spare.machine.address}/api/setup/restore",
    ])  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    spare.wait_until_it_answers(authority)
    spare.sign_in()
    row = spare.wait_for_device(device_id, is_in_touch, "the kiosk to answer its new server")
    assert row["name"] == KIOSK["name"]
    state = foyer.wait_until_it_shows("office")
    wait_for(
        lambda: foyer.shows()["office"]["server"] == f"https://{spare.machine.address}", "its new server", PATIENCE
    )  # fmt: skip
    assert state["office"]["organisation"] == TOWN["organisation"]


@pytest.mark.parametrize("trace", [".", "office.lock", "ca-before-set-up/ca.key", "setup-code"])
def test_a_power_cut_during_the_first_start_is_forgotten_by_the_next(switch_on: SwitchOn, trace: str) -> None:
    """The power goes as soon as this file of the office is there."""
    office = OfficeServer(switch_on("server", "server"))
    wait_for((office.office / trace).exists, f"{trace} to be there", PATIENCE)
    office.machine.cut_power()
    office.machine.start()
    assert office.machine.wait_until_settled() == "running", office.machine.journal("-p", "warning")
    office.set_up()


def test_a_full_disk_is_told_and_ends_when_there_is_room_again(office: OfficeServer) -> None:
    """Nothing is half done: what cannot be kept is refused, what was there can be read."""
    assert office.admin is not None
    office.machine.power_off()
    with small_disk(office.machine.data):
        office.machine.start()
        office.wait_until_it_answers()
        office.sign_in()
        office.machine.run(["sh", "-c", "cat /dev/zero > /var/lib/filler; true"])
        plan = {"office_id": office.office_id(), "name": "Kiosk Flur", "place": "", "function": "ticket"}
        refused = []
        for _ in range(50):  # until the database's last page is used up as well
            try:
                office.admin.post("/api/devices", plan)
            except ApiProblem as problem:
                refused.append(problem)
                break
        assert refused, "a full disk has taken everything"
        fleet = office.fleet()
        assert "disk_full" in [one["code"] for one in fleet["server"]["conditions"]]
        office.machine.run(["rm", "/var/lib/filler"])
        office.admin.post("/api/devices", plan)
        assert office.machine.failed_units() == []
        office.machine.power_off()


class small_disk:
    """What a directory holds, on a disk of 48 MB."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def __enter__(self) -> None:
        kept = self.directory.with_name("kept")
        self.directory.rename(kept)
        self.directory.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m,mode=755", "tmpfs", self.directory], check=True)
        shutil.rmtree(kept / "log", ignore_errors=True)
        subprocess.run(["cp", "-a", f"{kept}/.", self.directory], check=True)

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", "--lazy", self.directory], check=True)


def test_a_cable_that_is_out_is_calm_on_the_screen_and_nothing_is_rolled_back(
    office: OfficeServer, foyer: Kiosk
) -> None:
    device_id = office.adopt(foyer)
    answered(office, device_id)
    foyer.wait_until_it_shows("office")
    lan = foyer.machine.lan
    lan.unplug(foyer.machine.address)
    state = foyer.wait_until_it_shows("away")
    assert state["away_since"]
    judged = foyer.machine.run(["systemctl", "restart", "vorzimmer-health.service"], timeout=240)
    assert judged.returncode == 0, "a cable says nothing about a version"
    missing = office.wait_for_device(device_id, lambda one: one["missing_since"], "its absence")
    assert missing["conditions"][0]["code"] == "missing"
    lan.plug(foyer.machine.address)
    foyer.wait_until_it_shows("office")
    office.wait_for_device(device_id, is_in_touch, "it to be back")
