"""Where things are: in the checkout, on this machine, and in the image."""

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
MKOSI_CONFIGURATION = CHECKOUT / "image" / "mkosi"
RUNTIME_LOCK = CHECKOUT / "requirements.lock"

DEBIAN_RELEASE = "trixie"
PYTHON_VERSION = "3.13"  # trixie's
PYTHON_TREE = Path("/usr/lib/vorzimmer")  # the product's virtual environment, in the image
RELEASE_DIRECTORY = Path(
    "/usr/lib/vorzimmer-release"
)  # in the image: release.json and the key that updates are signed with


def default_cache() -> Path:
    """Tools, downloaded packages and wheels: everything that a second build need not fetch again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vorzimmer-image"


def default_output() -> Path:
    return CHECKOUT / "build" / "image"


def default_signing_key() -> Path:
    """Outside the repository and outside the cache: whoever has this file can make updates."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "vorzimmer" / "release-key.pem"
