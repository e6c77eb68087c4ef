"""Form, types of Python and types of the browser's modules are ordinary tests."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.environment import CHECKOUT

TOOLS = Path(sys.executable).parent  # ruff, mypy, node and npm come from the test lock
NODE_DIRECTORY = CHECKOUT / "tests" / "node"
TYPESCRIPT = NODE_DIRECTORY / "node_modules" / "typescript"
NPM_CI = ("ci", "--ignore-scripts", "--no-audit", "--no-fund")


def expect_clean(*command: str | Path) -> None:
    """Fails with the tool's own words."""
    finished = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if finished.returncode != 0:
        pytest.fail(f"{finished.stdout}\n{finished.stderr}".strip(), pytrace=False)


def test_ruff_finds_nothing() -> None:
    expect_clean(TOOLS / "ruff", "check", "--quiet", ".")


def test_every_python_file_is_formatted() -> None:
    expect_clean(TOOLS / "ruff", "format", "--check", "--quiet", "--diff", ".")


def test_python_types_hold() -> None:
    expect_clean(TOOLS / "mypy", "--no-error-summary")


def test_types_of_browser_modules_hold(typescript_compiler: Path) -> None:
    expect_clean(TOOLS / "node", typescript_compiler, "--project", CHECKOUT / "kiosk_ui" / "static" / "jsconfig.json")


@pytest.fixture(scope="session")
def typescript_compiler() -> Path:
    """tsc in the version of tests/node/package-lock.json, fetched by npm the first time."""
    if installed_typescript() != locked_typescript():
        npm_ci()
    return TYPESCRIPT / "bin" / "tsc"


def npm_ci() -> None:
    command = [TOOLS / "npm", *NPM_CI]
    finished = subprocess.run(command, cwd=NODE_DIRECTORY, capture_output=True, text=True, check=False)
    if finished.returncode != 0:
        pytest.skip(f"npm could not fetch TypeScript: {finished.stderr.strip()[-300:]}")


def installed_typescript() -> str | None:
    package = TYPESCRIPT / "package.json"
    return json.loads(package.read_text())["version"] if package.exists() else None


def locked_typescript() -> str:
    lock = json.loads((NODE_DIRECTORY / "package-lock.json").read_text())
    return lock["packages"]["node_modules/typescript"]["version"]
