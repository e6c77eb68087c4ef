"""The command line: `vorzimmer COMMAND`, or `python3 -m appliance COMMAND` in a checkout."""

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from getpass import getpass
from pathlib import Path
from typing import Any

from appliance import __version__
from appliance.config import Config, ConfigError, load
from appliance.relay.own import completed


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(levelname).1s %(name)s: %(message)s")
    try:
        return int(arguments.run(arguments) or 0)
    except ConfigError as error:
        print(f"vorzimmer: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vorzimmer", description="The digital citizens' office that a town hall owns."
    )
    parser.add_argument("--version", action="version", version=f"Vorzimmer {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _demo(commands.add_parser("demo", help="the demo town Musterstadt on this machine: server, kiosk agent, all faces"))
    _server(commands.add_parser("serve", help="the office server: web and live together"), _serve)
    for name, run in (("web", _web), ("live", _live)):
        part = _server(commands.add_parser(name, help=f"the {name} process behind an inherited socket"), run)
        part.add_argument("--fd", type=int, required=True, help="the listening socket's descriptor")
    _kiosk(commands.add_parser("kiosk", help="the device agent of a kiosk or terminal"))
    _device(commands.add_parser("device", help="this machine as a device of the fleet: adoption, control, local page"))
    _session(commands.add_parser("session", help="the kiosk's screen: the browser in the compositor, watched"))
    _restore(commands.add_parser("restore", help="make this machine the office server of a backup"))
    _set_up_file(commands.add_parser("set-up-file", help="the whole set-up as one file: export, check, import"))
    _simulate(commands.add_parser("simulate", help="a town hall's day, played live at 60x: a demo, and a soak test"))
    _of_the_image(commands)
    restart = commands.add_parser("restart", help="restart one process of a running server")
    restart.add_argument("name", choices=("web", "live", "relay", "kiosk"))
    restart.add_argument("--data", type=Path, default=Path("data"))
    restart.set_defaults(run=_restart)
    return parser


def _of_the_image(commands: Any) -> None:
    """What the image's units start; nothing else has a use for them."""
    for name, run, help in (
        ("apply", _apply, "make the programs' files from what this machine was told"),
        ("first-run", _first_run, "find a role for this machine"),
        ("certificate", _certificate, "keep this server's own certificate up to date"),
        ("health", _health, "whether this boot is good"),
        ("console", _console, "the state of this server on its own screen"),
        ("screen", _screen, "the kiosk's compositor, with `vorzimmer session` in it"),
    ):
        commands.add_parser(name, help=help).set_defaults(run=run)
    privileged = commands.add_parser("privileged", help="root's helper behind an inherited socket")
    privileged.add_argument("--fd", type=int, required=True, help="the listening socket's descriptor")
    privileged.set_defaults(run=_privileged)


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8440, help="web on this port, live on the next (default 8440)")
    parser.add_argument("--data", type=Path, default=Path("demo-data"), help="where the demo keeps its data")
    parser.add_argument("--camera", help="a real document camera, for example /dev/video0")
    parser.add_argument("--no-agent", action="store_true", help="without the kiosk agent")
    parser.add_argument("--json", action="store_true", help="print addresses and passwords as one line of JSON")
    parser.set_defaults(run=_run_demo)


def _simulate(parser: argparse.ArgumentParser) -> None:
    from appliance.simulation.live.command import add_arguments

    add_arguments(parser)
    parser.set_defaults(run=_run_simulate)


def _server(parser: argparse.ArgumentParser, run: object) -> argparse.ArgumentParser:
    parser.add_argument("--config", type=Path, help="a TOML file")
    parser.add_argument("--data", type=Path, help="the data directory")
    parser.add_argument("--port", type=int, help="web's port; live has the next one")
    parser.add_argument("--live-port", type=int)
    parser.set_defaults(run=run)
    return parser


def _kiosk(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--server", help="the office server's address, http(s)://host:port; once enrolled it is known")
    parser.add_argument("--address", action="store_true", help="only print the address of this device's own page")
    parser.add_argument("--code", help="the one-time code from the administration page (first start only)")
    parser.add_argument("--data", type=Path, default=Path("kiosk-data"))
    parser.add_argument("--camera", help="`synthetic`, or a device such as /dev/video0; found by itself if left out")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=_run_kiosk)


def _restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("backup", type=Path, help="the file, ....vorzimmer")
    parser.add_argument("--key-file", type=Path, help="a file with the backup key; asked for if left out")
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--replace", action="store_true", help="set the office that is there aside")
    parser.set_defaults(run=_run_restore)


