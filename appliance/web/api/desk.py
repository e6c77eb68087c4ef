"""What a clerk does at a counter besides calling and finishing: park, pass on, divide, rest. Answered like the rest."""

from typing import Any

from apiflask import APIBlueprint

from appliance.domain.staff import Role
from appliance.operations import concerns, parking, pauses, priorities, takeovers, transfers
from appliance.web import auth
from appliance.web.api import console_shapes, desk_inputs, inputs, target_shapes
from appliance.web.api.counters import act, act_at_counter
from appliance.web.context import now, office
from appliance.web.views.desk import targets as targets_view

blueprint = APIBlueprint("desk", __name__, url_prefix="/api", tag="Counter")


@blueprint.post("/counters/<int:counter_id>/park")
@blueprint.input(desk_inputs.Parking)
@blueprint.output(console_shapes.ConsoleView)
def park(counter_id: int, json_data: desk_inputs.Parking) -> Any:
    """The ticket waits for something, the counter is free."""
    return act(parking.park, counter_id, json_data.ticket_id, json_data.reason)


@blueprint.post("/counters/<int:counter_id>/resume")
@blueprint.input(inputs.TicketChoice)
@blueprint.output(console_shapes.ConsoleView)
def resume(counter_id: int, json_data: inputs.TicketChoice) -> Any:
    """Go on with a parked ticket at this counter, which must be free."""
    return act(parking.resume, counter_id, json_data.ticket_id)


@blueprint.post("/counters/<int:counter_id>/return")
@blueprint.input(inputs.TicketChoice)
@blueprint.output(console_shapes.ConsoleView)
def give_back(counter_id: int, json_data: inputs.TicketChoice) -> Any:
    """Back to the queue, called or parked: number and place are kept."""
    return act(parking.give_back, counter_id, json_data.ticket_id)


@blueprint.post("/counters/<int:counter_id>/transfer")
@blueprint.input(desk_inputs.Transfer)
@blueprint.output(console_shapes.ConsoleView)
def transfer(counter_id: int, json_data: desk_inputs.Transfer) -> Any:
    """Pass a ticket on to a service of any office, to a counter or to a colleague; number and place are kept."""
    target = transfers.Target(json_data.service_id, json_data.counter_id, json_data.clerk_id)
    return act(transfers.transfer, counter_id, json_data.ticket_id, target)


@blueprint.post("/counters/<int:counter_id>/services")
@blueprint.input(desk_inputs.ServicesChange)
@blueprint.output(console_shapes.ConsoleView)
def services(counter_id: int, json_data: desk_inputs.ServicesChange) -> Any:
    """The ticket is for one more service of its office, or for one less."""
    if json_data.add is not None:
        return act(concerns.add_service, counter_id, json_data.ticket_id, json_data.add)
    return act(concerns.remove_service, counter_id, json_data.ticket_id, json_data.remove)


@blueprint.post("/counters/<int:counter_id>/split")
@blueprint.input(desk_inputs.Split)
@blueprint.output(console_shapes.ConsoleView)
def split(counter_id: int, json_data: desk_inputs.Split) -> Any:
    """One of several services becomes a ticket with a number of its own, at the same place."""
    return act(concerns.split, counter_id, json_data.ticket_id, json_data.service_id)


@blueprint.post("/counters/<int:counter_id>/priority")
@blueprint.input(desk_inputs.PriorityChoice)
@blueprint.output(console_shapes.ConsoleView)
def priority(counter_id: int, json_data: desk_inputs.PriorityChoice) -> Any:
    """The ticket counts as drawn earlier, for a reason; or no longer."""
    return act(priorities.set_priority, counter_id, json_data.ticket_id, json_data.reason)


@blueprint.post("/counters/<int:counter_id>/take-over")
@blueprint.input(inputs.TicketChoice)
@blueprint.output(console_shapes.ConsoleView)
def take_over(counter_id: int, json_data: inputs.TicketChoice) -> Any:
    """Go on with somebody whose clerk has vanished, at this counter, which must be free."""
    return act(takeovers.take_over, counter_id, json_data.ticket_id)


@blueprint.post("/counters/<int:counter_id>/pause")
@blueprint.input(desk_inputs.PauseChoice)
@blueprint.output(console_shapes.ConsoleView)
def pause(counter_id: int, json_data: desk_inputs.PauseChoice) -> Any:
    """Nobody is called here until the pause ends or this clerk calls somebody."""
    return act_at_counter(pauses.pause, counter_id, json_data.reason)


@blueprint.post("/counters/<int:counter_id>/end-pause")
@blueprint.output(console_shapes.ConsoleView)
def end_pause(counter_id: int) -> Any:
    """The pause is over."""
    return act_at_counter(pauses.end_pause, counter_id)


@blueprint.post("/counters/<int:counter_id>/skills")
@blueprint.input(desk_inputs.SkillChoice)
@blueprint.output(console_shapes.ConsoleView)
def skills(counter_id: int, json_data: desk_inputs.SkillChoice) -> Any:
    """Whether this clerk serves a service, until the counter is left."""
    return act_at_counter(pauses.set_skill, counter_id, json_data.service_id, json_data.on)


@blueprint.get("/counters/<int:counter_id>/targets")
@blueprint.output(target_shapes.TargetsView)
def targets(counter_id: int) -> target_shapes.TargetsView:
    """To whom a ticket can be passed on: offices with their services, counters with somebody there, colleagues."""
    return office().read(targets_view, auth.clerk(Role.CLERK, Role.RECEPTION))


@blueprint.post("/console/seen")
@blueprint.output({}, status_code=204)
def seen() -> tuple[str, int]:
    """The console is open. Who is not seen for three minutes is taken for vanished."""
    clerk = auth.clerk(Role.CLERK)
    office().write(takeovers.seen, clerk.id, now())
    return "", 204
