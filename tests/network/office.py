"""An office in a world of networks: web and live behind nginx with TLS at port 443, and coturn beside it, set up by the
product's own configuration; people sit behind routers with a Chromium of their own."""

import contextlib
import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Browser, BrowserType

from appliance.boot import nginx
from appliance.config import Config, Relay, load
from appliance.environment import CHECKOUT
from appliance.relay import own
from appliance.relay.state import problem
from provisioning.ca import Authority
from provisioning.clock import system_time
from tests.browsers import chromium_launch_options
from tests.journeys.room_page import House, RoomPage, served
from tests.live.process import LiveProcess
from tests.live.town import Town
from tests.network.wires import OFFICE, RELAY, Line, Namespace, World, program
from tests.town_hall import wait_for

FLAGS = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--ignore-certificate-errors",
]
STATIC = CHECKOUT / "kiosk_ui/static"

FRAMES = """
window.frames_ = [];
const watched = new WeakSet();
setInterval(() => {
    const video = document.querySelector(".room-stream:not(.room-stream--own)[data-label=camera] video");
    if (!video || watched.has(video)) return;
    watched.add(video);
    const seen = (at) => { window.frames_.push(at); video.requestVideoFrameCallback(seen); };
    video.requestVideoFrameCallback(seen);
}, 20);
"""
"""When each picture of the other side was shown, in milliseconds since the page was opened."""
LATELY = "(at) => at > performance.now() - 1000"


class Live(LiveProcess):
    """As `vorzimmer live` reads its configuration."""

    def __init__(self, file: Path) -> None:
        super().__init__(file.parent)
        self._script = f"import sys; from tests.network.office import serve; serve({str(file)!r}, *sys.argv[1:])"


def serve(file: str, fd: str, *_: str) -> None:
    """Inside the process."""
    import socket

    from appliance.live.server import run

    run(own.completed(load(Path(file), environment={})), socket.socket(fileno=int(fd)))


@dataclass
class Office:
    """The room of one consultation, reached from homes in the world."""

    world: World
    house: House
    launch: BrowserType
    stack: ExitStack
    directory: Path

    def clerk(self, line: Line) -> "Person":
        return self._person("clerk", line)

    def citizen(self, line: Line) -> "Person":
        return self._person("citizen", line)

    def _person(self, role: str, line: Line) -> "Person":
        home = self.world.home(role, line)
        browser = self.stack.enter_context(closing(self._browser(home)))
        page = getattr(self.house, role)(browser)
        page.page.context.add_init_script(FRAMES)
        person = Person(page, home, self.world.homes)
        person.come()
        return person

    def _browser(self, home: Namespace) -> Browser:
        """Playwright starts it through a script that enters the home first."""
        options = chromium_launch_options()
        command = home.command(options["executable_path"])
        script = self.directory / f"{home.name}.sh"
        script.write_text(f'#!/bin/sh\nexec {" ".join(command)} "$@"\n')
        script.chmod(0o755)
        return self.launch.launch(**{**options, "executable_path": str(script), "args": [*options["args"], *FLAGS]})


@dataclass
class Person:
    """At home, in the room. Times are in seconds."""

    room: RoomPage
    home: Namespace
    number: int

    def come(self) -> None:
        """Loads the page (anew)."""
        self.room.page.reload()

    def first_frame(self) -> float:
        """From the moment the page opened the room to the first picture of the other side."""
        self.room.until("frames_.length > 0", 60)
        started, frame = self.room.page.evaluate("[page.started, frames_[0]]")
        return float(frame - started) / 1000

    def now(self) -> float:
        return float(self.room.page.evaluate("performance.now()")) / 1000

    def recovery(self, since: float, still: float = 0.5) -> float:
        """From then until pictures go on, after a pause of `still` at least; zero where there was none."""
        frames = self.frames_until_moving(since + still)
        later = [at for at in frames if at > since]
        for before, after in zip([since, *later], later, strict=False):
            if after - before >= still:
                return after - since
        return 0.0

    def frames_until_moving(self, after: float) -> list[float]:
        """Pictures have gone on for a second after this moment."""
        self.room.until(f"performance.now() > {1000 * (after + 1)} && frames_.filter({LATELY}).length >= 5", 60)
        return [at / 1000 for at in self.room.page.evaluate("frames_")]

    def path(self) -> str:
        """`direct` or `relayed`, as the page tells its person."""
        told = "document.querySelector('[data-part=path]').dataset.value"
        self.room.until(f"['direct', 'relayed'].includes({told})", 30)
        return str(self.room.page.evaluate(told))


