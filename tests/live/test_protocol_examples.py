"""PROTOCOL.md says what the server does: each of its exchanges is run."""

import json
import re

import pytest

from appliance.domain.journal import EventType
from appliance.environment import CHECKOUT
from appliance.live.features import ALL_SHAPES
from appliance.live.messages import BREACHES
from appliance.live.topics import AUDIENCE
from tests.live.form_page import add_form
from tests.live.town import token_of

PROTOCOL = (CHECKOUT / "appliance/live/PROTOCOL.md").read_text()
EXCHANGES = re.findall(r"^```exchange\n(.*?)^```", PROTOCOL, re.MULTILINE | re.DOTALL)
LINE = re.compile(r"(?P<who>citizen|clerk)(?P<way>[<>]) (?P<message>{.*})|\((?P<meanwhile>.*)\)")


class Story:
    """The people of an example. A page is opened when it first speaks."""

    def __init__(self, town, open_page) -> None:
        self._town, self._open_page = town, open_page
        self._pages = {}
        self._ticket = town.take_ticket()
        self._consultation = 0

    def page(self, who):
        if who not in self._pages:
            self._pages[who] = self._open_page[who](hello=False)
        return self._pages[who]

    def called(self) -> None:
        self._happens(EventType.TICKET_CALLED)

    def recalled(self) -> None:
        self._happens(EventType.TICKET_RECALLED)

    def window(self) -> None:
        self._town.show_window(self._ticket, people_ahead=2)

    def begun(self) -> None:
        self._consultation = self._town.open_consultation(self._ticket)

    def form(self) -> None:
        add_form(self._town)

    def both_in_the_room(self) -> None:
        self.begun()
        for who, hello in (("clerk", {}), ("citizen", {"token": token_of(1)})):
            page = self.page(who)
            page.say("hello", **hello)
            page.hear("welcome")
            page.say("join", consultation=self._consultation, instance=who)
            page.hear("joined")
        self.page("clerk").hear("participant")

    def held(self) -> None:
        self._town.hold(self._consultation, True)

    def resumed(self) -> None:
        self._town.hold(self._consultation, False)

    def over(self) -> None:
        self._town.end_at_once(self._consultation)

    def _happens(self, type: EventType) -> None:
        self._town.happens(type, office=self._town.office, ticket=self._ticket, counter=self._town.counter)


MEANWHILE = {
    "the service has a form": Story.form,
    "the waiting window changes": Story.window,
    "the ticket is called to counter 1": Story.called,
    "the ticket is called again": Story.recalled,
    "the consultation has begun": Story.begun,
    "clerk and citizen are in the room": Story.both_in_the_room,
    "the citizen is put on hold": Story.held,
    "the citizen is brought back": Story.resumed,
    "the consultation is finished and closed": Story.over,
}


@pytest.mark.parametrize("exchange", EXCHANGES)
def test_an_exchange_happens_as_it_is_written(exchange, town, clerk, connect):
    story = Story(town, {"clerk": clerk, "citizen": connect})
    for line in exchange.replace("$TICKET_TOKEN", token_of(1)).splitlines():
        step = LINE.fullmatch(line)
        assert step, line
        if step["meanwhile"]:
            MEANWHILE[step["meanwhile"]](story)
        elif step["way"] == ">":
            story.page(step["who"]).socket.send(step["message"])
        else:
            heard = story.page(step["who"]).hear()
            assert fits(json.loads(step["message"]), heard), (line, heard)


def fits(written, heard) -> bool:
    """`...` stands for anything but null, and as a field for fields that another example shows."""
    if written == "...":
        return heard is not None
    if isinstance(written, dict):
        if written.pop("...", None):
            heard = {name: value for name, value in heard.items() if name in written}
        return written.keys() == heard.keys() and all(fits(value, heard[name]) for name, value in written.items())
    if isinstance(written, list):
        return len(written) == len(heard) and all(map(fits, written, heard))
    return written == heard


@pytest.mark.parametrize("type", ALL_SHAPES)
def test_every_message_of_a_client_is_described(type):
    assert f'"type": "{type}"' in PROTOCOL or f"`{type}`" in PROTOCOL


@pytest.mark.parametrize("type", EventType)
def test_every_event_has_an_audience_and_is_described(type):
    assert type in AUDIENCE
    assert type in PROTOCOL


def test_every_error_code_is_described():
    """As they stand in the sources: Refused("code", ...) and error("code", ...)."""
    sources = "".join(path.read_text() for path in (CHECKOUT / "appliance/live").rglob("*.py"))
    codes = set(re.findall(r'(?:Refused|error)\(\s*"([a-z_]+)"', sources)) | {"no_hello"}
    assert len(codes) >= 10
    assert [code for code in codes if f"| `{code}`{'*' * (code in BREACHES)} |" not in PROTOCOL] == []
