"""`python3 -m tests [pytest's arguments]`: the environment, the browsers and tools of the machine, then pytest.

`--numprocesses=2` has one worker drive the browsers while the other does everything else.

`python3 -m tests image [pytest's arguments]`: everything on the built image, with what takes long (up to an hour, as
root), and image/REPORT.md about it.
"""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from appliance import environment
from tests import browsers

WHOLE_IMAGE = "image"
DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
EVERYWHERE = f"{os.environ.get('PATH', '')}:/usr/sbin"

# Debian package -> is what we want of it there already?
TOOLS: dict[str, Callable[[], object]] = {
    "tesseract-ocr": lambda: shutil.which("tesseract"),  # reads the documents that the tests print
    "samba": lambda: shutil.which("smbd", path=EVERYWHERE),  # a share for backups
    "caddy": lambda: shutil.which("caddy"),  # an ACME server
    "coturn": lambda: shutil.which("turnserver"),
    "iproute2": lambda: shutil.which("ip", path=EVERYWHERE),  # networks of the tests' own
    "nftables": lambda: shutil.which("nft", path=EVERYWHERE),  # with routers that translate addresses
    "nginx-light": lambda: shutil.which("nginx", path=EVERYWHERE),
    "espeak-ng": lambda: shutil.which("espeak-ng"),  # says calls aloud
    "fonts-dejavu-core": DEJAVU.exists,  # writes them, and the text of pages without a web font
}
# Debian package -> services that it would start with the machine. The tests start what they want themselves.
SERVICES = {"caddy": ["caddy"], "coturn": ["coturn"], "nginx-light": ["nginx"], "samba": ["smbd", "nmbd"]}
BROWSERS: dict[str, Callable[[], object]] = {
    "chromium": browsers.chromium_path,
    "firefox-esr": browsers.firefox_path,
}


def main() -> None:
    directory = environment.ensure([environment.TEST_LOCK])
    if not environment.inside(directory):
        environment.reexec(directory)
    get_machine_parts()
    os.chdir(environment.CHECKOUT)
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *pytest_arguments(sys.argv[1:])])


def pytest_arguments(given: list[str]) -> list[str]:
    """What takes minutes on the image runs only where somebody asks for it."""
    if given[:1] == [WHOLE_IMAGE]:
        return ["tests/image", "-m", "image", "-p", "tests.image.report", "--verbose", *given[1:]]
    return given if "-m" in given else ["-m", "not (image and slow)", *given]


def get_machine_parts() -> None:
    """What a wheel cannot carry. Whatever stays missing is named, and its tests skip saying so."""
    wanted = dict(TOOLS) if browsers_are_snaps() else {**TOOLS, **BROWSERS}
    missing = [package for package, present in wanted.items() if not present()]
    if missing and not environment.install_debian_packages(missing):
        environment.say(f"Some tests will be skipped. To run them all:\n    {environment.apt_line(missing)}")
    stop_services([package for package in missing if wanted[package]()])
    forget_lookups()
    if not browsers.chromium_path():
        download_chromium()


def stop_services(installed: list[str]) -> None:
    """Of packages that were not there before."""
    services = [service for package in installed for service in SERVICES.get(package, [])]
    if services and shutil.which("systemctl"):
        subprocess.run(["systemctl", "disable", "--now", *services], capture_output=True, check=False)


def browsers_are_snaps() -> bool:
    """Ubuntu's browser packages only fetch snaps, which start neither in a container nor under a driver."""
    try:
        return platform.freedesktop_os_release().get("ID") == "ubuntu"
    except OSError:
        return False


def download_chromium() -> None:
    """Playwright's own build, with the libraries it needs where root may install them."""
    environment.say("Downloading Chromium for the browser tests ...")
    libraries = ["--with-deps"] if os.geteuid() == 0 else []
    subprocess.run(
        [sys.executable, "-m", "playwright", "install", *libraries, "chromium"], stdout=sys.stderr, check=False
    )
    forget_lookups()
    if not browsers.chromium_path():
        environment.say(
            "No Chromium that starts: the browser tests will be skipped. To run them:\n"
            f"    sudo {sys.executable} -m playwright install-deps chromium"
        )


def forget_lookups() -> None:
    browsers.chromium_path.cache_clear()
    browsers.firefox_path.cache_clear()


if __name__ == "__main__":
    main()
