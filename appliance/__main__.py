"""`python3 -m appliance ...` on any machine with Python: first its environment, then the command line in it."""

import sys

from appliance import environment


def main() -> int:
    """A checkout carries its lock file beside it; an installed package does not, and its packages are simply there."""
    if environment.RUNTIME_LOCK.exists():
        directory = environment.ensure([environment.RUNTIME_LOCK, environment.TEST_LOCK])
        if not environment.inside(directory):
            environment.reexec(directory)
    from appliance.cli import main as run  # only now: the packages it needs exist in the environment alone

    return run(sys.argv[1:]) or 0


if __name__ == "__main__":
    sys.exit(main())
