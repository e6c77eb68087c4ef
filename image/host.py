"""What the machine that builds or boots must have, and where it gets Debian packages from."""

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance import environment

from .paths import DEBIAN_RELEASE
from .progress import BuildError

DEBIAN_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
DEFAULT_ARCHIVE = "http://deb.debian.org/debian"
DEFAULT_SECURITY = "http://deb.debian.org/debian-security"

# A command or file that must exist -> the Debian package that has it.
FOR_BUILDING = {"mmdebstrap": "mmdebstrap", str(DEBIAN_KEYRING): "debian-archive-keyring", "openssl": "openssl"}
FOR_QEMU = {"qemu-system-x86_64": "qemu-system-x86", "/usr/share/OVMF/OVMF_CODE_4M.fd": "ovmf", "mcopy": "mtools"}
FOR_CONTAINERS = {"systemd-nspawn": "systemd-container", "ip": "iproute2"}


def require_root(purpose: str) -> None:
    if os.geteuid() != 0:
        raise BuildError(f"{purpose} needs root (mounts and file owners). Please run the same command with sudo.")


def missing(needs: dict[str, str]) -> list[str]:
    """The packages of what is not there."""
    return [package for thing, package in needs.items() if not (shutil.which(thing) or Path(thing).exists())]


def require(needs: dict[str, str]) -> None:
    """Installs what is missing where this is root on Debian or Ubuntu; else ends with the line that would."""
    packages = missing(needs)
    if packages and not environment.install_debian_packages(packages):
        raise BuildError(f"Something is missing on this machine. Please run:\n    {environment.apt_line(packages)}")


@dataclass(frozen=True)
class Sources:
    """The archives that the image's packages come from."""

    archive: str
    security: str

    def deb822(self, components: str) -> str:
        """A `.sources` file for the image's release."""
        return "\n".join(
            f"Types: deb\nURIs: {uri}\nSuites: {suites}\nComponents: {components}\nSigned-By: {DEBIAN_KEYRING}\n"
            for uri, suites in (
                (self.archive, f"{DEBIAN_RELEASE} {DEBIAN_RELEASE}-updates"),
                (self.security, f"{DEBIAN_RELEASE}-security"),
            )
        )


def sources() -> Sources:
    """Follows the host's own sources: a machine behind a mirror builds from that mirror. Not Debian: Debian's own."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    if release.get("ID") != "debian":
        return Sources(DEFAULT_ARCHIVE, DEFAULT_SECURITY)
    codename = release.get("VERSION_CODENAME", "")
    return sources_from(configured_suites(), codename)


def sources_from(suites: Iterable[tuple[str, str]], codename: str) -> Sources:
    """Picks from (URI, suite) pairs: the archive is where the host's own suite comes from."""
    uris: dict[str, str] = {}
    for uri, suite in suites:
        uris.setdefault(suite, uri)
    return Sources(uris.get(codename, DEFAULT_ARCHIVE), uris.get(f"{codename}-security", DEFAULT_SECURITY))


def configured_suites(directory: Path = Path("/etc/apt")) -> Iterator[tuple[str, str]]:
    """(URI, suite) of every enabled binary source, in both formats that apt reads."""
    for path in sorted([directory / "sources.list", *directory.glob("sources.list.d/*")]):
        if path.suffix == ".sources":
            yield from deb822_suites(path.read_text())
        elif path.suffix == ".list" and path.is_file():
            yield from one_line_suites(path.read_text())


def deb822_suites(text: str) -> Iterator[tuple[str, str]]:
    for paragraph in re.split(r"\n\s*\n", text):
        lines = [line for line in paragraph.splitlines() if not line.startswith("#")]
        fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if "deb" not in fields.get("types", "").split() or fields.get("enabled", "yes").lower() == "no":
            continue
        yield from (
            (uri, suite) for uri in fields.get("uris", "").split() for suite in fields.get("suites", "").split()
        )


def one_line_suites(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if match := re.match(r"\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)", line):
            yield match[1].rstrip("/"), match[2]


def proxy_configuration() -> str:
    """The host's proxy and certificate settings for apt, as a configuration file: the tools tree needs them too."""
    dump = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=False).stdout
    wanted = re.compile(r"Acquire::(http|https)::(Proxy|Proxy-Auto-Detect|CAInfo|Verify-Peer)\b", re.IGNORECASE)
    return "".join(f"{line}\n" for line in dump.splitlines() if wanted.match(line))
