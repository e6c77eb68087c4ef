"""Boot counting (systemd.io/AUTOMATIC_BOOT_ASSESSMENT): whether starting again can lead anywhere.

The loader tells which file it started: `\\EFI\\Linux\\vorzimmer_2+2-1.efi` has two tries left and had one.
"""

import re
from pathlib import Path

COUNTED_PATH = "sys/firmware/efi/efivars/LoaderBootCountPath-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
ATTRIBUTE_BYTES = 4
BOOT_PARTITIONS = ("efi", "boot")
"""Where it is mounted when somebody looks (systemd-gpt-auto-generator(8))."""
COUNTER = re.compile(r"\+(\d+)(?:-\d+)?\.efi$")


def is_worth_a_reboot(base: Path = Path("/")) -> bool:
    """This boot is being counted, and another try is left, of this version or of one that is not known to be bad.

    False on a version that was found good before, and where nothing else could be started: there a machine that shows
    what is wrong is better than one that starts for ever.
    """
    left = tries_left(base)
    if left is None:
        return False
    others = (path.name for mounted in BOOT_PARTITIONS for path in (base / mounted / "EFI/Linux").glob("*.efi"))
    return left > 0 or any(tries != 0 for tries in map(_tries, others))


def tries_left(base: Path) -> int | None:
    """Of the running version; None where boots are not counted."""
    try:
        content = (base / COUNTED_PATH).read_bytes()[ATTRIBUTE_BYTES:]
    except OSError:
        return None
    return _tries(content.decode("utf-16-le").rstrip("\0"))


def _tries(name: str) -> int | None:
    found = COUNTER.search(name)
    return int(found[1]) if found else None
