"""The order in words, for clerks and for citizens."""

from datetime import timedelta
from typing import Any

import pytest
from apiflask import APIFlask

from appliance.domain.calling import CallingRules, Mode, PickReason
from appliance.domain.queue import queue_key
from appliance.domain.ticket import Priority, Ticket
from appliance.operations import away, calling, priorities, transfers
from appliance.operations.transfers import Target
from appliance.store import tickets as ticket_rows
from tests.town import Desk, Musterstadt
from tests.web.conftest import Client

GERMAN = {"Accept-Language": "de"}


def told(app: APIFlask, town: Musterstadt, ticket: Ticket) -> dict[str, Any]:
    answer = Client(app, town.tokens[ticket.id]).get("/api/ticket/why", **GERMAN)
    assert answer.status_code == 200
    return answer.json


def rows(console: Client) -> dict[str, str]:
    return {row["number"]: row["why"] for row in console.get("/api/console", **GERMAN).json["waiting"]}


def make_appointment(town: Musterstadt, ticket: Ticket, in_minutes: int) -> None:
    due_at = town.clock.now() + timedelta(minutes=in_minutes)
    town.store.write(ticket_rows.change, ticket, due_at=due_at, queue_key=queue_key(due_at, due_at))


@pytest.fixture
def served(town: Musterstadt, brandt: Desk) -> Any:
    """Somebody at the second counter, from the call to the end."""

    def serve(ticket: Ticket, reason: PickReason | None = None) -> None:
        brandt.call(ticket, reason)
        brandt.admit(ticket)
        brandt.finish(ticket)

    return serve


def test_each_row_of_the_console_says_what_it_counts_for(yildiz_signed_in: Client, town: Musterstadt, yildiz: Desk):
    walk_in, booked, urgent = town.take(), town.take(), town.take()
    make_appointment(town, booked, in_minutes=70)
    yildiz.act(priorities.set_priority, urgent.id, Priority.PREGNANCY)
    assert rows(yildiz_signed_in) == {
        urgent.number: "Vorrang (Schwangerschaft), zählt wie 07:45",
        walk_in.number: "gezogen um 08:30 Uhr",
        booked.number: "Termin 09:40, zählt wie 08:50",
    }


def test_the_next_says_whose_turn_it_is_where_kinds_alternate(yildiz_signed_in: Client, town: Musterstadt):
    rules = CallingRules(mode=Mode.ALTERNATE)
    town.do(calling.set_rules, town.citizens_office.id, rules, None)
    _walk_in, booked = town.take(), town.take()
    make_appointment(town, booked, in_minutes=70)
    shown = yildiz_signed_in.get("/api/console", **GERMAN).json["next"]
    assert shown["why"] == "Termin an der Reihe: Termin 09:40, zählt wie 08:50"


def test_the_history_says_why_somebody_was_called_before_others(
    yildiz_signed_in: Client, town: Musterstadt, yildiz: Desk
):
    _first, second = town.take(), town.take()
    yildiz.call(second, PickReason.LANGUAGE)
    lines = yildiz_signed_in.get("/api/console", **GERMAN).json["current"]["history"]
    assert [(line["type"], line["why"]) for line in lines] == [
        ("TicketTaken", ""),
        ("TicketCalled", "vorgezogen: Sprache"),
    ]


def test_a_citizen_reads_who_was_called_before_and_why(app: APIFlask, town: Musterstadt, yildiz: Desk, served: Any):
    earlier = town.take()
    town.clock.advance(minutes=1)
    mine = town.take_video()
    town.clock.advance(minutes=1)
    booked, urgent, picked, while_away = (town.take() for _ in range(4))
    make_appointment(town, booked, in_minutes=0)
    yildiz.act(priorities.set_priority, urgent.id, Priority.DISABILITY)
    for ticket in (booked, urgent, earlier):
        served(ticket)
    served(picked, PickReason.QUICK)
    town.do(away.changed, [mine.id], [])
    served(while_away)
    assert told(app, town, mine) == {
        "own": "Sie haben Ihre Nummer um 08:31 Uhr gezogen. Ab dann zählt sie.",
        "rule": "",
        "before": [
            "1 Person stand in der Reihe vor Ihnen.",
            "1 Person hatte einen Termin.",
            "1 Person hatte Vorrang.",
            "1 Person wurde am Schalter vorgezogen.",
            "Sie waren kurz nicht erreichbar: 1 Person kam vor Ihnen dran. Ihr Platz bleibt.",
        ],
    }


def test_whoever_is_called_needs_no_explanation(app: APIFlask, town: Musterstadt, yildiz: Desk, code_of: Any):
    ticket = town.take()
    yildiz.call_next()
    assert code_of(Client(app, town.tokens[ticket.id]).get("/api/ticket/why")) == "wrong_state"


def test_who_was_sent_to_a_counter_reads_that_the_number_counts_as_before(
    app: APIFlask, town: Musterstadt, yildiz: Desk, brandt: Desk
):
    ticket = town.take()
    yildiz.call_next()
    town.clock.advance(minutes=5)
    yildiz.act(transfers.transfer, ticket.id, Target(counter_id=brandt.counter_id))
    assert told(app, town, ticket)["own"] == (
        "Sie haben Ihre Nummer um 08:30 Uhr gezogen. Ab dann zählt sie."
        " Sie warten auf einen bestimmten Schalter: Schalter brandt at 3."
    )
