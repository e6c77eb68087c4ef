"""Where the browsers of this machine are. A browser counts only if it starts."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

CHROMIUM_VARIABLE = "VORZIMMER_CHROMIUM"
FIREFOX_VARIABLE = "VORZIMMER_FIREFOX"
START_SECONDS = 30


@cache
def chromium_path() -> Path | None:
    named = [
        os.environ.get(CHROMIUM_VARIABLE),
        *map(shutil.which, ("chromium", "google-chrome", "google-chrome-stable")),
    ]
    return first_that_starts([*named, *downloaded("chromium-*/chrome-linux*/chrome")])


@cache
def firefox_path() -> Path | None:
    """Firefox as people have it (ESR). Playwright drives only its own build: `playwright_firefox_path`."""
    return first_that_starts([os.environ.get(FIREFOX_VARIABLE), *map(shutil.which, ("firefox-esr", "firefox"))])


@cache
def playwright_firefox_path() -> Path | None:
    return first_that_starts(downloaded("firefox-*/firefox/firefox"))


def chromium_launch_options() -> dict[str, Any]:
    """For Playwright's `chromium.launch(**...)`: the browser found above; root must do without its sandbox."""
    return {
        "executable_path": str(chromium_path()),
        "args": ["--no-sandbox"] if os.geteuid() == 0 else [],
    }


def first_that_starts(candidates: list[str | None]) -> Path | None:
    return next((Path(path) for path in candidates if path and starts(path)), None)


def starts(path: str) -> bool:
    """Ubuntu's `chromium` is a stub for a snap, and a download may lack libraries: only a start tells."""
    try:
        version = subprocess.run([path, "--version"], capture_output=True, timeout=START_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return version.returncode == 0


def downloaded(pattern: str) -> list[str | None]:
    """Playwright's own downloads, newest first."""
    cache_directory = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright"
    return [str(path) for path in sorted(Path(cache_directory).glob(pattern), reverse=True)]
