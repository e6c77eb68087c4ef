"""`python3 -m image build`, `boot` and `compare`: see image/README.md."""

import argparse
import sys
from pathlib import Path

from appliance import __version__

from . import boot, build, compare, paths
from .progress import BuildError, say


def main() -> None:
    arguments = parser().parse_args()
    try:
        arguments.command(arguments)
    except BuildError as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit("Interrupted; nothing stays mounted, and the next build begins where its caches are.")


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python3 -m image", description=__doc__)
    commands = top.add_subparsers(required=True, metavar="build|boot|compare")
    build_parser = commands.add_parser("build", help="make a signed release (as root)")
    build_parser.add_argument(
        "--version", default=__version__, help="such as 1.4.2; default: the product's (%(default)s)"
    )
    build_parser.add_argument("--channel", default="stable", help="default: %(default)s")
    build_parser.add_argument("--output", type=Path, default=paths.default_output(), help="default: %(default)s")
    build_parser.add_argument("--cache", type=Path, default=paths.default_cache(), help="default: %(default)s")
    build_parser.add_argument(
        "--signing-key", type=Path, default=paths.default_signing_key(), help="default: %(default)s"
    )
    build_parser.add_argument(
        "--incremental", action="store_true", help="keep the installed packages for the next build"
    )
    build_parser.add_argument(
        "--reuse", action="store_true", help="do nothing where no file of the checkout has changed"
    )
    build_parser.set_defaults(command=run_build)
    boot_parser = commands.add_parser("boot", help="look at a built image, in QEMU or in a container")
    boot_parser.add_argument("--release", type=Path, default=paths.default_output(), help="default: %(default)s")
    boot_parser.add_argument("--role", choices=("server", "kiosk"), default="", help="without it the machine asks")
    boot_parser.add_argument(
        "--disk", type=Path, help="keep what the machine writes in this file (container: directory)"
    )
    boot_parser.add_argument("--port", type=int, default=8443, help="of this machine, for https (default: %(default)s)")
    boot_parser.add_argument(
        "--control-port", type=int, default=9443, help="for a kiosk's control (default: %(default)s)"
    )
    boot_parser.add_argument("--screen", action="store_true", help="show the screen to VNC viewers: localhost:5900")
    boot_parser.add_argument("--container", action="store_true", help="no kernel and no firmware, but up in seconds")
    boot_parser.set_defaults(command=run_boot)
    compare_parser = commands.add_parser("compare", help="what differs between two releases (as root)")
    compare_parser.add_argument("releases", type=Path, nargs=2)
    compare_parser.set_defaults(command=run_compare)
    return top


def run_build(arguments: argparse.Namespace) -> None:
    build.build(
        build.Settings(
            version=arguments.version,
            channel=arguments.channel,
            output=arguments.output.absolute(),
            cache=arguments.cache.absolute(),
            signing_key=arguments.signing_key.absolute(),
            incremental=arguments.incremental,
            reuse=arguments.reuse,
        )
    )


def run_boot(arguments: argparse.Namespace) -> None:
    wishes = boot.Wishes(
        release=arguments.release.absolute(),
        role=arguments.role,
        disk=arguments.disk and arguments.disk.absolute(),
        https_port=arguments.port,
        control_port=arguments.control_port,
        screen=arguments.screen,
    )
    (boot.boot_container if arguments.container else boot.boot_machine)(wishes)


def run_compare(arguments: argparse.Namespace) -> None:
    found = compare.differences(*arguments.releases)
    sys.stdout.write("".join(f"{line}\n" for line in found))
    if found:
        sys.exit(1)
    say("Root and kernel image are the same.")


if __name__ == "__main__":
    main()
