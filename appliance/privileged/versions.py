"""What this machine remembers of its versions: which one is good, which one is on trial, which failed here and why.

An update is on trial from before its first byte is written until a boot of it is good (`confirm`) or a boot of the
version before finds it given up (`begin_boot`). The loader counts the attempts; this memory only draws the conclusion:
the loader starts the newest version that has attempts left, so an old version that starts after an update was installed
means that the update has none left.

The office's database is copied before the first start of the new version and comes back with the old one. Nothing is
lost by that: until a boot is good, nobody is let in.
"""

import json
import os
import shutil
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from appliance.privileged.machine import Root
from provisioning.files import remove_durably, sync_directory, write_atomically

FILE_NAME = "versions.json"
VERDICT = "health.json"
"""Written by `vorzimmer health`: {"version", "good", "checks": [{"name", "good", "reason"}], "log": [...]}."""
SNAPSHOT = "database-before-update"
DATABASE_FILES = ("office.sqlite", "office.sqlite-wal")
MOST_FAILURES = 20


@dataclass(frozen=True)
class Failure:
    """Why a version was given up here. `check` failed; `log` are the system log's lines about it."""

    version: str
    at: str
    code: str
    text: str = ""
    check: str = ""
    log: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trial:
    """`installed_in`, `tried_in`: the boots' ids. `complete`: everything was written."""

    version: str
    before: str
    installed_in: str
    complete: bool = False
    tried_in: tuple[str, ...] = ()


@dataclass(frozen=True)
class Versions:
    good: str = ""
    trial: Trial | None = None
    failures: tuple[Failure, ...] = field(default=())

    @property
    def failed(self) -> list[str]:
        return [failure.version for failure in self.failures]


def load(root: Root) -> Versions:
    """A damaged memory counts as none: the machine has to start."""
    try:
        known = json.loads((root.system / FILE_NAME).read_text())
        trial = Trial(**{**known["trial"], "tried_in": tuple(known["trial"]["tried_in"])}) if known["trial"] else None
        return Versions(
            known["good"], trial, tuple(Failure(**{**one, "log": tuple(one["log"])}) for one in known["failures"])
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Versions()


def save(root: Root, versions: Versions) -> None:
    kept = replace(versions, failures=versions.failures[-MOST_FAILURES:])
    write_atomically(root.system / FILE_NAME, json.dumps(asdict(kept)), 0o644)


def begin_trial(root: Root, version: str, before: str, boot: str) -> None:
    """Before the first byte is written. What a power cut left of the trial before must not come back with this one."""
    _forget_database(root)
    save(root, replace(load(root), trial=Trial(version, before, boot)))


def complete_trial(root: Root) -> None:
    """Everything is written: from the next start on, this version is tried."""
    versions = load(root)
    assert versions.trial is not None
    save(root, replace(versions, trial=replace(versions.trial, complete=True)))


def abandon_trial(root: Root) -> None:
    """It could not be written."""
    save(root, replace(load(root), trial=None))


def begin_boot(root: Root, running: str, boot: str, at: str) -> Failure | None:
    """Early at each start, before anything opens the database; again in the same boot it changes nothing.

    The failure that it finds: the version on trial was given up, and the database of before is back.
    """
    versions = load(root)
    trial = versions.trial
    if trial is None or boot == trial.installed_in or boot in trial.tried_in:
        return None
    if trial.version == running:
        _keep_database(root)
        save(root, replace(versions, trial=replace(trial, complete=True, tried_in=(*trial.tried_in, boot))))
        return None
    if not trial.complete:  # the power went while it was written: nothing was tried, it can be installed again
        save(root, replace(versions, trial=None))
        return None
    failure = _failure(root, trial, at)
    if trial.tried_in:
        _bring_database_back(root)
    save(root, replace(versions, trial=None, failures=(*versions.failures, failure)))
    return failure


def is_on_trial(root: Root, running: str) -> bool:
    trial = load(root).trial
    return trial is not None and trial.version == running


def confirm(root: Root, running: str) -> None:
    """This boot is good: there is no way back from here, and none is needed."""
    versions = load(root)
    over = versions.trial is not None and versions.trial.version == running
    if versions.good != running or over:
        save(root, replace(versions, good=running, trial=None if over else versions.trial))
    if over:
        _forget_database(root)


def _failure(root: Root, trial: Trial, at: str) -> Failure:
    """What its own health check said, if it came that far."""
    if not trial.tried_in:
        return Failure(trial.version, at, "did_not_start", "It did not get as far as the system's own programs.")
    verdict = _verdict(root)
    if verdict.get("version") != trial.version or verdict.get("good"):
        return Failure(trial.version, at, "no_verdict", "It started, but did not get as far as the check.")
    missed = next((check for check in verdict.get("checks", ()) if not check["good"]), {"name": "", "reason": ""})
    lines = tuple(verdict.get("log", ()))
    return Failure(trial.version, at, "check_failed", missed["reason"], missed["name"], lines)


def _verdict(root: Root) -> dict[str, Any]:
    try:
        found = json.loads((root.system / VERDICT).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _office(root: Root) -> Path:
    return root.base / "var/lib/vorzimmer/office"


def _keep_database(root: Root) -> None:
    """Once for each trial: later attempts begin with what the first one left."""
    kept, beside = root.system / SNAPSHOT, root.system / f".{SNAPSHOT}"
    if kept.exists() or not (_office(root) / DATABASE_FILES[0]).exists():
        return
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(mode=0o700)
    for name in DATABASE_FILES:
        if (_office(root) / name).exists():
            _copy(_office(root) / name, beside / name)
    beside.rename(kept)
    sync_directory(root.system)


def _forget_database(root: Root) -> None:
    if (root.system / SNAPSHOT).exists():
        shutil.rmtree(root.system / SNAPSHOT)
        sync_directory(root.system)


def _bring_database_back(root: Root) -> None:
    """Whole or again: what is kept goes only when all of it is in place."""
    kept, office = root.system / SNAPSHOT, _office(root)
    if not kept.exists():
        return
    owner = office.stat()
    for name in (*DATABASE_FILES, "office.sqlite-shm"):
        remove_durably(office / name)
    for path in sorted(kept.iterdir(), reverse=True):  # the log first: a database without its log would look complete
        beside = office / f".{path.name}.new"
        _copy(path, beside)
        os.chown(beside, owner.st_uid, owner.st_gid)
        beside.replace(office / path.name)
    sync_directory(office)
    shutil.rmtree(kept)


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as file, target.open("wb") as copy:
        os.fchmod(copy.fileno(), 0o600)
        shutil.copyfileobj(file, copy)
        copy.flush()
        os.fsync(copy.fileno())
