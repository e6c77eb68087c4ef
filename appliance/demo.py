"""`python3 -m appliance demo`: Musterstadt on this machine, with a terminal's agent, and the addresses of all faces."""

import json
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from appliance.config import Config
from appliance.demo_website import open_website
from appliance.supervisor import serve

PATIENCE_SECONDS = 60
WEBSITE_PORT = 2
"""After the server's own two, if it is free."""
POLL_SECONDS = 0.05
FIRST_OFFICE = 1
MAILS = "mail"
"""Folder beside the database in which the demo's mails lie as files: nothing leaves this machine."""
PAPER_FORM = Path(__file__).with_name("documents") / "examples" / "meldebescheinigung"
"""A form with a PDF of its own: that (.pdf), and what was read from it (.json)."""

SECRETS = "demo.json"
"""Beside the database: the tokens of the demo's own devices, so that the second start prints the same addresses."""


@dataclass(frozen=True)
class Demo:
    """What a demo town has besides its database: its devices' ids and tokens by what they are.

    `passwords` by sign-in name, filled on the first start only.
    """

    devices: dict[str, int]
    tokens: dict[str, str]
    passwords: dict[str, str]


def run(data: Path, port: int, *, camera: str | None, agent: bool, as_json: bool) -> int:
    """Set the town up if it is not there, start everything, say when it is ready; ends with Ctrl-C."""
    config = Config(data=data.absolute(), port=port, live_port=port + 1)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        demo = _known(data)
        if demo is None and config.database.exists():
            print(f"vorzimmer: {data} holds an office that is not the demo's; choose another --data", file=sys.stderr)
            return 1
        demo = demo or _found(config)
        others = [("kiosk", _agent_arguments(config, demo, camera))] if agent else []
        website = open_website(f"http://127.0.0.1:{port}", port + WEBSITE_PORT)
        announcement = threading.Thread(target=_announce, args=(config, demo, website, agent, as_json), daemon=True)
        return serve(config, others=others, ready=announcement.start)
    except OSError as error:
        print(f"vorzimmer: {error.strerror or error} (port {port} or {port + 1})", file=sys.stderr)
        return 1


def _known(data: Path) -> Demo | None:
    path = data / SECRETS
    return Demo(**json.loads(path.read_text()), passwords={}) if path.exists() else None


def _found(config: Config) -> Demo:
    """The first start: the town, its clerks with generated passwords, its devices with their tokens."""
    from appliance.adapters import passwords
    from appliance.musterstadt import DEMO_TOWN
    from appliance.operations import set_up
    from appliance.store import message_settings
    from appliance.store.database import Store

    generated = {clerk.sign_in_name: passwords.generated() for clerk in DEMO_TOWN.clerks}
    hashes = {name: passwords.hashed(password) for name, password in generated.items()}
    store = Store(config.database)
    try:
        at = datetime.now(UTC)
        store.write(set_up.create, DEMO_TOWN, hashes, at)
        mails = {"kind": "folder", "folder": str(config.data / MAILS), "sender": "termine@musterstadt.example"}
        store.write(message_settings.set_mail, mails)
        store.write(_add_paper_form, at)
        devices, tokens = store.write(_enrol_devices, at)
    finally:
        store.close()
    path = config.data / SECRETS
    path.touch(mode=0o600)
    path.write_text(json.dumps({"devices": devices, "tokens": tokens}))
    return Demo(devices, tokens, generated)


def _add_paper_form(at: datetime) -> None:
    from appliance.domain.form import from_json
    from appliance.musterstadt import REGISTRATION_CERTIFICATE, RESIDENCE
    from appliance.operations import forms
    from appliance.store import offices

    about = (RESIDENCE.name, REGISTRATION_CERTIFICATE.name)
    services = [service.id for service in offices.services() if service.name in about]
    definition = from_json(json.loads(PAPER_FORM.with_suffix(".json").read_text()))
    forms.add(definition, PAPER_FORM.with_suffix(".pdf").read_bytes(), services, None, at)


