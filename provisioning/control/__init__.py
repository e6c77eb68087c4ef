"""The control port of a device: one HTTPS port (TLS 1.3, HTTP/1.1, JSON) that its office server dials.

ADOPTION.md, "The control port", says every call, field and error.
"""

from provisioning.control.client import AdoptedDevice, ControlClient, ProvenDevice, adopt, read_state
from provisioning.control.server import ControlServer, Description, Handlers

__all__ = [
    "AdoptedDevice",
    "ControlClient",
    "ControlServer",
    "Description",
    "Handlers",
    "ProvenDevice",
    "adopt",
    "read_state",
]
