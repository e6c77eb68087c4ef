"""Who may follow and join what."""

import pytest

from appliance.domain.admission import Principal
from appliance.operations import devices as device_operations
from appliance.operations import staff as staff_operations
from appliance.store import admission
from tests.conftest import Refused
from tests.town import Desk, Musterstadt, Terminal


@pytest.fixture
def remote(town: Musterstadt, yildiz: Desk) -> int:
    """A consultation between yildiz and a citizen at home."""
    ticket = yildiz.call(town.take_video())
    yildiz.admit(ticket)
    return consultation_of(town, town.tokens[ticket.id])


@pytest.fixture
def at_terminal(town: Musterstadt, terminal: Terminal, brandt: Desk) -> int:
    """A consultation between brandt and a citizen at the terminal."""
    return terminal.confirm(brandt.call(town.take_at_terminal()).code)


def consultation_of(town: Musterstadt, token: str) -> int:
    found = town.ask(admission.consultation_of, holder(town, token))
    assert found is not None
    return found


def holder(town: Musterstadt, token: str) -> Principal:
    principal = town.ask(admission.ticket, token, town.clock.now())
    assert principal is not None
    return principal


def clerk(town: Musterstadt, desk: Desk) -> Principal:
    token = town.do(staff_operations.open_session, desk.clerk_id)
    found = town.ask(admission.staff_member, token, town.clock.now())
    assert found is not None
    return found


def device(town: Musterstadt, terminal: Terminal, face: str) -> Principal:
    found = town.ask(admission.device, terminal.token, face)
    assert found is not None
    return found


def test_citizen_and_clerk_of_a_consultation_may_join_it(town: Musterstadt, yildiz: Desk, remote: int) -> None:
    assert town.ask(admission.may_join, clerk(town, yildiz), remote).participant == "clerk"
    assert town.ask(admission.may_join, holder(town, town.tokens[1]), remote).participant == "citizen"


def test_another_clerk_may_not(town: Musterstadt, remote: int, kaya: Desk, refused: Refused) -> None:
    with refused("not_admitted"):
        town.ask(admission.may_join, clerk(town, kaya), remote)


def test_another_citizen_may_not(town: Musterstadt, remote: int, refused: Refused) -> None:
    stranger = town.take_video()
    with refused("not_admitted"):
        town.ask(admission.may_join, holder(town, town.tokens[stranger.id]), remote)


def test_a_terminal_may_not_join_somebody_elses_room(
    town: Musterstadt, terminal: Terminal, remote: int, refused: Refused
) -> None:
    for face in ("browser", "agent"):
        with refused("not_admitted"):
            town.ask(admission.may_join, device(town, terminal, face), remote)


def test_at_a_terminal_its_browser_is_the_citizen_and_its_agent_the_agent(
    town: Musterstadt, terminal: Terminal, at_terminal: int
) -> None:
    assert town.ask(admission.may_join, device(town, terminal, "browser"), at_terminal).participant == "citizen"
    assert town.ask(admission.may_join, device(town, terminal, "agent"), at_terminal).participant == "agent"


def test_at_a_terminal_the_phone_with_the_ticket_stays_outside(
    town: Musterstadt, at_terminal: int, refused: Refused
) -> None:
    with refused("not_admitted"):
        town.ask(admission.may_join, holder(town, town.tokens[1]), at_terminal)


def test_nobody_joins_before_admission(town: Musterstadt, yildiz: Desk) -> None:
    ticket = yildiz.call(town.take_video())
    assert town.ask(admission.consultation_of, holder(town, town.tokens[ticket.id])) is None


def test_during_the_thanks_everybody_still_belongs_and_after_them_nobody(
    town: Musterstadt, yildiz: Desk, remote: int, refused: Refused
) -> None:
    citizen = holder(town, town.tokens[1])
    yildiz.finish(town.ticket(1))
    assert town.ask(admission.state_of, remote) == (True, False)
    assert town.ask(admission.may_join, citizen, remote).participant == "citizen"
    town.tick(seconds=11)
    assert town.ask(admission.state_of, remote) == (True, False)
    with refused("not_admitted"):
        town.ask(admission.may_join, citizen, remote)


def test_a_ticket_opens_its_page_for_a_day(town: Musterstadt) -> None:
    token = town.tokens[town.take().id]
    town.clock.advance(hours=24)
    assert town.ask(admission.ticket, token, town.clock.now()) is not None
    town.clock.advance(seconds=1)
    assert town.ask(admission.ticket, token, town.clock.now()) is None


def test_a_forged_token_opens_nothing(town: Musterstadt) -> None:
    town.take()
    assert town.ask(admission.ticket, "t_" + "A" * 43, town.clock.now()) is None
    assert town.ask(admission.device, "d_" + "A" * 43, "browser") is None
    assert town.ask(admission.staff_member, "A" * 43, town.clock.now()) is None


def test_a_revoked_device_is_nobody(town: Musterstadt, terminal: Terminal) -> None:
    town.do(device_operations.revoke, terminal.id)
    assert town.ask(admission.device, terminal.token, "browser") is None
