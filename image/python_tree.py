"""The product as it will stand in the image: a virtual environment with our wheel and the wheels of the lock file.

The versions are the ones that the tests ran with. The tools tree has the image's own release of Python, so the
environment is made there, at the very path that it will have.
"""

import hashlib
import importlib.util
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from appliance import environment

from .paths import CHECKOUT, PYTHON_TREE, PYTHON_VERSION, RUNTIME_LOCK
from .progress import BuildError, run_logged, step
from .tools_tree import ToolsTree

GLIBC = 41  # trixie has glibc 2.41: every manylinux wheel up to that runs
OLDER_PLATFORMS = ("manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64")

# What goes into our wheel; anything else in the checkout does not change the image.
WHEEL_SOURCES = ("pyproject.toml", "README.md", "LICENSE", "appliance", "provisioning", "kiosk_ui")

# Runs in the tools tree. $1 is the commit's time: bytecode and archive members carry it, or nothing does.
MAKE = f"""
set -eu
export SOURCE_DATE_EPOCH="$1" PYTHONDONTWRITEBYTECODE=1 PYTHONHASHSEED=0
target={PYTHON_TREE}
cp -r /build/source /tmp/source
python3 -m pip wheel --no-deps --no-build-isolation --no-index --wheel-dir /tmp/ours /tmp/source
python3 -m venv --clear --without-pip --symlinks "$target"
pip() {{
    python3 -m pip --python "$target/bin/python" install --no-deps --no-index --no-compile "$@"
}}
pip --require-hashes --find-links /build/wheels --requirement /build/requirements.lock
pip /tmp/ours/*.whl
python3 -m compileall -q -j 2 --invalidation-mode unchecked-hash "$target/lib"
# pip notes where each package was installed from; that is a path of this build.
find "$target" -name direct_url.json -delete
rm -f "$target"/bin/activate* "$target"/bin/Activate*
rm -rf /build/tree
cp -a "$target" /build/tree
"""


def make(tools: ToolsTree, cache: Path, epoch: int) -> Path:
    """The finished tree on the host; made anew only when the sources, the lock or the time have changed."""
    work = cache / "python"
    tree, stamp = work / "tree", work / "stamp"
    wanted = fingerprint(epoch, tools)
    if not (tree.exists() and stamp.exists() and stamp.read_text() == wanted):
        work.mkdir(parents=True, exist_ok=True)
        stamp.unlink(missing_ok=True)
        download_wheels(work / "wheels", cache / "logs" / "wheels.log")
        with step("Installing the product and its wheels with the image's Python"):
            copy_sources(work / "source")
            shutil.copy(RUNTIME_LOCK, work / "requirements.lock")
            log = cache / "logs" / "python.log"
            tools.run(["sh", "-c", MAKE, "make", str(epoch)], log, "Installing the product", {work: "/build"})
        stamp.write_text(wanted)
    return tree


def download_wheels(directory: Path, log: Path) -> None:
    """Exactly the lock's wheels for the image's Python, by pip with this machine's own configuration."""
    directory.mkdir(parents=True, exist_ok=True)
    platforms = [*(f"manylinux_2_{minor}_x86_64" for minor in range(GLIBC, 4, -1)), *OLDER_PLATFORMS]
    command: list[str | Path] = [
        *(python_with_pip(), "-m", "pip", "download", "--require-hashes", "--no-deps", "--only-binary", ":all:"),
        *("--disable-pip-version-check", "--no-input", "--progress-bar", "off"),
        *(
            "--implementation",
            "cp",
            "--python-version",
            PYTHON_VERSION,
            "--abi",
            "cp313",
            "--abi",
            "abi3",
            "--abi",
            "none",
        ),
        *(part for platform in platforms for part in ("--platform", platform)),
        *("--dest", directory, "--find-links", directory, "--requirement", RUNTIME_LOCK),
    ]
    with step(f"Downloading {environment.count_pins(RUNTIME_LOCK)} wheels"):
        run_logged(command, log, "Downloading the wheels")


def python_with_pip() -> Path:
    """This interpreter where it has pip, else the one of the checkout's environment."""
    if importlib.util.find_spec("pip"):
        return Path(sys.executable)
    other = environment.environment_python(environment.environment_directory())
    if not other.exists():
        raise BuildError(f"pip is missing. Please run:\n    {environment.apt_line(['python3-pip'])}")
    return other


def copy_sources(target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for name in WHEEL_SOURCES:
        if (CHECKOUT / name).is_dir():
            shutil.copytree(CHECKOUT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(CHECKOUT / name, target / name)


def fingerprint(epoch: int, tools: ToolsTree) -> str:
    """Changes with everything that the tree is made from."""
    digest = hashlib.sha256(f"{epoch} {tools.directory.name} {MAKE}".encode())
    for path in inputs():
        digest.update(f"{path.relative_to(CHECKOUT)} ".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def inputs() -> Iterator[Path]:
    """The files of the checkout that the tree is made from."""
    yield RUNTIME_LOCK
    for name in WHEEL_SOURCES:
        path = CHECKOUT / name
        files = [path] if path.is_file() else sorted(path.rglob("*"))
        yield from (file for file in files if file.is_file() and "__pycache__" not in file.parts)
