"""One who shouts is limited; the others in the room, and the other rooms, hear each other as before."""

import contextlib
import json
import time

from websockets.exceptions import ConnectionClosed

MESSAGES = 10_000


def test_ten_thousand_messages_a_second_harm_nobody(town, clerk, phone):
    consultation = town.open_consultation(town.take_ticket())
    alice, citizen = clerk(), phone(1)
    for page in (alice, citizen):
        page.say("join", consultation=consultation, instance="i")
    shouted = json.dumps({"type": "draft", "keep": 0, "text": "A"})
    began = time.monotonic()
    with contextlib.suppress(ConnectionClosed):
        for _ in range(MESSAGES):
            citizen.socket.send(shouted)
    seconds = time.monotonic() - began
    assert citizen.close_code() == 1008
    heard = [message for message in until_quiet(alice) if message["type"] == "draft"]
    assert len(heard) <= 200 + 50 * (seconds + 1)  # a burst, and then the rate

    back = phone(1)  # the shouter may come back, and be heard
    back.say("join", consultation=consultation, instance="i")
    back.hear("joined")
    alice.hear("participant")
    alice.say("chat", id="m1", text="Sind Sie noch da?")
    assert back.hear("chat")["text"] == "Sind Sie noch da?"


def until_quiet(page):
    """All that was on its way, up to the answer to a ping."""
    page.say("ping")
    while (message := page.hear())["type"] != "pong":
        yield message