def _enrol_devices(at: datetime) -> tuple[dict[str, int], dict[str, str]]:
    """A ticket kiosk, a terminal and a board in the first office, enrolled as by the admin face: ids and tokens."""
    from appliance.domain.device import Function
    from appliance.operations import devices

    planned = {"kiosk": ("Kiosk Foyer", Function.TICKET), "terminal": ("Terminal 1", Function.TERMINAL),
               "board": ("Anzeige Wartebereich", Function.BOARD)}  # fmt: skip
    ids, tokens = {}, {}
    for face, (name, function) in planned.items():
        ids[face] = devices.register(FIRST_OFFICE, name, "Erdgeschoss", function, at)
        code, _ = devices.issue_code(ids[face], at)
        tokens[face] = devices.enrol(code, at)[1]
    return ids, tokens


def _agent_arguments(config: Config, demo: Demo, camera: str | None) -> list[str]:
    from appliance.agent import identity

    server, home = f"http://127.0.0.1:{config.port}", config.data / "agent"
    identity.save(home, identity.Identity(server, demo.tokens["terminal"], demo.devices["terminal"]))
    return ["--server", server, "--data", str(home), "--camera", camera or "synthetic"]


def addresses(config: Config, demo: Demo, website: str) -> dict[str, str]:
    """One for each face; those of the devices carry their token in the fragment. `website` is the town's own."""
    base = f"http://127.0.0.1:{config.port}"
    return {
        "citizen": f"{base}/",
        "kiosk": f"{base}/kiosk/#{demo.tokens['kiosk']}",
        "terminal": f"{base}/kiosk/#{demo.tokens['terminal']}",
        "board": f"{base}/board/#{demo.tokens['board']}",
        "clerk": f"{base}/clerk/",
        "admin": f"{base}/admin/",
        "website": website,
    }


def _announce(config: Config, demo: Demo, website: str, agent: bool, as_json: bool) -> None:
    started = time.monotonic()
    said = {"addresses": addresses(config, demo, website), "passwords": demo.passwords}
    if not as_json:
        _print_for_people({**said["addresses"], "mails": f"{config.data / MAILS} (files, *.eml)"}, demo.passwords)
    ready = _wait_until_ready(config, demo, agent)
    if as_json:
        print(json.dumps({**said, "ready": ready, "data": str(config.data)}), flush=True)
    else:
        seconds = time.monotonic() - started
        print(f"Ready after {seconds:.1f} s. Ctrl-C ends it; the data stay in {config.data}." if ready
              else "Not ready after a minute: see the messages above.", flush=True)  # fmt: skip


def _print_for_people(faces: dict[str, str], passwords: dict[str, str]) -> None:
    print("Vorzimmer, demo town Musterstadt\n")
    for face, url in faces.items():
        print(f"  {face:<9} {url}")
    if passwords:
        print("\n  Sign in as (these passwords are shown this once):")
        for name, password in passwords.items():
            print(f"  {name:<9} {password}")
    print(flush=True)


def _wait_until_ready(config: Config, demo: Demo, agent: bool) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if _is_ready(config, demo, agent):
            return True
        time.sleep(POLL_SECONDS)
    return False


def _is_ready(config: Config, demo: Demo, agent: bool) -> bool:
    try:
        _get(f"http://127.0.0.1:{config.live_port}/healthz")
        _get(f"http://127.0.0.1:{config.port}/healthz")
        device = _get(f"http://127.0.0.1:{config.port}/api/device", demo.tokens["terminal"])
    except (OSError, urllib.error.URLError, ValueError):
        return False
    return bool(device["agent_present"]) or not agent


def _get(url: str, token: str | None = None) -> Any:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"} if token else {})
    with urllib.request.urlopen(request, timeout=5) as response:
        return json.load(response)
