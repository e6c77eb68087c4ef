"""The house that is played in: where it is, and with what its people and devices come in. A file (JSON) of one town."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Staff:
    """`counter` is where a clerk sits; somebody of the reception has none."""

    name: str
    sign_in_name: str
    password: str
    counter: int | None = None


@dataclass(frozen=True)
class OfficeOfHouse:
    """`services`: ids by the simulated service, from 1 on. `clerks` in the order of the simulated crew; `kiosks` and
    `boards`: tokens of devices."""

    id: int
    name: str
    services: tuple[int, ...]
    clerks: tuple[Staff, ...]
    kiosks: tuple[str, ...]
    boards: tuple[str, ...]


@dataclass(frozen=True)
class House:
    """`server`: its address, http(s)://host:port. `clock`: the file of its clock and `data` its directory, where the
    play runs on the same machine; "" elsewhere."""

    server: str
    offices: tuple[OfficeOfHouse, ...]
    reception: Staff
    admin: Staff
    clock: str = ""
    data: str = ""

    def write(self, path: Path) -> None:
        """For its owner's eyes alone: passwords and tokens stand in it."""
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1))


def read(path: Path) -> House:
    """Raises OSError, and ValueError for a file of another kind."""
    try:
        found = json.loads(path.read_text())
        offices = tuple(_office(one) for one in found["offices"])
        people = {name: Staff(**found[name]) for name in ("reception", "admin")}
        return House(found["server"], offices, **people, clock=found["clock"], data=found["data"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path} names no house: {error}") from None


def _office(found: dict[str, Any]) -> OfficeOfHouse:
    lists = {name: tuple(found[name]) for name in ("services", "kiosks", "boards")}
    return OfficeOfHouse(found["id"], found["name"], clerks=tuple(Staff(**one) for one in found["clerks"]), **lists)
