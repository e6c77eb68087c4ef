"""What a console shows beyond the queue: who is parked, whose clerk has vanished, skills, to whom to pass on."""

from typing import Any

from appliance.domain import queue
from appliance.domain.staff import Clerk, Counter
from appliance.domain.ticket import Ticket
from appliance.operations import takeovers
from appliance.store import offices, staff, tickets
from appliance.web.api import console_shapes as shapes
from appliance.web.api import target_shapes
from appliance.web.api.shapes import NamedView
from appliance.web.views.offices import names_of


def parked(clerk: Clerk, counter: Counter, free_terminals: int) -> list[shapes.ParkedView]:
    """Longest parked first, of this office."""
    names = {id: one.name for id, one in staff.clerks().items()}
    return [
        shapes.ParkedView(
            **_row(ticket, queue.hindrance(ticket, clerk, counter, free_terminals)), reason=ticket.parked_for,
            since=ticket.parked_at, clerk=names.get(ticket.clerk_id or 0),
        )
        for ticket in tickets.parked(counter.office_id)
        if ticket.parked_at is not None and ticket.parked_for is not None
    ]  # fmt: skip


def others(clerk: Clerk, counter: Counter) -> list[shapes.OtherView]:
    """Being served by somebody whose console has vanished."""
    names = {id: one.name for id, one in staff.clerks().items()}
    return [
        shapes.OtherView(
            **_row(ticket, queue.hindrance(ticket, clerk, counter, 1)), counter=where.name,
            clerk=names.get(where.clerk_id or 0), since=where.seen_at,
        )
        for ticket, where in takeovers.left_alone(counter.office_id)
        if where.id != counter.id
    ]  # fmt: skip


def pause(counter: Counter) -> shapes.PauseView | None:
    if counter.paused_at is None or counter.paused_for is None:
        return None
    return shapes.PauseView(reason=counter.paused_for, since=counter.paused_at)


def skills(clerk: Clerk) -> list[shapes.SkillView]:
    """By name."""
    known = [offices.service(id) for id in clerk.skills | clerk.skills_off]
    living = sorted((one for one in known if not one.retired), key=lambda one: one.name)
    return [shapes.SkillView(id=one.id, name=one.name, on=one.id in clerk.skills) for one in living]


def bound_to(ticket: Ticket) -> shapes.BoundView | None:
    if ticket.for_counter_id is None and ticket.for_clerk_id is None:
        return None
    return shapes.BoundView(
        counter=staff.counter(ticket.for_counter_id).name if ticket.for_counter_id else None,
        clerk=staff.clerk(ticket.for_clerk_id).name if ticket.for_clerk_id else None,
    )


def targets(clerk: Clerk) -> target_shapes.TargetsView:
    """Where somebody works: an office with an open counter or that is public; counters and colleagues who are there."""
    public = {office.id: office for office in offices.public()}
    clerks, services = staff.clerks(), offices.services()
    there = [one for one in staff.counters() if one.clerk_id is not None and one.vanished_at is None]
    names = {office.id: office.name for office in offices.all()}
    return target_shapes.TargetsView(
        offices=[
            target_shapes.TargetOffice(
                id=office.id, name=office.name,
                services=[NamedView(id=one.id, name=one.name) for one in services if one.office_id == office.id],
            )
            for office in public.values()
        ],
        counters=[
            target_shapes.TargetCounter(
                id=one.id, name=one.name, office=names[one.office_id], clerk=clerks[one.clerk_id or 0].name
            )
            for one in there
        ],
        colleagues=[
            target_shapes.TargetColleague(
                id=one.clerk_id or 0, name=clerks[one.clerk_id or 0].name, counter=one.name, office=names[one.office_id]
            )
            for one in there
            if one.clerk_id != clerk.id
        ],
    )  # fmt: skip


def named(ticket: Ticket) -> list[NamedView]:
    return [NamedView(id=one.id, name=one.name) for one in map(offices.service, ticket.services)]


def _row(ticket: Ticket, obstacle: str | None) -> dict[str, Any]:
    services = [offices.service(id) for id in ticket.services]
    return {
        "id": ticket.id, "number": ticket.number, "service": names_of(services), "services": named(ticket),
        "channel": ticket.channel, "at_terminal": ticket.at_terminal, "persons": ticket.persons,
        "taken_at": ticket.taken_at, "priority": ticket.priority, "callable": obstacle is None, "obstacle": obstacle,
    }  # fmt: skip
