"""The versions derived from a built root are whole office servers, for all that they leave out."""

import subprocess
import sys

from appliance.environment import CHECKOUT
from tests.image.derived import OF_A_KIOSK

IMPORT = """
import importlib, pkgutil, sys

for name in sys.argv[1:]:
    sys.modules[name] = None  # importing it fails, as if it were not there
for room in ("web", "live", "privileged", "boot", "backup", "certificates", "relay", "cli"):
    package = importlib.import_module(f"appliance.{room}")
    for module in pkgutil.walk_packages(getattr(package, "__path__", ()), f"appliance.{room}."):
        importlib.import_module(module.name)
"""


def test_an_office_server_starts_without_what_only_a_kiosk_imports() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORT, *OF_A_KIOSK], cwd=CHECKOUT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
