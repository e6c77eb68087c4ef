"""Further versions of a built image in half a minute: its root with files changed, packed, hashed and signed anew.

They are office servers: what only a kiosk needs is left out.

Everything that an update does not look at stays as the build made it: the kernel, and the initrd unless it is to be
broken. Partition hashes, the kernel's command line, the version that the system tells of itself, the manifest and its
signature are those of the new version.
"""

import json
import shutil
import struct
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from image import release as releases
from image.paths import RELEASE_DIRECTORY
from image.tools_tree import ToolsTree
from provisioning.releases import MANIFEST

SITE_PACKAGES = "usr/lib/vorzimmer/lib/python3.13/site-packages"

SERVICE = "usr/lib/systemd/system/vorzimmer-web.service.d/broken.conf"
MIGRATION = f"{SITE_PACKAGES}/appliance/store/migrations/0999_broken.py"
BROKEN_SERVICE = "[Service]\nExecStart=\nExecStart=/usr/bin/false\n"
BROKEN_MIGRATION = '''"""A migration that fails."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE device ADD COLUMN written_by_the_broken_version TEXT")
    raise RuntimeError("this migration is broken")
'''
HEALTH = "appliance/boot/health.py"
PATIENCE, LESS_PATIENCE = "PATIENCE_SECONDS = 180.0", "PATIENCE_SECONDS = 45.0"

# Python packages that only a kiosk imports.
OF_A_KIOSK = ("cv2", "av", "zxingcpp")

# What no office server needs: without it, writing and checking a version takes half the time.
LEAN = (
    *("usr/lib/chromium", "usr/lib/firmware", "usr/share/fonts", "usr/share/icons", "usr/lib/x86_64-linux-gnu/dri"),
    *(f"usr/lib/x86_64-linux-gnu/{library}*" for library in ("libLLVM", "libgallium", "libz3", "libgtk")),
    *(f"{SITE_PACKAGES}/{package}*" for package in (*OF_A_KIOSK, "opencv")),
    *(f"usr/lib/modules/*/kernel/{drivers}" for drivers in ("sound", "drivers/gpu", "drivers/media")),
    *(f"usr/lib/modules/*/kernel/drivers/{drivers}" for drivers in ("net/wireless", "net/ethernet", "staging", "iio")),
)

# In the tools tree. $1 the built root, $2 version before, $3 version; /work has `changes` and gets the partitions.
PACK = f"""
set -eu
mkdir -p /run/base /run/root /run/over
mount -t erofs -o ro,loop "/release/$1" /run/base
mount -t tmpfs tmpfs /run/over
mkdir /run/over/upper /run/over/work
mount -t overlay -o lowerdir=/run/base,upperdir=/run/over/upper,workdir=/run/over/work overlay /run/root
(cd /run/root && rm -rf {" ".join(LEAN)})
cp -a --no-preserve=ownership /work/changes/. /run/root/
# The image's bytecode is not compared with its source.
(cd /work/changes && find . -name "*.py") |
    sed -E "s|(.*)/(.*)[.]py|/run/root/\\1/__pycache__/\\2.cpython-313.pyc|" | xargs -r rm -f
sed -i "s/^IMAGE_VERSION=.*/IMAGE_VERSION=\\"$3\\"/" /run/root/usr/lib/os-release
sed -i "s/\\"version\\": \\"$2\\"/\\"version\\": \\"$3\\"/" /run/root{RELEASE_DIRECTORY}/release.json
rm -f /work/root.raw /work/verity.raw
mkfs.erofs --quiet -zlz4 -C65536 -T1700000000 /work/root.raw /run/root
veritysetup format /work/root.raw /work/verity.raw --root-hash-file=/work/roothash > /work/verity.log
"""


@dataclass(frozen=True)
class Section:
    """Of a unified kernel, which is a PE file."""

    name: str
    offset: int
    size: int


def derive(
    built: Path,
    target: Path,
    version: str,
    tools: ToolsTree,
    signing_key: Path,
    changes: Mapping[str, str] | None = None,
    *,
    broken_initrd: bool = False,
) -> Path:
    """A signed release directory. `changes`: paths below the root, and what is written there."""
    facts = json.loads((built / MANIFEST).read_text())
    before = facts["version"]
    work = target.with_name(f"{target.name}.work")
    shutil.rmtree(work, ignore_errors=True)
    for path, content in {"usr/lib/vorzimmer-derived": version, **(changes or {})}.items():
        file = work / "changes" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    name = f"vorzimmer_{before}.root.raw"
    binds = {built: "/release", work: "/work"}
    tools.run(["sh", "-c", PACK, "pack", name, before, version], work / "log", f"Packing version {version}", binds)
    root_hash = (work / "roothash").read_text().strip()
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    prefix = target / f"vorzimmer_{version}"
    shutil.move(work / "root.raw", f"{prefix}.root.raw")
    shutil.move(work / "verity.raw", f"{prefix}.verity.raw")
    kernel = bytearray((built / f"vorzimmer_{before}.efi").read_bytes())
    rewrite_kernel(kernel, before, version, root_hash)
    if broken_initrd:
        break_initrd(kernel)
    Path(f"{prefix}.efi").write_bytes(kernel)
    identities = {
        f"{prefix.name}.root.raw": str(uuid.UUID(root_hash[:32])),
        f"{prefix.name}.verity.raw": str(uuid.UUID(root_hash[32:])),
    }
    files = [releases.described(path, identities.get(path.name)) for path in sorted(target.iterdir())]
    releases.write_json(target / MANIFEST, {**facts, "version": version, "files": files})
    releases.sign(target, signing_key)
    shutil.rmtree(work)
    return target


def impatient(checkout: Path) -> dict[str, str]:
    """A change for versions that are broken: their own check need not wait for minutes."""
    source = (checkout / HEALTH).read_text()
    assert PATIENCE in source
    return {f"{SITE_PACKAGES}/{HEALTH}": source.replace(PATIENCE, LESS_PATIENCE)}


def rewrite_kernel(kernel: bytearray, before: str, version: str, root_hash: str) -> None:
    """In place: versions and hashes have their length."""
    assert len(before) == len(version), "a derived version is as long as the one it comes from"
    for section in sections(kernel):
        if section.name in (".cmdline", ".osrel"):
            place = slice(section.offset, section.offset + section.size)
            text = kernel[place].decode()
            old = next((word for word in text.split() if word.startswith("roothash=")), "")
            changed = text.replace(old, f"roothash={root_hash}") if old else text
            kernel[place] = changed.replace(before, version).encode()


def break_initrd(kernel: bytearray) -> None:
    """The kernel finds nothing in it."""
    [initrd] = [section for section in sections(kernel) if section.name == ".initrd"]
    kernel[initrd.offset : initrd.offset + initrd.size] = bytes(initrd.size)


def sections(kernel: bytearray) -> Iterator[Section]:
    """Microsoft PE and COFF specification, section 4."""
    [header] = struct.unpack_from("<I", kernel, 0x3C)
    count, optional = struct.unpack_from("<H12xH", kernel, header + 6)
    for index in range(count):
        name, size, _, _, offset = struct.unpack_from("<8sIIII", kernel, header + 24 + optional + 40 * index)
        yield Section(name.rstrip(b"\0").decode(), offset, size)