def _set_up_file(parser: argparse.ArgumentParser) -> None:
    deeds = parser.add_subparsers(metavar="DEED", required=True)
    for name, run, help in (
        ("export", _export_set_up, "write the present set-up"),
        ("check", _check_set_up, "say what is wrong with a file, or what it would change"),
        ("import", _import_set_up, "do what a file says, after showing it"),
    ):
        deed = deeds.add_parser(name, help=help)
        deed.add_argument("--data", type=Path, default=Path("data"), help="the data directory (default data)")
        deed.add_argument("--server", help="a running server's address instead, https://...; asks for a password")
        deed.add_argument("--user", help="an administrator's sign-in name, with --server")
        deed.set_defaults(run=_at_set_up, deed=run)
        if name == "export":
            deed.add_argument("--output", type=Path, help="the file to write (default: on the screen)")
            continue
        deed.add_argument("file", type=Path, help="a set-up (YAML), or services (CSV, XZuFi)")
        deed.add_argument("--office", default="", help="the name of the office that services are for")
        if name == "import":
            deed.add_argument("--yes", action="store_true", help="without asking")


def _device(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, help="where identity and configuration lie (/var/lib/vorzimmer/device)")
    parser.add_argument("--port", type=int, default=8443, help="the control port (default 8443)")
    parser.add_argument("--page-port", type=int, default=8080, help="the local page's port (default 8080)")
    parser.add_argument("--no-privileged", action="store_true", help="without root's helper: for developers")
    parser.set_defaults(run=_run_device)