@dataclass
class Call:
    """The same two people again and again, over other lines."""

    office: Office
    clerk: Person
    citizen: Person

    def again(self, citizen: Line, clerk: Line) -> None:
        """Both load their pages anew, over these lines."""
        self.office.world.change(self.clerk.number, clerk)
        self.office.world.change(self.citizen.number, citizen)
        self.clerk.come()
        self.citizen.come()


@contextmanager
def closing(browser: Browser) -> Iterator[Browser]:
    try:
        yield browser
    finally:
        with contextlib.suppress(Exception):  # its network may be gone already
            browser.close()


@contextmanager
def office(directory: Path, launch: BrowserType, relay: dict[str, Any] | None = None) -> Iterator[Office]:
    """`relay` changes the section `[relay]`."""
    with ExitStack() as stack:
        world = stack.enter_context(World())
        file = configured(directory, relay or {})
        config = own.completed(load(file, environment={}))
        stack.enter_context(running_relay(world, config))
        with world.spaces["office"].entered():
            town = Town(directory / "office")
            stack.callback(town.close)
            town.config = replace(config, data=town.config.data)
            live = Live(file)
            live.start()
            stack.callback(live.close)
            address = stack.enter_context(served(town, live))
            stack.enter_context(front_door(directory, live))
        house = House(town, live, address.replace(f"http://127.0.0.1:{live.web_port}", f"https://{OFFICE}"), None)
        stack.callback(house.close)
        yield Office(world, house, launch, stack, directory)


def configured(directory: Path, relay: dict[str, Any]) -> Path:
    """office.toml; with certificates of the office's authority for both machines."""
    authority = Authority.load_or_create(directory / "ca", "Stadt Musterstadt")
    key = ec.generate_private_key(ec.SECP256R1())
    issued = authority.issue_server(["rathaus.example"], [OFFICE, RELAY], key.public_key(), system_time())
    (directory / "server.crt").write_text(issued + authority.certificate_pem)
    encoding, shape = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (directory / "server.key").write_bytes(key.private_bytes(encoding, shape, serialization.NoEncryption()))
    section = {
        "listen": [RELAY],
        "tls_port": 443,
        "certificate": str(directory / "server.crt"),
        "key": str(directory / "server.key"),
        **relay,
    }
    data = directory / "office"
    data.mkdir(exist_ok=True)
    lines = [f"data = {json.dumps(str(data))}", "one_origin = true", "trusted_proxies = 1", "[relay]"]
    lines += [f"{name} = {json.dumps(value)}" for name, value in section.items()]
    (directory / "office.toml").write_text("\n".join(lines) + "\n")
    return directory / "office.toml"


@contextmanager
def running_relay(world: World, config: Config) -> Iterator[None]:
    command = own.command(config)
    assert command is not None and isinstance(config.relay, Relay)
    space = world.spaces["relay"]
    with subprocess.Popen(space.command(*command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            with space.entered():
                wait_for(lambda: problem(config.relay.port, 1) is None, "the relay")  # type: ignore[union-attr]
            yield
        finally:
            process.terminate()


@contextmanager
def front_door(directory: Path, live: Live) -> Iterator[None]:
    """The image's nginx. Called in the office's network."""
    runtime = directory / "nginx"
    runtime.mkdir()
    told = nginx.configuration(
        directory,
        STATIC,
        runtime=runtime,
        web=f"http://127.0.0.1:{live.web_port}",
        live=f"http://127.0.0.1:{live.port}",
    )
    (runtime / "nginx.conf").write_text(told)
    command = [str(program("nginx")), "-e", "stderr", "-c", str(runtime / "nginx.conf")]
    with subprocess.Popen([*command, "-g", "daemon off; user root;"]) as process:
        try:
            wait_for(lambda: (runtime / "nginx.pid").exists(), "nginx")
            yield
        finally:
            process.terminate()
