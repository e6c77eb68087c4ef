"""`python3 -m image compare`: what differs between two releases. Two builds of one commit should not differ at all."""

import contextlib
import hashlib
import stat
import struct
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from . import host
from .progress import BuildError
from .release import sha256

PE_OFFSET = 0x3C  # where a DOS header says where the PE header is
PE_HEADER = struct.Struct("<4sHH12xHH")  # signature, machine, number of sections, size of the optional header, flags
SECTION = struct.Struct("<8sIIII16x")  # name, virtual size and address, size and offset in the file


def differences(first: Path, second: Path) -> list[str]:
    """A line for every file of the root and every section of the kernel image that is not the same in both."""
    host.require_root("Looking into two releases")
    return sorted([*root_differences(first, second), *kernel_differences(first, second)])


def root_differences(first: Path, second: Path) -> Iterator[str]:
    images = [artefact(release, "root.raw") for release in (first, second)]
    if len({sha256(image) for image in images}) == 1:
        return
    listings = []
    for image in images:
        with mounted(image) as root:
            listings.append(listing(root))
    different = list(unequal(*listings))
    yield from (f"root: {name}" for name in different)
    if not different:
        yield "root: the file system itself, with the same files in it"


def kernel_differences(first: Path, second: Path) -> Iterator[str]:
    sections = [pe_sections(artefact(release, "efi").read_bytes()) for release in (first, second)]
    return (f"kernel image: {name}" for name in unequal(*sections))


def unequal(first: Mapping[str, str], second: Mapping[str, str]) -> Iterator[str]:
    return (name for name in sorted({*first, *second}) if first.get(name) != second.get(name))


def artefact(release: Path, ending: str) -> Path:
    found = list(release.glob(f"vorzimmer_*.{ending}"))
    if len(found) != 1:
        raise BuildError(f"{release} is no release: it has {len(found)} files that end in .{ending}.")
    return found[0]


@contextlib.contextmanager
def mounted(image: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="vorzimmer-root-") as directory:
        subprocess.run(["mount", "-t", "erofs", "-o", "ro,loop", image, directory], check=True)
        try:
            yield Path(directory)
        finally:
            subprocess.run(["umount", directory], check=True)


def listing(root: Path) -> dict[str, str]:
    """Path -> everything about it that two builds may differ in."""
    return {str(path.relative_to(root)): described(path) for path in root.rglob("*")}


def described(path: Path) -> str:
    state = path.lstat()
    facts = f"{state.st_mode:o} {state.st_uid}:{state.st_gid} {state.st_mtime_ns}"
    if stat.S_ISLNK(state.st_mode):
        return f"{facts} {path.readlink()}"
    return f"{facts} {sha256(path)}" if stat.S_ISREG(state.st_mode) else facts


def pe_sections(image: bytes) -> dict[str, str]:
    """Section -> hash of its content, and `header` for everything before the first section."""
    (start,) = struct.unpack_from("<I", image, PE_OFFSET)
    _signature, _machine, count, optional, _flags = PE_HEADER.unpack_from(image, start)
    table = start + PE_HEADER.size + optional
    found = {"header": hashlib.sha256(image[:table]).hexdigest()}
    for index in range(count):
        name, _, _, size, offset = SECTION.unpack_from(image, table + index * SECTION.size)
        found[name.rstrip(b"\0").decode()] = hashlib.sha256(image[offset : offset + size]).hexdigest()
    return found
