"""The relay that `vorzimmer serve` runs beside web and live, where the configuration has a section `[relay]`."""

import dataclasses
import os
import secrets
import shutil
from pathlib import Path

from appliance.config import Config, ConfigError, Relay, Turn
from appliance.relay import coturn
from provisioning.addresses import own_addresses
from provisioning.files import OWNER_ONLY, write_atomically

PROGRAM = "turnserver"
SECRET_FILE = "relay.secret"
DIRECTORY = "relay"


def program() -> str | None:
    """coturn of this machine, if it is installed."""
    return shutil.which(PROGRAM)


def completed(config: Config) -> Config:
    """Participants are told of our own relay, unless `[turn]` names another, or coturn is not here to be one.

    Called by every process of the server: the secret is made by the first.
    """
    if config.relay is None:
        return config
    relay = _listening(config.relay)
    if config.turn is not None or program() is None:
        return dataclasses.replace(config, relay=relay)
    turn = Turn(coturn.urls(relay, config.public_url), secret(config.data))
    return dataclasses.replace(config, relay=relay, turn=turn)


def command(config: Config) -> list[str] | None:
    """How to start it, with its configuration written; None where there is nothing to start."""
    turnserver = program()
    if config.relay is None or turnserver is None:
        return None
    directory = config.data / DIRECTORY
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = directory / "turnserver.conf"
    known = config.turn.secret if config.turn else secret(config.data)
    write_atomically(file, coturn.configuration(config.relay, known, directory), OWNER_ONLY)
    return [turnserver, "-c", str(file)]


def secret(data: Path) -> str:
    """Made once for this office. Who is second to make it takes the first one's."""
    path = data / SECRET_FILE
    if not path.exists():
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = data / f".{SECRET_FILE}.{os.getpid()}"
        write_atomically(beside, secrets.token_hex(32), OWNER_ONLY)
        try:
            os.link(beside, path)
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    return path.read_text()


def _listening(relay: Relay) -> Relay:
    listen = relay.listen or own_addresses()
    if not listen:
        raise ConfigError("[relay]: this machine has no address but loopback; name one in `listen`")
    return dataclasses.replace(relay, listen=listen)
