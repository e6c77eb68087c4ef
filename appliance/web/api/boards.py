"""The call display: what it shows, and how the administration sets it up."""

from apiflask import APIBlueprint

from appliance.domain.board import BoardSettings
from appliance.domain.staff import Role
from appliance.operations import boards as operations
from appliance.web import auth
from appliance.web.api import board_shapes as shapes
from appliance.web.api import inputs
from appliance.web.context import now, office, voice
from appliance.web.views import boards as views

blueprint = APIBlueprint("boards", __name__, url_prefix="/api", tag="Office")


@blueprint.get("/board")
@blueprint.input(inputs.OfficeQuery, location="query")
@blueprint.output(shapes.BoardView)
def board(query_data: inputs.OfficeQuery) -> shapes.BoardView:
    """The calls of its offices: for a board, and for staff who name one office."""
    device = auth.optional_device()
    if device is None:
        auth.clerk()
    return office().read(views.board, device, query_data.office, voice().speakers, now())


@blueprint.get("/admin/boards")
@blueprint.output(shapes.BoardsView)
@auth.staff_only(Role.ADMIN, Role.SUPERVISOR)
def all_boards() -> shapes.BoardsView:
    """Every board with what it shows and how it sounds, and which program speaks."""
    return office().read(views.boards_view, voice().speakers, now())


@blueprint.put("/admin/boards/<int:device_id>")
@blueprint.input(shapes.BoardSetUp)
@blueprint.output(shapes.KnownBoard)
@auth.staff_only(Role.ADMIN, Role.SUPERVISOR)
def set_up(device_id: int, json_data: shapes.BoardSetUp) -> shapes.KnownBoard:
    """Further offices, voice and languages, volume, quiet hours. The board takes it over at once."""
    office().write(operations.set_up, device_id, _settings(json_data), now())
    return office().read(views.one_board, device_id, now())


def _settings(given: shapes.BoardSetUp) -> BoardSettings:
    quiet = None if given.quiet is None else (given.quiet.begins, given.quiet.ends)
    return BoardSettings(tuple(given.offices), given.speaks, tuple(given.languages), given.volume, quiet)
