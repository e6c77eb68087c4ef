"""`vorzimmer.toml`: followed whole or not at all, and a mistake is told with its line."""

import re

import pytest

from appliance.boot import provisioning_file
from appliance.boot.provisioning_file import BadFile, Wishes, read
from tests.privileged.system import System

WHOLE = """\
role = "kiosk"
name = "kiosk-foyer"
time_zone = "Europe/Berlin"
server = "192.168.1.5"

[network]
address = "192.168.1.20/24"
gateway = "192.168.1.1"
dns = ["192.168.1.1"]
"""


def test_everything_that_a_file_can_say(system: System) -> None:
    network = {"address": "192.168.1.20/24", "gateway": "192.168.1.1", "dns": ["192.168.1.1"], "method": "static"}
    assert read(WHOLE, system.machine) == Wishes("kiosk", "kiosk-foyer", "Europe/Berlin", "192.168.1.5", network)


def test_a_role_alone_is_enough(system: System) -> None:
    assert read('role = "server"', system.machine) == Wishes("server")


def test_an_installation_is_asked_for_twice(system: System) -> None:
    wishes = read('role = "server"\ninstall_to = "/dev/nvme0n1"\nerase = true', system.machine)
    assert wishes == Wishes("server", install_to="/dev/nvme0n1")


def test_a_section_without_an_address_means_dhcp(system: System) -> None:
    assert read('role = "server"\n[network]\nntp = ["zeit.local"]', system.machine).network["method"] == "dhcp"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: role is missing"),
        ('name = "a"\nrole = "sever"', "line 2: role = 'sever': neither server nor kiosk"),
        ('role = "server"\nnam = "a"', "line 2: unknown key 'nam'; did you mean 'name'?"),
        ('role = "server"\n\n"time_zone" = "Mars/Base"', "line 3: time_zone = 'Mars/Base': this time zone"),
        ('role = "server"\n[network]\n\naddress = "10.0.0.300/8"', "line 4: address"),
        ('role = "server"\n[network]\naddres = "10.0.0.3/8"', "line 3: unknown key 'addres'; did you mean 'address'?"),
        ('role = "server"\n[network]\ngateway = "10.0.0.1"', "line 2: address and gateway go with method static"),
        ('role = "server"\nnetwork = 7', "line 2: network is a section"),
        ('role = "server"\nname = ', "(at line 2, column 8)"),
        ('role = "server"\nrole = "kiosk"', "(at line 2"),
        ('role = "server"\ninstall_to = "largest"', "line 2: install_to and erase = true go together"),
        ('role = "server"\n\nerase = true', "line 3: install_to and erase = true go together"),
        ('role = "server"\ninstall_to = "largest"\nerase = false', "line 3: erase = False: only true"),
        (
            'role = "server"\ninstall_to = "biggest"\nerase = true',
            "line 2: install_to = 'biggest': neither largest nor",
        ),
        ('role = "server"\ninstall_to = "/dev/../sda"\nerase = true', "line 2: install_to"),
        ('role = "server"\ninstall_to = 1\nerase = true', "line 2: install_to"),
    ],
)
def test_a_mistake_is_told_with_its_line(system: System, text: str, told: str) -> None:
    with pytest.raises(BadFile, match=re.escape(told)):
        read(text, system.machine)


def test_the_documented_example_is_right(system: System) -> None:
    documented = provisioning_file.__doc__ or ""
    example = "\n".join(line[4:] for line in documented.splitlines() if line.startswith("    "))
    assert read(example, system.machine).server == "192.168.1.5"
