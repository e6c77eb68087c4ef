#!/usr/bin/env python3
"""The last touches: /var as a recipe, since the data partition comes empty and lies over it; nothing that varies."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(os.environ["BUILDROOT"])
FACTORY = Path("usr/share/factory")
RECIPE = ROOT / "usr/lib/tmpfiles.d/vorzimmer-var.conf"

# Records of the package manager, caches and logs: of no use where nothing is installed later.
DROPPED_FROM_VAR = (
    "lib/dpkg",
    "lib/apt",
    "lib/systemd",
    "lib/initramfs-tools",
    "cache",
    "log",
    "backups",
    "tmp",
    "local",
    "opt",
)
DROPPED = (
    "etc/.pwd.lock",
    "etc/mtab.new",
    "etc/passwd-",
    "etc/group-",
    "etc/shadow-",
    "etc/gshadow-",
    "etc/subuid-",
    "etc/subgid-",
)
CHROMIUM_LANGUAGES = {"de", "en-US", "en-GB"}  # of its own interface, which nobody sees


def main() -> None:
    for name in DROPPED:
        (ROOT / name).unlink(missing_ok=True)
    for path in (ROOT / "usr/lib/chromium/locales").glob("*.pak"):
        if path.stem.partition("_")[0] not in CHROMIUM_LANGUAGES:
            path.unlink()
    machine_id = ROOT / "etc/machine-id"
    machine_id.unlink(missing_ok=True)
    machine_id.touch()  # the real one is laid over it at each boot
    empty_directories = [ROOT / "var" / name for name in ("cache", "log", "backups", "tmp")]
    kept = [line for directory in empty_directories for line in directories(directory)]
    for name in DROPPED_FROM_VAR:
        shutil.rmtree(ROOT / "var" / name, ignore_errors=True)
    lines = kept + list(contents(ROOT / "var"))
    RECIPE.write_text(
        "# Made by the build from what the packages put into /var.\n" + "".join(f"{line}\n" for line in lines)
    )
    for path in (ROOT / "var").iterdir():
        remove(path)


def directories(top: Path) -> Iterator[str]:
    """Recipe lines for a tree whose files do not matter."""
    if top.is_dir() and not top.is_symlink():
        yield line("d", top)
        for path in sorted(top.iterdir()):
            yield from directories(path)


def contents(top: Path) -> Iterator[str]:
    """Recipe lines for everything below `top`; files are kept as originals to copy from."""
    for path in sorted(top.iterdir()):
        if path.is_symlink():
            yield f"L /{path.relative_to(ROOT)} - - - - {os.readlink(path)}"
        elif path.is_dir():
            yield line("d", path)
            yield from contents(path)
        elif path.is_file():
            original = ROOT / FACTORY / path.relative_to(ROOT)
            original.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, original)
            yield f"{line('C', path)} /{original.relative_to(ROOT)}"


def line(kind: str, path: Path) -> str:
    state = path.lstat()
    name = str(path.relative_to(ROOT)).replace(" ", "\\x20")
    return f"{kind} /{name} {stat.S_IMODE(state.st_mode):04o} {user_name(state.st_uid)} {group_name(state.st_gid)} -"


def user_name(number: int) -> str:
    return names("etc/passwd").get(number, str(number))


def group_name(number: int) -> str:
    return names("etc/group").get(number, str(number))


def names(file: str) -> dict[int, str]:
    """Number -> name, in the image's own files: the build machine has others."""
    entries = (entry.split(":") for entry in (ROOT / file).read_text().splitlines())
    return {int(fields[2]): fields[0] for fields in entries}


def remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


main()
