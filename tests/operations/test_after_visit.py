"""How it was, told once and kept without anything that leads back; and the next steps by mail."""

from datetime import timedelta

import pytest

from appliance.domain.feedback import KEPT, LEAST, Answer
from appliance.domain.message import MessageKind
from appliance.operations import after_visit, upkeep
from appliance.store import feedback, message_settings, outbox
from appliance.store.sql import execute
from tests.conftest import Refused
from tests.town import Desk, Musterstadt, Terminal

MAIL = {"kind": "folder", "folder": "unused", "sender": "amt@example.de"}


@pytest.fixture
def served(town: Musterstadt, yildiz: Desk) -> int:
    """Somebody's ticket after the end."""
    ticket = town.take()
    yildiz.serve(ticket)
    return ticket.id


def test_what_is_said_is_kept_by_service_and_day_with_nothing_that_leads_back(
    town: Musterstadt, served: int
) -> None:  # fmt: skip
    town.do(after_visit.give_feedback, served, Answer.GOOD, "Schnell und nett")
    columns = [row[1] for row in town.ask(lambda: execute("PRAGMA table_info(feedback)").fetchall())]
    assert columns == ["id", "service_id", "day", "answer", "comment"]
    [row] = town.ask(lambda: execute("SELECT service_id, day, answer, comment FROM feedback").fetchall())
    assert row == (town.residence.id, "2026-03-02", "good", "Schnell und nett")
    journalled = town.ask(lambda: execute("SELECT count(*) FROM journal WHERE data LIKE '%good%'").fetchone()[0])
    assert journalled == 0


def test_it_is_said_once_and_not_before_the_end(
    town: Musterstadt, yildiz: Desk, served: int, refused: Refused
) -> None:  # fmt: skip
    town.do(after_visit.give_feedback, served, Answer.GOOD, "")
    with refused("feedback_given"):
        town.do(after_visit.give_feedback, served, Answer.POOR, "")
    waiting = town.take()
    with refused("wrong_state"):
        town.do(after_visit.give_feedback, waiting.id, Answer.GOOD, "")
    assert not town.ask(after_visit.may_give_feedback, town.ticket(served))


def test_at_a_terminal_it_is_said_while_the_thanks_are_shown(
    town: Musterstadt, yildiz: Desk, terminal: Terminal, refused: Refused
) -> None:  # fmt: skip
    ticket = yildiz.call(town.take_at_terminal())
    with refused("no_ticket_called"):
        town.do(after_visit.give_feedback_at_terminal, terminal.id, Answer.GOOD)
    terminal.confirm(ticket.code)
    yildiz.finish(town.ticket(ticket))
    town.do(after_visit.give_feedback_at_terminal, terminal.id, Answer.VERY_GOOD)
    assert town.ask(after_visit.said, town.clock.now())[0].counts[Answer.VERY_GOOD] == 1
    town.tick(seconds=11)
    with refused("no_ticket_called"):
        town.do(after_visit.give_feedback_at_terminal, terminal.id, Answer.GOOD)


def test_few_answers_are_not_shown(town: Musterstadt) -> None:
    today = town.clock.now().date()
    for _ in range(LEAST - 1):
        town.store.write(feedback.add, town.residence.id, today, Answer.GOOD, "gut")
    assert [one.may_be_shown for one in town.ask(after_visit.said, town.clock.now())] == [False]
    town.store.write(feedback.add, town.residence.id, today, Answer.POOR, "")
    [said] = town.ask(after_visit.said, town.clock.now())
    assert (said.may_be_shown, said.counts[Answer.GOOD], said.comments) == (True, LEAST - 1, ("gut",) * (LEAST - 1))


def test_what_was_said_and_by_whom_is_forgotten(town: Musterstadt, served: int) -> None:
    town.do(after_visit.give_feedback, served, Answer.GOOD, "")
    town.clock.advance(hours=25)
    town.do(upkeep.forget)
    assert not town.ask(feedback.has_given, served, feedback.FEEDBACK)
    assert len(town.ask(after_visit.said, town.clock.now())) == 1
    town.clock.advance(seconds=(KEPT + timedelta(days=1)).total_seconds())
    town.do(upkeep.forget)
    assert town.ask(lambda: execute("SELECT count(*) FROM feedback").fetchone()) == (0,)


def test_next_steps_are_asked_for_once_when_it_is_over_and_mail_is_set_up(
    town: Musterstadt, yildiz: Desk, served: int, refused: Refused
) -> None:  # fmt: skip
    with refused("no_mail"):
        town.do(after_visit.ask_for_steps, served, "meyer@example.org")
    town.store.write(message_settings.set_mail, MAIL)
    town.do(after_visit.ask_for_steps, served, "meyer@example.org")
    [message] = town.ask(outbox.waiting_about, f"next-steps:{served}")
    assert (message.kind, message.address, message.facts["steps"]) == (MessageKind.NEXT_STEPS, "meyer@example.org", "")
    with refused("wrong_state"):
        town.do(after_visit.ask_for_steps, served, "meyer@example.org")
    with refused("wrong_state"):
        town.do(after_visit.ask_for_steps, town.take().id, "meyer@example.org")


def test_only_the_clerk_of_the_conversation_sends_what_was_agreed_on(
    town: Musterstadt, yildiz: Desk, kaya: Desk, refused: Refused
) -> None:  # fmt: skip
    town.store.write(message_settings.set_mail, MAIL)
    ticket = town.take_video()
    yildiz.call_next()
    yildiz.admit(ticket)
    with refused("forbidden"):
        town.do(after_visit.send_steps, 1, kaya.clerk_id, "meyer@example.org", "Bitte nachreichen")
    town.do(after_visit.send_steps, 1, yildiz.clerk_id, "meyer@example.org", "Bitte nachreichen")
    yildiz.finish(ticket)
    assert not town.ask(after_visit.may_ask_for_steps, town.ticket(ticket)), "they have it already"
    town.tick(seconds=11)
    with refused("wrong_state"):
        town.do(after_visit.send_steps, 1, yildiz.clerk_id, "meyer@example.org", "Bitte nachreichen")
