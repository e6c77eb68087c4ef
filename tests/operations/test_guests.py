"""Guests of a consultation: invited, let in, sent away; the citizen on hold; the hand-over to a colleague."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.domain.admission import PartRole, Principal, PrincipalKind
from appliance.domain.appointment import Contact
from appliance.domain.guest import Guest, GuestState, guest_token
from appliance.domain.journal import EventType
from appliance.domain.ticket import TicketState
from appliance.operations import consultations as operations
from appliance.operations import guests as guest_operations
from appliance.operations.guests import Invitation
from appliance.store import admission, consultations, guests, journal, outbox, tickets
from tests.conftest import Refused
from tests.consistency import faults
from tests.town import Desk, Musterstadt

SECRET = b"s" * 32
INTERPRETER = Invitation(PartRole.INTERPRETER, Contact("Frau Demir"))


@dataclass
class Talk:
    """A consultation of yildiz with a citizen at home."""

    town: Musterstadt
    desk: Desk
    ticket: int
    id: int

    def invite(self, invitation: Invitation = INTERPRETER, uid: str = "one") -> int:
        return int(self.town.do(guest_operations.invite, self.id, self.desk.clerk_id, invitation, SECRET, uid))

    def ask(self, colleague: Desk) -> int:
        return int(self.town.do(guest_operations.ask_colleague, self.id, self.desk.clerk_id, colleague.clerk_id))

    def comes(self, colleague: Desk) -> int:
        asked = self.ask(colleague)
        self.town.do(guest_operations.answer, asked, colleague.clerk_id, True)
        return asked

    def knocks(self, uid: str = "one", name: str = "Frau Demir") -> int:
        guest_id = self.invite(uid=uid)
        self.town.do(guest_operations.knock, guest_id, name)
        return guest_id

    def admit(self, guest_id: int) -> None:
        self.town.do(guest_operations.admit, self.id, self.desk.clerk_id, guest_id)

    def dismiss(self, guest_id: int) -> None:
        self.town.do(guest_operations.dismiss, self.id, self.desk.clerk_id, guest_id)

    def hand_over(self, guest_id: int) -> None:
        self.town.do(operations.hand_over, self.id, self.desk.clerk_id, guest_id)

    def guest(self, guest_id: int) -> Guest:
        found: Guest = self.town.ask(guests.by_id, guest_id)
        return found

    def last_event(self) -> EventType:
        return EventType(self.town.ask(lambda: journal.after(journal.head() - 1))[0].type)


@pytest.fixture
def talk(town: Musterstadt, yildiz: Desk) -> Talk:
    ticket = yildiz.call(town.take_video())
    yildiz.admit(ticket)
    return Talk(town, yildiz, ticket.id, town.ask(consultations.running_of_ticket, ticket.id).id)


def test_who_is_invited_knocks_and_is_let_in(talk: Talk) -> None:
    guest_id = talk.knocks(name="Samira Demir")
    assert (talk.guest(guest_id).state, talk.guest(guest_id).name) == (GuestState.KNOCKING, "Samira Demir")
    talk.admit(guest_id)
    assert (talk.guest(guest_id).state, talk.guest(guest_id).place) == (GuestState.ADMITTED, "guest1")
    assert talk.last_event() is EventType.GUEST_ADMITTED


def test_nobody_is_let_in_who_has_not_knocked(talk: Talk, refused: Refused) -> None:
    guest_id = talk.invite()
    with refused("wrong_state"):
        talk.admit(guest_id)


def test_a_room_has_two_places_for_guests(talk: Talk, refused: Refused) -> None:
    first, second, third = (talk.knocks(uid) for uid in ("one", "two", "three"))
    talk.admit(first)
    talk.admit(second)
    with refused("room_full"):
        talk.admit(third)
    talk.dismiss(first)
    talk.admit(third)
    assert talk.guest(third).place == "guest1"


def test_who_was_refused_or_uninvited_has_no_way_in(talk: Talk, refused: Refused) -> None:
    knocking, invited = talk.knocks("one"), talk.invite(uid="two")
    talk.dismiss(knocking)
    talk.dismiss(invited)
    assert [talk.guest(one).state for one in (knocking, invited)] == [GuestState.REFUSED, GuestState.WITHDRAWN]
    for uid in ("one", "two"):
        assert talk.town.ask(admission.guest, guest_token(SECRET, uid)) is None
    for guest_id in (knocking, invited):
        with refused("wrong_state"):
            talk.town.do(guest_operations.knock, guest_id, "Frau Demir")


def test_who_has_left_may_knock_again(talk: Talk) -> None:
    guest_id = talk.knocks()
    talk.admit(guest_id)
    talk.town.do(guest_operations.leave, guest_id)
    assert (talk.guest(guest_id).state, talk.guest(guest_id).place) == (GuestState.LEFT, None)
    talk.town.do(guest_operations.knock, guest_id, "Frau Demir")
    talk.admit(guest_id)


def test_only_the_clerk_of_the_consultation_decides_about_it(talk: Talk, kaya: Desk, refused: Refused) -> None:
    guest_id = talk.knocks()
    stranger = Talk(talk.town, kaya, talk.ticket, talk.id)
    for act in (stranger.admit, stranger.dismiss, stranger.hand_over):
        with refused("not_your_consultation"):
            act(guest_id)
    with refused("not_your_consultation"):
        stranger.invite()
    with refused("not_your_consultation"):
        talk.town.do(operations.hold, talk.id, kaya.clerk_id, True)


def test_a_guest_of_another_consultation_is_unknown_here(talk: Talk, kaya: Desk, refused: Refused) -> None:
    ticket = kaya.call(talk.town.take_video())
    kaya.admit(ticket)
    other = Talk(talk.town, kaya, ticket.id, talk.town.ask(consultations.running_of_ticket, ticket.id).id)
    guest_id = talk.knocks()
    for act in (other.admit, other.dismiss, other.hand_over):
        with refused("unknown_guest"):
            act(guest_id)


def test_invitations_have_an_end(talk: Talk, refused: Refused) -> None:
    for number in range(10):
        talk.invite(uid=str(number))
    with refused("too_many_guests"):
        talk.invite(uid="11")


def test_a_colleague_is_asked_and_comes_without_knocking(talk: Talk, kaya: Desk) -> None:
    asked = talk.ask(kaya)
    assert talk.guest(asked).role is PartRole.COLLEAGUE
    talk.town.do(guest_operations.answer, asked, kaya.clerk_id, True)
    assert talk.guest(asked).place == "guest1"
    principal = Principal(PrincipalKind.STAFF, kaya.clerk_id, None)
    assert talk.town.ask(admission.consultation_of, principal) == talk.id
    assert talk.town.ask(admission.may_join, principal, talk.id).participant == "guest1"


def test_a_colleague_may_say_no(talk: Talk, kaya: Desk, refused: Refused) -> None:
    asked = talk.ask(kaya)
    talk.town.do(guest_operations.answer, asked, kaya.clerk_id, False)
    assert talk.guest(asked).state is GuestState.REFUSED
    with refused("wrong_state"):
        talk.town.do(guest_operations.answer, asked, kaya.clerk_id, True)


def test_a_colleague_answers_only_for_themselves(talk: Talk, kaya: Desk, brandt: Desk, refused: Refused) -> None:
    asked = talk.ask(kaya)
    with refused("unknown_guest"):
        talk.town.do(guest_operations.answer, asked, brandt.clerk_id, True)
    with refused("colleague_asked"):
        talk.ask(kaya)


def test_nobody_is_asked_who_is_not_at_a_counter(talk: Talk, refused: Refused) -> None:
    with refused("colleague_away"):
        talk.town.do(guest_operations.ask_colleague, talk.id, talk.desk.clerk_id, talk.town.clerk_id("brandt"))
    with refused("colleague_away"):
        talk.town.do(guest_operations.ask_colleague, talk.id, talk.desk.clerk_id, talk.desk.clerk_id)


def test_whoever_is_in_a_conversation_comes_to_no_other(talk: Talk, kaya: Desk, refused: Refused) -> None:
    kaya.admit(kaya.call(talk.town.take_video()))
    asked = talk.ask(kaya)
    with refused("in_conversation"):
        talk.town.do(guest_operations.answer, asked, kaya.clerk_id, True)


def test_the_link_goes_where_the_clerk_wants_it_and_only_its_hash_is_kept(talk: Talk) -> None:
    invitation = Invitation(PartRole.INTERPRETER, Contact("Frau Demir", "demir@example.org"))
    guest_id = talk.invite(invitation, "uid-of-the-message")
    (message,) = talk.town.ask(outbox.waiting_about, f"guest:{guest_id}")
    assert (message.address, message.facts["uid"]) == ("demir@example.org", "uid-of-the-message")
    found = talk.town.ask(admission.guest, guest_token(SECRET, "uid-of-the-message"))
    assert found == Principal(PrincipalKind.GUEST, guest_id, None)
    talk.dismiss(guest_id)
    assert talk.town.ask(outbox.waiting_about, f"guest:{guest_id}") == []


def test_with_the_consultation_its_guests_are_forgotten(talk: Talk) -> None:
    invitation = Invitation(PartRole.INTERPRETER, Contact("Frau Demir", "demir@example.org"))
    waiting, knocking = talk.invite(invitation, "one"), talk.knocks("two")
    talk.admit(knocking)
    talk.desk.finish(talk.town.ticket(talk.ticket))
    assert len(talk.town.ask(guests.of_consultation, talk.id)) == 2  # the end can be taken back
    talk.town.tick(seconds=11)
    assert talk.town.ask(guests.of_consultation, talk.id) == []
    assert talk.town.ask(outbox.waiting_about, f"guest:{waiting}") == []
    assert talk.town.ask(admission.guest, guest_token(SECRET, "two")) is None
    told = [one.data["guest"] for one in talk.town.ask(journal.after, 0) if one.type is EventType.GUEST_DISMISSED]
    assert told == [waiting, knocking]


def test_the_citizen_is_put_on_hold_and_brought_back(talk: Talk) -> None:
    for is_held, told in ((True, EventType.CONSULTATION_HELD), (False, EventType.CONSULTATION_RESUMED)):
        talk.town.do(operations.hold, talk.id, talk.desk.clerk_id, is_held)
        assert talk.town.ask(consultations.by_id, talk.id).is_held is is_held
        assert talk.last_event() is told
        head = talk.town.ask(journal.head)
        talk.town.do(operations.hold, talk.id, talk.desk.clerk_id, is_held)
        assert talk.town.ask(journal.head) == head


def test_a_colleague_takes_over_with_their_counter(talk: Talk, kaya: Desk, refused: Refused) -> None:
    asked = talk.comes(kaya)
    talk.town.do(operations.hold, talk.id, talk.desk.clerk_id, True)
    talk.hand_over(asked)
    ticket, consultation = talk.town.ticket(talk.ticket), talk.town.ask(consultations.by_id, talk.id)
    assert (ticket.counter_id, ticket.clerk_id, ticket.state) == (kaya.counter_id, kaya.clerk_id, TicketState.SERVING)
    assert (consultation.counter_id, consultation.clerk_id) == (kaya.counter_id, kaya.clerk_id)
    assert not consultation.is_held
    assert talk.last_event() is EventType.CONSULTATION_HANDED_OVER
    assert talk.town.ask(tickets.at_counter, talk.desk.counter_id) is None
    with refused("wrong_state"):
        talk.desk.finish(ticket)
    kaya.finish(ticket)
    assert kaya.undo().state is TicketState.SERVING


def test_after_a_hand_over_journal_and_tables_tell_one_story(talk: Talk, kaya: Desk, tmp_path: Path) -> None:
    talk.hand_over(talk.comes(kaya))
    with closing(sqlite3.connect(tmp_path / "office.sqlite")) as connection:
        assert faults(connection) == []


def test_after_the_hand_over_the_first_clerk_can_take_nothing_back(talk: Talk, kaya: Desk, refused: Refused) -> None:
    action = talk.desk.undoable()
    talk.hand_over(talk.comes(kaya))
    assert action is not None
    with refused("undo_too_late"):
        talk.desk.undo()


def test_it_is_handed_over_to_a_colleague_in_the_room_alone(talk: Talk, kaya: Desk, refused: Refused) -> None:
    interpreter = talk.knocks()
    talk.admit(interpreter)
    with refused("not_a_colleague"):
        talk.hand_over(interpreter)
    asked = talk.ask(kaya)
    with refused("not_a_colleague"):
        talk.hand_over(asked)


def test_a_colleague_who_serves_somebody_takes_nothing_over(talk: Talk, kaya: Desk, refused: Refused) -> None:
    asked = talk.comes(kaya)
    kaya.call(talk.town.take_video())
    with refused("colleague_busy"):
        talk.hand_over(asked)


def test_it_can_be_handed_back(talk: Talk, kaya: Desk) -> None:
    talk.hand_over(talk.comes(kaya))
    theirs = Talk(talk.town, kaya, talk.ticket, talk.id)
    theirs.hand_over(theirs.comes(talk.desk))
    assert talk.town.ticket(talk.ticket).counter_id == talk.desk.counter_id
