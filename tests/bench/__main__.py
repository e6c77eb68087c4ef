"""`python3 -m tests.bench NAME ...` or `all`: the figures that the project promises, each one JSON line.

`image`, `network` and `soak` are not in `all`: the first two need root and about half an hour, `image` a built image
too; `soak` plays five days in fifty minutes.

Works from a fresh clone: makes the environment first. Ends with 1 when a benchmark is missing or broke.
"""

import importlib
import os
import shutil
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from appliance import environment
from tests.__main__ import get_machine_parts

NAMES = ("calls", "fanout", "join", "document", "durability", "slots", "recover", "rooms", "waiting", "rule", "form")
"""What `all` is."""
APART = ("image", "network", "soak")
"""Only when they are asked for by name: for some of them need root, and all of them half an hour and more."""
NGINX, NCHAN = Path("/usr/sbin/nginx"), Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
RIVALS: dict[str, dict[str, Callable[[], object]]] = {
    "fanout": {"nginx-light": lambda: shutil.which("nginx") or NGINX.exists(), "libnginx-mod-nchan": NCHAN.exists},
    "durability": {"gcc": lambda: shutil.which("gcc"), "libc6-dev": Path("/usr/include/stdlib.h").exists},
}
"""What a benchmark needs of the machine: Debian package -> is it there?"""
KEEP = "--results"
"""Write the figures into RESULTS.md too."""
NEED_BROWSERS = {"join", "document", "recover", "network", "form"}


def main(arguments: Sequence[str]) -> int:
    directory = environment.ensure([environment.TEST_LOCK])
    if not environment.inside(directory):
        environment.reexec(directory)
    asked = [argument for argument in arguments if argument != KEEP]
    names = NAMES if "all" in asked else tuple(asked)
    if not names or not set(names) <= {*NAMES, *APART}:
        environment.say(f"usage: python3 -m tests.bench [{KEEP}] all | {' | '.join([*NAMES, *APART])}")
        return 2
    os.chdir(environment.CHECKOUT)
    if NEED_BROWSERS.intersection(names):
        get_machine_parts()
    get_rivals(names)
    went_well = [_run(name, keep=KEEP in arguments) for name in names]
    return 0 if all(went_well) else 1


def get_rivals(names: Sequence[str]) -> None:
    """Packages of those that a benchmark compares with; without them it reports our figures alone and says so."""
    missing = [package for name in names for package, present in RIVALS.get(name, {}).items() if not present()]
    if missing and not environment.install_debian_packages(missing):
        environment.say(f"Without its rivals. To compare:\n    {environment.apt_line(missing)}")


def _run(name: str, *, keep: bool) -> bool:
    """One benchmark; the others go on whatever happens to it."""
    from tests.bench.report import Report, machine  # only now: it may need the environment

    report = Report()
    report.tell({"bench": name, **machine()})
    try:
        importlib.import_module(f"tests.bench.{name}").run(report)
    except ModuleNotFoundError as error:
        environment.say(f"{name}: there is no such benchmark yet ({error})")
        return False
    except Exception:
        environment.say(f"{name} broke:\n{traceback.format_exc()}")
        return False
    if keep:
        from tests.bench import results

        results.write(name, report.lines)
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
