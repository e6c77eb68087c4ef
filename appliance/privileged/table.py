"""Every command: who may ask for it, what it may be given, what does it. What is not here cannot be asked for."""

from collections.abc import Mapping

from appliance.privileged import arguments as check
from appliance.privileged.command import Command
from appliance.privileged.commands import disks, host, log, network, office_server, power, update, usb

SERVER, KIOSK, ROOT = "server", "kiosk", "root"
BOTH = frozenset({SERVER, KIOSK, ROOT})
SERVER_ONLY = frozenset({SERVER, ROOT})
KIOSK_ONLY = frozenset({KIOSK, ROOT})

COMMANDS: Mapping[str, Command] = {
    # what this machine is
    "set_host": Command(host.set_host, BOTH, {"name": check.host_label, "time_zone": check.time_zone}),
    "set_role": Command(host.set_role, KIOSK_ONLY, {"role": check.role}),
    "set_office_server": Command(host.set_office_server, frozenset({ROOT}), {"address": check.host}),
    "set_time": Command(host.set_time, BOTH, {"at": check.moment}),
    "set_network": Command(
        network.set_network,
        BOTH,
        {"method": check.method},
        {
            "interface": check.interface,
            "address": check.address_in_network,
            "gateway": check.address,
            "dns": check.each(check.address),
            "ntp": check.each(check.host),
        },
    ),
    "apply_server": Command(
        office_server.apply_server,
        SERVER_ONLY,
        {
            "names": check.each(check.name),
            "addresses": check.each(check.address),
            "certificate_pem": check.pem,
            "key_pem": check.pem,
            "public_url": check.public_url,
        },
    ),
    "set_public_certificate": Command(
        office_server.set_public_certificate,
        SERVER_ONLY,
        {"public_url": check.public_url, "certificate_pem": check.pem_or_nothing, "key_pem": check.pem_or_nothing},
    ),
    # power
    "reboot": Command(power.reboot, BOTH, {"reason": check.reason}),
    "power_off": Command(power.power_off, BOTH),
    "factory_reset": Command(power.factory_reset, BOTH),
    # looking
    "journal": Command(log.journal, BOTH, {"lines": check.lines}, {"unit": check.unit}, alone=False),
    "list_disks": Command(disks.list_disks, BOTH, alone=False),
    # disks and sticks
    "install_to_disk": Command(disks.install_to_disk, BOTH, {"disk": check.disk, "confirm": check.text}),
    "usb_files": Command(usb.usb_files, BOTH),
    "read_usb_file": Command(usb.read_usb_file, BOTH, {"name": check.stick_file}),
    "write_usb_file": Command(usb.write_usb_file, SERVER_ONLY, {"name": check.stick_file, "data": check.text}),
    "usb_store": Command(usb.usb_store, SERVER_ONLY, {"file": check.backup_file, "path": check.absolute_path}),
    "usb_fetch": Command(usb.usb_fetch, SERVER_ONLY, {"file": check.stick_file, "path": check.absolute_path}),
    "usb_remove": Command(usb.usb_remove, SERVER_ONLY, {"file": check.backup_file}),
    # versions
    "update_install": Command(update.update_install, BOTH, {"directory": check.absolute_path}),
    "update_state": Command(update.update_state, BOTH, alone=False),
}
