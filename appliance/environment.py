"""The virtual environment that the product runs in, made from a lock file on a machine that has only Python.

Standard library only, and no syntax newer than Python 3.8: this file also has to *tell* an old Python that it is old.

One directory serves the product and its tests, since the test lock holds every pin of the runtime lock. For each lock
that is wholly installed there is a stamp in the directory. Without a stamp nobody finished: the next start begins anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

OLDEST_PYTHON = (3, 11)
CHECKOUT = Path(__file__).resolve().parent.parent
RUNTIME_LOCK = CHECKOUT / "requirements.lock"
TEST_LOCK = CHECKOUT / "requirements-test.lock"
DIRECTORY_VARIABLE = "VORZIMMER_ENVIRONMENT"
ERROR_LINES = 12  # of pip's output shown when it fails

# --no-deps: the lock is complete. --only-binary: no compiler is needed, and no foreign set-up code runs.
PIP_INSTALL = (
    *("-m", "pip", "install", "--require-hashes", "--no-deps", "--only-binary", ":all:"),
    *("--disable-pip-version-check", "--no-input", "--progress-bar", "off"),
)


def environment_directory() -> Path:
    """Where the environment lives: VORZIMMER_ENVIRONMENT, else `.venv` in the checkout."""
    return Path(os.environ.get(DIRECTORY_VARIABLE) or CHECKOUT / ".venv").absolute()


def environment_python(directory: Path) -> Path:
    return directory / "bin" / "python"


def inside(directory: Path) -> bool:
    """Whether this interpreter is the environment's own."""
    return Path(sys.prefix).resolve() == directory.resolve()


def ensure(lock_files: Sequence[Path], directory: Path | None = None) -> Path:
    """Returns the environment's directory, in which one of `lock_files` is installed.

    Any of them will do; if none is, the first gets installed. Where that cannot be, the program ends with a sentence.
    """
    require_python()
    directory = directory or environment_directory()
    if not any(is_current(lock, directory) for lock in lock_files):
        with one_at_a_time(directory):
            if not any(is_current(lock, directory) for lock in lock_files):  # another start may have done it meanwhile
                build(lock_files[0], directory)
    return directory


def reexec(directory: Path) -> NoReturn:
    """Starts this very command line again, under the environment's Python."""
    python = str(environment_python(directory))
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(python, [python, *sys.orig_argv[1:]])


def require_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        found, needed = (".".join(map(str, version[:2])) for version in (sys.version_info, OLDEST_PYTHON))
        stop(f"Vorzimmer needs Python {needed} or newer; {sys.executable} is Python {found}.")


def is_current(lock: Path, directory: Path) -> bool:
    try:
        return stamp_of(lock, directory).read_text() == fingerprint(lock) and environment_python(directory).exists()
    except OSError:
        return False


def fingerprint(lock: Path) -> str:
    """What a stamp says: the lock's hash, and for which Python its packages were chosen."""
    return f"{hashlib.sha256(lock.read_bytes()).hexdigest()} python{sys.version_info[0]}.{sys.version_info[1]}\n"


def stamp_of(lock: Path, directory: Path) -> Path:
    return directory / f"{lock.name}.installed"


@contextmanager
def one_at_a_time(directory: Path) -> Iterator[None]:
    """Two starts at once: the second waits for the first. The lock dies with its process."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    parent = os.open(directory.parent, os.O_RDONLY)
    try:
        fcntl.flock(parent, fcntl.LOCK_EX)
        yield
    finally:
        os.close(parent)


def build(lock: Path, directory: Path) -> None:
    """Creates the environment, or brings it up to date; the stamp is written last."""
    stamps = list(directory.glob("*.installed"))
    same_python = (directory / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}").is_dir()
    for stamp in stamps:
        stamp.unlink()
    if not (stamps and same_python):
        create(directory)
    install(lock, directory)
    unfinished = directory / "stamp.new"
    unfinished.write_text(fingerprint(lock))
    unfinished.replace(stamp_of(lock, directory))


def create(directory: Path) -> None:
    """An empty environment in place of whatever an interrupted start left there."""
    if directory.exists() and any(directory.iterdir()) and not (directory / "pyvenv.cfg").exists():
        stop(f"{directory} holds something else than a virtual environment. It is left untouched.")
    require_venv()
    say(f"Making a virtual environment in {directory} (only at the first start) ...")
    made = subprocess.run([base_python(), "-m", "venv", "--clear", str(directory)], check=False)
    if made.returncode != 0:
        stop(f"The virtual environment in {directory} could not be made.")


def base_python() -> str:
    """The machine's own Python: an environment cannot rebuild itself with an interpreter that it is about to remove."""
    return getattr(sys, "_base_executable", None) or sys.executable


def require_venv() -> None:
    """Debian keeps the means to make environments in a package of its own."""
    if importlib.util.find_spec("ensurepip") is not None:
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if install_debian_packages([package]):
        importlib.invalidate_caches()
    if importlib.util.find_spec("ensurepip") is None:
        stop(f"Python's venv module is not complete on this machine. Please run:\n    {apt_line([package])}")


def install(lock: Path, directory: Path) -> None:
    started, expected = time.monotonic(), count_pins(lock)
    say(f"Installing {expected} packages from {lock.name} (a minute or two) ...")
    command = [str(environment_python(directory)), *PIP_INSTALL, "-r", str(lock)]
    last_lines = deque[str](maxlen=ERROR_LINES)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        assert pip.stdout is not None
        collected = 0
        for line in pip.stdout:
            last_lines.append(line.rstrip())
            if line.startswith("Collecting "):
                collected += 1
                show_progress(f"  {collected} of {expected}: {line.split()[1]}")
    show_progress("")
    if pip.returncode != 0:
        say("\n".join(last_lines))
        stop("The packages could not be installed. Is there a network connection? Then simply start again.")
    say(f"Installed in {time.monotonic() - started:.0f} s.")


def count_pins(lock: Path) -> int:
    return sum("==" in line and not line.startswith((" ", "#")) for line in lock.read_text().splitlines())


def install_debian_packages(packages: Sequence[str]) -> bool:
    """Installs with apt-get if this is root on Debian or Ubuntu; False where it did not work or may not be tried."""
    if not packages or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return not packages
    say(f"Installing with apt-get: {' '.join(packages)} ...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    # The package lists of a fresh machine are empty or old: only a failure makes it worth to fetch them.
    for command in (install, ["apt-get", "update"], install):
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if done.returncode == 0 and command is install:
            return True
    say(done.stdout.decode(errors="replace")[-1000:])
    return False


def apt_line(packages: Sequence[str]) -> str:
    """The one line that a person without root rights asks the administrator to run."""
    return f"sudo apt-get install --no-install-recommends {shlex.join(packages)}"


def show_progress(text: str) -> None:
    """One line that overwrites itself; nothing where nobody looks at a terminal."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def stop(reason: str) -> NoReturn:
    say(reason)
    raise SystemExit(1)
