"""A file from its text to a changed town: checked whole, planned, tried out, and applied in one transaction."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from appliance.domain.errors import OfficeError
from appliance.set_up_file.applying import Town, Welcome, apply
from appliance.set_up_file.completing import Wanted
from appliance.set_up_file.model import SetUp
from appliance.set_up_file.plan import Change, Deed, Thing, changes
from appliance.set_up_file.present import present
from appliance.set_up_file.reading import HolidayNames, Reading, Upload, reading
from appliance.store.database import Store


@dataclass(frozen=True)
class Obstacle:
    """The office refuses this change as things are: somebody waits for what would be retired, for example."""

    line: int
    error: OfficeError


@dataclass(frozen=True)
class Plan:
    """`fingerprint` of the file and of what it would change: what was looked at is what is applied, or nothing."""

    changes: list[Change]
    obstacles: list[Obstacle]
    fingerprint: str


@dataclass(frozen=True)
class Doer:
    """Who applies a file (None: the command line), when, and where public holidays are looked up."""

    clerk_id: int | None
    at: datetime
    holidays: HolidayNames

    def town(self, wanted: Wanted) -> Town:
        town = Town(self.clerk_id, self.at, self.holidays)
        town.know(wanted.set_up)
        return town


def look(upload: Upload, doer: Doer) -> Plan:
    """A question: what the file would change. Obstacles are seen only when it is tried. Raises BadFile."""
    read, before = reading(upload, doer.holidays, doer.at), present()
    return Plan(changes(before, read(before).set_up), [], _fingerprint(upload, before))


def tried(store: Store, upload: Upload, doer: Doer) -> Plan:
    """What the file would change and what stands in the way: everything is done, and undone. Raises BadFile."""
    read = reading(upload, doer.holidays, doer.at)
    try:
        store.write(_trial, upload, read, doer)
    except _Tried as trial:
        return trial.plan


class _Tried(Exception):
    """Undoes the trial; carries what was learnt. It never leaves `tried`."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan.fingerprint)
        self.plan = plan


def _trial(upload: Upload, read: Reading, doer: Doer) -> NoReturn:
    before = present()
    wanted = read(before)
    plan = changes(before, wanted.set_up)
    raise _Tried(Plan(plan, _obstacles(plan, wanted, doer.town(wanted)), _fingerprint(upload, before)))


def applied(store: Store, upload: Upload, fingerprint: str, doer: Doer) -> list[Welcome]:
    """Everything or nothing. Raises plan_outdated where file or set-up are not those that the plan was made for,
    BadFile, and what stands in the way (see `Obstacle`).
    """
    return store.write(_apply_all, upload, reading(upload, doer.holidays, doer.at), fingerprint, doer)


def _apply_all(upload: Upload, read: Reading, fingerprint: str, doer: Doer) -> list[Welcome]:
    before = present()
    if fingerprint != _fingerprint(upload, before):
        raise OfficeError("plan_outdated")
    wanted = read(before)
    town = doer.town(wanted)
    for change in changes(before, wanted.set_up):
        apply(change, town)
    return town.welcomes


def _obstacles(plan: list[Change], wanted: Wanted, town: Town) -> list[Obstacle]:
    """All that cannot be retired; of the rest the first, as the others may follow from it."""
    found = []
    for change in plan:
        try:
            apply(change, town)
        except OfficeError as error:
            found.append(Obstacle(_line(change, wanted), error))
            if change.deed is not Deed.RETIRE:
                break
    return found


_LISTS = {
    Thing.DEPARTMENT: "departments", Thing.OFFICE: "offices", Thing.SERVICE: "services", Thing.COUNTER: "counters",
    Thing.CLERK: "clerks", Thing.PLACE: "places", Thing.MESSAGE: "messages", Thing.TEXT: "texts",
    Thing.STAFFING: "staffing", Thing.FORM: "forms",
}  # fmt: skip


def _line(change: Change, wanted: Wanted) -> int:
    """Where the file says it, or leaves it out."""
    key = _LISTS.get(change.thing, "offices" if change.within else "organisation")
    name = change.after.sign_in if change.thing is Thing.CLERK and change.after is not None else change.name
    within = (change.within,) if change.thing in (Thing.SERVICE, Thing.COUNTER) else ()
    line = wanted.line(key, *within, name)
    return line if line > 1 else wanted.line("departments")


def _fingerprint(upload: Upload, before: SetUp) -> str:
    """Within one run of the server: it need not be the same after a restart, when the file is checked once more."""
    return hashlib.sha256(f"{upload.office_id}\0{upload.text}\0{before!r}".encode()).hexdigest()