def _session(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--socket", type=Path, help="the device's session socket")
    parser.add_argument("--runtime", type=Path, help="a directory on tmpfs for profiles (default $XDG_RUNTIME_DIR)")
    parser.add_argument("--policies", type=Path, help="where Chromium's policies are written")
    parser.add_argument("--local", help="origin of the device's own page")
    parser.add_argument("--browser", help="the Chromium to start")
    parser.add_argument("--headless", action="store_true", help="without a screen")
    parser.set_defaults(run=_run_session)


def _config(arguments: argparse.Namespace) -> Config:
    live_port = arguments.live_port or (arguments.port + 1 if arguments.port else None)
    return completed(load(arguments.config, data=arguments.data, port=arguments.port, live_port=live_port))


def _serve(arguments: argparse.Namespace) -> int:
    from appliance.supervisor import serve

    return serve(_config(arguments), config_file=arguments.config)


def _web(arguments: argparse.Namespace) -> None:
    from appliance.web.server import run

    run(_config(arguments), arguments.fd)


def _live(arguments: argparse.Namespace) -> None:
    import socket

    from appliance.live.server import run

    run(_config(arguments), socket.socket(fileno=arguments.fd))


def _run_kiosk(arguments: argparse.Namespace) -> int:
    if arguments.address:
        return _print_page_address(arguments.data)
    from appliance.agent import identity
    from appliance.agent.main import Settings, run

    known = identity.load(arguments.data)
    server = arguments.server or (known.server if known else None)
    if server is None:
        print("vorzimmer kiosk: --server is needed, the office server's address", file=sys.stderr)
        return 2
    return run(
        Settings(server=server, code=arguments.code, data=arguments.data, camera=arguments.camera,
                 json=arguments.json)
    )  # fmt: skip


def _run_device(arguments: argparse.Namespace) -> int:
    from appliance.adapters.clock import SystemClock
    from appliance.device import main as device

    on_appliance = not arguments.no_privileged
    data = arguments.data or (device.DATA if on_appliance else Path("device-data"))
    own = device.settings(data, arguments.port, arguments.page_port, on_appliance=on_appliance)
    return device.run(own, SystemClock(), on_appliance=on_appliance)


def _print_page_address(data: Path) -> int:
    """It carries the device's token, so it is printed when asked for, and stands in no log."""
    from appliance.agent import identity

    known = identity.load(data)
    if known is None or known.revoked:
        print("vorzimmer kiosk: this device is not enrolled; start it with --server and --code", file=sys.stderr)
        return 1
    print(f"{known.server}/kiosk/#{known.token}")
    return 0


def _run_demo(arguments: argparse.Namespace) -> int:
    from appliance.demo import run

    return run(arguments.data, arguments.port, camera=arguments.camera, agent=not arguments.no_agent,
               as_json=arguments.json)  # fmt: skip


def _run_simulate(arguments: argparse.Namespace) -> int:
    from appliance.simulation.live.command import run

    return run(arguments, partial(print, flush=True))


def _run_restore(arguments: argparse.Namespace) -> int:
    from appliance.backup.restore import restore
    from appliance.store.database import StoreBusy, locked
    from provisioning.errors import ProvisioningError

    key = arguments.key_file.read_text() if arguments.key_file else getpass("Backup key: ")
    arguments.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with locked(arguments.data / "office.lock"):
            contents = restore(arguments.backup, key, arguments.data, datetime.now(UTC), replace=arguments.replace)
    except (ProvisioningError, StoreBusy, OSError) as error:
        print(f"vorzimmer restore: {error}; nothing was changed", file=sys.stderr)
        return 1
    print(f"{contents.organisation}, as of {contents.created_at:%Y-%m-%d %H:%M} UTC, is in {arguments.data}.")
    return 0


def _at_set_up(arguments: argparse.Namespace) -> int:
    from appliance.set_up_file.command import CommandFailed

    try:
        return int(arguments.deed(arguments, _set_up_office(arguments)))
    except (CommandFailed, OSError) as error:
        print(f"vorzimmer set-up-file: {error}; nothing was changed", file=sys.stderr)
        return 1


def _set_up_office(arguments: argparse.Namespace) -> Any:
    """Where the set-up is: this machine's data, or a running server."""
    from appliance.adapters import public_holidays
    from appliance.set_up_file.command import Local, Remote
    from appliance.web.set_up_texts import sentence

    language = "de" if (os.environ.get("LC_ALL") or os.environ.get("LANG", "")).startswith("de") else "en"
    if arguments.server is not None:
        return Remote(arguments.server, arguments.user or input("Sign-in name: "), getpass("Password: "), language)
    database = load(data=arguments.data).database
    return Local(database, public_holidays.names, partial(sentence, language), datetime.now(UTC))


def _export_set_up(arguments: argparse.Namespace, office: Any) -> int:
    text = office.export()
    if arguments.output is None:
        sys.stdout.write(text)
    else:
        arguments.output.write_text(text, encoding="utf-8")
    return 0


def _check_set_up(arguments: argparse.Namespace, office: Any) -> int:
    return int(bool(_shown(arguments, office)[1].problems))


def _import_set_up(arguments: argparse.Namespace, office: Any) -> int:
    text, answer = _shown(arguments, office)
    if answer.problems or not answer.changes:
        return int(bool(answer.problems))
    if not arguments.yes and input("Do all of this? Write yes: ").strip().lower() not in ("yes", "ja"):
        print("Nothing was changed.")
        return 1
    for line in office.apply(text, arguments.office, answer.fingerprint):
        print(line)
    print("Done.")
    return 0


def _shown(arguments: argparse.Namespace, office: Any) -> tuple[str, Any]:
    """The file's text and what a check has shown, which is on the screen now."""
    from appliance.set_up_file.reading import decoded

    text = decoded(arguments.file.read_bytes())
    answer = office.check(text, arguments.office)
    for problem in answer.problems:
        print(f"{arguments.file}:{problem}", file=sys.stderr)
    for line in answer.changes or ([] if answer.problems else ["Nothing would change."]):
        print(line)
    return text, answer


def _run_session(arguments: argparse.Namespace) -> int:
    from appliance.session.main import Options, run

    given = {name: value for name in Options.__dataclass_fields__ if (value := getattr(arguments, name)) is not None}
    return run(Options(**given))


def _apply(_arguments: argparse.Namespace) -> int:
    from appliance.boot.apply import run

    return run()


def _screen(_arguments: argparse.Namespace) -> int:
    from appliance.session.compositor import run

    return run()


def _first_run(_arguments: argparse.Namespace) -> int:
    from appliance.boot.first_run import run

    return run()


def _certificate(_arguments: argparse.Namespace) -> int:
    from appliance.boot.certificate import run

    return run()


def _health(_arguments: argparse.Namespace) -> int:
    from appliance.boot.health import run

    return run()


def _console(_arguments: argparse.Namespace) -> int:
    from appliance.boot.console import run

    return run()


def _privileged(arguments: argparse.Namespace) -> int:
    from appliance.privileged.server import run

    return run(arguments.fd)


def _restart(arguments: argparse.Namespace) -> int:
    from appliance.supervisor import restart

    if restart(arguments.data, arguments.name):
        return 0
    print(json.dumps({"error": "not_running", "name": arguments.name}), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
