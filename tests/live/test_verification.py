"""What two pages say to agree on their digits goes to the other one, as it is, and to nobody else."""

import pytest

from tests.live.test_consultation import alice, citizen, consultation, seated  # noqa: F401

COMMITMENT, NONCE = "c" * 64, "0" * 64
FINGERPRINT = ":".join(["AB"] * 32)


def test_a_commitment_and_what_it_bound_to_reach_the_other_page(citizen, alice):  # noqa: F811
    citizen.say("verify-commit", to="clerk", commitment=COMMITMENT)
    assert alice.hear("verify-commit") == {
        "type": "verify-commit", "to": "clerk", "commitment": COMMITMENT, "from": "citizen",
    }  # fmt: skip
    alice.say("verify-reveal", to="citizen", fingerprint=FINGERPRINT, nonce=NONCE)
    heard = citizen.hear("verify-reveal")
    assert (heard["from"], heard["fingerprint"], heard["nonce"]) == ("clerk", FINGERPRINT, NONCE)


def test_nobody_else_hears_it(town, terminal, clerk):
    at_terminal = town.open_consultation(town.take_ticket(at_terminal=True))
    screen = seated(terminal(), at_terminal, "screen")
    agent = seated(terminal(face="agent"), at_terminal, "agent")
    screen.hear("participant")
    page = seated(clerk(), at_terminal, "console")
    agent.hear("participant")
    page.say("verify-commit", to="citizen", commitment=COMMITMENT)
    page.hear_nothing()
    agent.hear_nothing()


def test_only_the_agent_vouches_for_a_device(town, terminal, clerk):
    at_terminal = town.open_consultation(town.take_ticket(at_terminal=True))
    page = seated(clerk(), at_terminal, "console")
    agent = seated(terminal(face="agent"), at_terminal, "agent")
    page.hear("participant")
    word = {"stream": "s1", "device": "k", "agent": "k", "vouched": "s", "signature": "s"}
    agent.say("verify-device", to="clerk", **word)
    assert page.hear("verify-device") == {"type": "verify-device", "to": "clerk", **word, "from": "agent"}
    page.say("verify-device", to="agent", **word)
    page.refused("not_admitted")
    agent.hear_nothing()


def test_nothing_is_kept_for_somebody_who_is_away(citizen, alice):  # noqa: F811
    alice.say("leave")
    citizen.hear("participant")
    citizen.say("verify-commit", to="clerk", commitment=COMMITMENT)
    citizen.refused("unknown_participant")


@pytest.mark.parametrize(
    "said",
    [
        {"type": "verify-commit", "to": "clerk"},
        {"type": "verify-commit", "to": "clerk", "commitment": "c" * 65},
        {"type": "verify-commit", "to": "clerk", "commitment": "C" * 64},
        {"type": "verify-commit", "to": "everybody", "commitment": COMMITMENT},
        {"type": "verify-reveal", "to": "clerk", "fingerprint": FINGERPRINT + ":AB", "nonce": NONCE},
        {"type": "verify-reveal", "to": "clerk", "fingerprint": FINGERPRINT, "nonce": "x" * 64},
    ],
)
def test_what_has_another_shape_is_not_passed_on(citizen, alice, said):  # noqa: F811
    citizen.say(**said)
    citizen.refused("malformed")
    alice.hear_nothing()
