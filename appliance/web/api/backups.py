"""Backups: what was chosen, how the last one went, one now, and the key that opens them."""

from apiflask import APIBlueprint

from appliance.backup import key
from appliance.backup.nightly import Nightly
from appliance.domain.errors import OfficeError
from appliance.domain.staff import Role
from appliance.web import auth
from appliance.web.api import inputs, machine_shapes
from appliance.web.context import context

blueprint = APIBlueprint("backups", __name__, url_prefix="/api/backup", tag="Backup")


@blueprint.get("")
@blueprint.output(machine_shapes.BackupView)
@auth.staff_only(Role.ADMIN)
def show() -> machine_shapes.BackupView:
    """Where backups go, and what became of the last one."""
    return _view()


@blueprint.put("")
@blueprint.input(inputs.BackupChoice)
@blueprint.output(machine_shapes.BackupView)
@auth.staff_only(Role.ADMIN)
def choose(json_data: inputs.BackupChoice) -> machine_shapes.BackupView:
    """Where backups go from now on. The password is not shown again; an empty one keeps it."""
    _nightly().choose(json_data.model_dump(exclude_none=True))
    return _view()


@blueprint.post("/run")
@blueprint.output(machine_shapes.BackupView)
@auth.staff_only(Role.ADMIN)
def run() -> machine_shapes.BackupView:
    """Make a backup now; the answer comes when it is made, or says why it was not."""
    _nightly().run()
    return _view()


@blueprint.post("/key")
@blueprint.output(machine_shapes.BackupKeyView, status_code=201)
@auth.staff_only(Role.ADMIN)
def make_key() -> machine_shapes.BackupKeyView:
    """A new key: this answer is the only one that ever shows it. Earlier backups stay with the earlier key."""
    fresh = key.generate()
    _nightly().keep_public_key(fresh.public)
    return machine_shapes.BackupKeyView(secret=fresh.secret)


def _nightly() -> Nightly:
    nightly = context().parts.nightly
    if nightly is None:
        raise OfficeError("appliance_only")
    return nightly


def _view() -> machine_shapes.BackupView:
    nightly = _nightly()
    chosen, state = nightly.chosen(), nightly.state()
    return machine_shapes.BackupView(
        kind=chosen["kind"], path=chosen["path"], address=chosen["address"], user=chosen["user"], hour=chosen["hour"],
        keep=chosen["keep"], has_key=nightly.has_key(), running=nightly.running, overdue=nightly.is_overdue(),
        attempted_at=state.at, made_at=state.good_at, name=state.name, size=state.size, problem=state.problem,
        reason=state.reason,
    )  # fmt: skip
