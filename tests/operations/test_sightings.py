"""That a document was shown: noted by the clerk whose conversation it is, taken back, and forgotten some day."""

from datetime import timedelta

import pytest

from appliance.domain.sighting import KEPT, MOST, DocumentKind
from appliance.operations import sightings, upkeep
from appliance.store import consultations, journal
from appliance.store import sightings as rows
from tests.conftest import Refused
from tests.town import Desk, Musterstadt

CARD, PASSPORT = DocumentKind.IDENTITY_CARD, DocumentKind.PASSPORT


@pytest.fixture
def consultation(town: Musterstadt, yildiz: Desk) -> int:
    """Yildiz talks with somebody by video."""
    ticket = town.take_video()
    yildiz.call_next()
    yildiz.admit(ticket)
    return running(town, ticket.id)


def running(town: Musterstadt, ticket_id: int) -> int:
    found = town.ask(consultations.running_of_ticket, ticket_id)
    assert found is not None
    return int(found.id)


def test_a_note_names_kind_clerk_and_time_and_nothing_else(
    town: Musterstadt, yildiz: Desk, consultation: int
) -> None:  # fmt: skip
    noted = town.do(sightings.note, consultation, yildiz.clerk_id, CARD)
    [found] = town.ask(sightings.of_consultation, consultation, yildiz.clerk_id)
    assert vars(found) == {"id": noted, "kind": CARD, "clerk": "Aylin Yildiz", "at": town.clock.now()}
    event = town.ask(journal.of_ticket, 1)[-1]
    assert (event.type, event.clerk_id, event.data) == ("DocumentSeen", yildiz.clerk_id, {"sighting": noted})


def test_a_note_is_taken_back_until_the_room_closes(
    town: Musterstadt, yildiz: Desk, consultation: int, refused: Refused
) -> None:  # fmt: skip
    first = town.do(sightings.note, consultation, yildiz.clerk_id, CARD)
    second = town.do(sightings.note, consultation, yildiz.clerk_id, PASSPORT)
    town.do(sightings.take_back, consultation, yildiz.clerk_id, first)
    assert [one.kind for one in town.ask(rows.of_consultation, consultation)] == [PASSPORT]
    assert town.ask(journal.of_ticket, 1)[-1].type == "DocumentNoteTakenBack"
    with refused("unknown_sighting"):
        town.do(sightings.take_back, consultation, yildiz.clerk_id, first)
    yildiz.finish(town.ticket(1))
    town.tick(seconds=11)
    with refused("wrong_state"):
        town.do(sightings.take_back, consultation, yildiz.clerk_id, second)
    with refused("wrong_state"):
        town.do(sightings.note, consultation, yildiz.clerk_id, CARD)


def test_only_the_clerk_of_the_conversation_notes_and_reads(
    town: Musterstadt, kaya: Desk, consultation: int, refused: Refused
) -> None:  # fmt: skip
    with refused("forbidden"):
        town.do(sightings.note, consultation, kaya.clerk_id, CARD)
    with refused("forbidden"):
        town.ask(sightings.of_consultation, consultation, kaya.clerk_id)
    with refused("forbidden"):
        town.do(sightings.note, consultation + 1, kaya.clerk_id, CARD)


def test_the_clerks_own_undo_does_not_stumble_over_a_note(town: Musterstadt, yildiz: Desk, consultation: int) -> None:
    town.do(sightings.note, consultation, yildiz.clerk_id, CARD)
    assert yildiz.undo().state.value == "called"


def test_one_conversation_has_room_for_some_notes_only(
    town: Musterstadt, yildiz: Desk, consultation: int, refused: Refused
) -> None:  # fmt: skip
    for _ in range(MOST):
        town.do(sightings.note, consultation, yildiz.clerk_id, CARD)
    with refused("too_many_sightings"):
        town.do(sightings.note, consultation, yildiz.clerk_id, CARD)


def test_notes_are_forgotten(town: Musterstadt, yildiz: Desk, consultation: int) -> None:
    town.do(sightings.note, consultation, yildiz.clerk_id, CARD)
    town.clock.advance(seconds=(KEPT - timedelta(hours=1)).total_seconds())
    town.do(upkeep.forget)
    assert town.ask(rows.count, consultation) == 1
    town.clock.advance(hours=2)
    town.do(upkeep.forget)
    assert town.ask(rows.count, consultation) == 0
