"""Taking a ticket: the numbers, and when none is given out."""

from datetime import UTC, datetime

import pytest

from appliance.domain.device import Function
from appliance.domain.ticket import Channel, Media, TicketState
from appliance.operations import devices as device_operations
from appliance.operations import offices as office_operations
from appliance.operations import tickets as ticket_operations
from appliance.operations.idempotency import once
from appliance.operations.tickets import Order
from appliance.store import journal
from appliance.store.rows import database
from tests.conftest import Refused
from tests.town import Desk, Musterstadt, Terminal


def numbers(town: Musterstadt, count: int) -> list[str]:
    return [town.take().number for _ in range(count)]


def test_numbers_count_up_from_one(town: Musterstadt) -> None:
    assert numbers(town, 3) == ["A001", "A002", "A003"]


def test_every_office_counts_for_itself(town: Musterstadt) -> None:
    town.take()
    assert town.take(town.vehicle).number == "K001"


def test_a_refused_ticket_uses_up_no_number(town: Musterstadt, refused: Refused) -> None:
    town.take()
    with refused("channel_not_offered"):
        town.take(town.id_card, Channel.VIDEO)
    with pytest.raises(RuntimeError):
        town.store.write(half_taken, town)
    assert town.take().number == "A002"


def half_taken(town: Musterstadt) -> None:
    order = Order(town.residence.id, Channel.ON_SITE)
    ticket_operations.take_ticket(order, "t_half", town.clock.now())
    raise RuntimeError("something broke after the number was drawn")


def test_a_cancelled_ticket_keeps_its_number_for_itself(town: Musterstadt) -> None:
    town.do(ticket_operations.cancel, town.take().id)
    assert town.take().number == "A002"


@pytest.mark.parametrize(
    ("before_midnight", "after_midnight"),
    [
        (datetime(2026, 1, 15, 22, 59, 59, tzinfo=UTC), datetime(2026, 1, 15, 23, 0, tzinfo=UTC)),  # CET
        (datetime(2026, 7, 15, 21, 59, 59, tzinfo=UTC), datetime(2026, 7, 15, 22, 0, tzinfo=UTC)),  # CEST
        (datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC), datetime(2026, 3, 28, 23, 0, tzinfo=UTC)),  # clocks go forward
        (datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC), datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),  # that night, 23 h
        (datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),  # 25 h
    ],
)
def test_numbers_begin_anew_at_the_towns_own_midnight(
    town: Musterstadt, before_midnight: datetime, after_midnight: datetime
) -> None:
    town.clock.set(before_midnight)
    assert numbers(town, 2) == ["A001", "A002"]
    town.clock.set(after_midnight)
    assert town.take().number == "A001"


def test_after_the_thousandth_a_number_grows_a_digit(town: Musterstadt) -> None:
    town.take()
    town.store.write(lambda: database.execute_sql("UPDATE ticket_sequence SET last = 999"))
    assert town.take().number == "A1000"


def test_an_unknown_service_is_refused(town: Musterstadt, refused: Refused) -> None:
    with refused("unknown_service"):
        town.do(ticket_operations.take_ticket, Order(999, Channel.ON_SITE), "t_")


def test_a_closed_office_gives_out_no_numbers(town: Musterstadt, refused: Refused) -> None:
    town.do(office_operations.set_open, town.citizens_office.id, False, town.clerk_id("hoffmann"))
    with refused("office_closed"):
        town.take()
    assert town.take(town.vehicle).number == "K001"


def test_who_waits_when_the_office_closes_is_still_called(town: Musterstadt, yildiz: Desk) -> None:
    ticket = town.take()
    town.do(office_operations.set_open, town.citizens_office.id, False, yildiz.clerk_id)
    assert yildiz.call_next().id == ticket.id


def test_closing_twice_is_told_once(town: Musterstadt, yildiz: Desk) -> None:
    before = town.ask(journal.head)
    for _ in range(2):
        town.do(office_operations.set_open, town.citizens_office.id, False, yildiz.clerk_id)
    assert [event.type for event in town.ask(journal.after, before)] == ["OfficeClosed"]


