"""Configuration: strict TOML + environment -> frozen dataclass. An unknown key is an error that names the right one."""

import dataclasses
import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
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
class Relay:
    """A coturn of our own, which `vorzimmer serve` starts and pages are told of; on the image, systemd starts it.

    `listen`: addresses of this machine to listen on and to relay from, all of them if left out; `external` is the first
    one's as the world sees it, behind a 1:1 NAT; `name` is what participants are told, the public name if left out.
    `certificate` and `key` (PEM files) give TLS on `tls_port`: 443, on an address of its own, passes every firewall.
    `networks` are the only machines beside itself that the relay sends to, such as counters and kiosks: "10.1.0.0/16".
    `most_of_one`: places of one participant: with three others a dozen connections, each with UDP, TCP and TLS, and
    those of a network that was just left. `most`: of everybody. `kilobits_of_one`: a second, of one place; `kilobits`:
    of everybody, 0 is no limit.
    """

    listen: tuple[str, ...] = ()
    external: str = ""
    name: str = ""
    port: int = 3478
    tls_port: int = 5349
    certificate: Path | None = None
    key: Path | None = None
    relay_ports: tuple[int, int] = (49152, 65535)
    networks: tuple[str, ...] = ()
    most_of_one: int = 96
    most: int = 4_000
    kilobits_of_one: int = 8_000
    kilobits: int = 0


@dataclass(frozen=True)
class Limits:
    """Rate limits, in the notation of the `limits` library, per client address.

    `tickets_kiosk`, `speech`, `short_code` and `appointment_code` per device, `ticket_writes` per ticket,
    `guest_writes` per guest, `sign_in_name` per name and address: whoever tries passwords locks out nobody else, and
    from many meets `sign_in_name_anywhere`.
    `next_steps`, sent by mail, per clerk.
    """

    tickets_web: str = "12/10minute"
    tickets_kiosk: str = "120/minute"
    sign_in: str = "20/minute"
    sign_in_name: str = "6/minute"
    sign_in_name_anywhere: str = "60/minute"
    ticket_writes: str = "30/minute"
    guest_writes: str = "30/minute"
    slots: str = "120/minute"
    appointments_web: str = "12/10minute"
    appointment_writes: str = "30/minute"
    short_code: str = "6/minute"
    appointment_code: str = "12/minute"
    enrolment: str = "10/minute"
    adoption: str = "10/minute"
    set_up_progress: str = "60/minute"
    next_steps: str = "20/minute"
    form_pdf: str = "30/minute"
    speech: str = "240/minute"


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
class Files:
    """What people in a conversation may send each other. `types` are endings of names, without the dot.

    `offices`: what holds for single offices instead, by their names: `[files.offices."Standesamt"]`.
    """

    largest_mb: int = 20
    types: tuple[str, ...] = (
        *("pdf", "jpg", "jpeg", "png", "webp", "gif", "heic", "heif", "tif", "tiff"),
        *("txt", "rtf", "odt", "ods", "odp", "docx", "xlsx", "pptx"),
    )
    offices: Mapping[str, "Files"] = field(default_factory=dict)

    def of_office(self, name: str) -> "Files":
        return self.offices.get(name, self)


@dataclass(frozen=True)
class Voice:
    """What says calls and screens aloud: `piper`, a program, with a model (.onnx) by language, such as
    `models = {de = "/var/lib/voices/de_DE-thorsten-medium.onnx"}`; for languages without one, and where piper fails,
    espeak-ng. `cache_mb`: how much of it is kept on disk.
    """

    piper: str = ""
    models: Mapping[str, str] = field(default_factory=dict)
    espeak: str = "espeak-ng"
    cache_mb: int = 64


@dataclass(frozen=True)
class Config:
    """`one_origin`: a reverse proxy (nginx on the image) serves web and live on one address, with TLS.

    `closed_while`: while this file exists nothing is changed, so that a version on trial can be given up without loss.
    `clock`: of a simulation, a file that its processes share (`adapters.clock`); an office that works for people goes
    by the machine's. A machine of the fleet refuses one unless `clock_though_real` says that it is meant.
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
    clock: Path | None = None
    clock_though_real: bool = False
    turn: Turn | None = None
    relay: Relay | None = None
    limits: Limits = field(default_factory=Limits)
    fleet: Fleet = field(default_factory=Fleet)
    files: Files = field(default_factory=Files)
    voice: Voice = field(default_factory=Voice)

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
    config: Config = _build(Config, values, str(path or "configuration"))
    if config.clock is not None and config.fleet.enabled and not config.clock_though_real:
        raise ConfigError("clock is for simulations; if this machine is to be one, say clock_though_real = true")
    return config


_SECTIONS = {"turn", "relay", "limits", "fleet", "files", "voice", "origins"}


def _from_environment(environment: Mapping[str, str], shape: type[Any], prefix: str) -> dict[str, Any]:
    """Only names that exist, and no sections: other programs' variables may share the prefix."""
    names = {one.name for one in dataclasses.fields(shape)} - _SECTIONS
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


