"""`vorzimmer apply`: early at each boot, and again whenever the privileged helper was told something new.

Reads /var/lib/vorzimmer/system, writes what programs read, starts the target of the role. Running it again changes
nothing that is as it should be; a power cut in between leaves nothing that the next run does not put right.
"""

import grp
import logging
import os
import secrets
import shutil
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import kiosk_ui
from appliance.boot import network_files, nginx, office_config
from appliance.boot.health import version as running_version
from appliance.boot.told import ServerFacts, Told, told
from appliance.config import Relay, Turn
from appliance.privileged import versions
from appliance.privileged.commands.office_server import PUBLIC_PAIR
from appliance.privileged.commands.power import RESET_MARK
from appliance.privileged.commands.update import STAGING, boot_id
from appliance.privileged.machine import Machine
from appliance.relay import coturn
from provisioning.files import EVERYONE_READS, OWNER_ONLY, remove_durably, write_atomically

STATIC = Path(kiosk_ui.__file__).parent / "static"
DIRECTORIES = ("--create", "/usr/lib/tmpfiles.d/vorzimmer.conf", "/usr/lib/tmpfiles.d/vorzimmer-image.conf")
RELAY_RUNTIME = Path("/run/vorzimmer-turn")
GROUP_READS = 0o640
BEGIN_CERTIFICATE = "-----BEGIN CERTIFICATE-----"

log = logging.getLogger(__name__)


def group_id(name: str) -> int:
    return grp.getgrnam(name).gr_gid


@dataclass(frozen=True)
class Apply:
    """`group`: the id of a group. `set_host_name` tells the kernel."""

    machine: Machine
    group: Callable[[str], int] = group_id
    set_host_name: Callable[[str], None] = socket.sethostname
    static: Path = field(default=STATIC)

    def __call__(self) -> Told:
        root = self.machine.root
        if (root.system / RESET_MARK).exists():
            self.forget_everything()
        self.remember_version()
        known = told(root)
        self.name_the_machine(known)
        self.set_network(known)
        if known.role == "server":
            self.prepare_server(known.server)
        if known.role:
            self.machine.run(["systemctl", "--no-block", "start", f"vorzimmer-{known.role}.target"])
        return known

    def remember_version(self) -> None:
        """Before anything opens the database: a version on trial gets a copy of it to return to."""
        root = self.machine.root
        failure = versions.begin_boot(root, running_version(root), boot_id(root), datetime.now(UTC).isoformat())
        if failure is not None:
            log.error("version %s was given up: %s %s %s", failure.version, failure.code, failure.check, failure.text)
        shutil.rmtree(root.system / STAGING, ignore_errors=True)  # of an installation that a power cut ended
        if versions.is_on_trial(root, running_version(root)):
            write_atomically(root.on_trial, b"", EVERYONE_READS)

    def forget_everything(self) -> None:
        """The mark goes last, so that a power cut repeats this."""
        log.warning("factory reset")
        system = self.machine.root.system
        for directory in (path for path in system.parent.iterdir() if path != system):
            _remove(directory)
        for path in system.iterdir():
            if path.name != RESET_MARK:
                _remove(path)
        remove_durably(system / RESET_MARK)
        self.machine.run(["systemd-tmpfiles", *DIRECTORIES])

    def name_the_machine(self, known: Told) -> None:
        etc = self.machine.root.system / "etc"
        etc.mkdir(exist_ok=True)
        self.set_host_name(known.name)
        _write_if_new(etc / "hostname", known.name + "\n")  # after the fact: the certificate's unit watches this file
        _link(etc / "localtime", Path("/usr/share/zoneinfo") / known.time_zone)

    def set_network(self, known: Told) -> None:
        run = self.machine.root.run.parent / "systemd"
        network = network_files.networkd(known.network) if known.network else ""
        _write_or_remove(run / "network/05-vorzimmer.network", network)
        _write_or_remove(run / "timesyncd.conf.d/50-vorzimmer.conf", network_files.timesyncd(known.network))

    def prepare_server(self, facts: ServerFacts | None) -> None:
        """Without a certificate nginx and coturn wait; `vorzimmer certificate` brings one."""
        run = self.machine.root.run
        relay = None
        public = urlsplit(facts.certified_url).hostname or "" if facts else ""
        told_nginx = nginx.configuration(run / "tls", self.static, public_name=public)
        write_atomically(run / "nginx.conf", told_nginx, EVERYONE_READS)
        if facts is not None:
            self.hand_out_certificate("tls.pem", "server")
        if public:
            self.hand_out_certificate(PUBLIC_PAIR, "public")
        if facts is not None and facts.addresses:
            own = self.own_relay(facts)
            relay = Turn(coturn.urls(own, facts.public_url), self.relay_secret())
            told_coturn = coturn.configuration(own, relay.secret, RELAY_RUNTIME)
            self._for_group("vorzimmer-relay", run / "turnserver.conf", told_coturn)
        data = Path("/var/lib/vorzimmer/office")
        public_url = facts.public_url if facts else ""
        self._for_group("vorzimmer", run / "office.toml", office_config.toml(data, public_url, relay))

    def hand_out_certificate(self, kept_as: str, name: str) -> None:
        """One file in the store, so that key and certificate cannot be of different days; two for the programs."""
        kept = (self.machine.root.server / kept_as).read_text()
        start = kept.index(BEGIN_CERTIFICATE)
        tls = self.machine.root.run / "tls"
        tls.mkdir(exist_ok=True)
        self._for_group("vorzimmer-tls", tls / f"{name}.key", kept[:start])
        write_atomically(tls / f"{name}.crt", kept[start:], EVERYONE_READS)

    def relay_secret(self) -> str:
        """Made once; a factory reset makes another."""
        path = self.machine.root.server / "turn.secret"
        if not path.exists():
            write_atomically(path, secrets.token_hex(32), OWNER_ONLY)
        return path.read_text()

    def own_relay(self, facts: ServerFacts) -> Relay:
        tls = self.machine.root.run / "tls"
        return Relay(listen=facts.addresses, certificate=tls / "server.crt", key=tls / "server.key")

    def _for_group(self, name: str, path: Path, content: str) -> None:
        """Secrets: root's, and readable for one group."""
        group = self.group(name)
        write_atomically(path, content, OWNER_ONLY)
        os.chown(path, -1, group)
        path.chmod(GROUP_READS)


def run() -> int:
    Apply(Machine())()
    return 0


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _link(path: Path, target: Path) -> None:
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    beside.symlink_to(target)
    beside.replace(path)


def _write_if_new(path: Path, content: str) -> None:
    if not path.exists() or path.read_text() != content:
        write_atomically(path, content, EVERYONE_READS)


def _write_or_remove(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if content:
        write_atomically(path, content, EVERYONE_READS)
    else:
        remove_durably(path)
