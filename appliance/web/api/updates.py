"""Updates: what runs, what is available, how far the fleet is; and the files that kiosks fetch."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, send_file

from appliance.domain.errors import OfficeError
from appliance.domain.staff import Role
from appliance.fleet.rollout import Held
from appliance.fleet.updates import Updates
from appliance.web import auth
from appliance.web.api import inputs, machine_shapes
from appliance.web.context import context

blueprint = APIBlueprint("updates", __name__, url_prefix="/api/updates", tag="Updates")


@blueprint.get("")
@blueprint.output(machine_shapes.UpdatesView)
@auth.staff_only(Role.ADMIN)
def show() -> machine_shapes.UpdatesView:
    """This server's version, the newest release, and how far it has come."""
    return _view()


@blueprint.put("")
@blueprint.input(inputs.UpdateChoice)
@blueprint.output(machine_shapes.UpdatesView)
@auth.staff_only(Role.ADMIN)
def choose(json_data: inputs.UpdateChoice) -> machine_shapes.UpdatesView:
    """Where releases come from, when machines may start anew, and who goes first."""
    _updates().choose(json_data.model_dump(exclude_unset=True))
    return _view()


@blueprint.post("/look")
@blueprint.output(machine_shapes.UpdatesView)
@auth.staff_only(Role.ADMIN)
def look() -> machine_shapes.UpdatesView:
    """Look for a new release now; it is fetched and checked in the background."""
    _updates().look()
    return _view()


@blueprint.post("/start")
@blueprint.output(machine_shapes.UpdatesView)
@auth.staff_only(Role.ADMIN)
def start() -> machine_shapes.UpdatesView:
    """Carry the update out without waiting for the night."""
    _updates().start_now()
    return _view()


@blueprint.get("/releases/<version>/<name>")
@blueprint.doc(responses={200: "The file's bytes."})
def release_file(version: str, name: str) -> Response:
    """One file of a release, for a device of this office. Ranges are understood."""
    auth.device()
    path = _updates().mirror.path(version) / name
    if "/" in name or name.startswith(".") or not path.is_file():
        raise OfficeError("unknown_page")
    return send_file(path, mimetype="application/octet-stream", conditional=True, etag=False, max_age=0)


def _updates() -> Updates:
    updates = context().parts.updates
    if updates is None:
        raise OfficeError("appliance_only")
    return updates


def _view() -> machine_shapes.UpdatesView:
    known = _updates().overview()
    return machine_shapes.UpdatesView(
        **known.settings, busy=known.busy, running=known.running.version,
        available=known.available.version if known.available else None,
        notes=known.available.notes if known.available else "", looked_at=known.state["looked_at"],
        problem=known.state["problem"], reason=known.state["reason"], open=known.steps.open,
        held=_held(known.steps.held), installed=_installed(known.server), failures=_failures(known.server),
    )  # fmt: skip


def _held(held: Held | None) -> machine_shapes.HeldRollout | None:
    return None if held is None else machine_shapes.HeldRollout.model_validate(held)


def _installed(server: dict[str, Any] | None) -> str | None:
    """Written to this server's free slot, and tried at its next start."""
    trial = server and server["trial"]
    return trial["version"] if trial and trial["complete"] else None


def _failures(server: dict[str, Any] | None) -> list[machine_shapes.FailedVersion]:
    return [machine_shapes.FailedVersion(**failure) for failure in (server or {}).get("failures", ())]
