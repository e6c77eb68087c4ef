"""Which call a board announces when: its own module, run by Node on a clock of its own."""

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from appliance.environment import CHECKOUT

MODULES = CHECKOUT / "kiosk_ui" / "static" / "js" / "board"
NODE = Path(sys.executable).parent / "node"
SAYING_MS = 6_000
"""A call takes so long to be said: gong, number and place."""
SCRIPT = """
const timers = [];
let time = 0;
globalThis.setTimeout = (act, pause = 0) => timers.push({ at: time + pause, act });
async function settle() {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
async function until(end) {
  for (await settle(); ; await settle()) {
    timers.sort((one, other) => one.at - other.at);
    if (!timers.length || timers[0].at > end) break;
    const next = timers.shift();
    time = next.at;
    next.act();
  }
  time = end;
}
const { Announcements } = await import("./announcements.js");
const { steps, saying } = JSON.parse(await new Response(process.stdin).text());
const said = [];
const announcements = new Announcements(async (call, turn) => {
  const one = { number: call.number, again: turn.again, rush: turn.rush, start: time };
  said.push(one);
  await new Promise((resolve) => setTimeout(resolve, saying));
  Object.assign(one, { end: time, stands: turn.stands() });
}, () => time);
for (const { at, view, row } of steps) {
  await until(at);
  if (view) announcements.follow(view);
  if (row) announcements.happened({ ...row, at: new Date(row.at ?? at).toISOString() });
}
await until(1_000_000);
console.log(JSON.stringify(said));
"""
Step = dict[str, Any]


def played(steps: list[Step], saying: int = SAYING_MS) -> list[dict[str, Any]]:
    command = [str(NODE), "--no-warnings", "--input-type=module", "--eval", SCRIPT]
    given = json.dumps({"steps": sorted(steps, key=lambda step: step["at"]), "saying": saying})
    finished = subprocess.run(command, input=given, cwd=MODULES, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


def call(ticket: int) -> dict[str, Any]:
    return {"ticket_id": ticket, "number": f"A00{ticket}", "called_at": f"call {ticket}", "spoken": []}


def shows(at: int, journal_id: int, *tickets: int) -> Step:
    return {"at": at, "view": {"calls": [call(ticket) for ticket in tickets], "journal_id": journal_id}}


def happens(at: int, id: int, ticket: int, event: str = "TicketCalled", since: int | None = None) -> Step:
    return {"at": at, "row": {"id": id, "event": event, "ticket": ticket, "at": since}}


def rush(count: int) -> list[Step]:
    return [*(happens(0, number, number) for number in range(1, count + 1)), shows(10, count, *range(1, count + 1))]


def test_a_rush_is_said_one_after_another_and_shorter_while_others_wait() -> None:
    said = played(rush(4))
    assert [one["number"] for one in said] == ["A001", "A002", "A003", "A004"]
    assert all(later["start"] > earlier["end"] for earlier, later in pairwise(said))
    assert [one["rush"] for one in said] == [True, True, False, False]


def test_a_call_stands_alone_for_a_while_also_where_nothing_sounds() -> None:
    first, second = played(rush(2), saying=0)
    assert second["start"] - first["start"] >= 4_000


def test_a_recall_is_said_again() -> None:
    said = played([happens(0, 1, 1), shows(10, 1, 1), happens(30_000, 2, 1, "TicketRecalled"), shows(30_010, 2, 1)])
    assert [(one["number"], one["again"]) for one in said] == [("A001", False), ("A001", True)]


def test_what_was_withdrawn_before_its_turn_is_not_said() -> None:
    said = played([*rush(3), shows(1_000, 4, 1, 3)])
    assert [one["number"] for one in said] == ["A001", "A003"]


def test_what_is_withdrawn_during_the_gong_does_not_stand_any_more() -> None:
    (one,) = played([happens(0, 1, 1), shows(10, 1, 1), shows(2_000, 2)])
    assert not one["stands"]


def test_nothing_is_said_twice_after_a_reconnect_and_nothing_that_is_old() -> None:
    again = [happens(20_000, 1, 1, since=0), shows(20_010, 1, 1)]
    assert len(played([happens(0, 1, 1), shows(10, 1, 1), *again])) == 1
    assert played([happens(100_000, 1, 1, since=0), shows(100_010, 1, 1)]) == []


def test_a_call_waits_for_the_view_that_shows_it() -> None:
    (one,) = played([shows(0, 1), happens(10, 2, 1), shows(400, 2, 1)])
    assert one["start"] == 400
