"""Adoption by a file on a USB stick: where neither mDNS nor a connection from the server reaches this device."""

from appliance.privileged.client import Privileged, PrivilegedError
from provisioning.enrolment import FILE_NAME, AdoptionFile
from provisioning.errors import ProvisioningError

STEM, SUFFIX = FILE_NAME.rsplit(".", 1)


def listed(privileged: Privileged) -> tuple[str, ...]:
    """Names of the adoption files on the sticks that are plugged in; one stick may carry several devices' files."""
    try:
        names = privileged.call("usb_files")
    except PrivilegedError:
        return ()
    return tuple(name for name in sorted(names) if name.startswith(STEM) and name.endswith(f".{SUFFIX}"))


def read(privileged: Privileged, name: str) -> AdoptionFile:
    """Errors: PrivilegedError; `malformed`, `other_protocol`."""
    if name not in listed(privileged):
        raise ProvisioningError("malformed", what="name")
    return AdoptionFile.parse(str(privileged.call("read_usb_file", name=name)["data"]))