def test_a_full_queue_takes_nobody_until_somebody_is_called(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    town.store.write(lambda: database.execute_sql("UPDATE office SET capacity = 2"))
    town.take(), town.take()
    with refused("queue_full"):
        town.take()
    yildiz.call_next()
    assert town.take().number == "A003"


def test_a_channel_must_be_offered_by_the_service(town: Musterstadt, refused: Refused) -> None:
    for channel in (Channel.VIDEO, Channel.TELEPHONE):
        with refused("channel_not_offered"):
            town.take(town.id_card, channel)


def test_only_video_can_be_at_a_terminal(town: Musterstadt, terminal: Terminal, refused: Refused) -> None:
    with refused("channel_not_offered"):
        town.take(at_terminal=True)


def test_without_a_terminal_in_the_office_nobody_waits_for_one(town: Musterstadt, refused: Refused) -> None:
    with refused("no_terminal_here"):
        town.take_at_terminal()
    town.terminal("Nur Nummern", Function.TICKET)
    with refused("no_terminal_here"):
        town.take_at_terminal()


def test_a_revoked_terminal_is_none(town: Musterstadt, terminal: Terminal, refused: Refused) -> None:
    town.do(device_operations.revoke, terminal.id)
    with refused("no_terminal_here"):
        town.take_at_terminal()


def test_a_pure_terminal_gives_out_no_numbers(town: Musterstadt, terminal: Terminal, refused: Refused) -> None:
    with refused("takes_no_tickets"):
        town.take(device_id=terminal.id)


def test_a_kiosk_that_is_also_a_terminal_gives_out_no_numbers_while_somebody_is_served_there(
    town: Musterstadt, yildiz: Desk, refused: Refused
) -> None:
    both = town.terminal("Kiosk 1", Function.BOTH)
    first = yildiz.call(town.take_at_terminal(device_id=both.id))
    assert town.take(device_id=both.id).number == "A002"  # called, but nobody is there yet
    both.confirm(first.code)
    with refused("terminal_in_use"):
        town.take(device_id=both.id)
    yildiz.finish(first)
    with refused("terminal_in_use"):
        town.take(device_id=both.id)  # the thanks are still shown
    town.tick(seconds=11)
    both.is_seen()
    assert town.take(device_id=both.id).number == "A003"


def test_the_journal_names_the_kiosk(town: Musterstadt) -> None:
    kiosk = town.terminal("Kiosk 1", Function.TICKET)
    ticket = town.take(device_id=kiosk.id)
    assert [event.device_id for event in town.ask(journal.of_ticket, ticket.id)] == [kiosk.id]


def test_the_same_key_takes_one_ticket_only(town: Musterstadt) -> None:
    first, again = take_once(town, "key"), take_once(town, "key")
    assert first == again
    assert town.take().number == "A002"


def test_another_key_is_another_ticket(town: Musterstadt) -> None:
    assert take_once(town, "one") != take_once(town, "other")


def test_a_key_stands_for_one_request(town: Musterstadt, refused: Refused) -> None:
    take_once(town, "key", b"residence")
    with refused("idempotency_key_reused"):
        take_once(town, "key", b"passport")


def test_a_refusal_uses_up_no_key(town: Musterstadt, refused: Refused) -> None:
    town.do(office_operations.set_open, town.citizens_office.id, False, town.clerk_id("hoffmann"))
    with refused("office_closed"):
        take_once(town, "key")
    town.do(office_operations.set_open, town.citizens_office.id, True, town.clerk_id("hoffmann"))
    assert take_once(town, "key")["ticket"] == 1


def take_once(town: Musterstadt, key: str, fingerprint: bytes = b"") -> dict[str, int]:
    order, at = Order(town.residence.id, Channel.ON_SITE), town.clock.now()
    token = f"t_{key}{len(fingerprint)}"
    return town.store.write(
        once, key, fingerprint, at, lambda: {"ticket": ticket_operations.take_ticket(order, token, at)}
    )


def test_a_citizen_may_give_the_ticket_back_until_the_service_begins(
    town: Musterstadt, yildiz: Desk, refused: Refused
) -> None:
    waiting, called, serving = town.take(), town.take(), town.take()
    yildiz.serve(serving)
    yildiz.call(called)
    for ticket in (waiting, called):
        town.do(ticket_operations.cancel, ticket.id)
        assert town.state(ticket) is TicketState.CANCELLED
    with refused("wrong_state"):
        town.do(ticket_operations.cancel, serving.id)
    with refused("wrong_state"):
        town.do(ticket_operations.cancel, waiting.id)


def test_a_counter_whose_citizen_cancels_is_free(town: Musterstadt, yildiz: Desk) -> None:
    town.do(ticket_operations.cancel, yildiz.call(town.take()).id)
    assert yildiz.call(town.take()).state is TicketState.CALLED


def test_the_way_to_talk_can_be_changed_until_the_end(town: Musterstadt, yildiz: Desk, refused: Refused) -> None:
    ticket = town.take_video()
    town.do(ticket_operations.change_media, ticket.id, Media.VOICE)
    yildiz.call(town.ticket(ticket))
    action = yildiz.admit(ticket)
    town.do(ticket_operations.change_media, ticket.id, Media.TEXT)
    assert town.ticket(ticket).media is Media.TEXT
    assert yildiz.undoable().id == action.id  # the clerk's undo is not spoilt by it
    assert yildiz.undo().media is Media.TEXT
    yildiz.admit(ticket)
    yildiz.finish(ticket)
    with refused("wrong_state"):
        town.do(ticket_operations.change_media, ticket.id, Media.CAMERA)
