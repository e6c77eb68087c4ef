"""After a visit: how it was, and the next steps by mail."""

from datetime import datetime
from typing import Any

from apiflask import APIBlueprint

from appliance.domain import feedback as rules
from appliance.domain.feedback import Answer, Said
from appliance.domain.staff import Role
from appliance.operations import after_visit as operations
from appliance.store import offices
from appliance.web import auth
from appliance.web.api import after_visit_shapes as shapes
from appliance.web.api.shapes import NamedView
from appliance.web.context import context, now, office, write_once

blueprint = APIBlueprint("after_visit", __name__, url_prefix="/api", tag="After a visit")


@blueprint.post("/ticket/feedback")
@blueprint.input(shapes.FeedbackInput)
@blueprint.output({}, status_code=204)
def give_feedback(json_data: shapes.FeedbackInput) -> str:
    """How it was, from the holder of a finished ticket; kept without anything that leads back to it."""
    ticket = auth.ticket()
    context().limits.check("ticket_writes", str(ticket.id))
    office().write(operations.give_feedback, ticket.id, json_data.answer, json_data.comment, now())
    return ""


@blueprint.post("/device/feedback")
@blueprint.input(shapes.TerminalFeedback)
@blueprint.output({}, status_code=204)
def give_feedback_at_terminal(json_data: shapes.TerminalFeedback) -> str:
    """How it was, from whoever was served at this terminal, while it shows its thanks."""
    office().write(operations.give_feedback_at_terminal, auth.device().id, Answer(json_data.answer), now())
    return ""


@blueprint.post("/ticket/next-steps")
@blueprint.input(shapes.StepsWish)
@blueprint.output({}, status_code=204)
def ask_for_steps(json_data: shapes.StepsWish) -> str:
    """How it ended and the documents that are needed, by mail to an address that is used for this alone."""
    ticket = auth.ticket()
    context().limits.check("ticket_writes", str(ticket.id))
    write_once(f"ticket {ticket.id}", _ask_for_steps, ticket.id, json_data.email)
    return ""


@blueprint.post("/consultations/<int:consultation_id>/next-steps")
@blueprint.input(shapes.StepsToSend)
@blueprint.output({}, status_code=204)
def send_steps(consultation_id: int, json_data: shapes.StepsToSend) -> str:
    """What clerk and citizen have agreed on, by mail to an address that is used for this alone."""
    clerk = auth.clerk(Role.CLERK)
    context().limits.check("next_steps", str(clerk.id))
    write_once(f"clerk {clerk.id}", _send_steps, consultation_id, clerk.id, json_data.email, json_data.steps)
    return ""


@blueprint.get("/admin/feedback")
@blueprint.output(shapes.FeedbackView)
@auth.staff_only(Role.ADMIN, Role.SUPERVISOR)
def show() -> shapes.FeedbackView:
    """What citizens said of late, by service; nothing about services of which only few have said something."""
    services = office().read(lambda: [_view(one) for one in operations.said(now())])
    return shapes.FeedbackView(days=rules.LOOKED_AT.days, least=rules.LEAST, services=services)


def _view(said: Said) -> shapes.SaidView:
    service = offices.service(said.service_id)
    where = offices.by_id(service.office_id)
    return shapes.SaidView(
        service=NamedView(id=service.id, name=service.name),
        office=NamedView(id=where.id, name=where.name),
        is_shown=said.may_be_shown,
        total=said.total if said.may_be_shown else None,
        counts=said.counts if said.may_be_shown else {},
        comments=list(said.comments) if said.may_be_shown else [],
    )


def _ask_for_steps(ticket_id: int, email: str, at: datetime) -> dict[str, Any]:
    operations.ask_for_steps(ticket_id, email, at)
    return {}


def _send_steps(consultation_id: int, clerk_id: int, email: str, steps: str, at: datetime) -> dict[str, Any]:
    operations.send_steps(consultation_id, clerk_id, email, steps, at)
    return {}