def _addresses(value: Any, where: str) -> tuple[str, ...]:
    return tuple(str(ip_address(one)) for one in value)


def _networks(value: Any, where: str) -> tuple[str, ...]:
    return tuple(str(ip_network(one, strict=False)) for one in value)


def _port_range(value: Any, where: str) -> tuple[int, int]:
    first, last = (int(one) for one in value)
    if not 1024 <= first <= last <= 65535:
        raise ValueError
    return first, last


def _relay(value: Any, where: str) -> Relay:
    if isinstance(value, Relay):
        return value
    relay: Relay = _build(Relay, value, f"{where} [relay]")
    if (relay.certificate is None) != (relay.key is None):
        raise ConfigError(f"{where} [relay]: certificate and key belong together")
    if relay.external and not relay.listen:
        raise ConfigError(f"{where} [relay]: external needs listen, the address that it stands for")
    return relay


def _files(value: Any, where: str) -> Files:
    """What is not said for an office holds as for all."""
    if isinstance(value, Files):
        return value
    common = {name: given for name, given in value.items() if name != "offices"}
    offices = {
        name: _build(Files, {**common, **own}, f'{where} [files.offices."{name}"]')
        for name, own in value.get("offices", {}).items()
    }
    files: Files = _build(Files, common, f"{where} [files]")
    return dataclasses.replace(files, offices=offices)


def _models(value: Any, where: str) -> dict[str, str]:
    """Models of voices by language, as two letters."""
    models = {str(language): str(path) for language, path in value.items()}
    if not all(len(language) == 2 and language.islower() for language in models):
        raise ValueError
    return models


def _cache(value: Any, where: str) -> int:
    if not 1 <= int(value) <= 10_000:
        raise ValueError
    return int(value)


def _megabytes(value: Any, where: str) -> int:
    """As much as two pages can well keep in their memory."""
    if not 1 <= int(value) <= 100:
        raise ValueError
    return int(value)


def _endings(value: Any, where: str) -> tuple[str, ...]:
    endings = tuple(str(one).lower().removeprefix(".") for one in value)
    if not all(one.isalnum() for one in endings):
        raise ValueError
    return endings


def _whole_number(value: Any, where: str) -> int:
    return int(value)


def _path(value: Any, where: str) -> Path:
    return Path(value)


def _tuple(value: Any, where: str) -> tuple[Any, ...]:
    return tuple(value)


_CONVERSIONS: dict[str, Any] = {
    "data": _path,
    "closed_while": _path,
    "clock": _path,
    "clock_though_real": _truth,
    "certificate": _path,
    "key": _path,
    "tls_port": _whole_number,
    "most_of_one": _whole_number,
    "most": _whole_number,
    "kilobits_of_one": _whole_number,
    "kilobits": _whole_number,
    "relay_ports": _port_range,
    "listen": _addresses,
    "external": lambda value, where: str(ip_address(value)),
    "networks": _networks,
    "port": _whole_number,
    "live_port": _whole_number,
    "threads": _whole_number,
    "trusted_proxies": _whole_number,
    "live_connections_per_address": _whole_number,
    "lifetime_seconds": _whole_number,
    "pull_seconds": _whole_number,
    "one_origin": _truth,
    "enabled": _truth,
    "mdns": _truth,
    "origins": _tuple,
    "interfaces": lambda value, where: tuple(value.split(",") if isinstance(value, str) else value),
    "urls": _tuple,
    "turn": lambda value, where: value if isinstance(value, Turn) else _build(Turn, value, f"{where} [turn]"),
    "relay": _relay,
    "limits": lambda value, where: value if isinstance(value, Limits) else _build(Limits, value, f"{where} [limits]"),
    "fleet": lambda value, where: value if isinstance(value, Fleet) else _build(Fleet, value, f"{where} [fleet]"),
    "files": _files,
    "voice": lambda value, where: value if isinstance(value, Voice) else _build(Voice, value, f"{where} [voice]"),
    "models": _models,
    "cache_mb": _cache,
    "largest_mb": _megabytes,
    "types": _endings,
}
