"""Imports run one way. The table below is the architecture; a module outside every room of it fails too."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.environment import CHECKOUT

PACKAGES = ("appliance", "provisioning", "kiosk_ui")

# Room -> what it may import of ours. A name stands for itself and everything below it.
MAY_IMPORT: dict[str, set[str]] = {
    "domain": set(),
    "config": {"domain"},
    "environment": set(),
    "documents": {"domain"},
    "estimate": {"domain"},
    "ports": {"domain"},
    "store": {"domain"},
    "adapters": {"ports", "domain", "config"},
    "operations": {"domain", "estimate", "store", "ports"},
    "musterstadt": {"domain", "operations"},  # the demo town, as data
    "demo_website": set(),  # its own website, on another origin
    "simulation": {"domain", "estimate", "store", "ports", "adapters", "operations", "config"}
    | {"live.topics"},  # what every page has to hear
    "privileged": {"provisioning"},  # the root side, and the client that asks it
    "relay": {"config", "provisioning"},  # coturn: its configuration, and how it is started
    "boot": {"config", "provisioning", "privileged", "kiosk_ui", "relay"},  # from power-on to a role
    "device": {"domain", "ports", "config", "provisioning", "privileged.client", "privileged.installation"}
    | {"kiosk_ui"},
    "session": {"config", "systemd_notify"},  # the kiosk's screen: compositor and browser
    "fleet": {"domain", "store", "operations", "ports", "config", "provisioning", "privileged.client"},
    "backup": {"domain", "store", "ports", "config", "provisioning", "privileged.client"},
    "certificates": {"domain", "ports", "provisioning", "privileged.client"},  # of the public name, for citizens
    "messages": {"domain", "store", "operations", "ports", "adapters", "config", "kiosk_ui"},  # what citizens are sent
    "set_up_file": {"domain", "store", "operations"},  # the whole set-up of a town as one file
    "setup": {"domain", "store", "adapters", "operations", "ports", "config", "provisioning", "backup"}
    | {"privileged.client", "privileged.installation", "musterstadt"},  # the first run of an office server
    "web": {"domain", "estimate", "store", "ports", "adapters", "operations", "config", "provisioning"}
    | {"fleet", "backup", "certificates", "messages", "set_up_file", "setup", "documents", "relay"}
    | {"privileged.client", "privileged.installation"},
    "systemd_notify": set(),
    "live": {"domain", "ports", "config", "systemd_notify", "adapters.clock"}
    | {"store.journal", "store.admission", "store.shown_windows", "store.database", "store.forms", "store.server_key"},
    "media": {"config"},  # knows nothing of tickets
    "agent": {"provisioning", "ports", "domain", "documents", "config"},
    "provisioning": set(),
    "kiosk_ui": set(),
}

# Where everything comes together.
TOP_LEVEL = {"__main__", "cli", "supervisor", "demo"}

# Rooms that may use only these packages of others (beside the standard library).
ONLY_PACKAGES: dict[str, set[str]] = {
    "domain": set(),
    "config": set(),
    "environment": set(),
    "systemd_notify": set(),
    "ports": set(),
    "estimate": {"numpy"},
    "documents": {"numpy", "cv2", "pypdf", "reportlab", "uharfbuzz"},
    "privileged": set(),
    "relay": set(),
    "boot": {"cryptography"},
    "device": {"segno"},
    "session": set(),
    "backup": {"pyrage", "smbclient", "smbprotocol"},
    "provisioning": {"cryptography", "ifaddr", "zeroconf", "spake2"},
    "kiosk_ui": set(),
}

# Packages of others that one room alone may know.
BELONGS_TO = {
    **dict.fromkeys(("flask", "apiflask", "werkzeug", "flask_babel"), "web"),
    **dict.fromkeys(("peewee", "playhouse", "psycopg"), "store"),
    **dict.fromkeys(("pyrage", "smbclient"), "backup"),
    **dict.fromkeys(("acme", "josepy", "requests"), "certificates"),
    **dict.fromkeys(("icalendar", "smpplib", "holidays"), "adapters"),
    "ruamel": "set_up_file",
    "markdown_it": "web",
    "pycrdt": "live",
    **dict.fromkeys(("pypdf", "reportlab", "uharfbuzz"), "documents"),
}


def source_files() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (CHECKOUT / package).rglob("*.py"))


@pytest.mark.parametrize("path", source_files(), ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_imports_run_one_way(path: Path) -> None:
    module = module_name(path.relative_to(CHECKOUT))
    assert violations(module, path.read_text(), is_package=path.name == "__init__.py") == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("appliance.domain.ticket", "import appliance.store.tickets"),
        ("appliance.domain.ticket", "from ..store import tickets"),
        ("appliance.domain.ticket", "import numpy"),
        ("appliance.operations.tickets", "from appliance.web import app"),
        ("appliance.operations.tickets", "from flask import request"),
        ("appliance.web.clerk", "from peewee import Model"),
        ("appliance.web.clerk", "def handler():\n    import playhouse.migrate"),
        ("appliance.live.hub", "from appliance.store import tickets"),
        ("appliance.live.hub", "import appliance.operations"),
        ("appliance.agent.main", "from appliance import web"),
        ("appliance.media.router", "from appliance.domain.ticket import Ticket"),
        ("appliance.cli", "import flask"),
        ("provisioning.ca", "import appliance.config"),
        ("provisioning.ca", "import requests"),
        ("appliance.helpers.strings", "import os"),
    ],
)
def test_a_wrong_import_is_reported(module: str, line: str) -> None:
    assert violations(module, line)


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("appliance.web.clerk", "from appliance.operations.tickets import take_ticket"),
        ("appliance.web.clerk", "from flask import request"),
        ("appliance.live.hub", "from appliance.store import journal"),
        ("appliance.live.hub", "from appliance.store.journal import rows_after"),
        ("appliance.domain.ticket", "from . import errors"),
        ("appliance.domain.ticket", "from dataclasses import dataclass"),
        ("appliance.agent.main", "import provisioning.identity, av"),
        ("appliance.operations.tickets", "from appliance import __version__"),
        ("appliance.cli", "from appliance import web, store"),
        ("provisioning.ca", "from cryptography import x509\nfrom provisioning import identity"),
    ],
)
def test_a_right_import_is_not_reported(module: str, line: str) -> None:
    assert violations(module, line) == []


def violations(module: str, source: str, *, is_package: bool = False) -> list[str]:
    """What this module imports against the table, in words."""
    room = room_of(module)
    if room is None:
        return []
    if room not in MAY_IMPORT and room not in TOP_LEVEL:
        return [f"{module} lies in no room of the table"]
    return [reason for name in imported_names(module, source, is_package) if (reason := objection(room, name))]


def objection(room: str, name: str) -> str | None:
    """Why this room may not import this name; None if it may."""
    package = name.partition(".")[0]
    if package in PACKAGES:
        return None if allows(room, name) else f"{room} may not import {name}"
    if package in sys.stdlib_module_names:
        return None
    if BELONGS_TO.get(package, room) != room:
        return f"{package} belongs to {BELONGS_TO[package]}, not to {room}"
    if package not in ONLY_PACKAGES.get(room, {package}):
        return f"{room} may not use {package}"
    return None


def allows(room: str, name: str) -> bool:
    target = room_of(name)
    if target is None or target == room or room in TOP_LEVEL:
        return True
    within = name.removeprefix("appliance.")
    return any(within == allowed or within.startswith(f"{allowed}.") for allowed in MAY_IMPORT[room])


def room_of(name: str) -> str | None:
    """`appliance.web.clerk` is in `web`, `provisioning.ca` in `provisioning`; the bare package is in none."""
    package, *inner = name.split(".")
    if package != "appliance":
        return package
    return inner[0] if inner and inner[0] != "__version__" else None


def imported_names(module: str, source: str, is_package: bool) -> Iterator[str]:
    """Full names of everything imported, also inside functions; relative imports are resolved."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = ".".join(filter(None, [package_above(module, node.level, is_package), node.module]))
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def package_above(module: str, level: int, is_package: bool) -> str:
    """The package that a relative import with `level` dots starts from; empty for an absolute import."""
    if level == 0:
        return ""
    parts = module.split(".")
    return ".".join(parts[: len(parts) - level + is_package])


def module_name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")
