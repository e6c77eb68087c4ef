"""Configuration: strict TOML + environment -> frozen dataclass. An unknown key is an error that names the right one."""

import dataclasses
import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ENVIRONMENT_PREFIX = "VORZIMMER_"


class ConfigError(Exception):
    """The configuration says something that nothing understands; the text says what and where."""


@dataclass(frozen=True)
class Turn:
    """coturn with `use-auth-secret`. `urls` as WebRTC writes them: `turn:host:3478?transport=udp`."""

    urls: tuple[str, ...]
    secret: str
    lifetime_seconds: int = 7200


@dataclass(frozen=True)
class Limits:
    """Rate limits, in the notation of the `limits` library, per client address.

    `tickets_kiosk`, `short_code` and `appointment_code` per device, `ticket_writes` per ticket, `sign_in_name` per name
    and address: whoever tries passwords locks out nobody else, and from many addresses meets `sign_in_name_anywhere`.
    """

    tickets_web: str = "12/10minute"
    tickets_kiosk: str = "120/minute"
    sign_in: str = "20/minute"
    sign_in_name: str = "6/minute"
    sign_in_name_anywhere: str = "60/minute"
    ticket_writes: str = "30/minute"
    slots: str = "120/minute"
    appointments_web: str = "12/10minute"
    appointment_writes: str = "30/minute"
    short_code: str = "6/minute"
    appointment_code: str = "12/minute"
    enrolment: str = "10/minute"
    adoption: str = "10/minute"
    set_up_progress: str = "60/minute"


@dataclass(frozen=True)
class Fleet:
    """The care of devices that run our image; on in the image, off elsewhere.

    `url` is where devices find this server, `public_url` or an address of its own if left out; `interfaces` limits mDNS
    to these addresses.
    """

    enabled: bool = False
    pull_seconds: int = 15
    mdns: bool = True
    interfaces: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True)
class Config:
    """`one_origin`: a reverse proxy (nginx on the image) serves web and live on one address, with TLS.

    `closed_while`: while this file exists nothing is changed, so that a version on trial can be given up without loss.
    """

    data: Path = Path("data")
    host: str = "127.0.0.1"
    port: int = 8440
    live_port: int = 8441
    threads: int = 16
    one_origin: bool = False
    trusted_proxies: int = 0
    public_url: str = ""
    origins: tuple[str, ...] = ()
    live_connections_per_address: int = 20_000
    closed_while: Path | None = None
    turn: Turn | None = None
    limits: Limits = field(default_factory=Limits)
    fleet: Fleet = field(default_factory=Fleet)

    @property
    def database(self) -> Path:
        return self.data / "office.sqlite"

    @property
    def bell(self) -> Path:
        """The datagram socket that live listens on."""
        return self.data / "bell.sock"


def load(path: Path | None = None, environment: Mapping[str, str] = os.environ, **overrides: Any) -> Config:
    """Defaults, then the file, then `VORZIMMER_PORT`, `VORZIMMER_FLEET_ENABLED` and the like, then the command line."""
    values: dict[str, Any] = {}
    if path is not None:
        try:
            values = tomllib.loads(path.read_text())
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"{path}: {error}") from None
    values.update(_from_environment(environment, Config, ENVIRONMENT_PREFIX))
    if fleet := _from_environment(environment, Fleet, f"{ENVIRONMENT_PREFIX}FLEET_"):
        values["fleet"] = {**values.get("fleet", {}), **fleet}
    values.update({name: value for name, value in overrides.items() if value is not None})
    return _build(Config, values, str(path or "configuration"))


def _from_environment(environment: Mapping[str, str], shape: type[Any], prefix: str) -> dict[str, Any]:
    """Only names that exist, and no sections: other programs' variables may share the prefix."""
    names = {one.name for one in dataclasses.fields(shape)} - {"turn", "limits", "fleet", "origins"}
    found = {name: environment.get(prefix + name.upper()) for name in names}
    return {name: value for name, value in found.items() if value is not None}


def _build(shape: type[Any], values: Mapping[str, Any], where: str) -> Any:
    known = {one.name: one for one in dataclasses.fields(shape)}
    for name in values:
        if name not in known:
            raise ConfigError(f"{where}: unknown key {name!r}{_suggestion(name, known)}")
    try:
        return shape(**{name: _convert(name, value, where) for name, value in values.items()})
    except TypeError as error:
        raise ConfigError(f"{where}: {error}") from None


def _suggestion(name: str, known: Mapping[str, Any]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _convert(name: str, value: Any, where: str) -> Any:
    try:
        return _CONVERSIONS.get(name, lambda given, _: given)(value, where)
    except (ValueError, TypeError, AttributeError, KeyError):
        raise ConfigError(f"{where}: {name} = {value!r} is not a valid value") from None


def _truth(value: Any, where: str) -> bool:
    if isinstance(value, bool):
        return value
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[str(value).lower()]


_CONVERSIONS: dict[str, Any] = {
    "data": lambda value, where: Path(value),
    "closed_while": lambda value, where: Path(value),
    "port": lambda value, where: int(value),
    "live_port": lambda value, where: int(value),
    "threads": lambda value, where: int(value),
    "trusted_proxies": lambda value, where: int(value),
    "live_connections_per_address": lambda value, where: int(value),
    "lifetime_seconds": lambda value, where: int(value),
    "pull_seconds": lambda value, where: int(value),
    "one_origin": _truth,
    "enabled": _truth,
    "mdns": _truth,
    "origins": lambda value, where: tuple(value),
    "interfaces": lambda value, where: tuple(value.split(",") if isinstance(value, str) else value),
    "urls": lambda value, where: tuple(value),
    "turn": lambda value, where: value if isinstance(value, Turn) else _build(Turn, value, f"{where} [turn]"),
    "limits": lambda value, where: value if isinstance(value, Limits) else _build(Limits, value, f"{where} [limits]"),
    "fleet": lambda value, where: value if isinstance(value, Fleet) else _build(Fleet, value, f"{where} [fleet]"),
}
