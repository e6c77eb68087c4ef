"""`form`: from a letter typed in one browser to the same letter in the other's field, both on this machine.

A person types a letter every 120 ms; in the last rounds the other one types in the same text meanwhile. Beside it
stands how late the timer was that types, in the same browser: so much of the time is the machine's.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from appliance.domain.form import Field, FieldType, Form
from tests.bench.report import median, percentile

LETTERS = 100
"""Of each round; there are three of each kind."""

PAUSE_MS = 120
GOAL_MS = 50.0
FORM = Form(
    "Leistung",
    (Field("short", FieldType.TEXT, "Kurz", longest=2000), Field("long", FieldType.LONG_TEXT, "Lang", longest=4000)),
)

WATCH = """(name) => {
    const field = document.getElementById(`room-form-${name}`);
    const { get, set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value");
    window.seen = [];
    const watched = function (text) {
        set.call(this, text);
        window.seen.push([text, performance.timeOrigin + performance.now()]);
    };
    Object.defineProperty(field, "value", { get, set: watched, configurable: true });
}"""
"""What another writes is set by the page; what is typed here is not."""

TYPE = """([name, letter, count, pause]) => {
    const field = document.getElementById(`room-form-${name}`);
    const typed = [];
    field.focus();
    window.typing = new Promise((done) => {
        const timer = setInterval(() => {
            field.setRangeText(letter, field.value.length, field.value.length, "end");
            typed.push(performance.timeOrigin + performance.now());
            field.dispatchEvent(new InputEvent("input", { bubbles: true }));
            if (typed.length < count) return;
            clearInterval(timer);
            done(typed);
        }, pause);
    });
}"""

SEEN = """([letter, count]) => {
    const times = [];
    for (const [text, at] of window.seen) {
        while (times.length < text.split(letter).length - 1) times.push(at);
    }
    return times.length < count ? null : times;
}"""
"""When each of the letters was there."""


def run(report: Any) -> None:
    from playwright.sync_api import sync_playwright

    with (
        tempfile.TemporaryDirectory() as scratch,
        sync_playwright() as playwright,
        at_the_table(Path(scratch), playwright) as (clerk, citizen),
    ):
        alone(citizen, clerk, "short", "w")  # warms up
        measured = {
            "a short field": [alone(citizen, clerk, "short", letter) for letter in "abc"],
            "a long text": [alone(citizen, clerk, "long", letter) for letter in "abc"],
            "a long text in which both type": [both(citizen, clerk, "long", *pair) for pair in ("dx", "ey", "fz")],
        }
    for what, rounds in measured.items():
        each = [one for round in rounds for one in round.letters]
        late = [one for round in rounds for one in round.late]
        p95 = percentile(each, 95)
        report(f"form: a letter in {what}, p95", p95, "ms", goal=GOAL_MS, met=p95 < GOAL_MS)
        report(f"form: a letter in {what}, p95", percentile(late, 95), "ms", rival="the timer that types")
        report(f"form: a letter in {what}, median", median(each), "ms")


@dataclass(frozen=True)
class Round:
    """Milliseconds of each letter, and how late the timer was that typed it."""

    letters: list[float]
    late: list[float]


def alone(writer: Any, reader: Any, field: str, letter: str) -> Round:
    reader.evaluate(WATCH, field)
    writer.evaluate(TYPE, [field, letter, LETTERS, PAUSE_MS])
    return _between(writer, reader, letter)


def both(writer: Any, reader: Any, field: str, letter: str, other: str) -> Round:
    """The same while the reader writes, too."""
    reader.evaluate(WATCH, field)
    writer.evaluate(TYPE, [field, letter, LETTERS, PAUSE_MS])
    reader.evaluate(TYPE, [field, other, LETTERS, PAUSE_MS])
    return _between(writer, reader, letter)


def _between(writer: Any, reader: Any, letter: str) -> Round:
    from tests.town_hall import wait_for

    typed = writer.evaluate("window.typing")
    seen = wait_for(lambda: reader.evaluate(SEEN, [letter, LETTERS]), "the last letter")
    reader.evaluate("window.typing")
    letters = [there - here for here, there in zip(typed, seen, strict=True)]
    return Round(letters, [abs(after - before - PAUSE_MS) for before, after in pairwise(typed)])


@contextmanager
def at_the_table(scratch: Path, playwright: Any) -> Iterator[tuple[Any, Any]]:
    """The pages of a clerk and a citizen who have the form before them; they take part by text."""
    from tests.browsers import chromium_launch_options
    from tests.journeys.room_page import House, served
    from tests.live.form_page import add_form
    from tests.live.process import LiveProcess
    from tests.live.town import Town

    town = Town(scratch)
    form = add_form(town, FORM)
    live = LiveProcess(town.config.data)
    live.start()
    browser = playwright.chromium.launch(**chromium_launch_options())
    try:
        with served(town, live) as address:
            house = House(town, live, address, browser)
            clerk, citizen = house.clerk(query="&media=text"), house.citizen(media="text")
            clerk.until("page.view.room.joined")
            clerk.page.evaluate("(form) => page.view.room.send({type: 'form-open', form})", form)
            for one in (clerk, citizen):
                one.page.locator("#room-form-long").wait_for()
            yield clerk.page, citizen.page
    finally:
        browser.close()
        live.close()
        town.close()
