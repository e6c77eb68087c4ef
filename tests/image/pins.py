"""What a lock file pins for this kind of machine."""

import re
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PIN = re.compile(r"^[a-z0-9][^\\\n]*==[^\\\n]+", re.MULTILINE)


def pinned_versions(lock: Path) -> dict[str, str]:
    wanted = [Requirement(line) for line in PIN.findall(lock.read_text())]
    kept = [item for item in wanted if not item.marker or item.marker.evaluate()]
    return {canonicalize_name(item.name): str(item.specifier).lstrip("=") for item in kept}
